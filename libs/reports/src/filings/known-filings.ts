import type { ReadStore, Reflects, When } from '@fieldledger/kernel';

/** A version of a report, as far as it matters whether its rows count. */
export interface KnownFiling {
  readonly filingId: string;
  readonly reportId: string;
  readonly committee: string;
  readonly form: string;
  readonly coverageFrom: string;
  readonly coverageThrough: string;
  readonly amendmentNumber: number;
  readonly complete: boolean;
  readonly receivedPosition: string;
  readonly completedPosition: string | null;
}

/** A filing that was announced, and of which not every row came. */
export interface IncompleteFiling extends Pick<KnownFiling, 'filingId' | 'reportId' | 'committee' | 'form' | 'coverageFrom' | 'coverageThrough' | 'amendmentNumber'> {
  readonly whatToDo: string;
}

const KNOWN = `
  SELECT filing_id AS "filingId", report_id AS "reportId", committee, form, coverage_from AS "coverageFrom", coverage_through AS "coverageThrough", amendment_number AS "amendmentNumber", complete,
    received_position AS "receivedPosition", completed_position AS "completedPosition"
  FROM {{table}} WHERE organization = $1 AND received_position IS NOT NULL ORDER BY received_position`;

/** Every version of every report, in the order in which they came. */
export async function knownFilings(store: ReadStore, organization: string, when: When): Promise<{ readonly known: readonly KnownFiling[]; readonly reflects: Reflects }> {
  const { rows: known, reflects } = await store.rows<KnownFiling>({ projection: 'filings', organization, sql: KNOWN, parameters: [], when });
  return { known, reflects };
}

export function incompleteAmong(known: readonly KnownFiling[]): IncompleteFiling[] {
  return known.filter(({ complete }) => !complete).map(({ filingId, reportId, committee, form, coverageFrom, coverageThrough, amendmentNumber }) => ({
    filingId, reportId, committee, form, coverageFrom, coverageThrough, amendmentNumber, whatToDo: IMPORT_AGAIN,
  }));
}

const IMPORT_AGAIN = 'Not every row of this filing came, so what it tells counts nowhere. Import its file again.';

/**
 * The complete versions that may have told nothing of a row because an incomplete one before them had told the same: it
 * is theirs where they list it.
 */
export function followersOf(mine: KnownFiling, known: readonly KnownFiling[]): KnownFiling[] {
  return known.filter(({ filingId, reportId, complete, amendmentNumber, completedPosition }) =>
    complete && reportId === mine.reportId && filingId !== mine.filingId && amendmentNumber >= mine.amendmentNumber && completedPosition! > mine.receivedPosition);
}
