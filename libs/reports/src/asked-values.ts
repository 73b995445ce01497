import { Rejection } from '@fieldledger/kernel';

/** @throws Rejection `invalid-day`, for a day that no calendar has as well */
export function dayOf(text: string, name: string): string {
  if (!isDay(text)) throw new Rejection('invalid', 'invalid-day', `${name} is a day that there is, written YYYY-MM-DD.`);
  return text;
}

/** Whether it is a day of any year, written YYYY-MM-DD. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** @throws Rejection `invalid-id` */
export function uuidOf(text: string, name: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new Rejection('invalid', 'invalid-id', `${name} is an id as an earlier answer gave it: a UUID.`);
  return text.toLowerCase();
}
