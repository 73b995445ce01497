import { columnOf } from '@fieldledger/kernel';
import { RETURNED_UNDEPOSITED } from '../returned-undeposited.js';

/** The members of a line, as the statement names them. */
const LINE_MEMBERS = [
  'contributionId', 'movementId', 'kind', 'standing', 'book', 'committee', 'committeeKind', 'cycleYears', 'cycleEndsIn', 'form', 'line', 'day', 'receivedAt', 'amountCents', 'claimedAggregateCents',
  'electionCode', 'fromElection', 'fromReattributionId', 'disputeId', 'outcome', 'entityType', 'donor', 'memo', 'itemize', 'unaggregated', 'filingId', 'reportId', 'coverageFrom', 'coverageThrough', 'transactionId', 'backReferenceId', 'conduit',
  'conduitDay', 'deposited', 'flags', 'events', 'position',
] as const;

/** The members of a line in SQL, with its donor under a rule. */
export const lineColumns = (donor: string): string => columns((member) => (member === 'donor' ? donor : columnOf(member)));

const columns = (of: (member: string) => string) => LINE_MEMBERS.map((member) => `${of(member)} AS "${member}"`).join(', ');
const GIVEN_BEFORE: readonly string[] = ['kind', 'committeeKind', 'cycleYears', 'cycleEndsIn', 'form', 'line', 'day', 'donor'];
/** A contribution, or a refund that a filing lists for itself: all else is what became of one. */
export const TOLD = `kind IN ('contribution', 'reported-refund')`;

/** The same as `belongsTo` in period.ts says. */
const BELONGS = `CASE WHEN filing_id IS NULL THEN day BETWEEN $3 AND $4
      ELSE coverage_from >= $3 AND coverage_through <= $4 OR coverage_from <= $4 AND coverage_through >= $3 AND day BETWEEN $3 AND $4 END`;

/** No gift of an earlier day can be in one window with those of that year: a cycle begins after the election of the year in which the one before it ends. */
const MAY_ADD_UP = `day >= CASE WHEN committee_kind IS NOT DISTINCT FROM 'candidate' OR form IN ('F3', 'F3P')
      THEN (left(since, 4)::int - coalesce(cycle_years, CASE form WHEN 'F3P' THEN 4 ELSE 2 END))::text || '-11-02' ELSE left(since, 4) || '-01-01' END`;

/** What of a contribution tells with which others it adds up. */
const SHAPE = 'kind, line, form, committee_kind, cycle_years, cycle_ends_in';

/**
 * Everything that both schedules of a committee need, in one statement, so that the books and the rows are of one moment:
 *
 * - `entry`: the committee's standing contributions, of any book, and what became of each, with the contribution's own
 *   day and giver; `listed` where it belongs to the period.
 * - `mine`: those of the chosen book. `giving`: by whoever gave, or was attributed a part; what anybody was attributed of
 *   what is listed is listed too, since whoever got enough has all that becomes of it listed. And by the conduits of what
 *   is listed, with nothing, since what a conduit gave itself is in its aggregate as well.
 * - `near`: with the first and the last day of what is listed of the same giver, as its rows show them (a conduit may have had
 *   a gift for a while, and what became of one may be dated before it); null where nothing is.
 * - `wanted`: what is listed; what else its givers gave meanwhile, or became of what they gave; and what belongs to nothing that stands.
 * - `before`: what they gave before it and which stands as it was given, added up by giver, kind of receipt and window.
 *   Of conduits, all that came through them before the period and was not returned undeposited.
 *
 * Parameters: $2 committee, $3 and $4 the period, $5 the book or null, $6 the days on which election cycles may begin.
 * A row whose "contributionId" and "cents" are null tells of the books alone.
 *
 * Large sets meet by sorting, never by a join that the planner could take for one of small sets before it has
 * statistics: a schedule is often asked for right after an import. Rows are fetched by their key, one contribution after
 * the other (OFFSET 0 keeps it so).
 *
 * @param donor who counts as one donor, in SQL
 */
export const COMMITTEE_LINES = (donor: string): string => `
  WITH moved AS NOT MATERIALIZED (
    SELECT contribution_id, kind, day, ${donor} AS attributed FROM {{table}} WHERE organization = $1 AND (committee = $2 OR committee IS NULL) AND NOT ${TOLD}
  ),
  entry AS MATERIALIZED (
    SELECT contribution_id, false AS moves, book, ${SHAPE}, ${donor} AS giver, NULL::text AS attributed, day, day AS on_day, least(day, conduit_day) AS shown, CASE WHEN unaggregated THEN 0 ELSE amount_cents END AS cents, conduit, deposited, ${BELONGS} AS listed
    FROM {{table}} WHERE organization = $1 AND committee = $2 AND ${TOLD} AND standing
    UNION ALL
    SELECT contribution_id, true, told.book, ${SHAPE.split(', ').map((column) => `told.${column}`).join(', ')}, giver, CASE WHEN moved.kind = 'reattribution' THEN attributed END, told.day, moved.day, least(told.day, moved.day), 0, NULL, NULL, moved.day BETWEEN $3 AND $4
    FROM moved CROSS JOIN LATERAL (
      SELECT book, ${SHAPE}, ${donor} AS giver, day FROM {{table}} AS told
      WHERE told.organization = $1 AND told.contribution_id = moved.contribution_id AND told.movement_id = moved.contribution_id AND told.committee = $2 AND told.standing OFFSET 0
    ) AS told
  ),
  books AS MATERIALIZED (
    SELECT ${["'filed'", "'own'", "'published'"].map((book) => `count(DISTINCT contribution_id) FILTER (WHERE book = ${book})::int AS ${book.slice(1, -1)}`).join(', ')} FROM entry WHERE listed
  ),
  chosen AS MATERIALIZED (
    SELECT coalesce($5, CASE WHEN filed > 0 THEN 'filed' WHEN own > 0 OR published = 0 THEN 'own' ELSE 'published' END) AS chosen_book FROM books
  ),
  mine AS NOT MATERIALIZED (
    SELECT * FROM entry WHERE book = (SELECT chosen_book FROM chosen)
  ),
  giving AS (
    SELECT giver, contribution_id, moves, ${SHAPE}, day, on_day, shown, cents, listed FROM mine WHERE giver IS NOT NULL
    UNION ALL
    SELECT attributed, contribution_id, moves, ${SHAPE}, day, on_day, shown, cents,
      listed OR on_day <= $4 AND contribution_id IN (SELECT contribution_id FROM mine WHERE listed)
    FROM mine WHERE attributed IS NOT NULL
    UNION ALL
    SELECT 'c:' || conduit, contribution_id, moves, ${SHAPE}, day, on_day, day, 0, listed FROM mine WHERE book = 'own' AND conduit IS NOT NULL AND listed
  ),
  near AS MATERIALIZED (
    SELECT * FROM (
      SELECT *, min(shown) FILTER (WHERE listed) OVER who AS since, max(on_day) FILTER (WHERE listed) OVER who AS until, bool_or(moves) OVER one AS became, bool_or(listed) OVER one AS is_listed
      FROM giving WINDOW who AS (PARTITION BY giver), one AS (PARTITION BY giver, contribution_id)
    ) AS seen
    WHERE NOT is_listed AND since IS NOT NULL AND day <= until AND ${MAY_ADD_UP}
  ),
  wanted AS (
    SELECT contribution_id FROM mine WHERE listed
    UNION
    SELECT contribution_id FROM near WHERE became OR day >= since
    UNION
    SELECT contribution_id FROM moved WHERE day BETWEEN $3 AND $4
      AND NOT EXISTS (
        SELECT FROM {{table}} AS told WHERE told.organization = $1 AND told.contribution_id = moved.contribution_id AND told.movement_id = moved.contribution_id AND (told.standing OR told.committee <> $2)
      )
  ),
  returned AS MATERIALIZED (
    SELECT contribution_id FROM moved GROUP BY contribution_id HAVING ${RETURNED_UNDEPOSITED}
  ),
  before AS (
    SELECT giver AS donor, ${SHAPE}, min(day) AS day, sum(cents) AS cents FROM near WHERE NOT became AND day < since
    GROUP BY giver, ${SHAPE}, left(day, 4), width_bucket(day, $6::text[])
    UNION ALL
    SELECT 'c:' || conduit, ${SHAPE}, min(day), sum(cents) FROM mine WHERE book = 'own' AND conduit IS NOT NULL AND day < $3 AND (deposited OR contribution_id NOT IN (SELECT contribution_id FROM returned))
    GROUP BY conduit, ${SHAPE}, left(day, 4), width_bucket(day, $6::text[])
  ),
  found AS (
    SELECT line.* FROM wanted CROSS JOIN LATERAL (
      SELECT ${lineColumns(donor)}, NULL::numeric AS cents FROM {{table}} AS line
      WHERE line.organization = $1 AND line.contribution_id = wanted.contribution_id OFFSET 0
    ) AS line
    UNION ALL
    SELECT ${columns((member) => (GIVEN_BEFORE.includes(member) ? columnOf(member) : 'NULL'))}, cents FROM before
  )
  SELECT chosen_book AS "chosenBook", filed, own, published, found.* FROM books CROSS JOIN chosen LEFT JOIN found ON true`;
