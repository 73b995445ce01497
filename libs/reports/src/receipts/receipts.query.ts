import { Controller, Get, Inject, Query as Param, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Needs, RequestMeta } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { cut, grouped, rowsAndTotals, type Cut } from '../cut.js';
import { DONOR_COLUMNS, donorRule, type DonorRule } from '../donor-matching.js';
import { withExactCents } from '../exact-cents.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { bookAsked, type Book } from './book.js';
import { gifts, rankOf, type GiftsAsked } from './gifts.js';
import { receipts } from './receipts.projection.js';

/** The cuts by which receipts can be asked, and the column of each line. */
const DIMENSIONS = {
  day: 'day', committee: 'committee_id', election: 'election', line: 'line', source: 'source', referenceCode: 'reference_code', referenceCode2: 'reference_code2', page: 'page', band: 'band',
  recurring: 'recurring', donor: 'donor',
} as const;

/** The size of a whole gift in dollars, so named that the names sort. A bank's return in a filing is a negative row. */
const BAND = `CASE WHEN amount_cents <= 0 THEN 'below 0' WHEN amount_cents <= 2500 THEN '0000.01-0025.00' WHEN amount_cents <= 5000 THEN '0025.01-0050.00' WHEN amount_cents <= 10000 THEN '0050.01-0100.00'
  WHEN amount_cents <= 20000 THEN '0100.01-0200.00' WHEN amount_cents <= 50000 THEN '0200.01-0500.00' WHEN amount_cents <= 100000 THEN '0500.01-1000.00' ELSE '1000.01 and over' END`;

const OF_GIFT = `committee_id, line, source, reference_code, reference_code2, page, ${BAND} AS band, CASE WHEN recurring THEN 'yes' ELSE 'no' END AS recurring`;

/**
 * What is counted, a line for each change of a sum. A gift counts on the day it was received, under the donor and the
 * election it belongs to now; what was paid back, or taken back by the bank, on the day that was done, under what the
 * gift was. What belongs to no standing gift is held out, on its own day.
 */
const LINES = ({ donors, book }: Pick<GiftsAsked, 'donors' | 'book'>) => `
  first AS MATERIALIZED (
    SELECT committee_id AS of_committee, donor AS of_donor, min(day) AS first_on FROM (
      SELECT committee_id, donor, day FROM gift WHERE NOT memo AND NOT moved
      UNION ALL SELECT committee_id, divided.donor, day FROM gift JOIN divided USING (contribution_id) WHERE NOT memo AND cents > 0
    ) AS giving GROUP BY committee_id, donor
  ),
  line AS (
    SELECT 'gross' AS what, day, ${OF_GIFT}, election, donor, amount_cents AS cents, amount_cents AS given, 1 AS gifts, fee_cents, deposited, disputed, questionable, first_on = day AS is_first
    FROM gift LEFT JOIN first ON of_committee = committee_id AND of_donor = donor WHERE NOT memo AND NOT moved
    UNION ALL
    SELECT 'gross', day, ${OF_GIFT}, part.election, part.donor, part.cents, ${ONCE('amount_cents')}, ${ONCE('1')}, ${ONCE('fee_cents')}, deposited, disputed, questionable, first_on = day
    FROM gift JOIN part USING (contribution_id) LEFT JOIN first ON of_committee = committee_id AND of_donor = part.donor WHERE NOT memo AND moved
    UNION ALL
    SELECT CASE taken.kind WHEN 'bounce' THEN 'bounced' ELSE 'refund' END, taken.day, ${OF_GIFT}, taken.election, taken.donor, taken.cents, NULL, 0, NULL, NULL, NULL, questionable, NULL
    FROM taken JOIN gift USING (contribution_id) WHERE NOT memo
    UNION ALL
    SELECT 'memo', day, ${OF_GIFT}, election, donor, amount_cents, NULL, 0, NULL, NULL, NULL, NULL, NULL FROM gift WHERE memo
    UNION ALL
    SELECT 'refund', day, ${OF_GIFT}, election, ${DONOR_COLUMNS[donors]}, amount_cents, NULL, 0, NULL, NULL, NULL, questionable, NULL
    FROM {{table}} AS entry JOIN chosen USING (committee_id) WHERE organization = $1 AND kind = 'reported-refund' AND standing AND NOT memo AND ${rankOf('entry.book')} = rank
    UNION ALL
    SELECT 'held out', entry.day, coalesce(whole.committee_id, entry.committee_id), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, entry.amount_cents, NULL, 0, NULL, NULL, NULL, NULL, NULL
    FROM {{table}} AS entry LEFT JOIN {{table}} AS whole ON whole.organization = $1 AND whole.contribution_id = entry.contribution_id AND whole.movement_id = entry.contribution_id
      LEFT JOIN fate ON fate.contribution_id = entry.contribution_id
    WHERE entry.organization = $1 AND entry.kind IN ('refund', 'chargeback') AND (whole.standing IS NOT TRUE OR returned) ${book === undefined || book === 'own' ? '' : 'AND false'}
  )`;

/** Of the parts of one gift the first stands for what can be counted only once. */
function ONCE(value: string): string {
  return `CASE WHEN part.starts = 0 THEN ${value} END`;
}

const SUM = (condition: string) => `coalesce(sum(cents) FILTER (WHERE ${condition}), 0)`;
const [GROSS, REFUNDS, BOUNCED] = ["what = 'gross'", "what = 'refund'", "what = 'bounced'"].map(SUM);
const QUESTIONABLE = `${SUM("questionable AND what = 'gross'")} - ${SUM("questionable AND what IN ('refund', 'bounced')")}`;

const MEASURES = `
  (${GROSS})::text AS "grossCents", (${REFUNDS})::text AS "refundsCents", (${BOUNCED})::text AS "bouncedCents", (${GROSS} - ${REFUNDS} - ${BOUNCED})::text AS "netCents",
  coalesce(sum(gifts), 0)::int AS count,
  count(DISTINCT donor) FILTER (WHERE what = 'gross')::int AS donors,
  count(DISTINCT donor) FILTER (WHERE what = 'gross' AND is_first)::int AS "firstTimeDonors",
  (count(DISTINCT donor) FILTER (WHERE what = 'gross') - count(DISTINCT donor) FILTER (WHERE what = 'gross' AND is_first))::int AS "repeatDonors",
  floor(sum(given) / nullif(sum(gifts), 0) + 0.5)::text AS "averageCents",
  coalesce(sum(fee_cents), 0)::text AS "feesCents",
  ${SUM("what = 'gross' AND deposited")}::text AS "depositedCents", ${SUM("what = 'gross' AND NOT deposited")}::text AS "outstandingCents",
  ${SUM("what = 'gross' AND disputed")}::text AS "disputedCents",
  (${QUESTIONABLE})::text AS "questionableCents", (${GROSS} - ${REFUNDS} - ${BOUNCED} - (${QUESTIONABLE}))::text AS "spendableCents",
  ${SUM("what = 'memo'")}::text AS "memoCents", ${SUM("what = 'held out'")}::text AS "heldOutRefundsCents"`;

/** What there is in every book, and whether it was counted: as JSON beside the totals, so that it is of the same moment. */
const BOOKS_COUNTED = `
  SELECT book, ${rankOf('entry.book')} = rank AS counted, count(DISTINCT committee_id)::int AS committees, count(*)::int AS count, coalesce(sum(amount_cents) FILTER (WHERE NOT memo), 0)::text AS "grossCents"
  FROM {{table}} AS entry JOIN chosen USING (committee_id) WHERE organization = $1 AND kind = 'contribution' AND standing
  GROUP BY 1, 2 ORDER BY counted DESC, min(${rankOf('entry.book')})`;
const BESIDE_TOTALS = ({ columns }: Cut) => {
  const books = `(SELECT coalesce(json_agg(counted), '[]') FROM (${BOOKS_COUNTED}) AS counted)`;
  return columns.length === 0 ? books : `CASE WHEN GROUPING(${columns[0]}) <> 0 THEN ${books} END`;
};

const RECEIPTS_TOTALS = `
  SELECT count(*) FILTER (WHERE kind = 'contribution' AND standing AND NOT memo)::int AS contributions, coalesce(sum(amount_cents) FILTER (WHERE kind = 'contribution' AND standing AND NOT memo), 0)::text AS "receivedCents",
    coalesce(sum(amount_cents) FILTER (WHERE kind IN ('refund', 'chargeback', 'reported-refund') AND standing), 0)::text AS "paidBackCents"
  FROM {{table}} WHERE organization = $1`;

/** How much of each book was counted, or left aside. */
export interface BookCount {
  readonly book: Book;
  readonly counted: boolean;
  readonly committees: number;
  readonly count: number;
  readonly grossCents: number | string;
}

export interface ReceiptsAnswer extends ReportAnswer {
  /** The rule by which donors were told apart. */
  readonly donors: DonorRule;
  readonly books: readonly BookCount[];
}

export class GetReceipts extends Query<ReceiptsAnswer> {
  constructor(
    readonly cut: Cut,
    readonly asked: Pick<GiftsAsked, 'donors' | 'book'>,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetReceipts)
export class GetReceiptsHandler implements IQueryHandler<GetReceipts> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, asked, organization }: GetReceipts): Promise<ReceiptsAnswer> {
    const sql = `WITH ${gifts(asked)}, ${LINES(asked)} ${grouped(cut, `${MEASURES}, ${BESIDE_TOTALS(cut)} AS books`, `line WHERE true ${cut.where}`)}`;
    const { rows: found, reflects, version } = await this.store.rows<Record<string, unknown> & { total: number; books: BookCount[] | null }>({
      projection: 'receipts', organization, sql, parameters: cut.parameters, minPosition: cut.minPosition,
    });
    const books = found.find((row) => row.books !== null)!.books!;
    const { rows, totals } = rowsAndTotals(cut, found.map(({ books: _books, ...row }) => row));
    return { report: 'receipts', version, reflects, donors: asked.donors, books: books.map(withExactCents), rows: rows.map(withExactCents), totals: withExactCents(totals) };
  }
}

/**
 * What came in and what went back: gross, refunds, net, how many gifts and donors, and how much has reached the bank.
 * A member that ends in `Cents` is a number as long as a number holds it exactly, and a string of digits beyond.
 */
@Controller('reports/receipts')
@Needs('read')
export class ReceiptsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  async receipts(@Param() asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { book, donors } = asked;
    return send(await this.queries.execute(new GetReceipts(cut(asked, DIMENSIONS, ['book', 'donors']), { book: bookAsked(book), donors: donorRule(donors) }, meta.organization)), asked, reply);
  }
}

export const receiptsReport: Report = {
  name: 'receipts',
  projection: receipts,
  controller: ReceiptsController,
  handlers: [GetReceiptsHandler],
  totalsSql: RECEIPTS_TOTALS,
};
