-- One row per movement of money, as the FEC's schedules list it. Nothing personal: who gave is a token, names are in
-- the table of contributors.
CREATE TABLE {{table}} (
  organization            uuid NOT NULL,
  contribution_id         uuid NOT NULL,
  movement_id             uuid NOT NULL,     -- of the contribution itself, its own id
  kind                    text,              -- contribution, reported-refund, refund, chargeback, return, bounce, redesignation, reattribution, dispute
  standing                boolean NOT NULL,  -- of a contribution: known, and not withdrawn
  book                    text,              -- own, filed, published: of a contribution
  committee               text,              -- null while only a movement of an unknown contribution is there
  committee_kind          text,
  cycle_years             int,               -- of the committee's office, where it is not the House's
  cycle_ends_in           int,
  form                    text,              -- F3, F3X or F3P: of a filing's row
  line                    text,
  day                     text,              -- YYYY-MM-DD: received, refunded, bounced, redesignated ...
  received_at             text,
  amount_cents            bigint,            -- as it was told; what a movement takes is worked out
  claimed_aggregate_cents bigint,            -- the filer's
  election_code           text,              -- of a redesignation: to which
  from_election           text,              -- of a redesignation
  from_reattribution_id   uuid,              -- of a reattribution or refund: the reattribution whose part it moves on or pays back; null where none is named
  dispute_id              uuid,              -- of a chargeback: that it came of, where that was told
  outcome                 text,              -- of a dispute that was closed: won, lost or withdrawn
  entity_type             text,
  donor                   text,              -- under name-zip-1; of a reattribution: to whom
  donor_by_reference      text,              -- under reference-1
  memo                    boolean,
  itemize                 boolean,           -- listed, or not, whatever the aggregate is; null leaves it to the rule
  unaggregated            boolean,           -- adds nothing to the donor's aggregate
  filing_id               uuid,
  amendment_number        int,
  report_id               uuid,
  coverage_from           text,
  coverage_through        text,
  transaction_id          text,              -- in the filing
  back_reference_id       text,
  conduit                 text,              -- committee through which it was earmarked
  conduit_day             text,              -- when the conduit got it
  deposited               boolean NOT NULL,  -- of a contribution: it reached the bank
  flags                   text[] NOT NULL,
  events                  uuid[] NOT NULL,   -- that made this row, in the order of the log
  position                text,              -- of the last of them
  earlier                 text[],            -- what other filings told of it, in the order in which they did: rows of this table in JSON
  PRIMARY KEY (organization, contribution_id, movement_id)
);
CREATE INDEX ON {{table}} (organization, committee, day);
