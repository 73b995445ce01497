import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { aggregateWindow, type Book, type Cycle, daysAfter, type RuleSet, SPECIAL_ACCOUNT, SPECIAL_ACCOUNT_LINE, windowStarts } from '@fieldledger/finance-rules';
import { Asked, RequestMeta, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt, NEXT } from '../answer-receipt/answers-at.js';
import { truthOf } from '../asked-values.js';
import { CENTS, CENTS_OR_NULL, DAY_OR_NULL, each, ID_OR_NULL, TEXT_OR_NULL, WORDS } from '../columns.js';
import { committees } from '../committees/committees.projection.js';
import { cycleOf, definitionsOf } from '../committees/definitions.js';
import { cut, filtersBy, type Cut } from '../cut.js';
import { donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { withExactCents } from '../exact-cents.js';
import { BOOK_TAKEN, bookAsked } from '../book-asked.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { OF_FILINGS, type OfFilings } from '../filings/of-filings.js';
import { withWholeFilings } from '../filings/whole-filings.js';
import { pageAsked, pageOf, PAGES_TAKEN, PART, placeLike, type PageAsked } from '../pages.js';
import { booksCounted, BOOKS_SHOWN, type BookCount } from '../receipts/books-counted.js';
import { gifts } from '../receipts/gifts.js';
import { receipts } from '../receipts/receipts.projection.js';
import type { Report, ReportAnswer } from '../report.js';
import { RULES_TAKEN, rulesAsked } from '../rules-asked.js';
import { send } from '../send.js';
import { pinned, sameMoment } from '../when-asked.js';
import { withLinks } from '../person-timeline/with-links.js';

const DIMENSIONS = { committee: 'committee_id', donor: 'donor', election: 'election' } as const;

/** Near is four fifths of the limit, or more. */
const [NEAR, FIFTHS] = [4, 5];

/** Individuals' contributions: 11(a)(i) on forms 3 and 3X, 17(a) on form 3P. */
const INDIVIDUALS = `('SA11AI', 'SA17A')`;

/** The table of limits as rows of SQL; it is data of this program, not of a request. */
const LIMITS = ({ limits }: RuleSet) =>
  `(VALUES ${limits.map(({ recipient, from, until, cents }) => `('${recipient}', '${from}', '${until}', ${cents === null ? 'NULL' : cents}::bigint)`).join(', ')}) AS law (recipient, law_from, law_until, law_cents)`;

/**
 * What each person gave to each committee, for each election where it is a candidate's (or nobody told its kind), else in
 * each calendar year, and how it stands to the limit. Gifts to a candidate that name no election add up by election cycle:
 * none is for an election that was over when it was given, and `year` is that in which the cycle ends. A gift counts on its
 * own day, and the limit of that day holds for all that was given up to it. What was paid back, redesignated or
 * reattributed in time counts as never given there; what came too late is told apart, once, of the giver's part: of a redesignation
 * of that for the election it is from, else of the first. What is in the special accounts of a
 * national party is held to no limit of the party's own: it is a row of its own, whose limit is unknown where it is more
 * than one of them may have, since rows do not say which. The order is by day and then by the gift's id, so that it is the same however they arrived.
 *
 * @param committees the parameter that has the kind of each committee that was defined (of another its newest gift says it),
 * and the first days of its election cycles with their names; under no name, those of whose cycle nobody said anything
 */
const STANDING = ({ rules, donors, book }: LimitsAsked, where: string, committees: string) => `
  WITH ${gifts({ donors, book, remedyDays: rules.remedyDays })},
  part AS (
    SELECT contribution_id, committee_id, day, donor, individual, election, line, 0::bigint AS place, amount_cents AS cents FROM gift WHERE NOT memo AND (NOT moved AND NOT shrunk OR amount_cents <= 0)
    UNION ALL
    SELECT contribution_id, committee_id, day, divided.donor, divided.individual, divided.election, line, starts AS place, divided.cents - coalesce(back.cents, 0)
    FROM touched JOIN divided USING (contribution_id) LEFT JOIN (SELECT contribution_id, starts, sum(cents) AS cents FROM taken GROUP BY contribution_id, starts) AS back USING (contribution_id, starts)
    WHERE NOT memo
  ),
  defined AS MATERIALIZED (
    SELECT key AS committee_id, value ->> 'kind' AS defined_kind, ARRAY(SELECT jsonb_array_elements_text(value -> 'starts')) AS starts, ARRAY(SELECT jsonb_array_elements_text(value -> 'cycles')) AS cycles
    FROM jsonb_each(${committees}::jsonb)
  ),
  told AS (
    SELECT committee_id, (array_agg(committee_kind ORDER BY day DESC, contribution_id DESC) FILTER (WHERE committee_kind IS NOT NULL))[1] AS told_kind
    FROM {{table}} WHERE organization = $1 AND kind IN ('contribution', 'reported-refund') AND standing GROUP BY committee_id
  ),
  known AS (
    SELECT told.committee_id, coalesce(defined.defined_kind, told_kind) AS committee_kind, coalesce(defined.starts, house.starts) AS starts, coalesce(defined.cycles, house.cycles) AS cycles
    FROM told LEFT JOIN defined USING (committee_id), (SELECT starts, cycles FROM defined WHERE committee_id = '') AS house
  ),
  given AS (
    SELECT *, CASE WHEN committee_kind = 'candidate' OR committee_kind IS NULL THEN election END AS of_election, CASE WHEN committee_kind <> 'candidate' THEN left(day, 4) WHEN committee_kind = 'candidate' AND election IS NULL THEN cycles[width_bucket(day, starts)] END AS year, line = '${SPECIAL_ACCOUNT_LINE}' AS is_special
    FROM part JOIN known USING (committee_id) WHERE individual AND donor IS NOT NULL AND (line IN ${INDIVIDUALS} OR committee_kind = 'national-party' AND line = '${SPECIAL_ACCOUNT_LINE}')
  ),
  late AS MATERIALIZED (
    SELECT contribution_id, place, sum(cents) AS cents FROM (
      SELECT DISTINCT ON (contribution_id, entry.movement_id) contribution_id, divided.starts AS place, entry.amount_cents AS cents
      FROM touched JOIN divided USING (contribution_id) JOIN {{table}} AS entry USING (contribution_id)
      WHERE divided.donor IS NOT DISTINCT FROM touched.donor
        AND entry.organization = $1 AND entry.kind IN ('refund', 'chargeback', 'return', 'redesignation', 'reattribution') AND entry.day > to_char(touched.day::date + ${rules.remedyDays}, 'YYYY-MM-DD')
      ORDER BY contribution_id, entry.movement_id, entry.kind = 'redesignation' AND divided.election IS NOT DISTINCT FROM entry.from_election DESC, divided.starts
    ) AS remedy GROUP BY contribution_id, place
  ),
  running AS (
    SELECT given.*, recipient IS NOT NULL AS in_table, law_cents, CASE WHEN NOT is_special THEN law_cents END AS limit_cents, late.cents AS late_cents, sum(given.cents) OVER (PARTITION BY committee_id, donor, of_election, year, is_special ORDER BY day, contribution_id) AS upto
    FROM given LEFT JOIN ${LIMITS(rules)} ON recipient = CASE WHEN is_special THEN '${SPECIAL_ACCOUNT}' ELSE committee_kind END AND day BETWEEN law_from AND law_until LEFT JOIN late USING (contribution_id, place)
  ),
  standing AS (
    SELECT committee_id, min(committee_kind) AS committee_kind, donor, of_election AS election, year, is_special, count(DISTINCT contribution_id)::int AS gifts, sum(cents) AS given_cents, coalesce(sum(late_cents), 0) AS late_cents,
      (array_agg(limit_cents ORDER BY day DESC, contribution_id DESC) FILTER (WHERE limit_cents IS NOT NULL))[1] AS limit_cents,
      CASE WHEN max(limit_cents) IS NOT NULL THEN greatest(max(upto - limit_cents), 0) END AS excess_cents, bool_or(NOT in_table OR is_special AND upto > law_cents) IS TRUE AS is_unknown,
      (array_agg(contribution_id ORDER BY day, contribution_id) FILTER (WHERE upto > limit_cents))[1] AS crossed_by, min(day) FILTER (WHERE upto > limit_cents) AS crossed_on
    FROM running GROUP BY committee_id, donor, of_election, year, is_special
  )
  SELECT committee_id AS committee, committee_kind AS "committeeKind", donor, election, year, gifts, given_cents::text AS "givenCents", limit_cents::text AS "limitCents", excess_cents::text AS "excessCents",
    late_cents::text AS "lateRemediesCents", crossed_by AS "crossedBy", crossed_on AS "crossedOn",
    coalesce(excess_cents > 0, false) AS over, coalesce(excess_cents = 0 AND given_cents * ${FIFTHS} >= limit_cents * ${NEAR}, false) AS near, is_unknown AS "isUnknown", is_special AS "isSpecial"
  FROM standing WHERE true ${where}
  ORDER BY committee_id COLLATE "C", donor COLLATE "C", election COLLATE "C" NULLS FIRST, year, is_special`;

const LIMITS_TOTALS = `
  SELECT count(*) FILTER (WHERE kind = 'contribution' AND individual AND NOT memo)::int AS contributions, count(DISTINCT donor) FILTER (WHERE kind = 'contribution' AND individual AND NOT memo)::int AS donors
  FROM {{table}} WHERE organization = $1 AND standing`;

export interface LimitsAsked extends PageAsked {
  readonly rules: RuleSet;
  readonly donors: DonorRule;
  readonly book?: Book;
  /** Only those over their limit, only those near it; without either both, and whoever's limit is unknown. */
  readonly only?: 'over' | 'near';
  /** Those well within their limit too. */
  readonly all: boolean;
}

interface Found {
  readonly committee: string;
  readonly donor: string;
  readonly election: string | null;
  readonly year: string | null;
  readonly limitCents: string | null;
  readonly crossedOn: string | null;
  readonly over: boolean;
  readonly near: boolean;
  readonly isUnknown: boolean;
  readonly isSpecial: boolean;
}

export interface LimitsAnswer extends ReportAnswer, OfFilings {
  readonly rules: string;
  readonly donors: DonorRule;
  readonly books: readonly BookCount[];
  /** To be asked for as `after` for the rows that follow; null when there are none. */
  readonly next: string | null;
}

export class GetLimits extends Query<LimitsAnswer> {
  constructor(
    readonly cut: Cut,
    readonly asked: LimitsAsked,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetLimits)
export class GetLimitsHandler implements IQueryHandler<GetLimits> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ cut, asked, organization }: GetLimits): Promise<LimitsAnswer> {
    const { rules, donors } = asked;
    const shown = asked.all ? '' : asked.only === 'over' ? 'AND excess_cents > 0' : `AND (${asked.only ? '' : 'is_unknown OR excess_cents > 0 OR '}(excess_cents = 0 AND given_cents * ${FIFTHS} >= limit_cents * ${NEAR}))`;
    const defined = await definitionsOf(this.store, organization, cut.when);
    const committees = { '': cyclesOf(undefined), ...Object.fromEntries(defined.rows.map((it) => [it.committee, { kind: it.kind, ...cyclesOf(cycleOf(it)) }])) };
    const { query, incompleteFilings, coverageOverlaps } = await withWholeFilings(this.store, receipts, {
      projection: 'receipts', organization, sql: STANDING(asked, `${shown} ${cut.where}`, `$${cut.parameters.length + 2}`), parameters: [...cut.parameters, JSON.stringify(committees)], when: pinned(cut.when, defined.reflects),
    });
    const { rows, reflects, version } = await this.store.rows<Found>(await withLinks(this.store, donors, query));
    const count = (name: 'over' | 'near' | 'isUnknown') => rows.filter((row) => row[name]).length;
    const { page, next } = pageOf(rows, asked, placeOf);
    return {
      report: 'limits', version, reflects, rules: rules.name, donors, books: await booksCounted(this.store, organization, asked.book, sameMoment(cut.when, reflects)), incompleteFilings, coverageOverlaps, next, rows: page.map((row) => shownOf(row, rules)),
      totals: { rows: rows.length, over: count('over'), near: count('near'), limitUnknown: count('isUnknown') },
    };
  }
}

/** A candidate's election cycles, of all the years in which there can have been a gift: their first days, and the years in which they end. */
function cyclesOf(cycle: Cycle | undefined): { readonly starts: readonly string[]; readonly cycles: readonly string[] } {
  const starts = windowStarts('candidate', 1976, 2100, cycle);
  return { starts, cycles: starts.map((day) => aggregateWindow('candidate', day, cycle).replace('cycle ', '')) };
}

/** In the order of the rows: who has no election comes first, who has no year last. */
const placeOf = ({ committee, donor, election, year, isSpecial }: Found) => [committee, donor, election ?? '', year ?? '~', ...(isSpecial ? ['special'] : [])].join('\t');

const PLACE = placeLike(PART.word, PART.any, PART.word, '(?:\\d{4}|~)(?:\tspecial)?');

/** No limit known is a flag, and never no limit. */
function shownOf({ over, near, isUnknown, isSpecial, ...row }: Found, { remedyDays }: RuleSet): object {
  const flags = [...(over ? ['over'] : []), ...(near ? ['near'] : []), ...(isUnknown ? ['limit-unknown'] : []), ...(isSpecial ? ['special-account'] : [])];
  return { ...withExactCents(row), deadline: row.crossedOn && daysAfter(row.crossedOn, remedyDays), flags };
}

const COLUMNS = {
  committee: TEXT, committeeKind: TEXT_OR_NULL, donor: TEXT, ...each(TEXT_OR_NULL, 'election', 'year'), gifts: WHOLE, givenCents: CENTS, ...each(CENTS_OR_NULL, 'limitCents', 'excessCents'), lateRemediesCents: CENTS,
  crossedBy: ID_OR_NULL, ...each(DAY_OR_NULL, 'crossedOn', 'deadline'), flags: WORDS,
};

/**
 * Who gave more than the law lets one person give, or nearly: for each donor and election of a candidate, or calendar
 * year, with the day until which the excess is to be redesignated, reattributed or refunded.
 */
@AnswersAt('limits')
export class LimitsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'Limits', rows: COLUMNS, totals: each(WHOLE, 'rows', 'over', 'near', 'limitUnknown'), besides: { ...each(TEXT, 'rules', 'donors'), ...BOOKS_SHOWN, ...OF_FILINGS, ...NEXT } })
  async limits(@Asked(...filtersBy(DIMENSIONS), BOOK_TAKEN, DONORS_TAKEN, RULES_TAKEN, ...['over', 'near', 'all'].map((name) => ({ name, schema: TRUTH })), ...PAGES_TAKEN) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    const { book, donors, over, near, all, rules } = asked;
    const wants = { over: truthOf(over, 'over'), near: truthOf(near, 'near') };
    const only = wants.over === wants.near ? undefined : wants.over ? 'over' : 'near';
    const chosen = cut(asked, DIMENSIONS);
    // Who asks for one donor wants to see them, however little they gave.
    const everybody = truthOf(all, 'all') || (asked.donor !== undefined && only === undefined);
    const query: LimitsAsked = { rules: rulesAsked(rules), donors: donorRule(donors), book: bookAsked(book), only, all: everybody, ...pageAsked(asked, PLACE) };
    return send(await this.queries.execute(new GetLimits(chosen, query, meta.organization)), asked, reply, COLUMNS);
  }
}

export const limitsReport: Report = {
  name: 'limits',
  projection: receipts,
  controller: LimitsController,
  handlers: [GetLimitsHandler],
  totalsSql: LIMITS_TOTALS,
  alsoAsks: [committees, filings, filingRows],
};
