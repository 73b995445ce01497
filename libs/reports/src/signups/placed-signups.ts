/**
 * What every question about signups begins with, for `WITH RECURSIVE`: the standing links between references, each
 * person under the first of their references (`one`); every shift with its event (`shift`); and every signup where it is
 * expected now, with whose it is (`who`), the times that hold for it, and what became of the shift (`placed`).
 */
export const PLACED = `
  edge AS (
    SELECT person AS a, same AS b FROM {{table}} WHERE organization = $1 AND kind = 'link' AND standing
    UNION SELECT same, person FROM {{table}} WHERE organization = $1 AND kind = 'link' AND standing
  ),
  reach (a, b) AS (SELECT a, a FROM edge UNION SELECT reach.a, edge.b FROM reach JOIN edge ON edge.a = reach.b),
  one AS MATERIALIZED (SELECT a AS reference, min(b COLLATE "C") AS person FROM reach GROUP BY a),
  event AS MATERIALIZED (
    SELECT record_id::text AS volunteer_event_id, event_type, zone, campaign_id, organizer_id, location_id, roles, cancelled_at FROM {{table}} WHERE organization = $1 AND kind = 'event'
  ),
  shift AS MATERIALIZED (
    SELECT own.record_id::text AS shift_id, own.volunteer_event_id, own.starts_at, own.ends_at, own.day, own.zone, own.capacity, coalesce(own.location_id, event.location_id) AS location_id,
      event.event_type, event.campaign_id, event.organizer_id, event.roles, coalesce(own.cancelled_at, event.cancelled_at) AS called_off_at
    FROM {{table}} AS own LEFT JOIN event USING (volunteer_event_id) WHERE own.organization = $1 AND own.kind = 'shift'
  ),
  placed AS MATERIALIZED (
    SELECT own.record_id::text AS signup_id, coalesce(one.person, own.volunteer) AS who, own.volunteer, own.shift_id, own.moved_from, coalesce(shift.volunteer_event_id, own.volunteer_event_id) AS volunteer_event_id,
      own.role_id, coalesce(own.organizer_id, shift.organizer_id, event.organizer_id) AS organizer_id, own.source, own.status, own.scheduled, own.invited_at, own.scheduled_at, own.confirmed_at, own.confirmations,
      own.messages, own.declined_at, own.cancelled_at, own.walked_in_at, own.attendance, own.worked_from, own.worked_until, own.review, own.turf_ids, own.list_ids, own.canvasser_id,
      coalesce(own.starts_at, shift.starts_at) AS starts_at, coalesce(own.ends_at, shift.ends_at) AS ends_at, shift.day, coalesce(shift.zone, event.zone) AS zone,
      coalesce(shift.event_type, event.event_type) AS event_type, coalesce(shift.campaign_id, event.campaign_id) AS campaign_id, coalesce(shift.called_off_at, event.cancelled_at) AS called_off_at
    FROM {{table}} AS own LEFT JOIN shift USING (shift_id) LEFT JOIN event ON event.volunteer_event_id = own.volunteer_event_id LEFT JOIN one ON one.reference = own.volunteer
    WHERE own.organization = $1 AND own.kind = 'signup'
  )`;

/**
 * What became of a signup (a row of `placed`), in one word. Attendance says more than status: who was cancelled and came
 * has completed. `open` is what nobody has told yet.
 */
export const OUTCOME = `CASE
  WHEN attendance IS NOT NULL THEN attendance
  WHEN called_off_at IS NOT NULL THEN 'called-off'
  WHEN status IN ('cancelled', 'deleted') THEN CASE WHEN cancelled_at >= starts_at THEN 'cancelled-late' ELSE 'cancelled-in-advance' END
  WHEN status = 'declined' THEN 'declined'
  WHEN NOT scheduled AND walked_in_at IS NULL THEN 'invited'
  ELSE 'open' END`;

/**
 * The hours of each signup that completed, after `PLACED`: between check-in and check-out where both are known, else the
 * shift's own. What overlaps an earlier stretch of the same person is counted once (`counted_seconds`); what cannot be
 * counted says why (`review`) and counts nothing.
 */
export const WORKED = `
  stretch AS MATERIALIZED (
    SELECT *, CASE WHEN stamped THEN worked_from ELSE starts_at END::timestamptz AS from_at, CASE WHEN stamped THEN worked_until ELSE ends_at END::timestamptz AS until_at
    FROM (
      SELECT placed.*, worked_from IS NOT NULL OR worked_until IS NOT NULL AS stamped FROM placed WHERE attendance IN ('completed', 'review')
    ) AS came
  ),
  judged AS MATERIALIZED (
    SELECT *, coalesce(review, CASE WHEN from_at IS NULL OR until_at IS NULL THEN 'times-unknown' WHEN until_at - from_at > interval '24 hours' THEN 'over-24-hours' END) AS held
    FROM stretch
  ),
  worked AS MATERIALIZED (
    SELECT *, CASE WHEN held IS NULL THEN
        greatest(0, extract(epoch FROM until_at - greatest(from_at, max(until_at) FILTER (WHERE held IS NULL) OVER (PARTITION BY who ORDER BY from_at, until_at, signup_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING))))
      ELSE 0 END::bigint AS counted_seconds,
      held IS NULL AND coalesce(from_at < max(until_at) FILTER (WHERE held IS NULL) OVER (PARTITION BY who ORDER BY from_at, until_at, signup_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS doubled
    FROM judged
  )`;
