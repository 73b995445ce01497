import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, INSTANT, MustBeAskedWith, RequestMeta, SeesPersons, TEXT, WHOLE } from '@fieldledger/http';
import { READ_STORE, Rejection, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { uuidOf } from '../asked-values.js';
import { DAY_OF, each, INSTANT_OR_NULL, TEXT_OR_NULL, WHOLE_OR_NULL } from '../columns.js';
import { DAYS_TAKEN, daysAsked } from '../days-asked.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, sameMoment, whenAsked } from '../when-asked.js';
import { OUTCOME, PLACED } from '../signups/placed-signups.js';
import { signups } from '../signups/signups.projection.js';
import { volunteers } from '../volunteers/volunteers.projection.js';
import { NAMED, withNames } from '../volunteers/volunteers.query.js';

/** The filters that a calendar takes, and the column of each. */
const FILTERS = { campaign: 'campaign_id', event: 'volunteer_event_id', eventType: 'event_type', location: 'location_id', organizer: 'organizer_id' } as const;

/** A place at a shift that somebody is expected to fill, has filled, or has left empty without a word. */
const EXPECTED = `(scheduled OR walked_in) AND outcome IN ('open', 'completed', 'review', 'no-show')`;

/** Each shift once for each role that its event asks for or that somebody signed up in; without roles, once. */
const CALENDAR = (where: string) => `
  WITH RECURSIVE ${PLACED},
  judged AS (SELECT *, ${OUTCOME} AS outcome FROM placed),
  wanted AS (
    SELECT shift_id, role->>'roleId' AS role_id, (role->>'minimum')::int AS minimum, (role->>'goal')::int AS goal FROM shift CROSS JOIN json_array_elements(roles::json) AS role
  ),
  filled AS (
    SELECT shift_id, role_id, count(*) FILTER (WHERE ${EXPECTED})::int AS expected, count(*) FILTER (WHERE ${EXPECTED} AND confirmations > 0)::int AS confirmed,
      count(*) FILTER (WHERE ${EXPECTED} AND confirmations > 1)::int AS twice, count(*) FILTER (WHERE outcome IN ('completed', 'review'))::int AS came
    FROM judged WHERE shift_id IS NOT NULL GROUP BY shift_id, role_id
  ),
  place AS (
    SELECT coalesce(wanted.shift_id, filled.shift_id) AS shift_id, coalesce(wanted.role_id, filled.role_id) AS role_id, minimum, goal, coalesce(expected, 0) AS expected, coalesce(confirmed, 0) AS confirmed,
      coalesce(twice, 0) AS twice, coalesce(came, 0) AS came
    FROM wanted FULL JOIN filled ON filled.shift_id = wanted.shift_id AND filled.role_id IS NOT DISTINCT FROM wanted.role_id
  )
  SELECT shift.shift_id AS shift, volunteer_event_id AS event, event_type AS "eventType", campaign_id AS campaign, organizer_id AS organizer, day, starts_at AS "startsAt", ends_at AS "endsAt", zone, location_id AS location,
    called_off_at AS "calledOffAt", capacity, role_id AS role, coalesce(expected, 0) AS expected, coalesce(confirmed, 0) AS confirmed, coalesce(twice, 0) AS "confirmedTwice", coalesce(came, 0) AS came, minimum, goal,
    CASE WHEN called_off_at IS NULL AND minimum IS NOT NULL THEN greatest(minimum - expected, 0) END AS "gapToMinimum", CASE WHEN called_off_at IS NULL AND goal IS NOT NULL THEN greatest(goal - expected, 0) END AS "gapToGoal",
    CASE WHEN called_off_at IS NULL AND capacity IS NOT NULL THEN greatest(sum(expected) OVER (PARTITION BY shift.shift_id) - capacity, 0)::int END AS "overCapacity"
  FROM shift LEFT JOIN place USING (shift_id) WHERE starts_at IS NOT NULL ${where}
  ORDER BY starts_at, shift.shift_id, role_id`;

const EXPECTED_AT = `
  WITH RECURSIVE ${PLACED}, judged AS (SELECT *, ${OUTCOME} AS outcome FROM placed)
  SELECT signup_id AS "signupId", volunteer, who AS person, role_id AS role, status, outcome, confirmations, messages, scheduled_at AS "scheduledAt", organizer_id AS organizer
  FROM judged WHERE shift_id = $2 AND ${EXPECTED} ORDER BY role_id, who, signup_id`;

const SHIFT_CALENDAR_TOTALS = `
  SELECT count(*) FILTER (WHERE kind = 'shift')::int AS shifts, count(*) FILTER (WHERE kind = 'shift' AND cancelled_at IS NOT NULL)::int AS "calledOff", count(*) FILTER (WHERE kind = 'signup')::int AS signups
  FROM {{table}} WHERE organization = $1`;

/** One shift in one role. */
interface Place {
  readonly shift: string;
  readonly calledOffAt: string | null;
  readonly expected: number;
  readonly confirmed: number;
  readonly came: number;
  readonly gapToMinimum: number | null;
  readonly gapToGoal: number | null;
}

export class GetShiftCalendar extends Query<ReportAnswer> {
  constructor(
    readonly asked: Readonly<Record<string, string>>,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetShiftCalendar)
export class GetShiftCalendarHandler implements IQueryHandler<GetShiftCalendar> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked, organization }: GetShiftCalendar): Promise<ReportAnswer> {
    const parameters: string[] = [];
    const conditions: string[] = [];
    const condition = (text: string, value: string) => conditions.push(`AND ${text} $${parameters.push(value) + 1}`);
    for (const [name, column] of Object.entries(FILTERS)) if (asked[name] !== undefined) condition(`coalesce(${column}, '') =`, asked[name]);
    for (const { compared, day } of daysAsked(asked)) condition(`day ${compared}`, day);
    const { rows, reflects, version } = await this.store.rows<Place>({ projection: 'signups', organization, sql: CALENDAR(conditions.join(' ')), parameters, when: whenAsked(asked) });
    const sum = (tell: (place: Place) => number | null) => rows.reduce((total, place) => total + (tell(place) ?? 0), 0);
    return {
      report: 'shift-calendar', version, reflects, rows,
      totals: {
        shifts: new Set(rows.map(({ shift }) => shift)).size, calledOff: new Set(rows.flatMap(({ shift, calledOffAt }) => (calledOffAt === null ? [] : [shift]))).size, expected: sum((it) => it.expected),
        confirmed: sum((it) => it.confirmed), came: sum((it) => it.came), gapToMinimum: sum((it) => it.gapToMinimum), gapToGoal: sum((it) => it.gapToGoal),
      },
    };
  }
}

export class GetExpectedAt extends Query<ReportAnswer> {
  constructor(
    readonly shiftId: string,
    readonly organization: string,
    readonly named: boolean,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetExpectedAt)
export class GetExpectedAtHandler implements IQueryHandler<GetExpectedAt> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ shiftId, organization, named, when }: GetExpectedAt): Promise<ReportAnswer> {
    const { rows, reflects, version } = await this.store.rows<{ volunteer: string | null }>({ projection: 'signups', organization, sql: EXPECTED_AT, parameters: [shiftId], when });
    const expected = named ? await withNames(this.store, organization, rows, sameMoment(when, reflects)) : rows;
    return { report: 'shift-calendar/expected', version, reflects, rows: expected, totals: { expected: rows.length } };
  }
}

const COLUMNS = {
  shift: ID, event: ID, ...each(TEXT_OR_NULL, 'eventType', 'campaign', 'organizer'), day: DAY_OF, ...each(INSTANT, 'startsAt', 'endsAt'), zone: TEXT, location: TEXT_OR_NULL, calledOffAt: INSTANT_OR_NULL, capacity: WHOLE_OR_NULL, role: TEXT_OR_NULL,
  ...each(WHOLE, 'expected', 'confirmed', 'confirmedTwice', 'came'), ...each(WHOLE_OR_NULL, 'minimum', 'goal', 'gapToMinimum', 'gapToGoal', 'overCapacity'),
};
const EXPECTED_THERE = { signupId: ID, ...each(TEXT_OR_NULL, 'volunteer', 'person', 'role', 'status'), outcome: TEXT, ...each(WHOLE, 'confirmations', 'messages'), scheduledAt: INSTANT_OR_NULL, organizer: TEXT_OR_NULL };

/** Which shifts there are (`from` and `until` are days), who is expected, and how many are missing to the minimum and the goal of each role. */
@AnswersAt('shift-calendar')
export class ShiftCalendarController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'ShiftCalendar', rows: COLUMNS, totals: each(WHOLE, 'shifts', 'calledOff', 'expected', 'confirmed', 'came', 'gapToMinimum', 'gapToGoal') })
  async calendar(@Asked(...Object.keys(FILTERS), ...DAYS_TAKEN, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetShiftCalendar(asked, meta.organization)), asked, reply, COLUMNS);
  }

  /** Everybody who is expected at one shift: `shift=` names it. With names and contact data for keys that may see persons. */
  @Get('expected')
  @AnswersAsReport({ name: 'ExpectedAtShift', rows: EXPECTED_THERE, atTimes: NAMED, totals: { expected: WHOLE } })
  @MustBeAskedWith('shift')
  async expected(@Asked({ name: 'shift', schema: ID }, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    if (asked.shift === undefined) throw new Rejection('invalid', 'shift-required', 'Say which shift: shift=, as the calendar gives it.');
    return send(await this.queries.execute(new GetExpectedAt(uuidOf(asked.shift, 'shift'), meta.organization, seesPersons, whenAsked(asked))), asked, reply, seesPersons ? { ...EXPECTED_THERE, ...NAMED } : EXPECTED_THERE);
  }
}

export const shiftCalendarReport: Report = {
  name: 'shift-calendar',
  projection: signups,
  controller: ShiftCalendarController,
  handlers: [GetShiftCalendarHandler, GetExpectedAtHandler],
  totalsSql: SHIFT_CALENDAR_TOTALS,
  alsoAsks: [volunteers],
};
