import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, RequestMeta, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { answerCut } from '../answer-cut.js';
import { each, groupsBy } from '../columns.js';
import { cut, cutsBy, type Cut } from '../cut.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { DAY_WORKED, PLACED, WORKED } from '../signups/placed-signups.js';
import { signups } from '../signups/signups.projection.js';

/** The cuts by which hours can be asked, and the column of each. */
const DIMENSIONS = {
  volunteer: 'who', day: 'day', week: 'week', role: 'role_id', event: 'volunteer_event_id', eventType: 'event_type', shift: 'shift_id', organizer: 'organizer_id', campaign: 'campaign_id', review: 'held',
} as const;

/** A week is called by its Monday. */
const LINES = `${PLACED}, ${WORKED},
  dated AS (SELECT who, role_id, volunteer_event_id, event_type, shift_id, organizer_id, campaign_id, held, doubled, counted_seconds, ${DAY_WORKED} AS day FROM worked),
  line AS (SELECT *, date_trunc('week', day::date)::date::text AS week FROM dated)`;

const MEASURES = `
  count(*) FILTER (WHERE held IS NULL)::int AS shifts, count(DISTINCT who) FILTER (WHERE held IS NULL)::int AS volunteers, coalesce(sum(counted_seconds), 0)::float8 AS seconds,
  round(coalesce(sum(counted_seconds), 0) / 3600.0, 2)::float8 AS hours, count(*) FILTER (WHERE held IS NOT NULL)::int AS "inReview", count(*) FILTER (WHERE doubled)::int AS overlapping`;

const VOLUNTEER_HOURS_TOTALS = `WITH RECURSIVE ${LINES} SELECT ${MEASURES} FROM line`;

export class GetVolunteerHours extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetVolunteerHours)
export class GetVolunteerHoursHandler implements IQueryHandler<GetVolunteerHours> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ cut, organization }: GetVolunteerHours): Promise<ReportAnswer> {
    return answerCut(this.store, { report: 'volunteer-hours', projection: 'signups', organization, cut, lines: `WITH RECURSIVE ${LINES}`, measures: MEASURES, from: 'line WHERE true' });
  }
}

const MEASURED = { ...each(WHOLE, 'shifts', 'volunteers', 'seconds'), hours: { type: 'number' }, ...each(WHOLE, 'inReview', 'overlapping') };

/**
 * How long volunteers worked: from check-in to check-out where both are known, else the shift's own length; always
 * between instants, so that a night when the clocks change has the hours it had. Hours that overlap count once for one
 * person. What is in review counts no hours: `groupBy=review` says why.
 */
@AnswersAt('volunteer-hours')
export class VolunteerHoursController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'VolunteerHours', atTimes: groupsBy(DIMENSIONS), rows: MEASURED })
  async hours(@Asked(...cutsBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetVolunteerHours(cut(asked, DIMENSIONS), meta.organization)), asked, reply, MEASURED);
  }
}

export const volunteerHoursReport: Report = {
  name: 'volunteer-hours',
  projection: signups,
  controller: VolunteerHoursController,
  handlers: [GetVolunteerHoursHandler],
  totalsSql: VOLUNTEER_HOURS_TOTALS,
};
