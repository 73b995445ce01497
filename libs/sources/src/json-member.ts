import { CODE } from '@fieldledger/kernel';
import { isItem, type JsonItem } from './json-items.js';
import { isRounded } from './rounded.js';
import { RowFault } from './source.js';

/** A member that is an object; undefined where it is anything else. */
export const objectIn = (of: JsonItem, name: string): JsonItem | undefined => (isItem(of[name]) ? of[name] : undefined);

/** A list of objects; undefined where it was not told, which VAN writes `null` or "null". @throws RowFault `bad-list` */
export function listIn(of: JsonItem, name: string): JsonItem[] | undefined {
  const value = of[name] ?? 'null';
  if (value === 'null') return undefined;
  if (!Array.isArray(value) || !value.every(isItem)) throw new RowFault('bad-list', `${name} is not a list of objects.`);
  return value as JsonItem[];
}

/** A text that is not blank; undefined where it is anything else. */
export const textIn = (of: JsonItem, name: string): string | undefined => (typeof of[name] === 'string' && of[name].trim() !== '' ? of[name] : undefined);

/** An id, also one that is a number; undefined where none is told. @throws RowFault `bad-id` */
export function idIn(of: JsonItem, name: string): string | undefined {
  const value = of[name] ?? undefined;
  if (value === undefined) return undefined;
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof id !== 'string' || isRounded(value) || !CODE.test(id)) throw new RowFault('bad-id', `${name} is not an id of 1 to 64 letters, digits and . _ : -.`);
  return id;
}

/** As `idIn`. @throws RowFault `bad-id` also where there is none */
export function requiredIdIn(of: JsonItem, name: string): string {
  const id = idIn(of, name);
  if (id === undefined) throw new RowFault('bad-id', `${name} is missing. Export the object again with it.`);
  return id;
}
