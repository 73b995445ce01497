-- One row per attempt: a first or last knock that is voided must give way to its neighbour.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  attempt_id   uuid NOT NULL,
  standing     boolean NOT NULL,
  canvasser    text,               -- system/scope/id, in the system and scope of the voter
  campaign_id  text,
  turf_id      text,
  day          text,               -- YYYY-MM-DD in the campaign's zone
  attempted_at text,               -- instant, UTC
  reached      boolean NOT NULL,   -- the result says that the voter was reached
  delivery     text,               -- sent, delivered or undelivered, of a text or automatic call
  delivered_at text,               -- when the carrier said so
  PRIMARY KEY (organization, attempt_id)
);
