-- PERSONAL: who gave, in clear text, and the words beside a gift. One row per contribution, and one per reattribution
-- (whom it was reattributed to).
CREATE TABLE {{table}} (
  organization     uuid NOT NULL,
  contribution_id  uuid NOT NULL,
  movement_id      uuid NOT NULL,     -- of the contribution itself, its own id
  person           text,              -- JSON: the details that were given; null where nobody is named or the person was forgotten
  person_subjects  text[] NOT NULL,   -- whose keys opened it
  remarks          text,              -- JSON: purpose, memoText, comment, electionDescription
  remarks_subjects text[] NOT NULL,   -- whose keys opened them
  erased           boolean NOT NULL,  -- the person's key was destroyed: what was sealed can be read no more
  filing_id        uuid,              -- that named them, where a filing did
  amendment_number int,
  earlier          text[],            -- what other filings named, in the order in which they did: rows of this table in JSON
  earlier_subjects text[] NOT NULL,   -- whose keys opened that
  PRIMARY KEY (organization, contribution_id, movement_id)
);
