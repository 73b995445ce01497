-- One row per attempt with answers: the latest answer of a voter may be voided, and an older one holds again.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  attempt_id   uuid NOT NULL,
  standing     boolean NOT NULL,
  voter        text,               -- system/scope/id
  campaign_id  text,
  attempted_at text,               -- instant, UTC
  position     text,
  answers      text[] NOT NULL,    -- question=response, by VAN's ids
  PRIMARY KEY (organization, attempt_id)
);
