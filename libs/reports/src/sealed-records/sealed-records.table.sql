-- Where something is sealed of whom: what an erasure concerns, and what the law has kept. Tokens and ids, no clear text. One
-- row per record and key it was sealed with; what holds of a record whoever it is of stands beside them, with an empty key.
CREATE TABLE {{table}} (
  organization    uuid NOT NULL,
  record_id       uuid NOT NULL,     -- of an attempt, a signup, a contribution, a series or a pledge; or of a filing
  subject         text NOT NULL,
  kind            text NOT NULL,     -- as its stream is called
  other_subjects  text[] NOT NULL,   -- words beside a gift may have a key of the gift's own
  names           text[] NOT NULL,   -- r: and a reference, n: and a token of name and ZIP code, e: and a token of the e-mail address
  committee       text,
  recipient       text,              -- what kind of committee
  cycle_years     int,
  cycle_ends_in   int,
  individual      boolean NOT NULL,
  itemize         boolean NOT NULL,  -- to be listed whatever the aggregate is
  amount_cents    bigint,            -- the most that was said of it; null where no money is
  received_on     text,              -- YYYY-MM-DD: the latest that was said of it
  withdrawn       boolean NOT NULL,
  filings         text[] NOT NULL,   -- in which it stands
  signed_on       text,              -- of a filing
  PRIMARY KEY (organization, record_id, subject)
);
CREATE INDEX ON {{table}} USING gin (names);
