import type { Contribution, ContributionAmended, ContributionReattributed, ContributionReceived, InformationReceived, Person, RefundReported } from '@fieldledger/donations';
import type { Clear, Projection } from '@fieldledger/kernel';
import type { PersonErased } from '@fieldledger/people';
import { beside } from '../report.js';

type Naming = ContributionReceived | RefundReported | ContributionAmended | ContributionReattributed | InformationReceived;
type Named = Naming | PersonErased;
type Key = { contributionId: string; movementId: string };

export type ContributorRow = { person: string | null; personSubjects: readonly string[]; remarks: string | null; remarksSubjects: readonly string[]; erased: boolean };

/** The one table of the reports that holds who gave: others give its rows only to keys that may see persons. */
export const contributors: Projection<Named, Key, ContributorRow> = {
  name: 'contributors',
  version: 2,
  table: beside(import.meta.url, './contributors.table.sql'),
  personal: true,
  keyColumns: ['contributionId', 'movementId'],
  key: ({ type, data }) => {
    const { contributionId } = data as Naming['data'];
    return { contributionId, movementId: type === 'ContributionReattributed' ? (data as ContributionReattributed['data']).reattributionId : contributionId };
  },
  among: { PersonErased: ({ data }) => ({ members: ['personSubjects', 'remarksSubjects'], values: data.subjects }) },
  initial: { person: null, personSubjects: [], remarks: null, remarksSubjects: [], erased: false },
  fold: {
    ContributionReceived: (_row, { data }, clear) => opened(data, clear),
    RefundReported: (_row, { data }, clear) => opened(data, clear),
    ContributionAmended: (row, { data }, clear) => amended(row, data, clear),
    ContributionReattributed: (_row, { data }, clear) => opened(data, clear),
    InformationReceived: (row, { data }, clear) => answered(row, data, clear),
    PersonErased: (row, { data }) => forgotten(row, data.subjects),
  },
};

/** The details of a person in a row of the table, without those that nobody gave. */
export const personIn = ({ person }: Pick<ContributorRow, 'person'>): Person => (person === null ? {} : (JSON.parse(person) as Person));

/** The words beside a gift in a row of the table. */
export const remarksIn = ({ remarks }: Pick<ContributorRow, 'remarks'>): RemarksSaid => (remarks === null ? {} : (JSON.parse(remarks) as RemarksSaid));

/** The words that may stand beside a gift. */
export type RemarksSaid = { readonly purpose?: string; readonly memoText?: string; readonly comment?: string };

/** What is opened, and with whose keys: by them it is found again when one of these persons is erased. */
function opened(data: Pick<Contribution, 'person' | 'remarks'>, { person, remarks }: Clear): ContributorRow {
  return { person: textOf(person), personSubjects: keysOf(data.person), remarks: textOf(remarks), remarksSubjects: keysOf(data.remarks), erased: person === null || remarks === null };
}

/** An amendment that says nothing of the person or of the words leaves them as they were. */
function amended(row: ContributorRow, data: Contribution & { readonly changed: readonly string[] }, clear: Clear): ContributorRow {
  const { giver, changed } = data;
  const keepsPerson = clear.person === undefined && giver !== null && giver.given.length > 0;
  const keepsRemarks = clear.remarks === undefined && !changed.some((name) => WORDS.includes(name));
  const told = opened(data, clear);
  const { person, personSubjects } = keepsPerson ? row : told;
  const { remarks, remarksSubjects } = keepsRemarks ? row : told;
  return { person, personSubjects, remarks, remarksSubjects, erased: told.erased || (keepsPerson && row.erased) };
}

const WORDS: readonly string[] = ['remarks', 'purpose', 'memoText', 'comment'];

/** What the donor answered later takes the place of what was given, and fills in what was not. */
function answered(row: ContributorRow, data: InformationReceived['data'], { answer }: Clear): ContributorRow {
  const personSubjects = [...new Set([...row.personSubjects, ...keysOf(data.answer)])];
  if (answer === null) return { ...row, personSubjects, erased: true };
  const { employer, occupation } = (answer ?? {}) as { readonly employer?: string; readonly occupation?: string };
  return { ...row, personSubjects, person: JSON.stringify({ ...personIn(row), ...(employer !== undefined && { employer }), ...(occupation !== undefined && { occupation }) }) };
}

/** Of what was opened with a destroyed key nothing is left, whether it was folded before that or after. */
function forgotten(row: ContributorRow, subjects: readonly string[]): ContributorRow {
  const isOf = (keys: readonly string[]) => keys.some((key) => subjects.includes(key));
  return { ...row, person: isOf(row.personSubjects) ? null : row.person, remarks: isOf(row.remarksSubjects) ? null : row.remarks, erased: true };
}

const keysOf = (sealed: { readonly key: string } | undefined): readonly string[] => (sealed ? [sealed.key] : []);

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
