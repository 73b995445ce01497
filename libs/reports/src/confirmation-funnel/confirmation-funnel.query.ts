import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, RequestMeta, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { answerCut } from '../answer-cut.js';
import { each, groupsBy, RATE } from '../columns.js';
import { cut, cutsBy, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { OUTCOME, PLACED } from '../signups/placed-signups.js';
import { signups } from '../signups/signups.projection.js';

/** The cuts by which the funnel can be asked, and the column of each. */
const DIMENSIONS = {
  day: 'day', eventType: 'event_type', event: 'volunteer_event_id', shift: 'shift_id', organizer: 'organizer_id', source: 'source', role: 'role_id', campaign: 'campaign_id',
} as const;

const BETWEEN = (from: string, until: string) => `extract(epoch FROM ${until}::timestamptz - ${from}::timestamptz) / 3600`;

/** Signups at shifts that took place or will, with the hours between one stage and the next. */
const LINES = `${PLACED},
  line AS (
    SELECT *, ${BETWEEN('invited_at', 'scheduled_at')} AS to_scheduled, ${BETWEEN('scheduled_at', 'confirmed_at')} AS to_confirmed, ${BETWEEN('confirmed_at', 'starts_at')} AS to_shift
    FROM (SELECT *, ${OUTCOME} AS outcome FROM placed) AS judged WHERE outcome NOT IN ('called-off', 'moved')
  )`;

const COUNT = (condition: string) => `count(*) FILTER (WHERE ${condition})`;
const SHARE = (part: string, whole: string) => `round(${COUNT(`${part} AND ${whole}`)} / nullif(${COUNT(whole)}, 0)::numeric, 4)::float8`;
/** Of those where both moments are known and in their order; with how many these are. */
const MEDIAN = (hours: string, name: string) =>
  `round((percentile_cont(0.5) WITHIN GROUP (ORDER BY ${hours}) FILTER (WHERE ${hours} >= 0))::numeric, 2)::float8 AS "median${name}Hours", ${COUNT(`${hours} >= 0`)}::int AS "timed${name}"`;

const MEASURES = `
  ${COUNT('invited')}::int AS invited, ${COUNT('scheduled')}::int AS scheduled, ${COUNT('scheduled AND confirmations > 0')}::int AS confirmed, ${COUNT('scheduled AND confirmations > 1')}::int AS "confirmedTwice",
  ${COUNT('scheduled AND confirmations > 2')}::int AS "confirmedMore", ${COUNT(`scheduled AND attendance = 'completed'`)}::int AS completed, coalesce(sum(messages), 0)::int AS "messagesLeft",
  ${COUNT('scheduled AND confirmations = 0 AND messages = 0 AND NOT declined')}::int AS "neverCalled",
  ${SHARE('scheduled', 'invited')} AS "scheduledOfInvited", ${SHARE('confirmations > 0', 'scheduled')} AS "confirmedOfScheduled", ${SHARE('confirmations > 1', 'scheduled AND confirmations > 0')} AS "twiceOfConfirmed", ${SHARE(`attendance = 'completed'`, 'scheduled AND confirmations > 0')} AS "completedOfConfirmed",
  ${SHARE(`attendance = 'completed'`, 'scheduled AND confirmations = 0')} AS "completedOfUnconfirmed",
  ${MEDIAN('to_scheduled', 'InvitedToScheduled')}, ${MEDIAN('to_confirmed', 'ScheduledToConfirmed')}, ${MEDIAN('to_shift', 'ConfirmedToShift')}`;

const CONFIRMATION_FUNNEL_TOTALS = `WITH RECURSIVE ${LINES} SELECT ${MEASURES} FROM line`;

export class GetConfirmationFunnel extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetConfirmationFunnel)
export class GetConfirmationFunnelHandler implements IQueryHandler<GetConfirmationFunnel> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ cut, organization }: GetConfirmationFunnel): Promise<ReportAnswer> {
    return answerCut(this.store, { report: 'confirmation-funnel', projection: 'signups', organization, cut, lines: `WITH RECURSIVE ${LINES}`, measures: MEASURES, from: 'line WHERE true' });
  }
}

const MEASURED = {
  ...each(WHOLE, 'invited', 'scheduled', 'confirmed', 'confirmedTwice', 'confirmedMore', 'completed', 'messagesLeft', 'neverCalled'),
  ...each(RATE, 'scheduledOfInvited', 'confirmedOfScheduled', 'twiceOfConfirmed', 'completedOfConfirmed', 'completedOfUnconfirmed'),
  medianInvitedToScheduledHours: RATE, timedInvitedToScheduled: WHOLE, medianScheduledToConfirmedHours: RATE, timedScheduledToConfirmed: WHOLE, medianConfirmedToShiftHours: RATE, timedConfirmedToShift: WHOLE,
};

/**
 * How far signups got: invited, scheduled, confirmed, completed. A stage counts when it was ever reached, whatever came
 * after; shifts that were called off are left out; medians are of the hours between the first moments of two stages.
 */
@AnswersAt('confirmation-funnel')
export class ConfirmationFunnelController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'ConfirmationFunnel', atTimes: groupsBy(DIMENSIONS), rows: MEASURED })
  async funnel(@Asked(...cutsBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetConfirmationFunnel(cut(asked, DIMENSIONS), meta.organization)), asked, reply, MEASURED);
  }
}

export const confirmationFunnelReport: Report = {
  name: 'confirmation-funnel',
  projection: signups,
  controller: ConfirmationFunnelController,
  handlers: [GetConfirmationFunnelHandler],
  totalsSql: CONFIRMATION_FUNNEL_TOTALS,
};
