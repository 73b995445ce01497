-- Attempts to reach voters, one row each; what was voided is not here.
SELECT
  organization,
  attempt_id,
  campaign_id,
  day,              -- YYYY-MM-DD where the campaign is
  contact_type,
  input_type,
  result,
  turf_id,
  canvasser,        -- system/scope/id
  precinct_id,
  voter,            -- system/scope/id
  door_id,
  reached,          -- a contact: the voter was reached
  refused,
  delivery,         -- sent, delivered or undelivered, of a text or automatic call
  position          -- of the event in the log
FROM {{table}}
WHERE standing
