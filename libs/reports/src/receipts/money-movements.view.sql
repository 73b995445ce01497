-- Movements of money, one row each: contributions, and what became of them. Sums are of one book at a time.
-- Reports leave aside what filings told of which not every row came, and which an amendment of other days replaced; this
-- view does not, and has such rows in place of what the version before told. GET /reports/filings names these filings,
-- in incompleteFilings and as replaces in coverageOverlaps: leave their filing_id out, or ask the reports.
SELECT
  organization,
  contribution_id,
  movement_id,      -- the contribution's own id where the row is the contribution
  kind,             -- contribution, reported-refund, refund, chargeback, return, bounce, redesignation, reattribution, dispute, deposit
  committee_id,
  book,             -- own, filed or published: three accounts of the same money, never added up; of a movement that has none, its contribution's
  day,              -- YYYY-MM-DD
  amount_cents,     -- whole cents; of a refund, chargeback or reported-refund what went back, to be taken off
  fee_cents,
  line,             -- of the FEC's detailed summary page, such as SA11AI
  donor,            -- a token for who gave, by the rule name-zip-1; names are in no view
  election,
  memo,
  recurring,
  source,
  reference_code,
  page,
  filing_id,        -- the version of a report that told it; null where no filing did
  position          -- of the event that made the row what it is
FROM {{table}}
WHERE standing
