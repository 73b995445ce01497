import { INSTANT, POSITION_GIVEN, type Parameter } from '@fieldledger/http';
import { demandPosition, isReplayed, LATEST, Rejection, type Reflects, type When } from '@fieldledger/kernel';
import { isMoment } from '@fieldledger/local-time';
import { LEAST_POSITION_ASKED, wordOf } from './asked-values.js';

/** The parameters by which every report is asked for a moment. */
const MOMENTS: readonly Parameter[] = [
  { name: 'minPosition', schema: LEAST_POSITION_ASKED }, { name: 'atPosition', schema: POSITION_GIVEN }, { name: 'asOf', schema: INSTANT }, { name: 'occurredUntil', schema: INSTANT },
];

/** The formats of every report. */
export const FORMATS = ['json', 'csv'] as const;

/** What every report takes besides its own parameters. */
export const EVERY_REPORT_TAKES: readonly Parameter[] = [...MOMENTS, { name: 'format', schema: wordOf(FORMATS) }];

/**
 * The moment that a request names: `minPosition`, a position the answer must have come to; or of the past `atPosition`,
 * `asOf` (what was recorded by then) and `occurredUntil` (what happened until then), alone and together.
 * @throws Rejection `moments-contradict`, `invalid-position`, `invalid-instant`
 */
export function whenAsked(asked: Readonly<Record<string, string | undefined>>): When {
  const { minPosition, atPosition, asOf, occurredUntil } = asked;
  if (minPosition !== undefined && (atPosition ?? asOf) !== undefined) {
    throw new Rejection('invalid', 'moments-contradict', 'minPosition asks for what is at least as new as that, atPosition and asOf for what was. Give the one or the other.');
  }
  demandPosition(atPosition ?? '', 'atPosition');
  if (minPosition !== LATEST) demandPosition(minPosition ?? '', 'minPosition');
  if (atPosition === '') throw new Rejection('invalid', 'invalid-position', 'atPosition is a position as an earlier answer gave it.');
  return { minPosition, atPosition, asOf: asOf === undefined ? undefined : instantOf(asOf, 'asOf'), occurredUntil: occurredUntil === undefined ? undefined : instantOf(occurredUntil, 'occurredUntil') };
}

/** What an answer asks further is asked of the very moment that its first rows are of; of a live table, of one no older. */
export function sameMoment(when: When, { position }: Reflects): When {
  return isReplayed(when) ? pinned(when, { position }) : { minPosition: position };
}

/** A moment of the past as the log's position that it was found to be, so that it is not looked for again; any other as it is. */
export function pinned(when: When, { position }: Pick<Reflects, 'position'>): When {
  return isReplayed(when) ? { ...when, atPosition: position } : when;
}

/** In UTC, to the microsecond, as the log has instants. A day alone is of no zone, and a campaign may have several: whoever means its end says which instant that is. */
function instantOf(text: string, name: string): string {
  if (isMoment(text)) {
    const [, micros] = /\.\d{3}(\d{1,3})/.exec(text) ?? [];
    return new Date(text).toISOString().replace('Z', micros === undefined ? 'Z' : `${micros.padEnd(3, '0')}Z`);
  }
  const why = /^\d{4}-\d{2}-\d{2}$/.test(text) ? 'A day begins and ends at another instant in every zone, so say which is meant' : `${name} is an instant that there is, of this century or the last, with its zone`;
  throw new Rejection('invalid', 'invalid-instant', `${why}: ISO 8601, such as 2026-11-01T00:00:00Z or 2026-11-01T00:00:00-04:00 (in an address + is written %2B).`);
}
