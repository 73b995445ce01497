import type { Moment, What } from './signup-moments.js';
import { EXPECTING, isSighted } from './signup-moments.js';

/** A signup at one shift: what happened there. What came before any shift was known belongs to the first. */
export interface Stint {
  readonly shiftId: string | null;
  readonly moments: readonly Moment[];
}

export const PLACING: readonly What[] = ['invited', ...EXPECTING, 'walked-in'];
/** Where somebody was seen. */
const SEEN: readonly What[] = ['checked-in', 'checked-out', 'completed'];
export const ATTENDANCE: readonly What[] = ['walked-in', ...SEEN, 'no-show'];

/**
 * The stints of a signup: where it is expected now, and the others. A confirmation, a message or an attendance belongs to
 * the shift that it names, or else to the one where the signup was expected then; an attendance makes a stint of its own
 * where they were not expected, and stamps that follow without a shift are of the same one.
 */
export function stintsOf(moments: readonly Moment[]): { readonly here: Stint; readonly elsewhere: readonly Stint[] } {
  const stints = new Map<string | null, Moment[]>();
  let [here, seenAt]: [string | null, string | null] = [null, null];
  for (const moment of moments) {
    const named = moment.of.shiftId ?? null;
    const isSeen = SEEN.includes(moment.what);
    if (named !== null && (PLACING.includes(moment.what) || isSighted(moment.of))) [here, seenAt] = [named, named];
    else if (named !== null && isSeen) seenAt = named;
    const at = named !== null && (stints.has(named) || ATTENDANCE.includes(moment.what)) ? named : isSeen ? (seenAt ?? here) : here;
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
