import { Body, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, listOf, MustBeAskedWith, oneOf, type Parameter, RequestMeta, TEXT, TRUTH, ValidBody, WHOLE } from '@fieldledger/http';
import { READ_STORE, Rejection, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt, NEXT } from '../answer-receipt/answers-at.js';
import type { ListAnswer } from '../answer-list.js';
import { COMMITTEE, committeeOf, DAY, dayOf, uuidOf } from '../asked-values.js';
import { CENTS, CENTS_OR_NULL, type Columns, DAY_OF, DAY_OR_NULL, each, ID_OR_NULL, TEXT_OR_NULL, WORDS } from '../columns.js';
import { refuseBackwards } from '../days-asked.js';
import { filingRows } from '../filing-differences/filing-rows.projection.js';
import { filings } from '../filings/filings.projection.js';
import { INCOMPLETE_FILINGS, type OfFilings } from '../filings/of-filings.js';
import { withWholeFilings } from '../filings/whole-filings.js';
import { receipts } from '../receipts/receipts.projection.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, sameMoment, whenAsked } from '../when-asked.js';
import { VALUES } from './compared-fields.js';
import { byContribution, TELLING, tellingsInTurn, type KeptTelling } from './contribution-history.js';
import { contributionVersions } from './contribution-versions.projection.js';
import { type Disagreement, disagreements, type Finding, PAID_BACK_FIELDS, type PaidBack, reconcile } from './reconcile.js';
import { ReconciliationPage, type TheirLineitem } from './reconciliation-page.js';

const projection = contributionVersions.name;

const TELLINGS = `${tellingsInTurn('contribution_id = ANY($2::uuid[])')}
  SELECT ${TELLING} FROM told ORDER BY contribution_id, turn, position`;

/** In a table of its own, since a refund is none of what is told of a contribution. */
const PAID_BACK = `
  SELECT contribution_id AS "contributionId", sum(amount_cents)::float8 AS "paidBackCents", max(day) AS "paidBackOn" FROM {{table}}
  WHERE organization = $1 AND contribution_id = ANY($2::uuid[]) AND kind IN ('refund', 'chargeback') GROUP BY contribution_id`;

/** Everything told of the contributions of which two told otherwise. */
const TOLD_OTHERWISE = `${tellingsInTurn(`contribution_id IN (
      SELECT contribution_id FROM {{table}} WHERE organization = $1 AND type = 'ContributionSighted' AND names <> '{}' AND filing_id IS NULL
        AND ($2::text IS NULL OR committee_id = $2) AND ($3::text[] IS NULL OR source = ANY($3))
    )`)}
  SELECT ${TELLING} FROM told ORDER BY contribution_id, turn, position`;

/** So many lineitems are answered at once. */
const MOST = 5_000;

/** What stands with us that a source told, in the order of their ids from a given one on; who told only what was paid back of it did not tell it. */
const OURS = `${tellingsInTurn('contribution_id > $7::uuid')}
  SELECT contribution_id AS "contributionId", committee_id AS "committeeId", line, amount_cents::float8 AS "amountCents", received_on AS "receivedOn", ARRAY[event_id] AS events, position FROM (
    SELECT DISTINCT ON (contribution_id) * FROM told WHERE type <> 'ContributionSighted' ORDER BY contribution_id, turn DESC, position DESC
  ) AS last
  WHERE type <> 'ContributionWithdrawn' AND ($3::text[] IS NULL OR committee_id = ANY($3)) AND ($4::text IS NULL OR received_on >= $4) AND ($5::text IS NULL OR received_on <= $5) AND ($6::uuid IS NULL OR report_id = $6)
    AND EXISTS (SELECT FROM {{table}} AS teller WHERE teller.organization = $1 AND teller.contribution_id = last.contribution_id AND teller.contribution_id > $7::uuid AND teller.source = ANY($2)
      AND NOT (teller.type = 'ContributionSighted' AND teller.more::jsonb ? 'movementId'))
  ORDER BY contribution_id LIMIT ${MOST + 1}`;

const RECONCILIATION_TOTALS = `
  SELECT count(*)::int AS tellings, count(DISTINCT contribution_id)::int AS contributions, count(*) FILTER (WHERE type = 'ContributionSighted' AND names <> '{}' AND filing_id IS NULL)::int AS differences
  FROM {{table}} WHERE organization = $1`;

type Incomplete = Pick<OfFilings, 'incompleteFilings'>;

export class GetDisagreements extends Query<ReportAnswer<Disagreement> & Incomplete> {
  constructor(
    readonly asked: { readonly committee?: string; readonly source?: string },
    readonly organization: string,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetDisagreements)
export class GetDisagreementsHandler implements IQueryHandler<GetDisagreements> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked: { committee, source }, organization, when }: GetDisagreements): Promise<ReportAnswer<Disagreement> & Incomplete> {
    const sources = wordsIn(source);
    const { query, incompleteFilings } = await withWholeFilings(this.store, contributionVersions, { projection, organization, sql: TOLD_OTHERWISE, parameters: [committee === undefined ? null : committeeOf(committee, 'committee'), sources], when });
    const { rows: told, reflects, version } = await this.store.rows<KeptTelling>(query);
    const found = [...byContribution(told).values()].flatMap(disagreements).filter((it) => !sources || sources.includes(it.sources[1] ?? ''));
    const rows = found.sort((one, other) => (one.position < other.position ? -1 : 1));
    const totals = { contributions: new Set(rows.map(({ contributionId }) => contributionId)).size, differences: rows.length, amendedSince: rows.filter(({ amendedSince }) => amendedSince).length };
    return { report: 'reconciliation', version, reflects, incompleteFilings, rows, totals };
  }
}

export class GetFindings extends Query<ReportAnswer<Finding> & Incomplete> {
  constructor(
    readonly items: readonly TheirLineitem[],
    readonly organization: string,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetFindings)
export class GetFindingsHandler implements IQueryHandler<GetFindings> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ items, organization, when }: GetFindings): Promise<ReportAnswer<Finding> & Incomplete> {
    const { query, incompleteFilings } = await withWholeFilings(this.store, contributionVersions, { projection, organization, sql: TELLINGS, parameters: [items.map(({ contributionId }) => contributionId)], when });
    const { rows: told, reflects, version } = await this.store.rows<KeptTelling>(query);
    const ours = byContribution(told);
    const paidBack = await this.paidBack(items, organization, sameMoment(when, reflects));
    const rows = items.map((theirs) => reconcile(theirs, ours.get(theirs.contributionId) ?? [], paidBack.get(theirs.contributionId)));
    const count = (finding: Finding['finding']) => rows.filter((it) => it.finding === finding).length;
    return { report: 'reconciliation', version, reflects, incompleteFilings, rows, totals: { same: count('same'), different: count('different'), missing: count('missing') } };
  }

  /** Of those that they say went back. */
  private async paidBack(items: readonly TheirLineitem[], organization: string, when: When): Promise<ReadonlyMap<string, PaidBack>> {
    const asked = items.filter((theirs) => PAID_BACK_FIELDS.some((name) => theirs[name] !== undefined)).map(({ contributionId }) => contributionId);
    if (asked.length === 0) return new Map();
    const { rows } = await this.store.rows<PaidBack & { contributionId: string }>({ projection: receipts.name, organization, sql: PAID_BACK, parameters: [asked], when });
    return new Map(rows.map(({ contributionId, ...paidBack }) => [contributionId, paidBack]));
  }
}

/** Which of our lineitems a source told: where and when they are looked for. */
export interface AskedLineitems {
  readonly source?: string;
  readonly committee?: string;
  readonly from?: string;
  readonly to?: string;
  readonly report?: string;
  readonly after?: string;
}

export class GetOurLineitems extends Query<ListAnswer & Incomplete> {
  constructor(
    readonly asked: AskedLineitems,
    readonly organization: string,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetOurLineitems)
export class GetOurLineitemsHandler implements IQueryHandler<GetOurLineitems> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked, organization, when }: GetOurLineitems): Promise<ListAnswer & Incomplete> {
    const sources = wordsIn(asked.source);
    if (!sources) throw new Rejection('invalid', 'source-required', 'Say who told them: source, such as actblue-csv; several are separated by commas.');
    const [from, to] = [asked.from === undefined ? null : dayOf(asked.from, 'from'), asked.to === undefined ? null : dayOf(asked.to, 'to')];
    if (from !== null && to !== null) refuseBackwards(from, to, 'to');
    const parameters = [
      sources, wordsIn(asked.committee)?.map((each) => committeeOf(each, 'committee')) ?? null, from, to,
      asked.report === undefined ? null : uuidOf(asked.report, 'report'), asked.after === undefined ? FIRST : uuidOf(asked.after, 'after'),
    ];
    const { query, incompleteFilings } = await withWholeFilings(this.store, contributionVersions, { projection, organization, sql: OURS, parameters, when });
    const { rows: found, reflects, version } = await this.store.rows<{ contributionId: string; amountCents: number }>(query);
    const rows = found.slice(0, MOST);
    // To count those of every page with each of them would take as long as all pages.
    return { report: 'reconciliation/lineitems', version, reflects, next: found.length > MOST ? rows.at(-1)!.contributionId : null, incompleteFilings, rows, totals: { listed: rows.length } };
  }
}

const FIRST = '00000000-0000-0000-0000-000000000000';
const wordsIn = (text: string | undefined) => (text ? text.split(',').map((each) => each.trim()) : null);

const SHA_256 = /^[0-9a-f]{64}$/;
const FILE_HASH: Parameter = { name: 'fileHash', schema: { type: 'string', pattern: SHA_256.source } };
const SOURCES: Parameter = { name: 'source', isList: true };

/** No answer depends on which file is compared; its receipt names it. @throws Rejection `invalid-hash` */
function demandHash({ fileHash }: Readonly<Record<string, string>>): void {
  if (fileHash !== undefined && !SHA_256.test(fileHash)) throw new Rejection('invalid', 'invalid-hash', 'fileHash is the SHA-256 of the file that is compared: 64 hexadecimal digits, in small letters.');
}

const DISAGREEMENT = {
  contributionId: ID, movementId: ID_OR_NULL, committeeId: TEXT_OR_NULL, receivedOn: DAY_OR_NULL, amountCents: CENTS_OR_NULL, sources: listOf(TEXT_OR_NULL),
  fields: WORDS, ...each(TRUTH, 'amendedSince', 'standing'), events: listOf(ID), position: TEXT,
} satisfies Columns<Disagreement>;
const FINDING = { contributionId: ID, finding: oneOf('same', 'different', 'missing'), fields: WORDS, ours: VALUES, events: listOf(ID) } satisfies Columns<Finding>;
const LINEITEM = { contributionId: ID, committeeId: TEXT, line: TEXT_OR_NULL, amountCents: CENTS, receivedOn: DAY_OF, events: listOf(ID), position: TEXT };

/** Whether what we have is what the sources have. */
@AnswersAt('reconciliation')
export class ReconciliationController {
  constructor(private readonly queries: QueryBus) {}

  /** Where two tellers of one lineitem do not say the same, such as a webhook and the file that follows it. */
  @Get()
  @AnswersAsReport({ name: 'Disagreements', rows: DISAGREEMENT, totals: each(WHOLE, 'contributions', 'differences', 'amendedSince'), besides: INCOMPLETE_FILINGS })
  async disagreements(@Asked({ name: 'committee', schema: COMMITTEE.schema }, SOURCES, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetDisagreements(asked, meta.organization, whenAsked(asked))), asked, reply, DISAGREEMENT);
  }

  /** Whether we have these lineitems of theirs, and the same. Nothing is recorded. `fileHash` is of the file that they are from: the receipt names it. */
  @Post()
  @HttpCode(200)
  @AnswersAsReport({ name: 'Findings', rows: FINDING, totals: each(WHOLE, 'same', 'different', 'missing'), besides: INCOMPLETE_FILINGS })
  async findings(@Body(ValidBody) { items }: ReconciliationPage, @Asked(FILE_HASH, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    demandHash(asked);
    return send(await this.queries.execute(new GetFindings(items, meta.organization, whenAsked(asked))), asked, reply, FINDING);
  }

  /** Our standing lineitems that a source told, at most 5,000; those that follow are asked for by `after`. What of them is not in its file, of this `fileHash`, is extra. */
  @Get('lineitems')
  @MustBeAskedWith('source')
  @AnswersAsReport({ name: 'OurLineitems', rows: LINEITEM, totals: { listed: WHOLE }, besides: { ...NEXT, ...INCOMPLETE_FILINGS } })
  async lineitems(@Asked(SOURCES, { name: 'committee', schema: COMMITTEE.schema, isList: true }, { name: 'from', schema: DAY.schema }, { name: 'to', schema: DAY.schema }, { name: 'report', schema: ID }, { name: 'after', schema: ID }, FILE_HASH, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    demandHash(asked);
    return send(await this.queries.execute(new GetOurLineitems(asked, meta.organization, whenAsked(asked))), asked, reply, LINEITEM);
  }
}

export const reconciliationReport: Report = {
  name: 'reconciliation',
  projection: contributionVersions,
  controller: ReconciliationController,
  handlers: [GetDisagreementsHandler, GetFindingsHandler, GetOurLineitemsHandler],
  totalsSql: RECONCILIATION_TOTALS,
  alsoAsks: [filings, filingRows, receipts],
};
