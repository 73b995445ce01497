import { FIELD_FORMATS } from '@fieldledger/http';
import { LATEST, POSITION, Rejection } from '@fieldledger/kernel';

/** How a parameter is read, and what the documents say that it must be. */
export interface Value {
  readonly schema: Readonly<Record<string, unknown>>;
  /** @throws Rejection that names the parameter */
  readonly read: (text: string, name: string) => string;
}

/** @throws Rejection `invalid-day`, for a day that no calendar has as well */
export function dayOf(text: string, name: string): string {
  if (!isDay(text)) throw new Rejection('invalid', 'invalid-day', `${name} is a day that there is, of this century or the last, written YYYY-MM-DD.`);
  return text;
}

/** A day in a query string. */
export const DAY: Value = { schema: { type: 'string', format: 'date' }, read: dayOf };

const DAY_MS = 86_400_000;

/** A week is called by its Monday. @throws Rejection `invalid-day`, and `invalid-week`, which names the Monday */
export function weekOf(text: string, name: string): string {
  const at = Date.parse(dayOf(text, name));
  const monday = new Date(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
  if (text !== monday) throw new Rejection('invalid', 'invalid-week', `${name} is called by its Monday: ${text} is in the week of ${monday}.`);
  return text;
}

/** The Monday of a week in a query string. */
export const WEEK: Value = { schema: { ...DAY.schema, description: 'A Monday.' }, read: weekOf };

/** As fields of commands are days. */
export const isDay = (text: string): boolean => FIELD_FORMATS.day!.test(text);

/** `system/scope/id`. */
export const isReference = (text: string): boolean => SYSTEM_SCOPE_ID.test(text);

const SYSTEM_SCOPE_ID = /^[^/]+\/[^/]+\/[^/]+$/;

/** What is spelled like this, in a query string. @param what it is, behind the parameter's name */
const spelled = (like: RegExp, code: string, what: string): Value => ({
  schema: { type: 'string', pattern: like.source },
  read: (text, name) => {
    if (!like.test(text)) throw new Rejection('invalid', code, `${name} ${what}`);
    return text;
  },
});

/** Somebody, in a query string, as reports name them. */
export const REFERENCE = spelled(SYSTEM_SCOPE_ID, 'invalid-reference', 'is a reference as an answer gives it: system/scope/id, such as van/OH.myvoters/1044321. An id means something within its system and scope alone.');

/** As answers spell it. */
export const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const A_UUID = new RegExp(`^${UUID}$`, 'i');

/** @throws Rejection `invalid-id` */
export function uuidOf(text: string, name: string): string {
  if (!A_UUID.test(text)) throw new Rejection('invalid', 'invalid-id', `${name} is an id as an earlier answer gave it: a UUID.`);
  return text.toLowerCase();
}

/** One of ours, in a query string: the same in capitals. */
export const ID_ASKED: Value = { schema: { type: 'string', format: 'uuid' }, read: uuidOf };

/** A committee as commands name it: the FEC's id in small letters is the same. @throws Rejection `invalid-id` */
export function committeeOf(text: string, name: string): string {
  const { test, problem, spell } = FIELD_FORMATS.committee!;
  if (!test(text)) throw new Rejection('invalid', 'invalid-id', `${name} ${problem}, such as C00999999.`);
  return spell!(text);
}

/** A committee, in a query string. */
export const COMMITTEE: Value = { schema: { type: 'string', pattern: FIELD_FORMATS.committee!.pattern }, read: committeeOf };

/** Whoever gave, in a query string, as reports name them. */
export const DONOR = spelled(/^[cner]:./, 'invalid-reference', 'is a donor as an answer gives it: c:, n:, r: or e:, and what follows, such as r:actblue/donor/90210. A name is none.');

/** An election in a query string, as fields of commands are. */
export const ELECTION = spelled(new RegExp(FIELD_FORMATS.election!.pattern), 'invalid-parameter', `${FIELD_FORMATS.election!.problem}.`);

/** A month in a query string. */
export const MONTH = spelled(/^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$/, 'invalid-parameter', 'is a month of this century or the last, written YYYY-MM.');

/** A word of these, in a query string. */
export const oneOfWords = (words: readonly string[]): Value => ({
  schema: wordOf(words),
  read: (text, name) => {
    if (!words.includes(text)) throw new Rejection('invalid', 'invalid-parameter', `${name} is one of: ${words.join(', ')}.`);
    return text;
  },
});

/** @throws Rejection `invalid-parameter` */
export function truthOf(text: string | undefined, name: string): boolean {
  if (text !== undefined && text !== 'true' && text !== 'false') throw new Rejection('invalid', 'invalid-parameter', `${name} is true or false.`);
  return text === 'true';
}

/** How far a report must have come at least. */
export const LEAST_POSITION_ASKED = { type: 'string', pattern: `^(?:${POSITION.source.slice(1, -1)}|${LATEST})$` };

/** A word of these. */
export const wordOf = (words: readonly string[]) => ({ type: 'string', enum: words });
