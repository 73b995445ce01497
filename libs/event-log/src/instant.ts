import { Rejection } from '@fieldledger/kernel';

/** The moment of a log that holds nothing. */
export const NEVER = '1970-01-01T00:00:00.000000Z';

/** How producers nearly always write it already: then it need not be parsed twice. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:[.,](\d+))?)?(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * A claimed instant in UTC as the log gives it back: `2026-10-03T17:04:05.000Z`, with microseconds where they were claimed.
 * @throws Rejection `invalid-instant`
 */
export function normalInstant(claimed: string): string {
  const match = INSTANT.exec(claimed);
  const milliseconds = match ? Date.parse(claimed.replace(',', '.')) : NaN;
  if (Number.isNaN(milliseconds) || milliseconds < YEAR_1 || milliseconds >= YEAR_10000) {
    throw new Rejection('invalid', 'invalid-instant', 'An instant is ISO 8601 with an offset, such as 2026-10-03T17:04:05Z.');
  }
  const micros = (match![1] ?? '').padEnd(6, '0').slice(3, 6);
  return micros === '000' ? new Date(milliseconds).toISOString() : new Date(milliseconds).toISOString().slice(0, 23) + micros + 'Z';
}

const YEAR_1 = Date.parse('0001-01-02T00:00:00Z');
const YEAR_10000 = Date.parse('+010000-01-01T00:00:00Z');

/** PostgreSQL's text of an instant in UTC, `2026-10-03 17:04:05.12+00`, as ISO 8601 with microseconds. */
export function recordedInstant(raw: string): string {
  const fraction = raw.length > 22 ? raw.slice(20, -3).padEnd(6, '0') : '000000';
  return `${raw.slice(0, 10)}T${raw.slice(11, 19)}.${fraction}Z`;
}

/** The same for a producer's claim, in the form of `normalInstant`. */
export function claimedInstant(raw: string): string {
  const instant = recordedInstant(raw);
  return instant.endsWith('000Z') ? `${instant.slice(0, 23)}Z` : instant;
}
