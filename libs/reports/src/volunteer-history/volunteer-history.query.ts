import { Get, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, MustBeAskedWith, RequestMeta, WHOLE } from '@fieldledger/http';
import type { Meta } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { REFERENCE } from '../asked-values.js';
import { each, WORDS } from '../columns.js';
import { personTimeline } from '../person-timeline/person-timeline.projection.js';
import { GetTimeline, GetTimelineHandler, referenceAsked, TIMELINE_COLUMNS } from '../person-timeline/person-timeline.query.js';
import type { Report } from '../report.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, whenAsked } from '../when-asked.js';

const VOLUNTEER_HISTORY_TOTALS = `SELECT count(*)::int AS events, count(DISTINCT signup_id)::int AS signups FROM {{table}} WHERE organization = $1 AND signup_id IS NOT NULL`;

/** The history of one volunteer, as a timeline: every step of every signup, and what is known of the same person under other references. */
@AnswersAt('volunteer-history')
export class VolunteerHistoryController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'VolunteerHistory', rows: TIMELINE_COLUMNS, totals: each(WHOLE, 'events', 'signups', 'steps', 'voided'), besides: { references: WORDS } })
  @MustBeAskedWith('volunteer')
  async history(@Asked({ name: 'volunteer', schema: REFERENCE.schema }, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { rows, ...timeline } = await this.queries.execute(new GetTimeline(referenceAsked(asked.volunteer, 'volunteer'), meta.organization, whenAsked(asked)));
    const told = rows.filter(({ signupId, type }) => signupId !== null && type !== 'SignupStepVoided' && type !== 'SignupSighted');
    const totals = { events: rows.length, signups: new Set(rows.flatMap(({ signupId }) => signupId ?? [])).size, steps: told.filter(({ voided }) => !voided).length, voided: told.filter(({ voided }) => voided).length };
    return send({ report: 'volunteer-history', ...timeline, rows, totals }, asked, reply, TIMELINE_COLUMNS);
  }
}

export const volunteerHistoryReport: Report = {
  name: 'volunteer-history',
  projection: personTimeline,
  controller: VolunteerHistoryController,
  handlers: [GetTimelineHandler],
  totalsSql: VOLUNTEER_HISTORY_TOTALS,
};
