import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, RequestMeta, TEXT, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { CENTS, CENTS_OR_NULL, DAY_OF, DAY_OR_NULL, each, groupsBy, RATE, TEXT_OR_NULL, WHOLE_OR_NULL } from '../columns.js';
import { cut, cutsBy, grouped, rowsAndTotals, type Cut } from '../cut.js';
import { dayReached } from '../day-reached.js';
import { DONOR_COLUMNS, donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { withExactCents } from '../exact-cents.js';
import { DAY, dayOf } from '../asked-values.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { pinned } from '../when-asked.js';
import { withLinks } from '../person-timeline/with-links.js';
import { MONTHLY_VALUE, TWO_PERIODS } from './frequencies.js';
import { recurring } from './recurring.projection.js';
import { SERIES_STATUSES } from './series-statuses.js';

/** The cuts by which series can be asked, and the column of each. */
const DIMENSIONS = {
  committee: 'committee_id', status: 'status', frequency: 'frequency', page: 'page', referenceCode: 'reference_code', startedMonth: 'started_month', donor: 'donor',
} as const;

/**
 * What each series is on a day, by all that is recorded: one that was charged later was alive then, whatever had failed
 * before, and who asks what it looked like then asks by `occurredUntil`. One whose frequency nobody told is not called churned for
 * being silent, since nobody knows when it should have spoken.
 */
const SERIES = (donors: DonorRule, on: string) => `
  lately AS (
    SELECT *, left(started_on, 7) AS started_month, ${MONTHLY_VALUE} AS monthly_value_cents,
      (SELECT count(*)::int FROM unnest(failed_on) AS failed WHERE failed <= ${on}) AS failures_since_charge,
      to_char(greatest(started_on, last_charged_on)::date + ${TWO_PERIODS}, 'YYYY-MM-DD') AS silent_until
    FROM {{table}} WHERE organization = $1 AND (started_on IS NULL OR started_on <= ${on})
  ),
  series AS (
    SELECT series_id, committee_id, ${DONOR_COLUMNS[donors]} AS donor, page, reference_code, started_on, started_month, planned_charges, amount_cents, frequency, monthly_value_cents,
      charges, charged_cents, last_charged_on, failures_since_charge, cancelled_on, cancellation_reason,
      CASE
        WHEN greatest(charges, last_sequence) >= planned_charges AND last_charged_on <= ${on} THEN 'completed'
        WHEN cancelled_on <= ${on} THEN CASE cancellation_reason WHEN 'completed' THEN 'completed' ELSE 'churned' END
        WHEN silent_until < ${on} THEN 'churned'
        WHEN failures_since_charge > 0 THEN 'failing'
        ELSE 'active'
      END AS status
    FROM lately
  )`;

const COUNT = (status: string) => `count(*) FILTER (WHERE status = '${status}')`;
const VALUE = (status: string) => `coalesce(sum(monthly_value_cents) FILTER (WHERE status = '${status}'), 0)::text`;

/** The churn rate is of all series that were not completed. What a series is worth is known once its amount and frequency are. */
const MEASURES = `
  count(*)::int AS series, ${COUNT('active')}::int AS active, ${COUNT('failing')}::int AS failing, ${COUNT('churned')}::int AS churned, ${COUNT('completed')}::int AS completed,
  ${VALUE('active')} AS "activeMonthlyValueCents", ${VALUE('failing')} AS "failingMonthlyValueCents",
  count(*) FILTER (WHERE status IN ('active', 'failing') AND monthly_value_cents IS NULL)::int AS "valueUnknown",
  round(${COUNT('churned')} / nullif(count(*) - ${COUNT('completed')}, 0)::numeric, 4)::float8 AS "churnRate",
  count(DISTINCT donor)::int AS donors, coalesce(sum(charges), 0)::int AS charges, coalesce(sum(charged_cents), 0)::text AS "chargedCents"`;

/** Every series by itself, in one cell beside the totals, so that the two can never disagree. */
const LISTED = `
  coalesce(json_agg(json_build_object(
    'seriesId', series_id, 'committee', committee_id, 'donor', donor, 'status', status, 'amountCents', amount_cents, 'frequency', frequency, 'monthlyValueCents', monthly_value_cents,
    'startedOn', started_on, 'plannedCharges', planned_charges, 'page', page, 'referenceCode', reference_code, 'charges', charges, 'chargedCents', charged_cents::text, 'lastChargedOn', last_charged_on,
    'failuresSinceCharge', failures_since_charge, 'cancelledOn', cancelled_on, 'reasonCode', cancellation_reason
  ) ORDER BY started_on, series_id), '[]') AS rows`;

/** No day is asked of it, so it counts what does not depend on one. */
const RECURRING_TOTALS = `
  SELECT count(*)::int AS series, count(cancelled_on)::int AS cancelled, coalesce(sum(charges), 0)::int AS charges, coalesce(sum(charged_cents), 0)::text AS "chargedCents", coalesce(sum(cardinality(failed_on)), 0)::int AS "failuresSinceCharge"
  FROM {{table}} WHERE organization = $1`;

export interface RecurringAsked {
  readonly donors: DonorRule;
  /** The day on which a series is what it is said to be; the day of what the answer reflects, in UTC, where none is asked for. */
  readonly on?: string;
}

export interface RecurringAnswer extends ReportAnswer, Required<RecurringAsked> {}

export class GetRecurring extends Query<RecurringAnswer> {
  constructor(
    readonly cut: Cut,
    readonly asked: RecurringAsked,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetRecurring)
export class GetRecurringHandler implements IQueryHandler<GetRecurring> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, asked: { donors, on: day }, organization }: GetRecurring): Promise<RecurringAnswer> {
    const [on, when] = day === undefined ? await this.today(organization, cut.when) : [day, cut.when];
    const isList = cut.names.length === 0;
    const sql = `WITH ${SERIES(donors, `$${cut.parameters.length + 2}::text`)} ${grouped(cut, isList ? `${MEASURES}, ${LISTED}` : MEASURES, `series WHERE true ${cut.where}`)}`;
    const { rows: found, reflects, version } = await this.store.rows<Record<string, unknown> & { total: number }>(await withLinks(this.store, donors, { projection: 'recurring', organization, sql, parameters: [...cut.parameters, on], when }));
    const { rows: groups, totals: { rows: listed, ...totals } } = rowsAndTotals(cut, found);
    const rows = isList ? (listed as object[]) : groups;
    return { report: 'recurring', version, reflects, donors, on, rows: rows.map(withExactCents), totals: withExactCents(totals) };
  }

  /** The day to which the report has come, and the moment that was. */
  private async today(organization: string, when: When): Promise<readonly [string, When]> {
    const { reflects } = await this.store.rows({ projection: 'recurring', organization, sql: 'SELECT FROM {{table}} WHERE organization = $1 LIMIT 1', parameters: [], when });
    return [dayReached(reflects), pinned(when, reflects)];
  }
}

const COLUMNS = {
  seriesId: ID, ...each(TEXT_OR_NULL, 'committee', 'donor'), status: TEXT, amountCents: CENTS_OR_NULL, frequency: TEXT_OR_NULL, monthlyValueCents: CENTS_OR_NULL, startedOn: DAY_OR_NULL, plannedCharges: WHOLE_OR_NULL,
  ...each(TEXT_OR_NULL, 'page', 'referenceCode'), charges: WHOLE, chargedCents: CENTS, lastChargedOn: DAY_OR_NULL, failuresSinceCharge: WHOLE, cancelledOn: DAY_OR_NULL, reasonCode: TEXT_OR_NULL,
};
const MEASURED = {
  ...each(WHOLE, 'series', ...SERIES_STATUSES), ...each(CENTS, 'activeMonthlyValueCents', 'failingMonthlyValueCents'), valueUnknown: WHOLE, churnRate: RATE, ...each(WHOLE, 'donors', 'charges'), chargedCents: CENTS,
};

/**
 * Which series are alive, failing, churned or completed on a day (`on=YYYY-MM-DD`), and what they are worth in a month. A series is
 * failing when a charge failed since the last that went through, and churned when it was cancelled, or was not charged
 * for more than two of its periods; as it looked on a day that is past, by `occurredUntil`. Without `groupBy` each series is a row; charges and sums are of all that is recorded, whatever the day.
 */
@AnswersAt('recurring')
export class RecurringController {
  constructor(private readonly queries: QueryBus) {}

  /** Every series by itself; `groupBy` adds them up. */
  @Get()
  @AnswersAsReport({ name: 'Recurring', rows: {}, atTimes: { ...groupsBy(DIMENSIONS), ...COLUMNS, ...MEASURED }, totals: MEASURED, besides: { donors: TEXT, on: DAY_OF } })
  async recurring(@Asked(...cutsBy(DIMENSIONS), { name: 'on', schema: DAY.schema }, DONORS_TAKEN) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { donors, on } = asked;
    const its = { donors: donorRule(donors), on: on === undefined ? undefined : dayOf(on, 'on') };
    return send(await this.queries.execute(new GetRecurring(cut(asked, DIMENSIONS), its, meta.organization)), asked, reply, asked.groupBy ? MEASURED : COLUMNS);
  }
}

export const recurringReport: Report = {
  name: 'recurring',
  projection: recurring,
  controller: RecurringController,
  handlers: [GetRecurringHandler],
  totalsSql: RECURRING_TOTALS,
};
