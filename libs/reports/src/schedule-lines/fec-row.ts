import { Rejection } from '@fieldledger/kernel';
import type { NamedRow } from './named-row.js';

/** Between the columns of an electronic filing since format 6. */
const SEPARATOR = '\u001c';

/** A column of the Commission's layout: its name there, its greatest width, and what of an item stands in it. */
export interface FecColumn {
  readonly name: string;
  readonly width: number;
  /** Words may be cut to the width; an amount is right or it is nothing. */
  readonly isAmount?: true;
  readonly text: (row: NamedRow, filer: Filer) => string | null;
}

export interface Filer {
  readonly committee: string;
  /** The lines of the items that are listed, by transaction id: what is on none of them cannot be referred back to. */
  readonly lineOf: ReadonlyMap<string, string>;
}

/** The lines of an electronic filing for these items, each ended by a line break. Who is not listed by name is on none. @throws Rejection `amount-too-wide` */
export function fecRows(columns: readonly FecColumn[], rows: readonly NamedRow[], committee: string): string {
  const listed = rows.filter(({ itemized }) => itemized);
  const filer = { committee, lineOf: new Map(listed.map(({ transactionId, line }) => [transactionId, line])) };
  return listed.map((row) => `${columns.map((column) => cell(column, row, filer)).join(SEPARATOR)}\n`).join('');
}

/** The layout has no way to write a separator or a line break within a column. */
function cell({ name, width, isAmount, text }: FecColumn, row: NamedRow, filer: Filer): string {
  const said = text(row, filer) ?? '';
  if (isAmount && said.length > width) {
    throw new Rejection('conflict', 'amount-too-wide', `The ${name} of the item ${row.transactionId} is ${said}, and the FEC’s layout has room for ${width} characters. Correct the amount, or ask for the report as json or csv.`);
  }
  return said.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, width);
}

export const fecDay = (day: string): string => day.replaceAll('-', '');

/** Dollars and cents, in digits alone: `-1234.50`. */
export function fecAmount(cents: number | string): string {
  const [sign, digits] = /^(-?)(\d+)$/.exec(String(cents))!.slice(1) as [string, string];
  const padded = digits.padStart(3, '0');
  return `${sign}${padded.slice(0, -2)}.${padded.slice(-2)}`;
}

/** Columns 1 to 19 are the same for who gave and for who is paid back. */
export const PARTY_COLUMNS: readonly FecColumn[] = [
  { name: 'form_type', width: 8, text: ({ line }) => line },
  { name: 'filer_committee_id_number', width: 9, text: (_row, { committee }) => committee },
  { name: 'transaction_id', width: 20, text: ({ transactionId }) => transactionId },
  { name: 'back_reference_tran_id_number', width: 20, text: ({ backReferenceId }, { lineOf }) => (lineOf.has(backReferenceId ?? '') ? backReferenceId : null) },
  { name: 'back_reference_sched_name', width: 8, text: ({ backReferenceId }, { lineOf }) => lineOf.get(backReferenceId ?? '') ?? null },
  { name: 'entity_type', width: 3, text: ({ entityType }) => entityType },
  { name: 'organization_name', width: 200, text: ({ organizationName }) => organizationName },
  { name: 'last_name', width: 30, text: ({ lastName }) => lastName },
  { name: 'first_name', width: 20, text: ({ firstName }) => firstName },
  { name: 'middle_name', width: 20, text: ({ middleName }) => middleName },
  { name: 'prefix', width: 10, text: ({ prefix }) => prefix },
  { name: 'suffix', width: 10, text: ({ suffix }) => suffix },
  { name: 'street_1', width: 34, text: ({ street1 }) => street1 },
  { name: 'street_2', width: 34, text: ({ street2 }) => street2 },
  { name: 'city', width: 30, text: ({ city }) => city },
  { name: 'state', width: 2, text: ({ state, country }) => (country === null || HOME.has(country.toUpperCase()) ? state : 'ZZ') },
  { name: 'zip_code', width: 9, text: ({ zip }) => zip?.replaceAll('-', '') ?? null },
  { name: 'election_code', width: 5, text: ({ electionCode }) => electionCode },
  { name: 'election_other_description', width: 20, text: ({ electionDescription }) => electionDescription },
];

const HOME: ReadonlySet<string> = new Set(['US', 'USA', 'UNITED STATES', 'UNITED STATES OF AMERICA']);

/** The id of a committee that gives or is paid back. */
export const committeeOf = ({ donor }: NamedRow): string | null => (donor?.startsWith('c:') ? donor.slice(2) : null);

/** Columns that are part of the layout, and of which events say nothing. */
export const empty = (...names: string[]): FecColumn[] => names.map((name) => ({ name, width: 0, text: () => null }));

export const memoColumns: readonly FecColumn[] = [
  { name: 'memo_code', width: 1, text: ({ memo }) => (memo ? 'X' : null) },
  { name: 'memo_text_description', width: 100, text: ({ memoText }) => memoText },
];
