-- Shifts that volunteers sign up for, one row each.
SELECT
  organization,
  record_id AS shift_id,
  volunteer_event_id,
  day,              -- YYYY-MM-DD of its start where it is
  starts_at,        -- an instant
  ends_at,
  zone,
  capacity,
  location_id,
  cancelled_at      -- called off, and not taken back since
FROM {{table}}
WHERE kind = 'shift'
