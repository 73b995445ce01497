import { Rejection } from '@fieldledger/kernel';

/** @throws Rejection `invalid-day` */
export function dayOf(text: string, name: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new Rejection('invalid', 'invalid-day', `${name} is a day, written YYYY-MM-DD.`);
  return text;
}

/** @throws Rejection `invalid-id` */
export function uuidOf(text: string, name: string): string {
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) throw new Rejection('invalid', 'invalid-id', `${name} is an id as an earlier answer gave it: a UUID.`);
  return text.toLowerCase();
}
