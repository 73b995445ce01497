import { FIELD_FORMATS } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';

/** @throws Rejection `invalid-day`, for a day that no calendar has as well */
export function dayOf(text: string, name: string): string {
  if (!isDay(text)) throw new Rejection('invalid', 'invalid-day', `${name} is a day that there is, of this century or the last, written YYYY-MM-DD.`);
  return text;
}

const DAY_MS = 86_400_000;

/** A week is called by its Monday. @throws Rejection `invalid-day`, and `invalid-week`, which names the Monday */
export function weekOf(text: string, name: string): string {
  const at = Date.parse(dayOf(text, name));
  const monday = new Date(at - ((new Date(at).getUTCDay() + 6) % 7) * DAY_MS).toISOString().slice(0, 10);
  if (text !== monday) throw new Rejection('invalid', 'invalid-week', `${name} is called by its Monday: ${text} is in the week of ${monday}.`);
  return text;
}

/** No where nothing is said. @throws Rejection `invalid-parameter` */
export function isTrue(text: string | undefined, name: string): boolean {
  if (text !== undefined && text !== 'true' && text !== 'false') throw new Rejection('invalid', 'invalid-parameter', `${name} is true or false.`);
  return text === 'true';
}

/** As fields of commands are days. */
export const isDay = (text: string): boolean => FIELD_FORMATS.day!.test(text);

/** Whoever it is, as reports name them. @throws Rejection `invalid-reference` */
export function referenceOf(text: string, name: string): string {
  if (!isReference(text)) throw new Rejection('invalid', 'invalid-reference', `${name} is a reference as an answer gives it: system/scope/id, such as van/OH.myvoters/1044321. An id means something within its system and scope alone.`);
  return text;
}

/** `system/scope/id`. */
export const isReference = (text: string): boolean => /^[^/]+\/[^/]+\/[^/]+$/.test(text);

/** @throws Rejection `invalid-id` */
export function uuidOf(text: string, name: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new Rejection('invalid', 'invalid-id', `${name} is an id as an earlier answer gave it: a UUID.`);
  return text.toLowerCase();
}
