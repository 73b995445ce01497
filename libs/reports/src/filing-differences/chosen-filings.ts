import { Rejection } from '@fieldledger/kernel';
import type { FilingsAnswer, ListedFiling } from '../filings/filings.query.js';

/** The two filings that a request names: by their ids, or by their report and the numbers of their amendments. */
export interface ChoiceOfFilings {
  readonly from?: string;
  readonly to?: string;
  readonly report?: string;
  readonly committee?: string;
  readonly fromAmendment?: string;
  readonly toAmendment?: string;
}

/**
 * Without ids, the report is the only one of the committee that was amended, and the versions are its first and its last.
 * An amendment of other days is a version of the report that it counts in the place of.
 * @throws Rejection `filings-required`, `filing-missing`, `filing-incomplete`, `different-reports`
 */
export function chosenFilings({ rows: listed, coverageOverlaps }: Pick<FilingsAnswer, 'rows' | 'coverageOverlaps'>, choice: ChoiceOfFilings): readonly [from: ListedFiling, to: ListedFiling] {
  const reportOf = namesOfReports(listed, coverageOverlaps);
  const pair = choice.from !== undefined && choice.to !== undefined ? [byId(listed, choice.from, 'from'), byId(listed, choice.to, 'to')] as const : byNumber(oneReport(listed, choice, reportOf), choice);
  const [from, to] = pair;
  if (reportOf(from) !== reportOf(to)) throw new Rejection('invalid', 'different-reports', 'These are filings of two reports, which have no rows in common. Name two versions of one report; GET /reports/filings lists them.');
  for (const { complete, filingId } of pair) {
    if (!complete) throw new Rejection('conflict', 'filing-incomplete', `Filing ${filingId} was not received whole. Import its file again, then ask again.`);
  }
  return pair;
}

type ReportOf = (filing: Pick<ListedFiling, 'reportId'>) => string;

/** One name for a report and for what, by other days, an amendment of it is. */
function namesOfReports(listed: readonly ListedFiling[], overlaps: FilingsAnswer['coverageOverlaps']): ReportOf {
  const replacedBy = new Map(overlaps.map(({ reportReplaced, filingId }) => [reportReplaced, listed.find((it) => it.filingId === filingId)?.reportId]));
  return function reportOf({ reportId }): string {
    const by = replacedBy.get(reportId);
    return by === undefined ? reportId : reportOf({ reportId: by });
  };
}

function byId(listed: readonly ListedFiling[], id: string, name: string): ListedFiling {
  const filing = listed.find(({ filingId }) => filingId === id.toLowerCase());
  if (!filing) throw new Rejection('missing', 'filing-missing', `No filing with the id that ${name} names was imported. GET /reports/filings lists those that were.`);
  return filing;
}

/** The versions of the one report that is meant. */
function oneReport(listed: readonly ListedFiling[], { report, committee }: ChoiceOfFilings, reportOf: ReportOf): ListedFiling[] {
  if (report === undefined && committee === undefined) {
    throw new Rejection('invalid', 'filings-required', 'Say which two: from and to (ids of filings), or report with fromAmendment and toAmendment, or a committee, or a committee with fromPosition and toPosition.');
  }
  const versionsOf = (id: string) => listed.filter((filing) => reportOf(filing) === id).sort((one, other) => one.amendmentNumber - other.amendmentNumber || (one.position < other.position ? -1 : 1));
  const known = [...new Set(listed.map(reportOf))];
  const reports = report === undefined ? known.filter((id) => versionsOf(id).length > 1) : known.filter((id) => id === reportOf({ reportId: report.toLowerCase() }));
  if (reports.length === 1) return versionsOf(reports[0]!);
  if (reports.length > 1) throw new Rejection('invalid', 'filings-required', `This committee amended ${reports.length} reports. Name one by report; GET /reports/filings lists them.`);
  throw new Rejection('missing', 'filing-missing', report === undefined ? 'No report of this committee was imported in two versions.' : 'No filing of this report was imported.');
}

function byNumber(versions: readonly ListedFiling[], { fromAmendment, toAmendment }: ChoiceOfFilings): readonly [ListedFiling, ListedFiling] {
  const numbered = (asked: string | undefined, name: string, otherwise: ListedFiling) => {
    if (asked === undefined) return otherwise;
    const found = versions.filter(({ amendmentNumber }) => String(amendmentNumber) === asked);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw new Rejection('invalid', 'filings-required', `${found.length} filings have the amendment number that ${name} names. Name the two by their ids, as from and to.`);
    throw new Rejection('missing', 'filing-missing', `No version of this report has the amendment number that ${name} names. 0 is the original.`);
  };
  const from = numbered(fromAmendment, 'fromAmendment', versions[0]!);
  const to = numbered(toAmendment, 'toAmendment', versions.at(-1)!);
  if (from.filingId === to.filingId) throw new Rejection('invalid', 'filings-required', 'Only one version of this report is meant, and it does not differ from itself. Name two.');
  return [from, to];
}
