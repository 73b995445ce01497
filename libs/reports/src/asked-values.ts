import { FIELD_FORMATS } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';

/** @throws Rejection `invalid-day`, for a day that no calendar has as well */
export function dayOf(text: string, name: string): string {
  if (!isDay(text)) throw new Rejection('invalid', 'invalid-day', `${name} is a day that there is, of this century or the last, written YYYY-MM-DD.`);
  return text;
}

/** As fields of commands are days. */
export const isDay = (text: string): boolean => FIELD_FORMATS.day!.test(text);

/** @throws Rejection `invalid-id` */
export function uuidOf(text: string, name: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new Rejection('invalid', 'invalid-id', `${name} is an id as an earlier answer gave it: a UUID.`);
  return text.toLowerCase();
}
