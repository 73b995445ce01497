import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import type { Book, RuleSet } from '@fieldledger/finance-rules';
import { Asked, ID, oneOf, RequestMeta, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { DAY, truthOf } from '../asked-values.js';
import { BOOK_TAKEN, bookAsked } from '../book-asked.js';
import { CENTS, DAY_OF, each, TEXT_OR_NULL } from '../columns.js';
import { cut, filtersBy, type Cut } from '../cut.js';
import { dayReached } from '../day-reached.js';
import { donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { exactCents, withExactCents } from '../exact-cents.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { OF_FILINGS, type OfFilings } from '../filings/of-filings.js';
import { withWholeFilings } from '../filings/whole-filings.js';
import { withLinks } from '../person-timeline/with-links.js';
import { booksCounted, BOOKS_SHOWN, type BookCount } from '../receipts/books-counted.js';
import { gifts } from '../receipts/gifts.js';
import { receipts } from '../receipts/receipts.projection.js';
import type { Report, ReportAnswer } from '../report.js';
import { RULES_TAKEN, rulesAsked } from '../rules-asked.js';
import { send } from '../send.js';
import { sameMoment } from '../when-asked.js';
import { refundBy, returnBy, SOURCE_STATUSES, sourceStatus, type Questioned, type SourceStatus } from './source-status.js';

const DIMENSIONS = { committee: 'committee_id', donor: 'donor' } as const;

/** Standing gifts that are marked, and what is left of each on a day. What was returned undeposited, or is marked no more since an amendment, is none of them. */
const QUESTIONED = ({ donors, book }: SourcesAsked, where: string, on: string) => `
  WITH ${gifts({ donors, book })},
  back AS (SELECT contribution_id, sum(cents) AS cents FROM taken WHERE ${on}::text IS NULL OR day <= ${on} GROUP BY contribution_id)
  SELECT contribution_id AS "contributionId", committee_id AS committee, donor, day AS "receivedOn", amount_cents::text AS "amountCents", (amount_cents - coalesce(back.cents, 0))::text AS "leftCents", deposited
  FROM gift LEFT JOIN back USING (contribution_id)
  WHERE questionable AND NOT memo AND (${on}::text IS NULL OR day <= ${on}) ${where}
  ORDER BY day, committee_id COLLATE "C", contribution_id`;

const QUESTIONABLE_SOURCES_TOTALS = `
  SELECT count(*)::int AS contributions, coalesce(sum(amount_cents), 0)::text AS "amountCents"
  FROM {{table}} WHERE organization = $1 AND kind = 'contribution' AND standing AND questionable AND NOT memo`;

export interface SourcesAsked {
  readonly rules: RuleSet;
  readonly donors: DonorRule;
  readonly book?: Book;
  /** The day for which it is true; today, as far as the log has come, where nothing is said. */
  readonly on?: string;
  /** Those that are settled, too. */
  readonly all: boolean;
}

interface Found extends Questioned {
  readonly contributionId: string;
  readonly committee: string;
  readonly donor: string | null;
  readonly amountCents: string;
}

export interface SourcesAnswer extends ReportAnswer, OfFilings {
  readonly rules: string;
  readonly donors: DonorRule;
  readonly books: readonly BookCount[];
  readonly on: string;
}

export class GetQuestionableSources extends Query<SourcesAnswer> {
  constructor(
    readonly cut: Cut,
    readonly asked: SourcesAsked,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetQuestionableSources)
export class GetQuestionableSourcesHandler implements IQueryHandler<GetQuestionableSources> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, asked, organization }: GetQuestionableSources): Promise<SourcesAnswer> {
    const { rules, donors } = asked;
    const { query, ...ofFilings } = await withWholeFilings(this.store, receipts, {
      projection: 'receipts', organization, sql: QUESTIONED(asked, cut.where, `$${cut.parameters.length + 2}`), parameters: [...cut.parameters, asked.on ?? null], when: cut.when,
    });
    const { rows: found, reflects, version } = await this.store.rows<Found>(await withLinks(this.store, donors, query));
    const on = asked.on ?? dayReached(reflects);
    const judged = found.map((gift) => ({ ...gift, returnBy: returnBy(gift, rules), refundBy: refundBy(gift, rules), status: sourceStatus(gift, on, rules) }));
    const count = (status: SourceStatus) => judged.filter((row) => row.status === status).length;
    const leftCents = exactCents(judged.reduce((sum, row) => sum + BigInt(row.leftCents), 0n));
    return {
      report: 'questionable-sources', version, reflects, rules: rules.name, donors, books: await booksCounted(this.store, organization, asked.book, sameMoment(cut.when, reflects)), on, ...ofFilings, rows: judged.filter(({ status }) => asked.all || status !== 'settled').map(withExactCents),
      totals: { contributions: judged.length, leftCents, ...Object.fromEntries(SOURCE_STATUSES.map((status) => [status, count(status)])) },
    };
  }
}

const COLUMNS = {
  contributionId: ID, committee: TEXT, donor: TEXT_OR_NULL, receivedOn: DAY_OF, ...each(CENTS, 'amountCents', 'leftCents'), deposited: TRUTH, ...each(DAY_OF, 'returnBy', 'refundBy'), status: oneOf(...SOURCE_STATUSES),
};

/** Gifts whose source may not give, as corporations, contractors and foreign nationals may not: until when each is to be returned, or settled and else refunded (11 CFR 103.3(b)). */
@AnswersAt('questionable-sources')
export class QuestionableSourcesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({
    name: 'QuestionableSources', rows: COLUMNS, totals: { contributions: WHOLE, leftCents: CENTS, ...each(WHOLE, ...SOURCE_STATUSES) },
    besides: { rules: TEXT, donors: TEXT, ...BOOKS_SHOWN, on: DAY_OF, ...OF_FILINGS },
  })
  async sources(@Asked(...filtersBy(DIMENSIONS), { name: 'on', schema: DAY.schema }, { name: 'all', schema: TRUTH }, BOOK_TAKEN, DONORS_TAKEN, RULES_TAKEN) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { on, all, book, donors, rules } = asked;
    const its: SourcesAsked = { on: on === undefined ? undefined : DAY.read(on, 'on'), all: truthOf(all, 'all'), book: bookAsked(book), donors: donorRule(donors), rules: rulesAsked(rules) };
    return send(await this.queries.execute(new GetQuestionableSources(cut(asked, DIMENSIONS), its, meta.organization)), asked, reply, COLUMNS);
  }
}

export const questionableSourcesReport: Report = {
  name: 'questionable-sources',
  projection: receipts,
  controller: QuestionableSourcesController,
  handlers: [GetQuestionableSourcesHandler],
  totalsSql: QUESTIONABLE_SOURCES_TOTALS,
  alsoAsks: [filings, filingRows],
};
