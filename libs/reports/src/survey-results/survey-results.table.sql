-- One row per attempt with answers, and one per link between two references of one person: the latest answer of a voter may be voided, and an older one holds again.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  attempt_id   uuid NOT NULL,
  standing     boolean NOT NULL,
  voter        text,               -- system/scope/id
  campaign_id  text,
  attempted_at text,               -- instant, UTC
  position     text,
  answers      text[] NOT NULL,    -- question=response, by VAN's ids
  person       text,               -- of a link that stands, whose row is of no attempt: system/scope/id
  same         text,
  PRIMARY KEY (organization, attempt_id)
);
CREATE INDEX ON {{table}} (organization) WHERE person IS NOT NULL;
