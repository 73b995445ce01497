-- One row per filing, that is per version of a report, as its cover tells it.
CREATE TABLE {{table}} (
  organization       uuid NOT NULL,
  filing_id          uuid NOT NULL,
  report_id          uuid,
  committee          text,
  form               text,               -- F3, F3X or F3P
  report_code        text,               -- such as Q3
  coverage_from      text,               -- YYYY-MM-DD
  coverage_through   text,
  amendment_number   int,                -- 0 for the original
  amends             text,               -- the number of the original that an amendment cites
  signed_on          text,
  format_version     text,
  cover              text[] NOT NULL,    -- LINE=cents, this period's column
  complete           boolean NOT NULL,   -- every row was sent and listed
  parts              int NOT NULL,       -- of the list of its rows
  row_count          int NOT NULL,
  received_event     uuid,               -- FilingReceived
  received_position  text,
  completed_event    uuid,               -- FilingCompleted
  completed_position text,
  PRIMARY KEY (organization, filing_id)
);
