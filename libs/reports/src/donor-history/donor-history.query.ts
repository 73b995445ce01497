import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { type Book, BOOKS } from '@fieldledger/finance-rules';
import { Asked, ID, listOf, oneOf, RequestMeta, SeesPersons, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { READ_STORE, Rejection, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { DONOR, REFERENCE, isReference } from '../asked-values.js';
import { CENTS, CENTS_OR_NULL, type Columns, DAY_OF, DAY_OR_NULL, each, TEXT_OR_NULL, WORDS } from '../columns.js';
import { contributors } from '../contributors/contributors.projection.js';
import { contributorsOf, ERASED, type NamedContributor } from '../contributors/contributors.query.js';
import { dayReached } from '../day-reached.js';
import { DONOR_COLUMNS, donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { withExactCents } from '../exact-cents.js';
import { BOOK_TAKEN, bookAsked } from '../book-asked.js';
import { personTimeline } from '../person-timeline/person-timeline.projection.js';
import { referencesOf } from '../person-timeline/person-timeline.query.js';
import { withLinks } from '../person-timeline/with-links.js';
import { gifts } from '../receipts/gifts.js';
import { receipts } from '../receipts/receipts.projection.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, sameMoment, whenAsked } from '../when-asked.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { withWholeFilings } from '../filings/whole-filings.js';
import { withAttributed, type Attributing } from './attributed.js';
import { type Giving, givingOf } from './giving.js';

/**
 * Every movement of the gifts that are the donor's, or of which a part was moved to the donor, by day. What a line does
 * to the donor's net is nothing where it moves no money of theirs: a deposit, a redesignation, a memo, what was withdrawn
 * or returned undeposited, what is beyond the gift. What a reattribution does is null here: `withAttributed` works it out.
 */
const HISTORY = ({ donors, book }: Pick<HistoryAsked, 'donors' | 'book'>) => `
  WITH mine AS (SELECT DISTINCT contribution_id FROM {{table}} WHERE organization = $1 AND ${DONOR_COLUMNS[donors]} = ANY($2::text[])),
  ${gifts({ donors, book, only: 'AND contribution_id IN (SELECT contribution_id FROM mine)' })},
  given AS MATERIALIZED (SELECT contribution_id, donor, amount_cents FROM gift),
  lost AS (SELECT contribution_id, movement_id, sum(cents) AS cents FROM taken WHERE donor = ANY($2::text[]) GROUP BY contribution_id, movement_id),
  entry AS (SELECT *, ${DONOR_COLUMNS[donors]} AS whose FROM {{table}} WHERE organization = $1 AND contribution_id IN (SELECT contribution_id FROM mine)),
  told AS (
    SELECT entry.position, entry.day, entry.kind, entry.contribution_id, entry.movement_id, whole.committee_id, whole.book, entry.amount_cents, entry.from_election, entry.election, entry.whose, coalesce(whole.memo, false) AS memo, entry.from_reattribution_id, gift.donor AS giver, gift.amount_cents AS gift_cents,
      CASE
        WHEN whole.standing IS NOT TRUE OR whole.memo THEN 0
        WHEN entry.kind = 'reported-refund' THEN -entry.amount_cents
        WHEN gift.contribution_id IS NULL THEN 0
        WHEN entry.kind = 'contribution' AND entry.whose = ANY($2::text[]) THEN entry.amount_cents
        WHEN entry.kind = 'reattribution' THEN NULL
        ELSE -coalesce(lost.cents, 0)
      END AS effect
    FROM entry JOIN entry AS whole ON whole.contribution_id = entry.contribution_id AND whole.movement_id = entry.contribution_id
      LEFT JOIN given AS gift ON gift.contribution_id = entry.contribution_id LEFT JOIN lost ON lost.contribution_id = entry.contribution_id AND lost.movement_id = entry.movement_id
    WHERE (whole.committee_id, whole.book) NOT IN (SELECT committee_id, book FROM aside)
  )
  SELECT position, day, kind, contribution_id AS "contributionId", movement_id AS "movementId", committee_id AS committee, book, amount_cents::text AS "amountCents", from_election AS "fromElection", election, memo,
    effect::text AS "effectCents", whose, from_reattribution_id AS "fromReattributionId", giver, gift_cents::text AS "giftCents", coalesce(whose = ANY($2::text[]), false) AS mine
  FROM told ORDER BY day, position`;

const HISTORY_TOTALS = `SELECT count(*)::int AS movements, count(DISTINCT donor)::int AS donors FROM {{table}} WHERE organization = $1`;

export interface HistoryAsked {
  /** As other reports show it; or a producer's own reference, with which go all that are linked with it. */
  readonly donor: string | { readonly reference: string };
  readonly donors: DonorRule;
  readonly book?: Book;
  readonly when: When;
  /** With the names that were given, in clear text. */
  readonly named: boolean;
}

interface Told extends Attributing {
  /** The donor's own gift, or moved to the donor; otherwise it only touches such a gift. */
  readonly mine: boolean;
}

export interface HistoryAnswer extends ReportAnswer {
  readonly donor: string;
  /** Whose gifts are the donor's too, because somebody linked the references. */
  readonly linked: readonly string[];
  readonly donors: DonorRule;
}

export class GetDonorHistory extends Query<HistoryAnswer> {
  constructor(
    readonly asked: HistoryAsked,
    readonly organization: string,
  ) {
    super();
  }
}

@QueryHandler(GetDonorHistory)
export class GetDonorHistoryHandler implements IQueryHandler<GetDonorHistory> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked, organization }: GetDonorHistory): Promise<HistoryAnswer> {
    const { donor: who, donors, named } = asked;
    const reference = typeof who === 'string' ? linkable(who, donors) : who.reference;
    const { references, when } = reference === undefined ? { references: undefined, when: asked.when } : await referencesOf(this.store, reference, organization, asked.when);
    const whose = references?.map((reference) => `r:${reference}`) ?? [who as string];
    const { query } = await withWholeFilings(this.store, receipts, { projection: 'receipts', organization, sql: HISTORY(asked), parameters: [whose], when });
    const { rows: told, reflects, version } = await this.store.rows<Told>(await withLinks(this.store, donors, query));
    const lines = withAttributed(told, new Set(whose));
    const persons = named ? await contributorsOf(this.store, organization, lines.filter(({ mine }) => mine).map(({ contributionId }) => contributionId), sameMoment(when, reflects)) : undefined;
    const rows = lines.map(({ mine, ...line }) => ({ ...withExactCents(line), ...(persons && nameOf(mine ? persons.get(line.movementId) : undefined)) }));
    return { report: 'donor-history', version, reflects, donor: whose[0]!, linked: whose.slice(1), donors, rows, totals: givingOf(lines, Number(dayReached(reflects).slice(0, 4))) };
  }
}

/** The reference of a donor who is known, under the rule, by each that is linked with it. */
const linkable = (donor: string, donors: DonorRule): string | undefined => (donors === 'linked-1' && donor.startsWith('r:') ? donor.slice(2) : undefined);

/** The name under which a gift was given; null on lines that name nobody. */
function nameOf(named: NamedContributor | undefined): { readonly lastName: string | null; readonly firstName: string | null } {
  const { organizationName, lastName = organizationName, firstName } = named?.person ?? {};
  return named?.erased ? { lastName: ERASED, firstName: null } : { lastName: lastName ?? null, firstName: firstName ?? null };
}

const COLUMNS = {
  position: TEXT, day: DAY_OF, kind: TEXT, ...each(ID, 'contributionId', 'movementId'), committee: TEXT_OR_NULL, book: oneOf(...BOOKS, null), amountCents: CENTS_OR_NULL, ...each(TEXT_OR_NULL, 'fromElection', 'election'), memo: TRUTH,
  ...each(CENTS, 'effectCents', 'netCents'),
};
const NAMED = each(TEXT_OR_NULL, 'lastName', 'firstName');
const GIVEN = {
  gifts: WHOLE, ...each(CENTS, 'givenCents', 'wentBackCents', 'netCents', 'largestCents'), averageCents: CENTS_OR_NULL, ...each(DAY_OR_NULL, 'firstDay', 'lastDay'), years: listOf(WHOLE), lapsed: oneOf('lybunt', 'sybunt', null),
} satisfies Columns<Giving>;

/**
 * One donor's gifts and what became of them. `donor` is a donor as other reports show them; `reference`, a producer's own
 * (`actblue/donor/90210`), finds whoever it is under the rule reference-1, and under all references that are linked with it.
 */
@AnswersAt('donor-history')
export class DonorHistoryController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'DonorHistory', rows: COLUMNS, atTimes: NAMED, totals: GIVEN, besides: { donor: TEXT, linked: WORDS, donors: TEXT } })
  async history(@Asked({ name: 'donor', schema: DONOR.schema }, { name: 'reference', schema: REFERENCE.schema }, DONORS_TAKEN, BOOK_TAKEN, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @SeesPersons() named: boolean, @Res({ passthrough: true }) reply: FastifyReply) {
    const { donor, reference } = asked;
    if ((donor === undefined) === (reference === undefined) || (reference !== undefined && (!isReference(reference) || (asked.donors ?? BY_REFERENCE) !== BY_REFERENCE))) {
      throw new Rejection('invalid', 'donor-required', `Say whose history: donor as another report shows it, or reference=system/scope/id, such as actblue/donor/90210, which is read under the rule ${BY_REFERENCE}.`);
    }
    const donors = reference === undefined ? donorRule(asked.donors) : BY_REFERENCE;
    return send(await this.queries.execute(new GetDonorHistory({ donor: donor === undefined ? { reference: reference! } : DONOR.read(donor, 'donor'), donors, book: bookAsked(asked.book), when: whenAsked(asked), named }, meta.organization)), asked, reply, named ? { ...COLUMNS, ...NAMED } : COLUMNS);
  }
}

const BY_REFERENCE: DonorRule = 'reference-1';

export const donorHistoryReport: Report = {
  name: 'donor-history',
  projection: receipts,
  controller: DonorHistoryController,
  handlers: [GetDonorHistoryHandler],
  totalsSql: HISTORY_TOTALS,
  alsoAsks: [contributors, personTimeline, filings, filingRows],
};
