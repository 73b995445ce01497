import type { Moment, What } from './signup-moments.js';
import { EXPECTING, isSighted } from './signup-moments.js';

/** A signup at one shift: what happened there. What came before any shift was known belongs to the first. */
export interface Stint {
  readonly shiftId: string | null;
  readonly moments: readonly Moment[];
}

export const PLACING: readonly What[] = ['invited', ...EXPECTING, 'walked-in'];
export const ATTENDANCE: readonly What[] = ['walked-in', 'checked-in', 'checked-out', 'completed', 'no-show'];

/**
 * The stints of a signup: where it is expected now, and the others. A confirmation, a message or an attendance belongs to
 * the shift that it names, or else to the one where the signup was expected then; an attendance makes a stint of its own
 * where they were not expected.
 */
export function stintsOf(moments: readonly Moment[]): { readonly here: Stint; readonly elsewhere: readonly Stint[] } {
  const stints = new Map<string | null, Moment[]>();
  let here: string | null = null;
  for (const moment of moments) {
    const named = moment.of.shiftId ?? null;
    if (named !== null && (PLACING.includes(moment.what) || isSighted(moment.of))) here = named;
    const at = named !== null && (stints.has(named) || ATTENDANCE.includes(moment.what)) ? named : here;
    const stint = stints.get(at);
    if (stint) stint.push(moment);
    else stints.set(at, [moment]);
  }
  const early = stints.get(null) ?? [];
  stints.delete(null);
  const all = [...stints].map(([shiftId, of], n): Stint => ({ shiftId, moments: n === 0 ? [...early, ...of] : of }));
  const expected = all.find(({ shiftId }) => shiftId === here) ?? all.at(-1) ?? { shiftId: null, moments: early };
  return { here: expected, elsewhere: all.filter((it) => it !== expected) };
}
