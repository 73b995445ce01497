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

const VOTER_HISTORY_TOTALS = `SELECT count(*)::int AS events, count(DISTINCT person)::int AS voters FROM {{table}} WHERE organization = $1 AND signup_id IS NULL AND link_id IS NULL`;

/** The history of one voter, as a timeline: nothing left out, what was voided marked, and what is known of the same person under other references. */
@AnswersAt('voter-history')
export class VoterHistoryController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'VoterHistory', rows: TIMELINE_COLUMNS, totals: each(WHOLE, 'events', 'attempts', 'voided'), besides: { references: WORDS } })
  @MustBeAskedWith('voter')
  async history(@Asked({ name: 'voter', schema: REFERENCE.schema }, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { rows, ...timeline } = await this.queries.execute(new GetTimeline(referenceAsked(asked.voter, 'voter'), meta.organization, whenAsked(asked)));
    const attempts = rows.filter(({ type }) => type === 'ContactAttempted');
    const totals = { events: rows.length, attempts: attempts.filter(({ voided }) => !voided).length, voided: attempts.filter(({ voided }) => voided).length };
    return send({ report: 'voter-history', ...timeline, rows, totals }, asked, reply, TIMELINE_COLUMNS);
  }
}

export const voterHistoryReport: Report = {
  name: 'voter-history',
  projection: personTimeline,
  controller: VoterHistoryController,
  handlers: [GetTimelineHandler],
  totalsSql: VOTER_HISTORY_TOTALS,
};
