import { zonedTime, zoneSpelled } from '@fieldledger/local-time';
import { Temporal } from 'temporal-polyfill';
import { RowFault } from './source.js';

/** How a date with slashes is read: 10/3/2026 is October in the one, March in the other. */
export type DateOrder = 'month-first' | 'day-first';

/**
 * An instant (ISO 8601, UTC) from what a file says: an instant is kept; a local time is read in the zone; a date alone
 * means the beginning of its day there. A time that the clocks skipped, or showed twice, is refused: only whoever was
 * there knows which was meant. `field` is what messages call it.
 * @throws RowFault `bad-time`, `zone-missing`, `time-skipped`, `time-twice`
 */
export function instantFrom(text: string, zone: string | undefined, order?: DateOrder, field = 'attemptedAt'): string {
  const name = `${order ?? ''} ${zone ?? ''} ${text}`;
  let instant = known.get(name);
  if (instant === undefined) {
    instant = read(text, zone, order, field);
    if (known.size >= 10_000) known.clear();
    known.set(name, instant);
  }
  return instant;
}

/** Rows of one evening share their minutes, and the zone's rules are slow to ask. */
const known = new Map<string, string>();

function read(text: string, zone: string | undefined, order: DateOrder | undefined, field: string): string {
  const iso = isoOf(text, order, field);
  try {
    if (/(?:Z|[+-]\d\d(?::?\d\d)?)$/.test(iso) && iso.includes('T')) return Temporal.Instant.from(iso).toString();
    if (!zone) throw new RowFault('zone-missing', `${field} is a local time and no zone is named. Say which by --zone, or by "zone" in the mapping.`);
    const local = zonedTime(iso, zone);
    if ('instant' in local) return local.instant;
    const { problem, neighbours } = local;
    throw new RowFault(`time-${problem}`, `${field}: the clocks in ${zone} ${problem === 'twice' ? `showed ${iso} twice` : `skipped ${iso}`}. Write ${neighbours.join(' or ')}.`);
  } catch (error) {
    if (error instanceof RowFault) throw error;
    throw badTime(field);
  }
}

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?)?$/;
const SLASHES = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:[ T]+(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s*([AaPp][Mm])?)?$/;

function isoOf(text: string, order: DateOrder | undefined, field: string): string {
  const local = LOCAL.exec(text);
  if (local) return local[2] === undefined ? local[1]! : `${local[1]}T${local[2]}${local[3] ?? ''}`;
  const slashes = SLASHES.exec(text);
  if (!slashes) throw badTime(field);
  if (!order) throw new RowFault('bad-time', `${field} is written with slashes. Say "dates": "month-first" or "day-first" in the mapping.`);
  const [, first, second, year, hour, minute, seconds, half] = slashes;
  const [month, day] = order === 'month-first' ? [first!, second!] : [second!, first!];
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return hour === undefined ? date : `${date}T${hourOf(hour, half, field)}:${minute}:${seconds ?? '00'}`;
}

function hourOf(hour: string, half: string | undefined, field: string): string {
  if (half === undefined) return hour.padStart(2, '0');
  if (Number(hour) < 1 || Number(hour) > 12) throw badTime(field);
  return String((Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)).padStart(2, '0');
}

function badTime(field: string): RowFault {
  return new RowFault('bad-time', `${field} is not a date and time. Write 2026-10-03T17:14, or 2026-10-03T17:14:05-04:00.`);
}

/** Whether the zone is one that clocks know, as the door asks. */
export const isZone = (zone: string): boolean => zoneSpelled(zone) !== null;

/** A zone that clocks know. @throws Error that shows what one looks like */
export function requireZone(zone: string): string {
  if (isZone(zone)) return zone;
  throw new Error(`"${zone}" is not an IANA time zone. Write one such as America/New_York.`);
}
