import type { Contribution, ContributionAmended, ContributionReattributed, ContributionReceived, InformationReceived, Person, RefundReported } from '@fieldledger/donations';
import type { Clear, Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';

type Named = ContributionReceived | RefundReported | ContributionAmended | ContributionReattributed | InformationReceived;
type Key = { contributionId: string; movementId: string };

export type ContributorRow = { person: string | null; remarks: string | null; erased: boolean };

/** The one table of the reports that holds who gave: others give its rows only to keys that may see persons. */
export const contributors: Projection<Named, Key, ContributorRow> = {
  name: 'contributors',
  version: 1,
  table: beside(import.meta.url, './contributors.table.sql'),
  personal: true,
  keyColumns: ['contributionId', 'movementId'],
  key: ({ type, data }) => ({ contributionId: data.contributionId, movementId: type === 'ContributionReattributed' ? (data as ContributionReattributed['data']).reattributionId : data.contributionId }),
  initial: { person: null, remarks: null, erased: false },
  fold: {
    ContributionReceived: (_row, _event, clear) => opened(clear),
    RefundReported: (_row, _event, clear) => opened(clear),
    ContributionAmended: (row, { data }, clear) => amended(row, data, clear),
    ContributionReattributed: (_row, _event, clear) => opened(clear),
    InformationReceived: (row, _event, clear) => answered(row, clear),
  },
};

/** The details of a person in a row of the table, without those that nobody gave. */
export const personIn = ({ person }: Pick<ContributorRow, 'person'>): Person => (person === null ? {} : (JSON.parse(person) as Person));

/** The words beside a gift in a row of the table. */
export const remarksIn = ({ remarks }: Pick<ContributorRow, 'remarks'>): RemarksSaid => (remarks === null ? {} : (JSON.parse(remarks) as RemarksSaid));

/** The words that may stand beside a gift. */
export type RemarksSaid = { readonly purpose?: string; readonly memoText?: string; readonly comment?: string };

const opened = ({ person, remarks }: Clear): ContributorRow => ({ person: textOf(person), remarks: textOf(remarks), erased: person === null || remarks === null });

/** An amendment that says nothing of the person or of the words leaves them as they were. */
function amended(row: ContributorRow, { giver, changed }: Contribution & { readonly changed: readonly string[] }, clear: Clear): ContributorRow {
  const keepsPerson = clear.person === undefined && giver !== null && giver.given.length > 0;
  const keepsRemarks = clear.remarks === undefined && !changed.some((name) => WORDS.includes(name));
  const told = opened(clear);
  return { person: keepsPerson ? row.person : told.person, remarks: keepsRemarks ? row.remarks : told.remarks, erased: told.erased || (keepsPerson && row.erased) };
}

const WORDS: readonly string[] = ['remarks', 'purpose', 'memoText', 'comment'];

/** What the donor answered later takes the place of what was given, and fills in what was not. */
function answered(row: ContributorRow, { answer }: Clear): ContributorRow {
  if (answer === null) return { ...row, erased: true };
  const { employer, occupation } = (answer ?? {}) as { readonly employer?: string; readonly occupation?: string };
  return { ...row, person: JSON.stringify({ ...personIn(row), ...(employer !== undefined && { employer }), ...(occupation !== undefined && { occupation }) }) };
}

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
