-- The rows of each filing, in the parts in which they were listed: which contributions a version of a report has.
CREATE TABLE {{table}} (
  organization     uuid NOT NULL,
  filing_id        uuid NOT NULL,
  part             int NOT NULL,       -- from 0
  contribution_ids uuid[] NOT NULL,    -- at most 5,000
  PRIMARY KEY (organization, filing_id, part)
);
