import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, RequestMeta, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { answerCut } from '../answer-cut.js';
import { isVanId } from '../canvasser-key.js';
import { each, groupsBy, RATE } from '../columns.js';
import { cut, cutsBy, type Cut } from '../cut.js';
import { IS_CONTACT } from '../delivery.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { DAY_WORKED, PLACED, WORKED } from '../signups/placed-signups.js';
import { shiftWork } from './shift-work.projection.js';

/** The cuts by which productivity can be asked, and the column of each. */
const DIMENSIONS = {
  day: 'day', event: 'volunteer_event_id', eventType: 'event_type', shift: 'shift_id', canvasser: 'canvasser', turf: 'turf', volunteer: 'who', organizer: 'organizer_id', campaign: 'campaign_id',
} as const;

/** The day of an instant in UTC. Attempts meet the stays of their own day, not those of the whole campaign; a stay that counts is of two at most. */
const dateOf = (instant: string) => `date_bin('24 hours', ${instant}, 'epoch')`;

/**
 * Each attempt at the signup in which it was made, with an equal part of that signup's time; and each signup in which
 * none was made. So the hours of groups add up to those of all, whatever the groups are made by.
 */
const LINES = `${PLACED}, ${WORKED},
  crew AS MATERIALIZED (
    SELECT stint_id, who, volunteer, shift_id, volunteer_event_id, event_type, ${DAY_WORKED} AS day, organizer_id, campaign_id, counted_seconds, turf_ids, list_ids, canvasser_id FROM worked WHERE held IS NULL
  ),
  own_id AS MATERIALIZED (
    SELECT who, reference, system, scope, canvasser_id, min(who) OVER here = max(who) OVER here AS only_here, min(who) OVER anywhere = max(who) OVER anywhere AS only_anywhere
    FROM (
      SELECT who, reference, split_part(reference, '/', 1) AS system, split_part(reference, '/', 2) AS scope, split_part(reference, '/', 3) AS canvasser_id
      FROM (SELECT who, volunteer AS reference FROM placed UNION SELECT person, reference FROM one WHERE person IN (SELECT who FROM placed)) AS known WHERE NOT ${isVanId('reference')}
    ) AS part WINDOW here AS (PARTITION BY system, canvasser_id), anywhere AS (PARTITION BY canvasser_id)
  ),
  dated AS (
    SELECT stint_id, came_at, left_at, ${dateOf('came_at')} AS date FROM stay
    UNION ALL SELECT stint_id, came_at, left_at, ${dateOf('left_at')} FROM stay WHERE ${dateOf('left_at')} > ${dateOf('came_at')}
  ),
  known_id AS (
    SELECT stint_id, canvasser_id, NULL AS system, NULL AS scope, NULL::boolean AS only_here, NULL::boolean AS only_anywhere FROM crew WHERE canvasser_id IS NOT NULL
    UNION ALL SELECT stint_id, own_id.canvasser_id, system, scope, only_here, only_anywhere AND reference = volunteer FROM crew JOIN own_id USING (who)
  ),
  -- Each before attempts are joined to it: else those of a day are joined to all that was worked on it.
  known AS MATERIALIZED (SELECT * FROM known_id JOIN dated USING (stint_id)),
  listed AS MATERIALIZED (SELECT stint_id, date, came_at, left_at, unnest(list_ids) AS list_id FROM crew JOIN dated USING (stint_id)),
  walked AS MATERIALIZED (SELECT stint_id, date, came_at, left_at, unnest(turf_ids) AS turf_id FROM crew JOIN dated USING (stint_id)),
  attempt AS MATERIALIZED (
    SELECT record_id AS attempt_id, attempted_at::timestamptz AS made_at, ${dateOf('attempted_at::timestamptz')} AS date, system, scope, canvasser_id, turf_id, list_id, door_id, system || '/' || scope || '/' || canvasser_id AS canvasser, ${IS_CONTACT} AS contact
    FROM {{table}} WHERE organization = $1 AND kind = 'attempt' AND standing
  ),
  claim AS (
    SELECT attempt_id, stint_id, came_at, weight FROM (
      SELECT attempt_id, stint_id, came_at, CASE
        WHEN known.system IS NULL THEN 1 WHEN known.system = attempt.system AND known.scope = attempt.scope THEN 2 WHEN known.system = attempt.system AND only_here THEN 3 WHEN only_anywhere THEN 4 END AS weight
      FROM attempt JOIN known USING (canvasser_id, date) WHERE made_at >= came_at AND made_at < left_at
    ) AS theirs WHERE weight IS NOT NULL
    UNION ALL SELECT attempt_id, stint_id, came_at, 5 FROM attempt JOIN listed USING (list_id, date) WHERE made_at >= came_at AND made_at < left_at
    UNION ALL SELECT attempt_id, stint_id, came_at, 6 FROM attempt JOIN walked USING (turf_id, date) WHERE made_at >= came_at AND made_at < left_at
  ),
  made AS MATERIALIZED (SELECT DISTINCT ON (attempt_id) attempt_id, stint_id FROM claim ORDER BY attempt_id, weight, came_at, stint_id),
  line AS MATERIALIZED (
    SELECT crew.stint_id, who, shift_id, volunteer_event_id, event_type, day, organizer_id, campaign_id, attempt.canvasser, attempt.turf_id AS turf, attempt.door_id AS door, 1 AS attempts, contact::int AS contacts,
      counted_seconds::numeric / count(*) OVER (PARTITION BY crew.stint_id) AS seconds
    FROM made JOIN crew USING (stint_id) JOIN attempt USING (attempt_id)
    UNION ALL
    SELECT stint_id, who, shift_id, volunteer_event_id, event_type, day, organizer_id, campaign_id, NULL, NULL, NULL, 0, 0, counted_seconds FROM crew WHERE stint_id NOT IN (SELECT stint_id FROM made)
  )`;

/** Parts of a stint that do not end are cut far behind any digit that is shown: together they are the whole again. */
const SECONDS = 'round(sum(seconds), 6)';
/** Divided once: hours that do not end would round the quotient down. */
const PER_HOUR = (of: string) => `round(3600 * ${of} / nullif(${SECONDS}, 0), 2)::float8`;

const MEASURES = `
  coalesce(sum(attempts), 0)::int AS attempts, coalesce(sum(contacts), 0)::int AS contacts, count(DISTINCT door)::int AS doors, count(DISTINCT stint_id)::int AS shifts, round(coalesce(${SECONDS}, 0) / 3600, 2)::float8 AS hours,
  ${PER_HOUR('sum(attempts)')} AS "attemptsPerHour", ${PER_HOUR('sum(contacts)')} AS "contactsPerHour", ${PER_HOUR('count(DISTINCT door)')} AS "doorsPerHour", round(sum(contacts) / nullif(sum(attempts), 0)::numeric, 4)::float8 AS "contactsPerAttempt"`;

/** Of all attempts that stand, whatever the answer is narrowed to. */
const OUTSIDE = `((SELECT count(*) FROM attempt) - (SELECT count(*) FROM made))::int AS "outsideShifts"`;

const PRODUCTIVITY_TOTALS = `WITH RECURSIVE ${LINES} SELECT ${MEASURES}, ${OUTSIDE} FROM line`;

export class GetProductivity extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetProductivity)
export class GetProductivityHandler implements IQueryHandler<GetProductivity> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, organization }: GetProductivity): Promise<ReportAnswer> {
    const { rows, totals, ...answer } = await answerCut(this.store, {
      report: 'productivity', projection: 'shift_work', organization, cut, lines: `WITH RECURSIVE ${LINES}`, measures: `${MEASURES}, ${OUTSIDE}`, from: 'line WHERE true',
    });
    // What was made outside is of no group.
    return { ...answer, rows: rows.map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'outsideShifts'))), totals };
  }
}

const MEASURED = { ...each(WHOLE, 'attempts', 'contacts', 'doors', 'shifts'), hours: { type: 'number' }, ...each(RATE, 'attemptsPerHour', 'contactsPerHour', 'doorsPerHour', 'contactsPerAttempt') };

/**
 * How many attempts and contacts a shift-hour brought, and how many doors it came to: each door once, however often it was
 * knocked at, and none where attempts name none. An attempt was made in a signup when it lies in the time that was
 * worked (check-in to check-out, else the shift's own; the end excluded) and was made under an id of the volunteer's, or on a
 * list or in a turf that was assigned to the signup. An id means something within a system and its scope alone: theirs is the
 * one that the signup tells as `canvasserId`; one of their references, linked ones too, where the voter is of the same system and
 * scope, or of the same system where no other volunteer has it; and the one under which they signed up, where no other has it in
 * any system. A VANID is no such id, since VAN's canvassers are users with numbers of their own. Where several may claim an attempt, they go in this order, then the list, the turf, and the earlier start. Hours are those of `volunteer-hours`: overlapping ones count once, and what
 * is held for review does not count. Where a signup's attempts are in several groups, its hours are parted as the attempts are.
 */
@AnswersAt('productivity')
export class ProductivityController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'Productivity', atTimes: groupsBy(DIMENSIONS), rows: MEASURED, totals: { ...MEASURED, outsideShifts: WHOLE } })
  async productivity(@Asked(...cutsBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetProductivity(cut(asked, DIMENSIONS), meta.organization)), asked, reply, MEASURED);
  }
}

export const productivityReport: Report = {
  name: 'productivity',
  projection: shiftWork,
  controller: ProductivityController,
  handlers: [GetProductivityHandler],
  totalsSql: PRODUCTIVITY_TOTALS,
};
