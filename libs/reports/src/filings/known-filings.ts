import type { ReadStore, Reflects, When } from '@fieldledger/kernel';
import { textOrder } from '../text-order.js';

/** A version of a report, as far as it matters whether its rows count. */
export interface KnownFiling {
  readonly filingId: string;
  readonly reportId: string;
  readonly committee: string;
  readonly form: string;
  readonly reportCode: string;
  readonly coverageFrom: string;
  readonly coverageThrough: string;
  readonly amendmentNumber: number;
  /** The number of the original that an amendment cites. */
  readonly amends: string | null;
  readonly signedOn: string;
  readonly complete: boolean;
  readonly receivedPosition: string;
  readonly completedPosition: string | null;
}

/** A filing that was announced, and of which not every row came. */
export interface IncompleteFiling extends Pick<KnownFiling, 'filingId' | 'reportId' | 'committee' | 'form' | 'coverageFrom' | 'coverageThrough' | 'amendmentNumber'> {
  readonly whatToDo: string;
}

const KNOWN = `
  SELECT filing_id AS "filingId", report_id AS "reportId", committee, form, report_code AS "reportCode", coverage_from AS "coverageFrom", coverage_through AS "coverageThrough", amendment_number AS "amendmentNumber", amends, coalesce(signed_on, '') AS "signedOn", complete,
    received_position AS "receivedPosition", completed_position AS "completedPosition"
  FROM {{table}} WHERE organization = $1 AND received_position IS NOT NULL ORDER BY received_position`;

/** Every version of every report, in the order in which they came. */
export async function knownFilings(store: ReadStore, organization: string, when: When): Promise<{ readonly known: readonly KnownFiling[]; readonly reflects: Reflects }> {
  const { rows: known, reflects } = await store.rows<KnownFiling>({ projection: 'filings', organization, sql: KNOWN, parameters: [], when });
  return { known, reflects };
}

/** The same as they were at a place in the log. */
export function knownAt(known: readonly KnownFiling[], position: string): KnownFiling[] {
  const isComplete = ({ completedPosition }: KnownFiling) => completedPosition !== null && completedPosition <= position;
  return known.filter(({ receivedPosition }) => receivedPosition <= position).map((it) => (isComplete(it) ? it : { ...it, complete: false, completedPosition: null }));
}

export function incompleteAmong(known: readonly KnownFiling[]): IncompleteFiling[] {
  return known.filter(({ complete }) => !complete).map(({ filingId, reportId, committee, form, coverageFrom, coverageThrough, amendmentNumber }) => ({
    filingId, reportId, committee, form, coverageFrom, coverageThrough, amendmentNumber, whatToDo: IMPORT_AGAIN,
  }));
}

const IMPORT_AGAIN = 'Not every row of this filing came, so what it tells counts nowhere. Import its file again.';

/** The version of a report that holds, as the domain says it too: complete, of the highest amendment number, signed last, told last. */
export const holdingAmong = (known: readonly KnownFiling[], reportId: string): KnownFiling | undefined => known.filter((it) => it.complete && it.reportId === reportId).sort(asMade).at(-1);

/** As they were made; of those that were made alike, as they came. */
export const asMade = (one: KnownFiling, other: KnownFiling): number => one.amendmentNumber - other.amendmentNumber || textOrder(one.signedOn, other.signedOn) || textOrder(one.receivedPosition, other.receivedPosition);
