-- Signups of volunteers as they stand, one row each.
SELECT
  organization,
  record_id AS signup_id,
  shift_id::uuid AS shift_id,  -- where they are expected now
  volunteer_event_id,
  volunteer,        -- system/scope/id
  role_id,
  organizer_id,     -- who took it
  source,           -- what brought the volunteer
  status,           -- invited, message-left, scheduled, confirmed, declined, cancelled, walked-in, deleted
  confirmations,
  attendance,       -- completed, no-show, review (came, and it is not known for how long), or null: nobody has said
  worked_from,      -- checked in, an instant; null where nobody said: then the start of the shift counts
  worked_until,     -- checked out; null likewise: the end of the shift
  review            -- why the hours are not counted
FROM {{table}}
WHERE kind = 'signup'
