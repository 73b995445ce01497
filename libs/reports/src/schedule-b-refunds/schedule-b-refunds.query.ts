import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, listOf, MustBeAskedWith, RequestMeta, schemaOf, SeesPersons, TEXT } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { CENTS, DAY_OF, WORDS } from '../columns.js';
import { committees } from '../committees/committees.projection.js';
import { contributors } from '../contributors/contributors.projection.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import type { Report } from '../report.js';
import { answerSchedule, findSchedule, refuseNameless, SCHEDULE_HAS, type ScheduleAnswer, sendSchedule } from '../schedule-lines/answer-schedule.js';
import { coversOf } from '../schedule-lines/covers.js';
import type { Line } from '../schedule-lines/line.js';
import { NAMES } from '../schedule-lines/named-row.js';
import { SCHEDULES_TAKE, scheduleAsked, type ScheduleAsked } from '../schedule-lines/schedule-asked.js';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';
import { SCHEDULE_COLUMNS } from '../schedule-lines/schedule-row.js';
import { sameMoment } from '../when-asked.js';
import { SCHEDULE_B_COLUMNS } from './fec-schedule-b.js';
import { REFUNDED, type RefundTotals, refundTotals } from './refund-totals.js';

const REFUNDS_TOTALS = `
  SELECT count(*)::int AS refunds, coalesce(sum(amount_cents), 0)::text AS "toldRefundsCents"
  FROM {{table}} WHERE organization = $1 AND (kind IN ('refund', 'chargeback') OR kind = 'reported-refund' AND standing)`;

/** A refund or chargeback of a contribution that does not stand: nobody told of it yet, or it was withdrawn. As in the receipts. */
export interface HeldOut {
  readonly contributionId: string;
  readonly movementId: string;
  readonly part: string;
  readonly day: string;
  readonly amountCents: number;
  readonly flags: readonly string[];
  readonly events: readonly string[];
  readonly position: string;
}

const APART = listOf(schemaOf<HeldOut>({ contributionId: ID, movementId: ID, part: TEXT, day: DAY_OF, amountCents: CENTS, flags: WORDS, events: listOf(ID), position: TEXT }));

export interface RefundsAnswer extends ScheduleAnswer<RefundTotals> {
  readonly heldOut: readonly HeldOut[];
  /** What was paid back beyond contributions that stand, with as much as is beyond. */
  readonly overdrawn: readonly HeldOut[];
}

export class GetScheduleBRefunds extends Query<RefundsAnswer> {
  constructor(readonly asked: ScheduleAsked) {
    super();
  }
}

@QueryHandler(GetScheduleBRefunds)
export class GetScheduleBRefundsHandler implements IQueryHandler<GetScheduleBRefunds> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked }: GetScheduleBRefunds): Promise<RefundsAnswer> {
    const schedule = await findSchedule(this.store, asked, 'B');
    const { book, reflects } = schedule.found;
    const cover = book === 'filed' ? await coversOf(this.store, asked.organization, asked.committee, asked.period, sameMoment(asked.when, reflects)) : undefined;
    const answer = await answerSchedule(this.store, 'schedule-b-refunds', asked, schedule, refundTotals(schedule, cover && (cover.refundsIndividualsCents ?? null)), cover?.lines.B);
    return { ...answer, heldOut: schedule.orphans.map((line) => apart(line, line.amountCents!)), overdrawn: schedule.overdrawn.map(({ line, cents }) => apart(line, cents)) };
  }
}

function apart({ contributionId, movementId, kind, day, flags, events, position }: Line, amountCents: number): HeldOut {
  return { contributionId, movementId, part: kind, day: day!, amountCents, flags, events, position: position! };
}

/** What a committee paid back of contributions in a period, as on the FEC's Schedule B, lines 20 or 28. */
@AnswersAt('schedule-b-refunds')
export class ScheduleBRefundsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @MustBeAskedWith('committee', 'from', 'to')
  @AnswersAsReport({ name: 'ScheduleBRefunds', rows: SCHEDULE_COLUMNS, atTimes: NAMES, totals: REFUNDED, besides: { ...SCHEDULE_HAS, heldOut: APART, overdrawn: APART }, formats: ['text/plain'] })
  async refunds(@Asked(...SCHEDULES_TAKE) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() seesPersons: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    refuseNameless(asked.format, seesPersons);
    return sendSchedule(await this.queries.execute(new GetScheduleBRefunds(scheduleAsked(asked, meta.organization, seesPersons))), asked, SCHEDULE_B_COLUMNS, seesPersons, reply);
  }
}

export const scheduleBRefundsReport: Report = {
  name: 'schedule-b-refunds',
  projection: scheduleLines,
  controller: ScheduleBRefundsController,
  handlers: [GetScheduleBRefundsHandler],
  totalsSql: REFUNDS_TOTALS,
  alsoAsks: [committees, contributors, filings, filingRows],
};
