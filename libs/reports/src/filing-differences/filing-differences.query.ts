import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { BOOKS } from '@fieldledger/finance-rules';
import { Asked, ID, listOf, objectOf, oneOf, type Parameter, POSITION_GIVEN, RequestMeta, WHOLE } from '@fieldledger/http';
import { READ_STORE, Rejection, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { BOOK_TAKEN, bookAsked } from '../book-asked.js';
import { CENTS, CENTS_OR_NULL, type Columns, each, TEXT_OR_NULL, WORDS } from '../columns.js';
import { FILING_COLUMNS, GetFilings, type ListedFiling } from '../filings/filings.query.js';
import { COMMITTEE, uuidOf } from '../asked-values.js';
import { INCOMPLETE_FILINGS } from '../filings/of-filings.js';
import { VALUES } from '../reconciliation/compared-fields.js';
import { byContribution, TELLING, type KeptTelling, type Telling } from '../reconciliation/contribution-history.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, sameMoment, whenAsked } from '../when-asked.js';
import { AT_ONCE, betweenPositions, type AskedPositions, type PositionsAnswer } from './between-positions.js';
import { chosenFilings, type ChoiceOfFilings } from './chosen-filings.js';
import { differenceOf, inOrder, totalsOf, type Difference, type DifferenceTotals } from './difference-rows.js';
import { filingRows } from './filing-rows.projection.js';
import { rowMarks } from './row-marks.js';
import { toldByFiling, type ToldVersion } from './told-version.js';

/** What lies between two filings, or between two places in the log. */
export interface AskedDifferences extends ChoiceOfFilings, AskedPositions {
  readonly format?: string;
}

const PARAMETERS: readonly Parameter[] = [
  ...['from', 'to', 'report'].map((name) => ({ name, schema: ID })), { name: 'committee', schema: COMMITTEE.schema }, ...['fromAmendment', 'toAmendment'].map((name) => ({ name, schema: { type: 'integer', minimum: 0 } })),
  ...['fromPosition', 'toPosition'].map((name) => ({ name, schema: POSITION_GIVEN })), BOOK_TAKEN, ...EVERY_REPORT_TAKES,
];

const LISTED_ROWS = `SELECT contribution_ids AS ids FROM {{table}} WHERE organization = $1 AND filing_id = $2 AND part < $3 ORDER BY part`;

const TELLINGS = `SELECT ${TELLING} FROM {{table}} WHERE organization = $1 AND contribution_id = ANY($2::uuid[]) AND position <= $3 ORDER BY contribution_id, position`;

/** What was told once is the same in every version that has it. */
const TOLD_AGAIN = `
  SELECT ${TELLING} FROM (
    SELECT *, count(*) OVER (PARTITION BY contribution_id) AS times FROM {{table}} WHERE organization = $1 AND contribution_id = ANY($2::uuid[]) AND position <= $3
  ) AS told WHERE times > 1 ORDER BY contribution_id, position`;

const FILING_DIFFERENCES_TOTALS = `SELECT count(DISTINCT filing_id)::int AS filings, coalesce(sum(cardinality(contribution_ids)), 0)::int AS rows FROM {{table}} WHERE organization = $1`;

export interface DifferencesAnswer extends ReportAnswer<Difference, DifferenceTotals>, Partial<Pick<PositionsAnswer, 'book' | 'leftAside' | 'incompleteFilings'>> {
  /** The filings that were compared, where filings were. */
  readonly from?: ListedFiling;
  readonly to?: ListedFiling;
}

export class GetFilingDifferences extends Query<DifferencesAnswer> {
  constructor(
    readonly asked: AskedDifferences,
    readonly organization: string,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetFilingDifferences)
export class GetFilingDifferencesHandler implements IQueryHandler<GetFilingDifferences> {
  constructor(
    @Inject(READ_STORE) private readonly store: ReadStore,
    private readonly queries: QueryBus,
  ) {}

  execute({ asked, organization, when }: GetFilingDifferences): Promise<DifferencesAnswer> {
    return asked.fromPosition === undefined && asked.toPosition === undefined ? this.betweenFilings(asked, organization, when) : betweenPositions(this.store, asked, organization, when);
  }

  /** Everything is read as it was when the filings were looked up, so that the lists of rows and the rows belong together. */
  private async betweenFilings(asked: AskedDifferences, organization: string, when: When): Promise<DifferencesAnswer> {
    if (bookAsked(asked.book) !== undefined) throw new Rejection('invalid', 'book-of-filings', 'What filings tell is in one book. Leave book out, or ask with fromPosition and toPosition.');
    const isById = asked.from !== undefined && asked.to !== undefined;
    if (isById) for (const name of ['from', 'to'] as const) uuidOf(asked[name]!, name);
    const listed = await this.queries.execute(new GetFilings(isById || asked.report !== undefined ? {} : { committee: asked.committee }, organization, when));
    const { reflects } = listed;
    const then = sameMoment(when, reflects);
    const [from, to] = chosenFilings(listed, asked);
    const [mine, theirs] = await Promise.all([from, to].map((filing) => this.rowsOf(filing, organization, then))) as [ReadonlySet<string>, ReadonlySet<string>];
    if (from.reportId !== to.reportId) return { report: 'filing-differences', version: listed.version, reflects, from, to, ...(await this.acrossReports(from, to, [...mine], [...theirs], organization, then, reflects.position)) };
    const both = [...mine].filter((id) => theirs.has(id));
    const alone = [...[...mine].filter((id) => !theirs.has(id)), ...[...theirs].filter((id) => !mine.has(id))];
    const rows = await this.compare(organization, then, reflects.position, [[alone, TELLINGS], [both, TOLD_AGAIN]], (contributionId, tellings) =>
      differenceOf({
        contributionId, tellings,
        before: mine.has(contributionId) ? toldByFiling(tellings, from.filingId, from.position) : null,
        after: theirs.has(contributionId) ? toldByFiling(tellings, to.filingId, to.position) : null,
        since: theirs.has(contributionId) ? [] : tellings.filter(({ type, reportId }) => type === 'ContributionWithdrawn' && reportId === to.reportId),
      }));
    const changed = rows.filter(({ difference }) => difference === 'changed').length;
    return { report: 'filing-differences', version: listed.version, reflects, from, to, rows, totals: totalsOf(rows, both.length - changed) };
  }

  /** Of a report and of what is another by its days, a contribution has two ids: its rows belong together by what the filer calls them. */
  private async acrossReports(from: ListedFiling, to: ListedFiling, mine: readonly string[], theirs: readonly string[], organization: string, when: When, position: string): Promise<Pick<DifferencesAnswer, 'rows' | 'totals'>> {
    const left = new Map<string, { readonly contributionId: string; readonly tellings: readonly Telling[]; readonly before: ToldVersion | null }>();
    const [markOf, markOfTheirs] = [rowMarks(), rowMarks()];
    await this.compare(organization, when, position, [[mine, TELLINGS]], (contributionId, tellings) => {
      const before = toldByFiling(tellings, from.filingId, from.position);
      left.set(markOf(contributionId, before), { contributionId, tellings, before });
      return null;
    });
    let unchanged = 0;
    const found = await this.compare(organization, when, position, [[theirs, TELLINGS]], (contributionId, tellings) => {
      const after = toldByFiling(tellings, to.filingId, to.position);
      const mark = markOfTheirs(contributionId, after);
      const before = left.get(mark);
      left.delete(mark);
      const difference = differenceOf({ contributionId, tellings: [...(before?.tellings ?? []), ...tellings], before: before?.before ?? null, after });
      if (!difference) unchanged += 1;
      return difference;
    });
    const dropped = [...left.values()].flatMap((it) => differenceOf({ ...it, after: null }) ?? []);
    const rows = inOrder([...found, ...dropped]);
    return { rows, totals: totalsOf(rows, unchanged) };
  }

  private async rowsOf({ filingId, parts }: ListedFiling, organization: string, when: When): Promise<ReadonlySet<string>> {
    const { rows } = await this.store.rows<{ ids: string[] }>({ projection: 'filing_rows', organization, sql: LISTED_ROWS, parameters: [filingId, parts], when });
    return new Set(rows.flatMap(({ ids }) => ids));
  }

  /** Reads what was told of contributions, some thousand at a time, and keeps what differs. */
  private async compare(organization: string, when: When, position: string, lists: readonly (readonly [ids: readonly string[], sql: string])[], differs: (contributionId: string, tellings: readonly Telling[]) => Difference | null): Promise<Difference[]> {
    const found: Difference[] = [];
    for (const [ids, sql] of lists) {
      for (let from = 0; from < ids.length; from += AT_ONCE) {
        const { rows } = await this.store.rows<KeptTelling>({ projection: 'contribution_versions', organization, sql, parameters: [ids.slice(from, from + AT_ONCE), position], when });
        for (const [contributionId, tellings] of byContribution(rows)) {
          const difference = differs(contributionId, tellings);
          if (difference) found.push(difference);
        }
      }
    }
    return inOrder(found);
  }
}

const COLUMNS = {
  contributionId: ID, ...each(TEXT_OR_NULL, 'transactionId', 'line'), difference: oneOf('added', 'changed', 'dropped'), ...each(WORDS, 'fields', 'undetermined'), netCents: CENTS_OR_NULL, ...each(VALUES, 'before', 'after'),
  ...each(listOf(ID), 'beforeEvents', 'afterEvents'), ...each(TEXT_OR_NULL, 'beforePosition', 'afterPosition'),
} satisfies Columns<Difference>;
const COUNTED = { ...each(WHOLE, 'added', 'changed', 'dropped', 'unchanged'), ...each(CENTS, 'netCents', 'refundsNetCents'), netUnknown: WHOLE } satisfies Columns<DifferenceTotals>;
const COMPARED = objectOf(FILING_COLUMNS);

/** What changed between two filings of a report, or between two places in the log. */
@AnswersAt('filing-differences')
export class FilingDifferencesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'FilingDifferences', rows: COLUMNS, totals: COUNTED, besides: { 'from?': COMPARED, 'to?': COMPARED, 'book?': oneOf(...BOOKS), 'leftAside?': { type: 'object', additionalProperties: WHOLE }, 'incompleteFilings?': INCOMPLETE_FILINGS.incompleteFilings } })
  async differences(@Asked(...PARAMETERS) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetFilingDifferences(asked, meta.organization, whenAsked(asked))), asked, reply, COLUMNS);
  }
}

export const filingDifferencesReport: Report = {
  name: 'filing-differences',
  projection: filingRows,
  controller: FilingDifferencesController,
  handlers: [GetFilingDifferencesHandler],
  totalsSql: FILING_DIFFERENCES_TOTALS,
};
