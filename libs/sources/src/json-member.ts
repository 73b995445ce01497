import { CODE } from '@fieldledger/kernel';
import { RowFault } from './source.js';

export type Json = Readonly<Record<string, unknown>>;

/** A member that is an object; undefined where it is anything else. */
export const objectIn = (of: Json, name: string): Json | undefined => (typeof of[name] === 'object' && of[name] !== null && !Array.isArray(of[name]) ? (of[name] as Json) : undefined);

/** A list of objects; undefined where it was not told, which VAN writes `null` or "null". @throws RowFault `bad-list` */
export function listIn(of: Json, name: string): Json[] | undefined {
  const value = of[name] ?? 'null';
  if (value === 'null') return undefined;
  if (!Array.isArray(value) || value.some((each) => typeof each !== 'object' || each === null)) throw new RowFault('bad-list', `${name} is not a list of objects.`);
  return value as Json[];
}

/** A text that is not blank; undefined where it is anything else. */
export const textIn = (of: Json, name: string): string | undefined => (typeof of[name] === 'string' && of[name].trim() !== '' ? of[name] : undefined);

/** An id, also one that is a number; undefined where none is told. @throws RowFault `bad-id` */
export function idIn(of: Json, name: string): string | undefined {
  const value = of[name] ?? undefined;
  if (value === undefined) return undefined;
  const id = typeof value === 'number' ? String(value) : value;
  if (typeof id !== 'string' || !CODE.test(id)) throw new RowFault('bad-id', `${name} is not an id of 1 to 64 letters, digits and . _ : -.`);
  return id;
}

/** As `idIn`. @throws RowFault `bad-id` also where there is none */
export function requiredIdIn(of: Json, name: string): string {
  const id = idIn(of, name);
  if (id === undefined) throw new RowFault('bad-id', `${name} is missing. Export the object again with it.`);
  return id;
}
