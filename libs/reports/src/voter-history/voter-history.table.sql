-- One row per event: a history leaves nothing out, voided attempts included.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  event_id     uuid NOT NULL,
  position     text NOT NULL,
  type         text NOT NULL,
  voter        text,               -- system/scope/id; null for a delivery, which names only its attempt
  attempt_id   uuid,
  occurred_at  text NOT NULL,
  recorded_at  text NOT NULL,
  contact_type text,
  result       text,
  detail       text,               -- the delivery's status, the reason of a void, the channels of a request
  flags        text[] NOT NULL,
  PRIMARY KEY (organization, event_id)
);
CREATE INDEX ON {{table}} (organization, voter);
CREATE INDEX ON {{table}} (organization, attempt_id);
