import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, MustBeAskedWith, RequestMeta, SeesPersons } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { committees } from '../committees/committees.projection.js';
import { contributors } from '../contributors/contributors.projection.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import type { Report } from '../report.js';
import { answerSchedule, findSchedule, refuseNameless, SCHEDULE_HAS, type ScheduleAnswer, sendSchedule } from '../schedule-lines/answer-schedule.js';
import { coversOf } from '../schedule-lines/covers.js';
import { NAMES } from '../schedule-lines/named-row.js';
import { SCHEDULES_TAKE, scheduleAsked, type ScheduleAsked } from '../schedule-lines/schedule-asked.js';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';
import { SCHEDULE_COLUMNS } from '../schedule-lines/schedule-row.js';
import { sameMoment } from '../when-asked.js';
import { SCHEDULE_A_COLUMNS } from './fec-schedule-a.js';
import { receiptTotals, type ReceiptTotals, RECEIVED } from './receipt-totals.js';

const RECEIPTS_TOTALS = `
  SELECT count(*)::int AS contributions, coalesce(sum(amount_cents) FILTER (WHERE NOT memo), 0)::text AS "contributionsCents"
  FROM {{table}} WHERE organization = $1 AND kind = 'contribution' AND standing`;

export class GetScheduleA extends Query<ScheduleAnswer<ReceiptTotals>> {
  constructor(readonly asked: ScheduleAsked) {
    super();
  }
}

@QueryHandler(GetScheduleA)
export class GetScheduleAHandler implements IQueryHandler<GetScheduleA> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked }: GetScheduleA): Promise<ScheduleAnswer<ReceiptTotals>> {
    const schedule = await findSchedule(this.store, asked, 'A');
    const { book, reflects } = schedule.found;
    const cover = book === 'filed' ? await coversOf(this.store, asked.organization, asked.committee, asked.period, sameMoment(asked.when, reflects)) : undefined;
    return answerSchedule(this.store, 'schedule-a', asked, schedule, receiptTotals(schedule.items, cover), cover?.lines.A);
  }
}

/** A committee's itemized receipts of a period, as on the FEC's Schedule A, and the lines of the cover that come from them. */
@AnswersAt('schedule-a')
export class ScheduleAController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @MustBeAskedWith('committee', 'from', 'to')
  @AnswersAsReport({ name: 'ScheduleA', rows: SCHEDULE_COLUMNS, atTimes: NAMES, totals: RECEIVED, besides: SCHEDULE_HAS, formats: ['text/plain'] })
  async receipts(@Asked(...SCHEDULES_TAKE) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    refuseNameless(asked.format, seesPersons);
    return sendSchedule(await this.queries.execute(new GetScheduleA(scheduleAsked(asked, meta.organization, seesPersons))), asked, SCHEDULE_A_COLUMNS, seesPersons, reply);
  }
}

export const scheduleAReport: Report = {
  name: 'schedule-a',
  projection: scheduleLines,
  controller: ScheduleAController,
  handlers: [GetScheduleAHandler],
  totalsSql: RECEIPTS_TOTALS,
  alsoAsks: [committees, contributors, filings, filingRows],
};
