-- One row per event that concerns a person, as a voter or a volunteer, and per link between two references: a history
-- leaves nothing out, voided attempts and steps included.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  event_id     uuid NOT NULL,
  position     text NOT NULL,
  type         text NOT NULL,
  person       text,               -- system/scope/id; null for a delivery or a void, which name only their attempt or signup
  same         text,               -- of a link: the other reference
  attempt_id   uuid,
  signup_id    uuid,
  link_id      uuid,
  step_id      uuid,               -- of a signup's step; of its void, the step that was voided
  occurred_at  text NOT NULL,
  recorded_at  text NOT NULL,
  contact_type text,
  result       text,               -- of an attempt: its result; of a step or a sighting: what happened to the signup
  shift_id     uuid,
  detail       text,               -- the delivery's status, the reason of a void, the channels of a request, whether a sighting says who attended
  flags        text[] NOT NULL,
  PRIMARY KEY (organization, event_id)
);
CREATE INDEX ON {{table}} (organization, person);
CREATE INDEX ON {{table}} (organization, attempt_id) WHERE attempt_id IS NOT NULL;
CREATE INDEX ON {{table}} (organization, signup_id) WHERE signup_id IS NOT NULL;
CREATE INDEX ON {{table}} (organization, link_id) WHERE link_id IS NOT NULL;
CREATE INDEX ON {{table}} (organization, person) WHERE link_id IS NOT NULL;
CREATE INDEX ON {{table}} (organization, same) WHERE link_id IS NOT NULL;
-- A few moments each, whoever has most of those that are there: a person is looked up, and never searched for.
ALTER TABLE {{table}} ALTER COLUMN person SET (n_distinct = -0.2), ALTER COLUMN same SET (n_distinct = -0.2);
