-- What was asked to be erased, so that all of it is found without looking through the log for what is rare. How each stands its events say.
CREATE TABLE {{table}} (
  organization uuid NOT NULL,
  erasure_id   uuid NOT NULL,
  position     text,               -- of the request
  PRIMARY KEY (organization, erasure_id)
);
