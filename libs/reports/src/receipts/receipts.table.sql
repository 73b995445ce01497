-- One row per movement of money, so that what is made of it does not depend on which arrived first. Movements are joined
-- to their contribution by the first member of the key; a refund whose contribution is not there yet joins nothing.
CREATE TABLE {{table}} (
  organization       uuid NOT NULL,
  contribution_id    uuid NOT NULL,
  movement_id        uuid NOT NULL,      -- the contribution's own id where the row is the contribution
  kind               text NOT NULL,      -- contribution, reported-refund, refund, chargeback, return, bounce, redesignation, reattribution, dispute, deposit
  standing           boolean NOT NULL,   -- false once withdrawn, or once a dispute is closed
  committee_id       text,
  committee_kind     text,               -- candidate, pac, national-party, state-party
  book               text,               -- own, filed or published; three accounts of the same money, never added up
  day                text,               -- YYYY-MM-DD on which it was received, paid back, moved, contested or deposited
  amount_cents       bigint,
  fee_cents          bigint,
  line               text,               -- of the FEC's detailed summary page, such as SA11AI
  individual         boolean,            -- given by a person, or moved to one
  donor              text,               -- who gave, or whom a part was moved to, by the rule name-zip-1
  donor_by_reference text,               -- by the rule reference-1, where that is another
  election           text,               -- designated to, or moved to
  from_election      text,               -- of a redesignation: moved from
  from_reattribution_id uuid,            -- of a reattribution or refund: the reattribution whose part it moves on or pays back; null where none is named
  dispute_id         uuid,               -- of a chargeback: that it came of, where that was told
  outcome            text,               -- of a closed dispute: won, lost or withdrawn
  memo               boolean,            -- shown, and counted in no total but its own
  recurring          boolean,
  questionable       boolean,            -- the source may not give: not to be spent before that is settled
  source             text,               -- the system that told us
  reference_code     text,
  reference_code2    text,
  page               text,
  position           text,               -- of the event that made the row what it is
  filing_id          uuid,               -- that told it, where a filing did
  amendment_number   int,
  earlier            text[],             -- what other filings told of it, in the order in which they did: rows of this table in JSON
  PRIMARY KEY (organization, contribution_id, movement_id)
);
