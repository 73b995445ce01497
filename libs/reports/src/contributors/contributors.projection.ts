import type { Contribution, ContributionAmended, ContributionReattributed, ContributionReceived, ContributionSighted, InFiling, InformationReceived, Person, RefundReported } from '@fieldledger/donations';
import type { Clear, Projection } from '@fieldledger/kernel';
import type { PersonErased } from '@fieldledger/people';
import { alsoTold, earlierTellings } from '../filings/earlier-tellings.js';
import { keptMembers } from '../reconciliation/kept-members.js';
import { beside } from '../report.js';

type Naming = ContributionReceived | RefundReported | ContributionAmended | ContributionSighted | ContributionReattributed | InformationReceived;
type Named = Naming | PersonErased;
type Key = { contributionId: string; movementId: string };

/** What one telling names. */
type Names = { person: string | null; personSubjects: readonly string[]; remarks: string | null; remarksSubjects: readonly string[]; erased: boolean };

export type ContributorRow = Names & { filingId: string | null; amendmentNumber: number | null; earlier: readonly string[] | null; earlierSubjects: readonly string[] };

const NOBODY: ContributorRow = { person: null, personSubjects: [], remarks: null, remarksSubjects: [], erased: false, filingId: null, amendmentNumber: null, earlier: null, earlierSubjects: [] };

/** The one table of the reports that holds who gave: others give its rows only to keys that may see persons. */
export const contributors: Projection<Named, Key, ContributorRow> = {
  name: 'contributors',
  version: 5,
  table: beside(import.meta.url, './contributors.table.sql'),
  personal: true,
  keyColumns: ['contributionId', 'movementId'],
  key: ({ data }) => {
    const { contributionId, reattributionId } = data as Naming['data'] & { readonly reattributionId?: string };
    return { contributionId, movementId: reattributionId ?? contributionId };
  },
  among: { PersonErased: ({ data }) => ({ members: ['personSubjects', 'remarksSubjects', 'earlierSubjects'], values: data.subjects }) },
  initial: NOBODY,
  fold: {
    ContributionReceived: (row, { data }, clear) => told(row, data.filing, opened(data, clear)),
    RefundReported: (row, { data }, clear) => told(row, data.filing, opened(data, clear)),
    ContributionAmended: (row, { data }, clear) => told(row, data.filing, amended(row, data, clear)),
    ContributionSighted: (row, { data }) => (data.told ? withSubjects(alsoTold(row, told(NOBODY, data.told.filing, lessThan(row, data.differs)))) : row),
    ContributionReattributed: (row, { data }, clear) => told(row, undefined, opened(data, clear)),
    InformationReceived: (row, { data }, clear) => answered(row, data, clear),
    PersonErased: (row, { data }) => forgotten(row, data.subjects),
  },
};

/** The details of a person in a row of the table, without those that nobody gave. */
export const personIn = ({ person }: Pick<ContributorRow, 'person'>): Person => (person === null ? {} : (JSON.parse(person) as Person));

/** The words beside a gift in a row of the table. */
export const remarksIn = ({ remarks }: Pick<ContributorRow, 'remarks'>): RemarksSaid => (remarks === null ? {} : (JSON.parse(remarks) as RemarksSaid));

/** The words that may stand beside a gift. */
export type RemarksSaid = { readonly purpose?: string; readonly memoText?: string; readonly comment?: string; readonly electionDescription?: string };

/** What a filing names, beside what others named before it. */
function told(row: ContributorRow, filing: InFiling | undefined, names: Names): ContributorRow {
  const earlier = earlierTellings(row, filing);
  const { earlierSubjects } = earlier === row.earlier ? row : withSubjects(row);
  return { ...names, filingId: filing?.filingId ?? null, amendmentNumber: filing?.amendmentNumber ?? null, earlier, earlierSubjects };
}

/** Whoever is named in the row is named in what was told before, too. */
function withSubjects(row: ContributorRow): ContributorRow {
  return { ...row, earlierSubjects: [...new Set([...row.earlierSubjects, ...row.personSubjects, ...row.remarksSubjects])] };
}

/** A telling of which only the names are known of what it told otherwise: all else is as it is in the row. */
function lessThan(row: ContributorRow, differs: readonly string[]): Names {
  const without = (said: object) => JSON.stringify(Object.fromEntries(Object.entries(said).filter(([name]) => !differs.includes(name))));
  const { personSubjects, remarksSubjects, erased } = row;
  return {
    person: row.person === null || differs.includes('contributor') ? null : without(personIn(row)), personSubjects,
    remarks: row.remarks === null || differs.includes('remarks') ? null : without(remarksIn(row)), remarksSubjects, erased,
  };
}

/** What is opened, and with whose keys: by them it is found again when one of these persons is erased. So is what was told in clear before it was sealed. */
function opened(data: Pick<Contribution, 'giver' | 'person' | 'remarks' | 'election' | 'electionDescription'>, { person, remarks, election }: Clear): Names {
  return {
    person: textOf(person), personSubjects: keysOf(data.person), remarks: wordsOf(remarks, election ?? data.electionDescription), remarksSubjects: keysOf(data.remarks, data.election ?? (data.electionDescription !== undefined && data.giver ? { key: data.giver.subject } : undefined)),
    erased: person === null || remarks === null || election === null,
  };
}

/** What the election is called is sealed by itself, since who amends the other words says nothing of it. */
function wordsOf(remarks: unknown, electionDescription: unknown): string | null {
  const said = JSON.stringify({ ...(remarks ?? {}), electionDescription: electionDescription ?? undefined });
  return said === '{}' ? null : said;
}

/** An amendment that says nothing of the person, of the words or of the election's name leaves them as they were. */
function amended(row: ContributorRow, data: Contribution & { readonly changed: readonly string[] }, clear: Clear): Names {
  const kept = keptMembers(data, clear);
  const told = opened(data, clear);
  const { person, personSubjects } = kept.person ? row : told;
  const before = remarksIn(row);
  const remarks = wordsOf(kept.remarks ? before : clear.remarks, kept.election ? before.electionDescription : (clear.election ?? data.electionDescription));
  const remarksSubjects = [...new Set([...(kept.remarks || kept.election ? row.remarksSubjects : []), ...told.remarksSubjects])];
  return { person, personSubjects, remarks, remarksSubjects, erased: told.erased || (kept.person && row.erased) };
}

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
  const left = (names: Names) => ({
    person: isOf(names.personSubjects) ? null : names.person, remarks: isOf(names.remarksSubjects) ? null : names.remarks, erased: names.erased || isOf([...names.personSubjects, ...names.remarksSubjects]),
  });
  const leftThen = (telling: string) => {
    const then = JSON.parse(telling) as Pick<Names, 'person' | 'remarks' | 'erased'> & { readonly person_subjects: readonly string[]; readonly remarks_subjects: readonly string[] };
    return JSON.stringify({ ...then, ...left({ ...then, personSubjects: then.person_subjects, remarksSubjects: then.remarks_subjects }) });
  };
  return { ...row, ...left(row), earlier: row.earlier?.map(leftThen) ?? null };
}

const keysOf = (...sealed: readonly ({ readonly key: string } | undefined)[]): readonly string[] => [...new Set(sealed.flatMap((it) => (it ? [it.key] : [])))];

const textOf = (value: unknown): string | null => (value === null || value === undefined ? null : JSON.stringify(value));
