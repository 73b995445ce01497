-- One row per event that says what a contribution is, so that any two of them can be compared. Nothing personal: of what
-- is sealed, only the marks, which are equal when the clear text is.
CREATE TABLE {{table}} (
  organization    uuid NOT NULL,
  contribution_id uuid NOT NULL,
  event_id        uuid NOT NULL,
  position        text NOT NULL,
  type            text NOT NULL,
  source          text,               -- who told; null for a withdrawal
  filing_id       uuid,               -- the version of a report that told it
  amendment_number int,               -- 0 for the original
  report_id       uuid,
  committee_id    text,
  line            text,               -- of the FEC's detailed summary page, such as SA11AI
  amount_cents    bigint,             -- null where nothing is said of the values
  received_on     text,               -- YYYY-MM-DD
  names           text[] NOT NULL,    -- what an amendment changed, or what a sighting tells otherwise
  more            text NOT NULL,      -- the other members of VersionRow that say something, as JSON
  PRIMARY KEY (organization, contribution_id, event_id)
);
CREATE INDEX ON {{table}} (organization, committee_id, position);
CREATE INDEX ON {{table}} (organization, position) WHERE type = 'ContributionSighted' AND names <> '{}';
