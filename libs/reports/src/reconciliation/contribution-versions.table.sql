-- One row per event that says what a contribution is, so that any two of them can be compared. Nothing personal: of what
-- is sealed, only the marks, which are equal when the clear text is.
CREATE TABLE {{table}} (
  organization            uuid NOT NULL,
  contribution_id         uuid NOT NULL,
  event_id                uuid NOT NULL,
  position                text NOT NULL,
  recorded_at             text NOT NULL,
  type                    text NOT NULL,
  source                  text,               -- who told; null for a withdrawal
  filing_id               uuid,               -- the version of a report that told it
  report_id               uuid,
  transaction_id          text,               -- the row's own id in the filing
  committee_id            text,
  line                    text,               -- of the FEC's detailed summary page, such as SA11AI
  amount_cents            bigint,
  claimed_aggregate_cents bigint,             -- the running total that the filer claims
  received_on             text,               -- YYYY-MM-DD
  received_at             text,               -- instant, UTC
  election_code           text,
  election_description    text,
  entity_type             text,
  method                  text,
  earmark                 text,               -- the conduit's committee, and the day it got it where that is known
  memo                    boolean NOT NULL,
  itemize                 boolean NOT NULL,
  sequence                int,
  fee_cents               bigint,
  page                    text,
  reference_code          text,
  reference_code2         text,
  back_reference_id       text,
  person_mark             text,
  person_kept             boolean NOT NULL,   -- it says nothing of the person: what was said before holds on
  remarks_mark            text,
  remarks_kept            boolean NOT NULL,
  names                   text[] NOT NULL,    -- what an amendment changed, or what a sighting tells otherwise
  flags                   text[] NOT NULL,
  PRIMARY KEY (organization, contribution_id, event_id)
);
CREATE INDEX ON {{table}} (organization, committee_id, position);
CREATE INDEX ON {{table}} (organization, position) WHERE type = 'ContributionSighted' AND names <> '{}';
