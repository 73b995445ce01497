import { CODE } from '@fieldledger/kernel';

/** A place in a mapping, for messages: `columns.doorId.pad`. */
type Place = string;

/** An object with none but these members. @throws Error that names the stranger and the members there are */
export function checkedObject(value: unknown, place: Place, allowed?: readonly string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${place} must be an object.`);
  const stranger = allowed && Object.keys(value).find((name) => !allowed.includes(name));
  if (stranger !== undefined) throw new Error(`${place} has a member "${stranger}" that means nothing here. It may have: ${allowed!.join(', ')}.`);
  return value as Record<string, unknown>;
}

/** A text that is not blank. */
export function checkedText(value: unknown, place: Place): string {
  if (typeof value !== 'string' || value === '') throw new Error(`${place} must be a text.`);
  return value;
}

/** A text or nothing. */
export function checkedOptionalText(value: unknown, place: Place): string | undefined {
  return value === undefined ? undefined : checkedText(value, place);
}

/** A text or a whole number, as text. */
export function checkedScalar(value: unknown, place: Place): string {
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : checkedText(value, place);
}

/** A list; nothing counts as an empty one. */
export function checkedList(value: unknown, place: Place): unknown[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new Error(`${place} must be a list.`);
  return value;
}

/** Texts or whole numbers by name, as a Map: a name from a file must not reach an object's prototype. */
export function checkedScalars(value: unknown, place: Place): Map<string, string> {
  const entries = Object.entries(checkedObject(value ?? {}, place));
  return new Map(entries.map(([name, scalar]) => [name, checkedScalar(scalar, `${place}.${name}`)]));
}

/** The name of the source: part of every attempt's id. */
export function checkedName(value: unknown): string {
  const name = checkedText(value, 'name');
  if (!CODE.test(name)) throw new Error('name must be an id of letters, digits and . _ : -, such as "river-city-2026".');
  return name;
}

/** The one character between cells, or `tab`. */
export function checkedDelimiter(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  const delimiter = value === 'tab' ? '\t' : value;
  if (typeof delimiter !== 'string' || !/^[^"\r\n\w]$/.test(delimiter)) throw new Error('delimiter must be one character, such as ";", or "tab".');
  return delimiter;
}
