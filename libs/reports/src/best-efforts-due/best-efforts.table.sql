-- One row per contribution of our own book: whether employer and occupation are known, and what was done to learn them.
CREATE TABLE {{table}} (
  organization        uuid NOT NULL,
  contribution_id     uuid NOT NULL,
  standing            boolean NOT NULL,   -- false once withdrawn, or while only what became of it is known
  individual          boolean NOT NULL,
  committee           text,
  aggregate_window    text,               -- in which the donor's gifts to the committee add up
  donor               text,               -- under name-zip-1
  donor_by_reference  text,               -- under reference-1
  received_on         text,               -- YYYY-MM-DD
  received_at         text,               -- instant, UTC
  amount_cents        bigint,
  refunds             text[] NOT NULL,    -- of the giver's part: YYYY-MM-DD and cents
  chargebacks         text[] NOT NULL,    -- YYYY-MM-DD, cents and the dispute that it came of, where that was told
  closings            text[] NOT NULL,    -- of disputes: which, YYYY-MM-DD and the outcome
  taken               text[] NOT NULL,    -- refunds, and chargebacks that did not come back: YYYY-MM-DD and cents, in the order of the days
  reattributions      text[] NOT NULL,    -- cents of the giver's part, or cents and to whom, where they were passed on
  reattributed_cents  bigint NOT NULL,    -- to other persons
  undone              boolean NOT NULL,   -- returned undeposited or not honored by the bank
  has_employer        boolean NOT NULL,   -- given with the contribution, or by an amendment of it
  has_occupation      boolean NOT NULL,
  answered_employer   boolean NOT NULL,   -- given when the donor was asked
  answered_occupation boolean NOT NULL,
  requested_on        text,               -- the first request
  requested_by        text,               -- solicitation, mail, email, phone or text
  followed_up_on      text,               -- the first request after that
  followed_up_by      text,
  answered_on         text,
  events              uuid[] NOT NULL,    -- in the order of the log
  position            text,               -- of the last of them
  PRIMARY KEY (organization, contribution_id)
);
