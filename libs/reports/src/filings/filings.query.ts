import { Get, Inject, Res } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { FastifyReply } from 'fastify';
import { Asked, ID, listOf, RequestMeta, TEXT, TRUTH, WHOLE } from '@fieldledger/http';
import { READ_STORE, type Meta, type ReadStore, type When } from '@fieldledger/kernel';
import { AnswersAsReport, AnswersAt } from '../answer-receipt/answers-at.js';
import { COMMITTEE, committeeOf, uuidOf } from '../asked-values.js';
import { DAY_OF, DAY_OR_NULL, each, TEXT_OR_NULL, WORDS } from '../columns.js';
import { coverageOverlaps, holdingFilings } from './corrected-coverage.js';
import { incompleteAmong, knownFilings } from './known-filings.js';
import type { Report, ReportAnswer } from '../report.js';
import { send } from '../send.js';
import { EVERY_REPORT_TAKES, sameMoment, whenAsked } from '../when-asked.js';
import { filings } from './filings.projection.js';
import { OF_FILINGS, type OfFilings } from './of-filings.js';

/** `holds` marks the versions that totals are of ($4). */
const FILINGS = `
  SELECT filing_id AS "filingId", report_id AS "reportId", committee, form, report_code AS "reportCode", coverage_from AS "coverageFrom", coverage_through AS "coverageThrough",
    amendment_number AS "amendmentNumber", amends, signed_on AS "signedOn", format_version AS "formatVersion", complete,
    filing_id = ANY ($4::uuid[]) AS holds,
    row_count AS "rowCount", parts, cover, array_remove(ARRAY[received_event, completed_event], NULL) AS events, coalesce(completed_position, received_position) AS position
  FROM {{table}} WHERE organization = $1 AND ($2::text IS NULL OR committee = $2) AND ($3::uuid IS NULL OR report_id = $3)
  ORDER BY committee COLLATE "C", coverage_from, coverage_through, form COLLATE "C", amendment_number, received_position`;

const FILINGS_TOTALS = `
  SELECT count(*)::int AS filings, count(*) FILTER (WHERE complete)::int AS complete, count(DISTINCT report_id)::int AS reports, coalesce(sum(row_count), 0)::int AS rows
  FROM {{table}} WHERE organization = $1`;

/** One version of a report, as `GET /reports/filings` tells it. */
export interface ListedFiling {
  readonly filingId: string;
  readonly reportId: string;
  readonly amendmentNumber: number;
  readonly complete: boolean;
  readonly holds: boolean;
  readonly rowCount: number;
  /** Of the list of its rows. */
  readonly parts: number;
  /** Of the event that completed it; of the one that announced it, as long as it is not complete. */
  readonly position: string;
}

export interface FilingsAnswer extends ReportAnswer<ListedFiling>, OfFilings {}

export class GetFilings extends Query<FilingsAnswer> {
  constructor(
    readonly asked: { readonly committee?: string; readonly report?: string },
    readonly organization: string,
    readonly when: When,
  ) {
    super();
  }
}

@QueryHandler(GetFilings)
export class GetFilingsHandler implements IQueryHandler<GetFilings> {
  constructor(@Inject(READ_STORE) private readonly store: ReadStore) {}

  async execute({ asked: { committee, report }, organization, when }: GetFilings): Promise<FilingsAnswer> {
    const committeeId = committee === undefined ? null : committeeOf(committee, 'committee');
    const reportId = report === undefined ? null : uuidOf(report, 'report');
    const { known, reflects: then } = await knownFilings(this.store, organization, when);
    const parameters = [committeeId, reportId, holdingFilings(known).map(({ filingId }) => filingId)];
    const { rows, reflects, version } = await this.store.rows<ListedFiling>({ projection: 'filings', organization, sql: FILINGS, parameters, when: sameMoment(when, then) });
    const overlaps = coverageOverlaps(known);
    const listed = new Set(rows.map(({ filingId }) => filingId));
    const totals = {
      filings: rows.length, complete: rows.filter(({ complete }) => complete).length, reports: new Set(rows.map(({ reportId }) => reportId)).size, rows: rows.reduce((sum, { rowCount }) => sum + rowCount, 0),
    };
    return {
      report: 'filings', version, reflects, rows, incompleteFilings: incompleteAmong(known).filter(({ filingId }) => listed.has(filingId)),
      coverageOverlaps: overlaps.filter(({ filingId, replaces }) => listed.has(filingId) || listed.has(replaces)), totals,
    };
  }
}

/** A filing in the list of them. */
export const FILING_COLUMNS = {
  ...each(ID, 'filingId', 'reportId'), ...each(TEXT, 'committee', 'form', 'reportCode'), ...each(DAY_OF, 'coverageFrom', 'coverageThrough'), amendmentNumber: WHOLE, amends: TEXT_OR_NULL, signedOn: DAY_OR_NULL, formatVersion: TEXT,
  ...each(TRUTH, 'complete', 'holds'), ...each(WHOLE, 'rowCount', 'parts'), cover: WORDS, events: listOf(ID), position: TEXT,
};

/** Which filings were imported: the versions of each report, and which of them holds. */
@AnswersAt('filings')
export class FilingsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @AnswersAsReport({ name: 'Filings', rows: FILING_COLUMNS, totals: each(WHOLE, 'filings', 'complete', 'reports', 'rows'), besides: OF_FILINGS })
  async filings(@Asked({ name: 'committee', schema: COMMITTEE.schema }, { name: 'report', schema: ID }, ...EVERY_REPORT_TAKES) asked: Record<string, string>, @RequestMeta() meta: Meta, @Res({ passthrough: true }) reply: FastifyReply) {
    return send(await this.queries.execute(new GetFilings(asked, meta.organization, whenAsked(asked))), asked, reply, FILING_COLUMNS);
  }
}

export const filingsReport: Report = {
  name: 'filings',
  projection: filings,
  controller: FilingsController,
  handlers: [GetFilingsHandler],
  totalsSql: FILINGS_TOTALS,
};
