-- One row per series. Days are YYYY-MM-DD. What a series is on a day is for the query to say: a row knows no today.
CREATE TABLE {{table}} (
  organization         uuid NOT NULL,
  series_id            uuid NOT NULL,
  committee_id         text,            -- null as long as neither the start nor a charge told
  donor                text,            -- who gives, by the rule name-zip-1; null as long as nobody told of the start
  donor_by_reference   text,            -- by the rule reference-1
  page                 text,
  reference_code       text,
  started_on           text,            -- null as long as nobody told of the start
  planned_charges      int,
  amount_cents         bigint,          -- of a charge, by the latest word
  amount_told          text,            -- when and by what; of two words, the one that sorts last holds
  frequency            text,            -- weekly, monthly, quarterly or yearly, by the latest word
  frequency_told       text,
  charges              int NOT NULL,
  charged_cents        bigint NOT NULL,
  last_sequence        int NOT NULL,    -- the greatest number of a charge: those before our time we cannot count
  last_charged_on      text,
  failed_on            text[] NOT NULL, -- the days of the failed charges since then, in order
  cancelled_on         text,            -- the earliest day that anybody named
  cancellation_reason  text,
  PRIMARY KEY (organization, series_id)
);
