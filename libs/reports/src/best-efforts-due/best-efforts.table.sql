-- One row per contribution of our own book, and one for each part of it that was reattributed: whether employer and
-- occupation are known of whoever has it, and what was done to learn them.
CREATE TABLE {{table}} (
  organization        uuid NOT NULL,
  contribution_id     uuid NOT NULL,
  movement_id         uuid NOT NULL,      -- of the giver, the contribution's own id; else the reattribution's
  standing            boolean NOT NULL,   -- false once withdrawn, or while only what became of it is known
  individual          boolean NOT NULL,
  committee           text,
  line                text,               -- of the form; of a contribution
  donor               text,               -- under name-zip-1
  donor_by_reference  text,               -- under reference-1
  received_on         text,               -- YYYY-MM-DD; of a part, when it was reattributed
  conduit_day         text,               -- when a conduit got it
  received_at         text,               -- instant, UTC
  amount_cents        bigint,             -- as it was told
  unaggregated        boolean NOT NULL,   -- adds nothing to the donor's aggregate
  has_employer        boolean NOT NULL,   -- given with the contribution or the reattribution, or by an amendment
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
  PRIMARY KEY (organization, contribution_id, movement_id)
);
