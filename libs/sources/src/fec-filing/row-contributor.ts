import type { Contributor } from '@fieldledger/donations';
import { ENTITY_TYPES, type EntityType } from '@fieldledger/finance-rules';
import type { ScheduleColumn } from './schedule-columns.js';

/** The text of a column; empty where it is blank or the layout does not have it. */
export type Cell = (column: ScheduleColumn) => string;

/**
 * Who gave, or was given back to; undefined where the row names nobody. Where the type is blank or unknown, whoever has
 * a last name is a person. Before format 6 a name is one cell: "Last^First Middle^Prefix^Suffix".
 */
export function rowContributor(cell: Cell, nameDelimiter: string): Contributor | undefined {
  const parts = nameParts(cell, nameDelimiter);
  const entityType = entityTypeOf(cell('entityType'), parts.lastName);
  const isPerson = PERSONS.includes(entityType);
  const named = isPerson || parts.organizationName !== undefined ? parts : { organizationName: wholeName(parts) ?? textOf(cell('committeeName')) };
  const details = Object.fromEntries(DETAILS.map((column) => [column, textOf(cell(column))]));
  const committeeId = /^C\d{8}$/i.test(cell('committeeId')) ? cell('committeeId').toUpperCase() : undefined;
  const contributor = { entityType, committeeId, ...named, ...details };
  const isNamed = Object.entries(contributor).some(([member, value]) => member !== 'entityType' && value !== undefined);
  return isNamed ? contributor : undefined;
}

const PERSONS: readonly string[] = ['IND', 'CAN'];
const DETAILS = ['street1', 'street2', 'city', 'state', 'zip', 'employer', 'occupation'] as const;
const NAMES = ['organizationName', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix'] as const;
type NameParts = Partial<Record<(typeof NAMES)[number], string | undefined>>;

function nameParts(cell: Cell, delimiter: string): NameParts {
  const parts: NameParts = Object.fromEntries(NAMES.map((column) => [column, textOf(cell(column))]));
  const name = cell('name');
  if (name === '' || Object.values(parts).some((part) => part !== undefined)) return parts;
  const [lastName = '', given = '', prefix = '', suffix = ''] = name.split(delimiter).map((part) => part.trim());
  if (given === '' && !PERSONS.includes(cell('entityType').toUpperCase())) return { organizationName: textOf(lastName) };
  const [firstName = '', ...middle] = given.split(/\s+/);
  return { lastName: textOf(lastName), firstName: textOf(firstName), middleName: textOf(middle.join(' ')), prefix: textOf(prefix), suffix: textOf(suffix) };
}

/** Software that has one form for all names writes a committee's as a person's. */
function wholeName({ prefix, firstName, middleName, lastName, suffix }: NameParts): string | undefined {
  return textOf([prefix, firstName, middleName, lastName, suffix].filter((part) => part !== undefined).join(' '));
}

function entityTypeOf(text: string, lastName: string | undefined): EntityType {
  const told = ENTITY_TYPES.find((type) => type === text.toUpperCase());
  return told ?? (lastName === undefined ? 'ORG' : 'IND');
}

const textOf = (cell: string) => (cell === '' ? undefined : cell);
