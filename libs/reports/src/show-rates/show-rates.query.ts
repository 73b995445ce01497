import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, RequestMeta, SeesPersons, TEXT, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt, NEXT } from '../answer-receipt/answers-at.js';
import { answerCut } from '../answer-cut.js';
import { answerList, type ListAnswer } from '../answer-list.js';
import { each, groupsBy, RATE, TEXT_OR_NULL } from '../columns.js';
import { cut, cutsBy, filtersBy, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { afterAsked, PART, placeLike } from '../pages.js';
import { send } from '../send.js';
import { sameMoment } from '../when-asked.js';
import { OUTCOME, PLACED } from '../signups/placed-signups.js';
import { signups } from '../signups/signups.projection.js';
import { volunteers } from '../volunteers/volunteers.projection.js';
import { NAMED, withNames } from '../volunteers/volunteers.query.js';
import { CONFIRMED } from './confirmed-times.js';
import { LEAD_TIME } from './lead-times.js';

/** The cuts by which show rates can be asked, and the column of each. */
const DIMENSIONS = {
  day: 'day', eventType: 'event_type', event: 'volunteer_event_id', shift: 'shift_id', organizer: 'organizer_id', source: 'source', role: 'role_id', campaign: 'campaign_id', confirmations: 'confirmed_times',
  leadTime: 'lead_time', outcome: 'outcome',
} as const;

/** A line for each signup at each of its shifts. */
const LINES = `${PLACED},
  line AS (
    SELECT signup_id, who, volunteer, event_type, volunteer_event_id, shift_id, day, organizer_id, source, role_id, campaign_id, status, scheduled, confirmations, messages, declined, walked_in,
      ${CONFIRMED} AS confirmed_times, ${LEAD_TIME} AS lead_time, outcome
    FROM (SELECT *, extract(epoch FROM starts_at::timestamptz - scheduled_at::timestamptz) / 86400 AS lead, ${OUTCOME} AS outcome FROM placed) AS judged
  )`;

const EXPECTED = `scheduled AND outcome NOT IN ('moved', 'called-off')`;
const OF = (condition: string) => `count(*) FILTER (WHERE ${EXPECTED} AND ${condition})`;

const MEASURES = `
  count(*) FILTER (WHERE ${EXPECTED})::int AS scheduled, count(DISTINCT who) FILTER (WHERE ${EXPECTED})::int AS volunteers,
  ${OF('confirmations = 0')}::int AS "notConfirmed", ${OF('confirmations = 1')}::int AS "confirmedOnce", ${OF('confirmations = 2')}::int AS "confirmedTwice", ${OF('confirmations > 2')}::int AS "confirmedMore",
  ${OF('confirmations = 0 AND messages = 0 AND NOT declined')}::int AS "neverCalled",
  ${OF(`outcome = 'completed'`)}::int AS completed, ${OF(`outcome = 'no-show'`)}::int AS "noShow", ${OF(`outcome = 'cancelled-in-advance'`)}::int AS "cancelledInAdvance", ${OF(`outcome = 'cancelled-late'`)}::int AS "cancelledLate",
  ${OF(`outcome = 'declined'`)}::int AS declined, ${OF(`outcome = 'review'`)}::int AS "inReview", ${OF(`outcome = 'open'`)}::int AS open,
  count(*) FILTER (WHERE outcome = 'moved')::int AS moved, count(*) FILTER (WHERE scheduled AND outcome = 'called-off')::int AS "calledOff",
  count(*) FILTER (WHERE walked_in)::int AS "walkIns", count(*) FILTER (WHERE outcome = 'invited')::int AS "invitedOnly",
  round(${OF(`outcome = 'completed'`)} / nullif(count(*) FILTER (WHERE ${EXPECTED}), 0)::numeric, 4)::float8 AS "showRate",
  round(1 - ${OF(`outcome = 'completed'`)} / nullif(count(*) FILTER (WHERE ${EXPECTED}), 0)::numeric, 4)::float8 AS "flakeRate"`;

/** By day, shift and person; a signup has a line at each shift, and what nobody told of comes last. */
const PLACE = `concat_ws(E'\\t', coalesce(day, '~'), coalesce(shift_id, '~'), coalesce(who, '~'), signup_id)`;
const LIKE_PLACE = placeLike(`(?:${PART.day}|~)`, `(?:${PART.id}|~)`, PART.any, PART.id);

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

export class GetCountedSignups extends Query<ListAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
    readonly named: boolean,
    readonly after?: string,
  ) {
    super();
  }
}

@QueryHandler(GetCountedSignups)
export class GetCountedSignupsHandler implements IQueryHandler<GetCountedSignups> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, organization, named, after }: GetCountedSignups): Promise<ListAnswer> {
    const lines = `WITH RECURSIVE ${LINES},
      listed AS (
        SELECT signup_id AS "signupId", volunteer, who AS person, shift_id AS shift, role_id AS role, status, outcome, confirmations, messages, ${PLACE} AS place FROM line WHERE true ${cut.where}
      )`;
    const answer = await answerList<{ volunteer: string | null }>(this.store, { report: 'show-rates/signups', projection: 'signups', organization, lines, parameters: cut.parameters, when: cut.when, after }, 'signups');
    return named ? { ...answer, rows: await withNames(this.store, organization, answer.rows, sameMoment(cut.when, answer.reflects)) } : answer;
  }
}

const MEASURED = {
  ...each(WHOLE, 'scheduled', 'volunteers', 'notConfirmed', 'confirmedOnce', 'confirmedTwice', 'confirmedMore', 'neverCalled', 'completed', 'noShow', 'cancelledInAdvance', 'cancelledLate', 'declined', 'inReview', 'open', 'moved', 'calledOff', 'walkIns', 'invitedOnly'),
  ...each(RATE, 'showRate', 'flakeRate'),
};
const SIGNUP = { signupId: ID, ...each(TEXT_OR_NULL, 'volunteer', 'person', 'shift', 'role', 'status'), outcome: TEXT, ...each(WHOLE, 'confirmations', 'messages') };

/**
 * Who was expected and who came. `scheduled` is everybody who was expected at a shift, called off shifts and those moved
 * to another shift apart; the show rate is the share of them that completed, the flake rate the rest.
 */
@AnswersAt('show-rates')
export class ShowRatesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'ShowRates', atTimes: groupsBy(DIMENSIONS), rows: MEASURED })
  async rates(@Asked(...cutsBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetShowRates(cut(asked, DIMENSIONS), meta.organization)), asked, reply, MEASURED);
  }

  /** The signups counted in a number: give the row's own members as filters, and `outcome`. At most 1,000, by shift, and those that follow by `after`; with names for keys that may see persons. */
  @Get('signups')
  @AnswersAsReport({ name: 'CountedSignups', rows: SIGNUP, atTimes: NAMED, totals: { signups: WHOLE }, besides: NEXT })
  async signups(@Asked(...filtersBy(DIMENSIONS), 'after') asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetCountedSignups(cut(asked, DIMENSIONS), meta.organization, seesPersons, afterAsked(asked.after, LIKE_PLACE))), asked, reply, seesPersons ? { ...SIGNUP, ...NAMED } : SIGNUP);
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
