import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, RequestMeta, SeesPersons } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAt } from '../answer-receipt/answers-at.js';
import { answerCut } from '../answer-cut.js';
import { cut, cutsBy, filtersBy, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { sameMoment } from '../when-asked.js';
import { OUTCOME, PLACED } from '../signups/placed-signups.js';
import { signups } from '../signups/signups.projection.js';
import { volunteers } from '../volunteers/volunteers.projection.js';
import { withNames } from '../volunteers/volunteers.query.js';

/** The cuts by which show rates can be asked, and the column of each. */
const DIMENSIONS = {
  day: 'day', eventType: 'event_type', event: 'volunteer_event_id', shift: 'shift_id', organizer: 'organizer_id', source: 'source', role: 'role_id', campaign: 'campaign_id', confirmations: 'confirmed_times',
  leadTime: 'lead_time', outcome: 'outcome',
} as const;

/** Days between signing up and the shift, so named that the names sort. */
const LEAD_TIME = `CASE WHEN starts_at IS NULL OR scheduled_at IS NULL THEN NULL WHEN lead < 1 THEN '00 days' WHEN lead < 3 THEN '01-02 days' WHEN lead < 7 THEN '03-06 days' WHEN lead < 14 THEN '07-13 days' ELSE '14 days and over' END`;

/** A line for each signup at each of its shifts. */
const LINES = `${PLACED},
  line AS (
    SELECT signup_id, who, volunteer, event_type, volunteer_event_id, shift_id, day, organizer_id, source, role_id, campaign_id, status, scheduled, confirmations, messages, declined_at, walked_in_at,
      CASE WHEN confirmations >= 3 THEN '3 and more' ELSE confirmations::text END AS confirmed_times, ${LEAD_TIME} AS lead_time, outcome
    FROM (SELECT *, extract(epoch FROM starts_at::timestamptz - scheduled_at::timestamptz) / 86400 AS lead, ${OUTCOME} AS outcome FROM placed) AS judged
  )`;

const EXPECTED = `scheduled AND outcome NOT IN ('moved', 'called-off')`;
const OF = (condition: string) => `count(*) FILTER (WHERE ${EXPECTED} AND ${condition})`;

const MEASURES = `
  count(*) FILTER (WHERE ${EXPECTED})::int AS scheduled, count(DISTINCT who) FILTER (WHERE ${EXPECTED})::int AS volunteers,
  ${OF('confirmations = 0')}::int AS "notConfirmed", ${OF('confirmations = 1')}::int AS "confirmedOnce", ${OF('confirmations = 2')}::int AS "confirmedTwice", ${OF('confirmations > 2')}::int AS "confirmedMore",
  ${OF('confirmations = 0 AND messages = 0 AND declined_at IS NULL')}::int AS "neverCalled",
  ${OF(`outcome = 'completed'`)}::int AS completed, ${OF(`outcome = 'no-show'`)}::int AS "noShow", ${OF(`outcome = 'cancelled-in-advance'`)}::int AS "cancelledInAdvance", ${OF(`outcome = 'cancelled-late'`)}::int AS "cancelledLate",
  ${OF(`outcome = 'declined'`)}::int AS declined, ${OF(`outcome = 'review'`)}::int AS "inReview", ${OF(`outcome = 'open'`)}::int AS open,
  count(*) FILTER (WHERE outcome = 'moved')::int AS moved, count(*) FILTER (WHERE scheduled AND outcome = 'called-off')::int AS "calledOff",
  count(*) FILTER (WHERE NOT scheduled AND walked_in_at IS NOT NULL)::int AS "walkIns", count(*) FILTER (WHERE outcome = 'invited')::int AS "invitedOnly",
  round(${OF(`outcome = 'completed'`)} / nullif(count(*) FILTER (WHERE ${EXPECTED}), 0)::numeric, 4)::float8 AS "showRate",
  round(1 - ${OF(`outcome = 'completed'`)} / nullif(count(*) FILTER (WHERE ${EXPECTED}), 0)::numeric, 4)::float8 AS "flakeRate"`;

const SHOW_RATES_TOTALS = `WITH RECURSIVE ${LINES} SELECT ${MEASURES} FROM line`;

export class GetShowRates extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetShowRates)
export class GetShowRatesHandler implements IQueryHandler<GetShowRates> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ cut, organization }: GetShowRates): Promise<ReportAnswer> {
    return answerCut(this.store, { report: 'show-rates', projection: 'signups', organization, cut, lines: `WITH RECURSIVE ${LINES}`, measures: MEASURES, from: 'line WHERE true' });
  }
}

export class GetCountedSignups extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
    readonly named: boolean,
  ) {
    super();
  }
}

@QueryHandler(GetCountedSignups)
export class GetCountedSignupsHandler implements IQueryHandler<GetCountedSignups> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, organization, named }: GetCountedSignups): Promise<ReportAnswer> {
    const { rows, reflects, version } = await this.store.rows<{ volunteer: string | null }>({
      projection: 'signups', organization,
      sql: `WITH RECURSIVE ${LINES}
        SELECT signup_id AS "signupId", volunteer, who AS person, shift_id AS shift, role_id AS role, status, outcome, confirmations, messages FROM line WHERE true ${cut.where} ORDER BY day, shift_id, who, signup_id LIMIT 1000`,
      parameters: cut.parameters, when: cut.when,
    });
    const counted = named ? await withNames(this.store, organization, rows, sameMoment(cut.when, reflects)) : rows;
    return { report: 'show-rates/signups', version, reflects, rows: counted, totals: { signups: rows.length } };
  }
}

/**
 * Who was expected and who came. `scheduled` is everybody who was expected at a shift, called off shifts and those moved
 * to another shift apart; the show rate is the share of them that completed, the flake rate the rest.
 */
@AnswersAt('show-rates')
export class ShowRatesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async rates(@Asked(...cutsBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetShowRates(cut(asked, DIMENSIONS), meta.organization)), asked, reply);
  }

  /** The signups counted in a number: give the row's own members as filters, and `outcome`. At most 1,000, by shift; with names for keys that may see persons. */
  @Get('signups')
  async signups(@Asked(...filtersBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetCountedSignups(cut(asked, DIMENSIONS), meta.organization, seesPersons)), asked, reply);
  }
}

export const showRatesReport: Report = {
  name: 'show-rates',
  projection: signups,
  controller: ShowRatesController,
  handlers: [GetShowRatesHandler, GetCountedSignupsHandler],
  totalsSql: SHOW_RATES_TOTALS,
  alsoAsks: [volunteers],
};
