import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, RequestMeta, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { POSITION, READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt, NEXT } from '../answer-receipt/answers-at.js';
import { answerCut } from '../answer-cut.js';
import { answerList, type ListAnswer } from '../answer-list.js';
import { each, groupsBy, RATE } from '../columns.js';
import { cut, cutsBy, filtersBy, type Cut } from '../cut.js';
import { IS_CONTACT } from '../delivery.js';
import { afterAsked } from '../pages.js';
import { send } from '../send.js';
import type { Report, ReportAnswer } from '../report.js';
import { ONE_VOTER } from '../link-rows.js';
import { contactRates } from './contact-rates.projection.js';

/** The cuts by which contact rates can be asked, and the column of each. */
const DIMENSIONS = {
  campaign: 'campaign_id', day: 'day', contactType: 'contact_type', inputType: 'input_type', result: 'result', turf: 'turf_id',
  canvasser: 'canvasser', precinct: 'precinct_id',
} as const;

/** References that are linked are of one voter. Attempts count when they stand; a contact is a standing attempt that reached the voter and was not undelivered. */
const MEASURES = `
  count(*)::int AS attempts,
  count(*) FILTER (WHERE delivery = 'delivered')::int AS deliveries,
  count(*) FILTER (WHERE ${IS_CONTACT})::int AS contacts,
  count(DISTINCT coalesce(one.person, voter))::int AS voters,
  count(DISTINCT door_id)::int AS doors,
  count(*) FILTER (WHERE refused)::int AS refusals,
  round(count(*) FILTER (WHERE ${IS_CONTACT}) / nullif(count(*), 0)::numeric, 4)::float8 AS "contactsPerAttempt"`;

const FROM = '{{table}} LEFT JOIN one ON one.reference = voter WHERE organization = $1 AND standing';

const CONTACT_RATES_TOTALS = `WITH RECURSIVE ${ONE_VOTER} SELECT ${MEASURES} FROM ${FROM}`;

export class GetContactRates extends Query<ReportAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetContactRates)
export class GetContactRatesHandler implements IQueryHandler<GetContactRates> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ cut, organization }: GetContactRates): Promise<ReportAnswer> {
    return answerCut(this.store, { report: 'contact-rates', projection: 'contact_rates', organization, cut, lines: `WITH RECURSIVE ${ONE_VOTER}`, measures: MEASURES, from: FROM });
  }
}

export class GetCountedAttempts extends Query<ListAnswer> {
  constructor(
    readonly cut: Cut,
    readonly organization: string,
    readonly after?: string,
  ) {
    super();
  }
}

@QueryHandler(GetCountedAttempts)
export class GetCountedAttemptsHandler implements IQueryHandler<GetCountedAttempts> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  execute({ cut, organization, after }: GetCountedAttempts): Promise<ListAnswer> {
    const lines = `WITH listed AS (
      SELECT position, attempt_id AS "attemptId", result, ${IS_CONTACT} AS contact, position AS place FROM {{table}} WHERE organization = $1 AND standing ${cut.where}
    )`;
    return answerList(this.store, { report: 'contact-rates/events', projection: 'contact_rates', organization, lines, parameters: cut.parameters, when: cut.when, after }, 'events');
  }
}

const MEASURED = { ...each(WHOLE, 'attempts', 'deliveries', 'contacts', 'voters', 'doors', 'refusals'), contactsPerAttempt: RATE };
const COUNTED = { position: TEXT, attemptId: ID, result: TEXT, contact: TRUTH };

/** How many doors were knocked, how many voters were reached; and which events a number counts. */
@AnswersAt('contact-rates')
export class ContactRatesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'ContactRates', atTimes: groupsBy(DIMENSIONS), rows: MEASURED })
  async rates(@Asked(...cutsBy(DIMENSIONS)) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetContactRates(cut(asked, DIMENSIONS), meta.organization)), asked, reply, MEASURED);
  }

  /** The events counted in a number: give the row's own members as filters. At most 1,000, in order of position; those that follow are asked for by `after`. */
  @Get('events')
  @AnswersAsReport({ name: 'CountedAttempts', rows: COUNTED, totals: { events: WHOLE }, besides: NEXT })
  async events(@Asked(...filtersBy(DIMENSIONS), 'after') asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetCountedAttempts(cut(asked, DIMENSIONS), meta.organization, afterAsked(asked.after, POSITION))), asked, reply, COUNTED);
  }
}

export const contactRatesReport: Report = {
  name: 'contact-rates',
  projection: contactRates,
  controller: ContactRatesController,
  handlers: [GetContactRatesHandler, GetCountedAttemptsHandler],
  totalsSql: CONTACT_RATES_TOTALS,
};
