import { Rejection } from '@fieldledger/kernel';
import type { ListedFiling } from '../filings/filings.query.js';

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
 * @throws Rejection `filings-required`, `filing-missing`, `filing-incomplete`, `different-reports`
 */
export function chosenFilings<F extends ListedFiling>(listed: readonly F[], choice: ChoiceOfFilings): readonly [from: F, to: F] {
  const pair = choice.from !== undefined && choice.to !== undefined ? [byId(listed, choice.from, 'from'), byId(listed, choice.to, 'to')] as const : byNumber(oneReport(listed, choice), choice);
  const [from, to] = pair;
  if (from.reportId !== to.reportId) throw new Rejection('invalid', 'different-reports', 'These are filings of two reports, which have no rows in common. Name two versions of one report; GET /reports/filings lists them.');
  for (const { complete, filingId } of pair) {
    if (!complete) throw new Rejection('conflict', 'filing-incomplete', `Filing ${filingId} was not received whole. Import its file again, then ask again.`);
  }
  return pair;
}

function byId<F extends ListedFiling>(listed: readonly F[], id: string, name: string): F {
  const filing = listed.find(({ filingId }) => filingId === id.toLowerCase());
  if (!filing) throw new Rejection('missing', 'filing-missing', `No filing with the id that ${name} names was imported. GET /reports/filings lists those that were.`);
  return filing;
}

/** The versions of the one report that is meant. */
function oneReport<F extends ListedFiling>(listed: readonly F[], { report, committee }: ChoiceOfFilings): F[] {
  if (report === undefined && committee === undefined) {
    throw new Rejection('invalid', 'filings-required', 'Say which two: from and to (ids of filings), or report with fromAmendment and toAmendment, or a committee, or a committee with fromPosition and toPosition.');
  }
  const versionsOf = (id: string) => listed.filter(({ reportId }) => reportId === id);
  const known = [...new Set(listed.map(({ reportId }) => reportId))];
  const reports = report === undefined ? known.filter((id) => versionsOf(id).length > 1) : known.filter((id) => id === report.toLowerCase());
  if (reports.length === 1) return versionsOf(reports[0]!);
  if (reports.length > 1) throw new Rejection('invalid', 'filings-required', `This committee amended ${reports.length} reports. Name one by report; GET /reports/filings lists them.`);
  throw new Rejection('missing', 'filing-missing', report === undefined ? 'No report of this committee was imported in two versions.' : 'No filing of this report was imported.');
}

function byNumber<F extends ListedFiling>(versions: readonly F[], { fromAmendment, toAmendment }: ChoiceOfFilings): readonly [F, F] {
  const numbered = (asked: string | undefined, name: string, otherwise: F) => {
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
