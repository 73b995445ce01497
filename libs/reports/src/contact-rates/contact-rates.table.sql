-- One row per attempt, and one per link between two references of one person, so that voters and doors can be counted once in any cut, and every number can name its events.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  attempt_id   uuid NOT NULL,
  standing     boolean NOT NULL,   -- false once voided, or while only a delivery is known: not counted
  campaign_id  text,
  day          text,               -- YYYY-MM-DD in the campaign's zone
  contact_type text,
  input_type   text,
  result       text,
  turf_id      text,
  canvasser    text,               -- system/scope/id, in the system and scope of the voter
  precinct_id  text,
  voter        text,               -- system/scope/id
  door_id      text,
  reached      boolean NOT NULL,   -- the result says that the voter was reached
  refused      boolean NOT NULL,
  delivery     text,               -- sent, delivered or undelivered, of a text or automatic call
  delivered_at text,               -- when the carrier said so
  position     text,               -- of the event that recorded the attempt as it stands
  person       text,               -- of a link that stands, whose row is of no attempt: system/scope/id
  same         text,
  PRIMARY KEY (organization, attempt_id)
);
CREATE INDEX ON {{table}} (organization) WHERE person IS NOT NULL;
