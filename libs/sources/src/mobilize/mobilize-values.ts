import { CODE } from '@fieldledger/kernel';
import { eventTypeFrom } from '../event-type.js';
import { instantFrom, isZone } from '../local-time.js';
import { isRounded } from '../rounded.js';
import { RowFault } from '../source.js';

/** A number or a text as text; blank and null are nothing. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? String(value).trim() || undefined : undefined;
}

/** Mobilize's own number. @throws RowFault `bad-id` */
export function idOf(value: unknown, field: string): string {
  const id = textOf(value);
  if (id !== undefined && !isRounded(value) && CODE.test(id)) return id;
  throw new RowFault('bad-id', `${field} must be Mobilize's own number; it is blank or holds something else. Export the row again with it.`);
}

/** An instant: seconds since 1970 as the API tells it, or a time with its offset, or one of the mirror, in UTC, which some warehouses say. @throws RowFault `bad-time` */
export function timeOf(value: unknown, field: string): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const ms = /^\d{1,11}$/.test(text) ? Number(text) * 1000 : /^\d{4}-\d\d-\d\d[ T]\d/.test(text) ? Date.parse(instantFrom(text.replace(/ ?UTC$/, 'Z'), 'UTC', undefined, field)) : NaN;
  if (ms >= EARLIEST && ms < LATEST) return new Date(ms).toISOString();
  throw new RowFault('bad-time', `${field} must be a time between 2000 and 2099, in seconds since 1970 or such as 2026-10-03T14:00:00Z. Mend it and import the file again.`);
}

const [EARLIEST, LATEST] = [Date.UTC(2000, 0), Date.UTC(2100, 0)];

/** @throws RowFault `time-missing`, `bad-time` */
export function requiredTime(value: unknown, field: string): string {
  const time = timeOf(value, field);
  if (time === undefined) throw new RowFault('time-missing', `${field} is blank, so it is not known when. Export the row again with it.`);
  return time;
}

/** @throws RowFault `bad-event-type` */
export function eventTypeOf(value: unknown): string {
  const type = eventTypeFrom(textOf(value));
  if (type) return type;
  throw new RowFault('bad-event-type', 'event_type must be one of Mobilize\'s, such as CANVASS; it is blank or holds something else.');
}

/** @throws RowFault `bad-zone` */
export function zoneOf(value: unknown): string {
  const zone = textOf(value);
  if (zone !== undefined && isZone(zone)) return zone;
  throw new RowFault('bad-zone', 'timezone must be an IANA time zone, such as America/New_York; it is blank or holds something else.');
}
