import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, RequestMeta, TEXT, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { CENTS, CENTS_OR_NULL, each, groupsBy } from '../columns.js';
import { cut, cutsBy, rowsAndTotals, type Cut } from '../cut.js';
import { DONOR_COLUMNS, donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { withExactCents } from '../exact-cents.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { OF_FILINGS, type OfFilings } from '../filings/of-filings.js';
import { withWholeFilings } from '../filings/whole-filings.js';
import { withLinks } from '../person-timeline/with-links.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { BOOK_TAKEN, bookAsked } from '../book-asked.js';
import { BOOKS_COUNTED, BOOKS_SHOWN, type BookCount } from './books-counted.js';
import { BAND } from './gift-bands.js';
import { gifts, type GiftsAsked } from './gifts.js';
import { receipts } from './receipts.projection.js';

/** The cuts by which receipts can be asked, and the column of each line. */
const DIMENSIONS = {
  day: 'day', committee: 'committee_id', election: 'election', line: 'line', source: 'source', referenceCode: 'reference_code', referenceCode2: 'reference_code2', page: 'page', band: 'band',
  recurring: 'recurring', donor: 'who',
} as const;

const OF_GIFT = `committee_id, line, source, reference_code, reference_code2, page, ${BAND} AS band, CASE WHEN recurring THEN 'yes' ELSE 'no' END AS recurring`;

/**
 * What is counted, a line for each change of a sum. A gift counts on the day it was received, under the donor and the
 * election it belongs to now; what was paid back, or taken back by the bank, on the day that was done, under what the
 * gift was. What belongs to no standing gift, or to what is a refund itself, is held out, on its own day; what was paid back beyond its gift is overdrawn,
 * so that all that was told of refunds and chargebacks is among the three.
 */
const LINES = ({ donors, book }: Pick<GiftsAsked, 'donors' | 'book'>) => `
  gross AS NOT MATERIALIZED (
    SELECT day, ${OF_GIFT}, election, donor, amount_cents AS cents, true AS whole, amount_cents, fee_cents, memo, deposited, disputed, questionable FROM gift WHERE NOT moved
    UNION ALL
    SELECT day, ${OF_GIFT}, divided.election, divided.donor, cents, starts = 0, amount_cents, fee_cents, memo, deposited, disputed, questionable FROM touched JOIN divided USING (contribution_id) WHERE moved
  ),
  first AS MATERIALIZED (SELECT committee_id, donor, min(day) AS first_on FROM gross WHERE NOT memo AND cents > 0 GROUP BY committee_id, donor),
  line AS (
    SELECT day, committee_id, line, source, reference_code, reference_code2, page, band, recurring, election, donor, NOT memo AS gives, NOT memo AND day = first_on AS starts,
      CASE WHEN NOT memo THEN cents END AS gross, NULL::bigint AS refunds, NULL::bigint AS bounced, CASE WHEN memo THEN cents END AS memo, NULL::bigint AS held_out,
      CASE WHEN whole AND NOT memo THEN amount_cents END AS given, CASE WHEN whole AND NOT memo THEN 1 END AS gifts, CASE WHEN whole AND NOT memo THEN fee_cents END AS fees,
      CASE WHEN deposited AND NOT memo THEN cents END AS deposited, CASE WHEN NOT deposited AND NOT memo THEN cents END AS outstanding, CASE WHEN disputed AND NOT memo THEN cents END AS disputed,
      CASE WHEN questionable AND NOT memo THEN cents END AS questionable, NULL::bigint AS overdrawn
    FROM gross LEFT JOIN first USING (committee_id, donor)
    UNION ALL
    SELECT taken.day, ${OF_GIFT}, taken.election, taken.donor, false, false, NULL, CASE WHEN kind <> 'bounce' THEN cents END, CASE WHEN kind = 'bounce' THEN cents END, ${nothing(8)}, CASE WHEN questionable THEN -cents END, NULL
    FROM taken JOIN touched USING (contribution_id) WHERE NOT memo
    UNION ALL
    SELECT day, ${OF_GIFT}, election, ${DONOR_COLUMNS[donors]}, false, false, NULL, amount_cents, ${nothing(9)}, CASE WHEN questionable THEN -amount_cents END, NULL
    FROM {{table}} WHERE organization = $1 AND kind = 'reported-refund' AND standing AND NOT memo AND (committee_id, book) NOT IN (SELECT committee_id, book FROM aside)
    UNION ALL
    SELECT payback.day, ${OF_GIFT}, election, donor, false, false, ${nothing(12)}, sign * (ends - greatest(starts, amount_cents, 0))
    FROM payback JOIN touched USING (contribution_id) WHERE NOT memo AND kind IN (${PAID_BACK}) AND ends > greatest(starts, amount_cents, 0)
    UNION ALL
    SELECT entry.day, coalesce(whole.committee_id, entry.committee_id), ${nothing(9)}, false, false, ${nothing(4)}, entry.amount_cents, ${nothing(8)}
    FROM {{table}} AS entry LEFT JOIN {{table}} AS whole ON whole.organization = $1 AND whole.contribution_id = entry.contribution_id AND whole.movement_id = entry.contribution_id
    WHERE entry.organization = $1 AND entry.kind IN ('refund', 'chargeback')
      AND CASE WHEN whole.standing THEN whole.kind = 'reported-refund' AND (whole.committee_id, whole.book) NOT IN (SELECT committee_id, book FROM aside) ELSE ${book === undefined || book === 'own'} END
  )`;

const PAID_BACK = `'refund', 'chargeback', 'won-back'`;

/** So many columns to which a line adds nothing. */
function nothing(columns: number): string {
  return Array.from({ length: columns }, () => 'NULL').join(', ');
}

/** What each line adds to; every one is a column of the lines. */
const SUMMED = ['gross', 'refunds', 'bounced', 'memo', 'held_out', 'given', 'gifts', 'fees', 'deposited', 'outstanding', 'disputed', 'questionable', 'overdrawn'];

/** By donor within each group, and by donor in all: so that donors are counted once in either, without sorting every gift. Where there is nothing, all is nought. */
const BY_DONOR = ({ columns, where }: Cut) => `
  SELECT ${[...columns, columns.length === 0 ? '1 AS total' : `GROUPING(${columns[0]}) AS total`].join(', ')}, donor, bool_or(gives) AS gives, bool_or(starts) AS starts,
    ${SUMMED.map((column) => `sum(${column}) AS ${column}`).join(', ')}
  FROM (SELECT *, donor AS who FROM line) AS line WHERE true ${where}
  GROUP BY ${columns.length === 0 ? 'donor' : `GROUPING SETS ((${[...columns, 'donor'].join(', ')}), (donor))`}
  UNION ALL SELECT ${nothing(columns.length)}${columns.length === 0 ? '' : ','} 1, ${nothing(SUMMED.length + 3)}`;

const SUM = (column: string) => `coalesce(sum(${column}), 0)`;
const NET = `${SUM('gross')} - ${SUM('refunds')} - ${SUM('bounced')}`;

const MEASURES = `
  ${SUM('gross')}::text AS "grossCents", ${SUM('refunds')}::text AS "refundsCents", ${SUM('bounced')}::text AS "bouncedCents", (${NET})::text AS "netCents", ${SUM('gifts')}::int AS count,
  count(donor) FILTER (WHERE gives)::int AS donors, floor(sum(given) / nullif(sum(gifts), 0) + 0.5)::text AS "averageCents",
  count(donor) FILTER (WHERE starts)::int AS "firstTimeDonors", count(donor) FILTER (WHERE gives AND starts IS NOT TRUE)::int AS "repeatDonors",
  ${SUM('fees')}::text AS "feesCents", ${SUM('deposited')}::text AS "depositedCents", ${SUM('outstanding')}::text AS "outstandingCents", ${SUM('disputed')}::text AS "disputedCents",
  ${SUM('questionable')}::text AS "questionableCents", (${NET} - ${SUM('questionable')})::text AS "spendableCents", ${SUM('memo')}::text AS "memoCents", ${SUM('held_out')}::text AS "heldOutRefundsCents", ${SUM('overdrawn')}::text AS "overdrawnRefundsCents"`;

const RECEIPTS = (cut: Cut, asked: Pick<GiftsAsked, 'donors' | 'book'>) => `
  WITH ${gifts(asked)}, ${LINES(asked)}, by_donor_and_cut AS (${BY_DONOR(cut)})
  SELECT ${[...cut.selections, 'total'].join(', ')}, ${MEASURES}, CASE WHEN total <> 0 THEN (SELECT coalesce(json_agg(there), '[]') FROM (${BOOKS_COUNTED}) AS there) END AS books
  FROM by_donor_and_cut GROUP BY ${['total', ...cut.columns].join(', ')}
  ORDER BY ${['total', ...cut.columns.map((column) => `${column} COLLATE "C"`)].join(', ')}`;

const RECEIPTS_TOTALS = `
  SELECT count(*) FILTER (WHERE kind = 'contribution' AND standing AND NOT memo)::int AS contributions, coalesce(sum(amount_cents) FILTER (WHERE kind = 'contribution' AND standing AND NOT memo), 0)::text AS "receivedCents",
    coalesce(sum(amount_cents) FILTER (WHERE kind IN ('refund', 'chargeback', 'reported-refund') AND standing), 0)::text AS "paidBackCents"
  FROM {{table}} WHERE organization = $1`;

export interface ReceiptsAnswer extends ReportAnswer, OfFilings {
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
    const { query, incompleteFilings, coverageOverlaps } = await withWholeFilings(this.store, receipts, { projection: 'receipts', organization, sql: RECEIPTS(cut, asked), parameters: cut.parameters, when: cut.when });
    const { rows: found, reflects, version } = await this.store.rows<Record<string, unknown> & { total: number; books: BookCount[] | null }>(await withLinks(this.store, asked.donors, query));
    const books = found.find((row) => row.books !== null)!.books!;
    const { rows, totals } = rowsAndTotals(cut, found.map(({ books: _books, ...row }) => row));
    return { report: 'receipts', version, reflects, donors: asked.donors, books: books.map(withExactCents), incompleteFilings, coverageOverlaps, rows: rows.map(withExactCents), totals: withExactCents(totals) };
  }
}

const MEASURED = {
  ...each(CENTS, 'grossCents', 'refundsCents', 'bouncedCents', 'netCents'), ...each(WHOLE, 'count', 'donors'), averageCents: CENTS_OR_NULL, ...each(WHOLE, 'firstTimeDonors', 'repeatDonors'),
  ...each(CENTS, 'feesCents', 'depositedCents', 'outstandingCents', 'disputedCents', 'questionableCents', 'spendableCents', 'memoCents', 'heldOutRefundsCents', 'overdrawnRefundsCents'),
};

/**
 * What came in and what went back: gross, refunds, net, how many gifts and donors, and how much has reached the bank.
 * A member that ends in `Cents` is a number as long as a number holds it exactly, and a string of digits beyond.
 */
@AnswersAt('receipts')
export class ReceiptsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'Receipts', atTimes: groupsBy(DIMENSIONS), rows: MEASURED, besides: { donors: TEXT, ...BOOKS_SHOWN, ...OF_FILINGS } })
  async receipts(@Asked(...cutsBy(DIMENSIONS), BOOK_TAKEN, DONORS_TAKEN) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { book, donors } = asked;
    return send(await this.queries.execute(new GetReceipts(cut(asked, DIMENSIONS), { book: bookAsked(book), donors: donorRule(donors) }, meta.organization)), asked, reply, MEASURED);
  }
}

export const receiptsReport: Report = {
  name: 'receipts',
  projection: receipts,
  controller: ReceiptsController,
  handlers: [GetReceiptsHandler],
  totalsSql: RECEIPTS_TOTALS,
  alsoAsks: [filings, filingRows],
};
