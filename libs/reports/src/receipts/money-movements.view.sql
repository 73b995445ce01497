-- Movements of money, one row each: contributions, and what became of them. Sums are of one book at a time.
SELECT
  organization,
  contribution_id,
  movement_id,      -- the contribution's own id where the row is the contribution
  kind,             -- contribution, reported-refund, refund, chargeback, return, bounce, redesignation, reattribution, dispute, deposit
  committee_id,
  book,             -- own, filed or published: three accounts of the same money, never added up
  day,              -- YYYY-MM-DD
  amount_cents,     -- whole cents
  fee_cents,
  line,             -- of the FEC's detailed summary page, such as SA11AI
  donor,            -- a token for who gave, by the rule name-zip-1; names are in no view
  election,
  memo,
  recurring,
  source,
  reference_code,
  page,
  position          -- of the event that made the row what it is
FROM {{table}}
WHERE standing
