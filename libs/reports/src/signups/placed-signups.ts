import { linkedPersons } from '../linked-persons.js';

/**
 * What every question about signups begins with, for `WITH RECURSIVE`: each person under the first of the references
 * that standing links connect (`one`); every shift with its event (`shift`); and every signup at each of its
 * shifts, where it is expected now and those that it was moved from or came to unexpected (`is_elsewhere`), with whose it is
 * (`who`), whether they came unexpected (`walked_in`), the times that hold for it, and what became of the shift (`placed`).
 */
export const PLACED = `${linkedPersons(`SELECT person, same FROM {{table}} WHERE organization = $1 AND kind = 'link' AND person IS NOT NULL`)},
  event AS MATERIALIZED (
    SELECT record_id::text AS volunteer_event_id, event_type, zone, campaign_id, organizer_id, location_id, roles, cancelled_at FROM {{table}} WHERE organization = $1 AND kind = 'event'
  ),
  shift AS MATERIALIZED (
    SELECT own.record_id::text AS shift_id, own.volunteer_event_id, own.starts_at, own.ends_at, own.day, own.zone, own.capacity, coalesce(own.location_id, event.location_id) AS location_id,
      event.event_type, event.campaign_id, event.organizer_id, event.roles, coalesce(own.cancelled_at, event.cancelled_at) AS called_off_at
    FROM {{table}} AS own LEFT JOIN event USING (volunteer_event_id) WHERE own.organization = $1 AND own.kind = 'shift'
  ),
  stint AS (
    SELECT record_id::text AS signup_id, false AS is_elsewhere, volunteer, volunteer_event_id, role_id, organizer_id, source, invited, invited_at, turf_ids, list_ids, canvasser_id, shift_id, status, scheduled, scheduled_at, confirmed_at,
      confirmations, messages, declined, declined_at, cancelled_at, attendance, worked_from, worked_until, stays, review, starts_at, ends_at
    FROM {{table}} WHERE organization = $1 AND kind = 'signup' AND (status IS NOT NULL OR attendance IS NOT NULL)
    UNION ALL
    SELECT record_id::text, true, volunteer, other."volunteerEventId", coalesce(other."roleId", role_id), organizer_id, source, false, NULL, turf_ids, list_ids, canvasser_id, other."shiftId", other.status, other.scheduled, other."scheduledAt", other."confirmedAt",
      other.confirmations, other.messages, other.declined, other."declinedAt", other."cancelledAt", other.attendance, other."workedFrom", other."workedUntil", other.stays, other.review, other."startsAt", other."endsAt"
    FROM {{table}} CROSS JOIN json_to_recordset(elsewhere::json) AS other (
      "shiftId" text, "volunteerEventId" text, "roleId" text, status text, scheduled boolean, "scheduledAt" text, "confirmedAt" text, confirmations int, messages int, declined boolean, "declinedAt" text, "cancelledAt" text, attendance text, "workedFrom" text,
      "workedUntil" text, stays text, review text, "startsAt" text, "endsAt" text
    ) WHERE organization = $1 AND kind = 'signup' AND elsewhere IS NOT NULL AND (other.scheduled OR other.attendance IS NOT NULL)
  ),
  placed AS MATERIALIZED (
    SELECT own.signup_id, own.signup_id || ' ' || coalesce(own.shift_id, '') AS stint_id, own.is_elsewhere, coalesce(one.person, own.volunteer) AS who, own.volunteer, own.shift_id,
      coalesce(shift.volunteer_event_id, own.volunteer_event_id) AS volunteer_event_id, own.role_id, coalesce(own.organizer_id, shift.organizer_id, event.organizer_id) AS organizer_id, own.source, own.status, own.scheduled,
      own.invited, own.invited_at, own.scheduled_at, own.confirmed_at, own.confirmations, own.messages, own.declined, own.declined_at, own.cancelled_at, NOT own.scheduled AND own.attendance IS NOT NULL AS walked_in, own.attendance, own.worked_from, own.worked_until, own.stays, own.review,
      own.turf_ids, own.list_ids, own.canvasser_id, coalesce(own.starts_at, shift.starts_at) AS starts_at, coalesce(own.ends_at, shift.ends_at) AS ends_at, shift.day, coalesce(shift.zone, event.zone) AS zone,
      coalesce(shift.event_type, event.event_type) AS event_type, coalesce(shift.campaign_id, event.campaign_id) AS campaign_id, coalesce(shift.called_off_at, event.cancelled_at) AS called_off_at
    FROM stint AS own LEFT JOIN shift USING (shift_id) LEFT JOIN event ON event.volunteer_event_id = own.volunteer_event_id LEFT JOIN one ON one.reference = own.volunteer
  )`;

/**
 * What became of a signup at a shift (a row of `placed`), in one word. Attendance says more than status: who was cancelled and
 * came has completed. But who had said so before the shift began is no no-show, whoever ticked off the list. `open` is what
 * nobody has told yet.
 */
export const OUTCOME = `CASE
  WHEN attendance = 'no-show' AND status IN ('cancelled', 'deleted') AND cancelled_at < starts_at THEN 'cancelled-in-advance'
  WHEN attendance = 'no-show' AND status = 'declined' AND declined_at < starts_at THEN 'declined'
  WHEN attendance IS NOT NULL THEN attendance
  WHEN is_elsewhere THEN 'moved'
  WHEN called_off_at IS NOT NULL THEN 'called-off'
  WHEN status IN ('cancelled', 'deleted') THEN CASE WHEN cancelled_at >= starts_at THEN 'cancelled-late' ELSE 'cancelled-in-advance' END
  WHEN status = 'declined' THEN 'declined'
  WHEN NOT scheduled THEN 'invited'
  ELSE 'open' END`;

/** All that can become of one. */
export const OUTCOMES = ['completed', 'no-show', 'review', 'moved', 'called-off', 'cancelled-in-advance', 'cancelled-late', 'declined', 'invited', 'open'] as const;

/**
 * The hours of each signup that completed, after `PLACED`: between check-in and check-out where both are known, each stay by
 * itself (`stay`), else the shift's own. What overlaps an earlier stay of the same person is counted once (`counted_seconds`);
 * what cannot be counted says why (`held`) and counts nothing.
 */
export const WORKED = `
  stretch AS MATERIALIZED (
    SELECT *, CASE WHEN stamped THEN worked_from ELSE starts_at END::timestamptz AS from_at, CASE WHEN stamped THEN worked_until ELSE ends_at END::timestamptz AS until_at
    FROM (
      SELECT placed.*, worked_from IS NOT NULL OR worked_until IS NOT NULL AS stamped FROM placed WHERE attendance IN ('completed', 'review')
    ) AS came
  ),
  judged AS MATERIALIZED (
    SELECT *, coalesce(review, CASE WHEN from_at IS NULL OR until_at IS NULL OR (NOT stamped AND until_at <= from_at) THEN 'times-unknown' WHEN until_at - from_at > interval '24 hours' THEN 'over-24-hours' END) AS held
    FROM stretch
  ),
  stay AS MATERIALIZED (
    SELECT stint_id, who, from_at AS came_at, until_at AS left_at FROM judged WHERE held IS NULL AND stays IS NULL
    UNION ALL SELECT stint_id, who, (stamp->>0)::timestamptz, (stamp->>1)::timestamptz FROM judged CROSS JOIN json_array_elements(stays::json) AS stamp WHERE held IS NULL AND stays IS NOT NULL
  ),
  counted AS (
    SELECT stint_id, sum(greatest(0, extract(epoch FROM left_at - greatest(came_at, before))))::bigint AS seconds, bool_or(came_at < before) AS doubled
    FROM (SELECT *, max(left_at) OVER (PARTITION BY who ORDER BY came_at, left_at, stint_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM stay) AS in_turn GROUP BY stint_id
  ),
  worked AS MATERIALIZED (
    SELECT judged.*, coalesce(seconds, 0) AS counted_seconds, coalesce(doubled, false) AS doubled FROM judged LEFT JOIN counted USING (stint_id)
  )`;

/** The day of a shift, or of the check-in where no shift is known. */
export const DAY_WORKED = `coalesce(day, (from_at AT TIME ZONE coalesce(zone, 'UTC'))::date::text)`;
