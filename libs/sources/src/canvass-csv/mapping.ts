import { checkedDelimiter, checkedList, checkedName, checkedObject, checkedOptionalText, checkedScalar, checkedScalars, checkedText } from '../checked-json.js';
import { requireZone, type DateOrder } from '../local-time.js';
import { TARGET_FIELDS, type TargetField } from '../target-fields.js';

/** How the rows of one kind of canvass file become attempts. The README shows it as the user writes it. */
export interface Mapping {
  /** Names the source for good: it is part of every attempt's id. */
  readonly name: string;
  /** Columns that together tell a row from every other, or `row`: its number, for a file that will not change. */
  readonly key: 'row' | readonly string[];
  readonly zone?: string;
  readonly dates?: DateOrder;
  readonly encoding?: string;
  readonly delimiter?: string;
  /** Rows for which one of these does not hold are skipped. */
  readonly where: readonly Condition[];
  readonly constants: ReadonlyMap<TargetField, string>;
  readonly columns: ReadonlyMap<TargetField, FieldRule>;
  /** The first rule whose conditions all hold fills its fields. */
  readonly firstThatHolds: readonly ResultRule[];
  /** What to do with a row for which no rule holds. */
  readonly otherwise: 'skip' | 'refuse';
}

/** Holds when the column's cell is one of these texts. */
export interface Condition {
  readonly column: string;
  readonly equals: readonly string[];
}

export interface ResultRule {
  readonly when: readonly Condition[];
  readonly then: ReadonlyMap<TargetField, string> | 'skip';
}

/** Where a field's text comes from, and what is done with it: `values`, then `slug`, then `pad`. */
export interface FieldRule {
  readonly from: { readonly column: string } | { readonly template: readonly TemplatePart[] } | 'row';
  /** Translates cells; a cell that is not listed refuses its row. */
  readonly values?: ReadonlyMap<string, string>;
  /** Lower case, and a hyphen for whatever an id may not hold. */
  readonly slug: boolean;
  /** Zeros in front up to this length. */
  readonly pad: number;
  /** A blank cell leaves the field out instead of refusing the row. */
  readonly optional: boolean;
}

/** Text as it is, or a column's cell. */
export type TemplatePart = { readonly text: string } | { readonly column: string };

const MEMBERS = ['name', 'key', 'zone', 'dates', 'encoding', 'delimiter', 'where', 'constants', 'columns', 'firstThatHolds', 'otherwise'];
const RULE_MEMBERS = ['column', 'template', 'row', 'values', 'slug', 'pad', 'optional'];

/** @throws Error that names the member at fault, and what it may be */
export function checkedMapping(value: unknown): Mapping {
  const mapping = checkedObject(value, 'The mapping', MEMBERS);
  const zone = checkedOptionalText(mapping.zone, 'zone');
  if (zone !== undefined) requireZone(zone);
  const columns = Object.entries(checkedObject(mapping.columns ?? {}, 'columns'));
  return {
    name: checkedName(mapping.name),
    key: checkedKey(mapping.key),
    zone,
    dates: oneOf(mapping.dates, 'dates', ['month-first', 'day-first']),
    encoding: checkedOptionalText(mapping.encoding, 'encoding'),
    delimiter: checkedDelimiter(mapping.delimiter),
    where: checkedList(mapping.where, 'where').map((condition, i) => checkedWhere(condition, `where[${i}]`)),
    constants: checkedFields(mapping.constants, 'constants'),
    columns: new Map(columns.map(([field, rule]) => [targetField(field, 'columns'), checkedRule(rule, `columns.${field}`)])),
    firstThatHolds: checkedList(mapping.firstThatHolds, 'firstThatHolds').map((rule, i) => checkedResultRule(rule, `firstThatHolds[${i}]`)),
    otherwise: oneOf(mapping.otherwise, 'otherwise', ['skip', 'refuse']) ?? 'skip',
  };
}

function checkedKey(value: unknown): 'row' | string[] {
  if (value === 'row') return 'row';
  const columns = checkedList(value, 'key').map((column, i) => checkedText(column, `key[${i}]`));
  if (columns.length === 0) throw new Error('key must be the list of columns that tell a row from every other, or "row" for a file that will not change.');
  return columns;
}

function checkedWhere(value: unknown, place: string): Condition {
  const { column, equals } = checkedObject(value, place, ['column', 'equals']);
  return { column: checkedText(column, `${place}.column`), equals: checkedAlternatives(equals, `${place}.equals`) };
}

/** One text or several; the empty one means a blank cell. */
function checkedAlternatives(value: unknown, place: string): string[] {
  return (Array.isArray(value) ? value : [value]).map((text) => (text === '' ? '' : checkedScalar(text, place)));
}

function checkedResultRule(value: unknown, place: string): ResultRule {
  const rule = checkedObject(value, place, ['when', 'then']);
  const when = Object.entries(checkedObject(rule.when, `${place}.when`));
  return {
    when: when.map(([column, equals]) => ({ column, equals: checkedAlternatives(equals, `${place}.when.${column}`) })),
    then: rule.then === 'skip' ? 'skip' : checkedFields(rule.then, `${place}.then`),
  };
}

function checkedFields(value: unknown, place: string): Map<TargetField, string> {
  return new Map([...checkedScalars(value, place)].map(([field, text]) => [targetField(field, place), text]));
}

function targetField(name: string, place: string): TargetField {
  if (Object.hasOwn(TARGET_FIELDS, name)) return name as TargetField;
  throw new Error(`${place} fills a field "${name}", and an attempt has none of that name. It has: ${Object.keys(TARGET_FIELDS).join(', ')}.`);
}

function checkedRule(value: unknown, place: string): FieldRule {
  const rule = checkedObject(value, place, RULE_MEMBERS);
  const pad = rule.pad ?? 0;
  if (typeof pad !== 'number' || !Number.isInteger(pad) || pad < 0 || pad > 64) throw new Error(`${place}.pad must be a whole number up to 64.`);
  return {
    from: checkedOrigin(rule, place),
    values: rule.values === undefined ? undefined : checkedScalars(rule.values, `${place}.values`),
    slug: checkedFlag(rule.slug, `${place}.slug`),
    pad,
    optional: checkedFlag(rule.optional, `${place}.optional`),
  };
}

function checkedOrigin({ column, template, row }: Record<string, unknown>, place: string): FieldRule['from'] {
  if ([column, template, row].filter((origin) => origin !== undefined).length !== 1) {
    throw new Error(`${place} must say where its text comes from, by one of: "column", "template", "row": true.`);
  }
  if (column !== undefined) return { column: checkedText(column, `${place}.column`) };
  if (template !== undefined) return { template: templateParts(checkedText(template, `${place}.template`)) };
  if (row !== true) throw new Error(`${place}.row must be true: the row's number.`);
  return 'row';
}

/** `{city}-{turf}` in parts. */
function templateParts(template: string): TemplatePart[] {
  return [...template.matchAll(/\{([^{}]*)\}|[^{]+|\{/g)].map(([text, column]) => (column === undefined ? { text } : { column }));
}

function checkedFlag(value: unknown, place: string): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? false;
  throw new Error(`${place} must be true or false.`);
}

function oneOf<T extends string>(value: unknown, place: string, allowed: readonly T[]): T | undefined {
  if (value === undefined || allowed.includes(value as T)) return value as T | undefined;
  throw new Error(`${place} must be one of: ${allowed.join(', ')}.`);
}
