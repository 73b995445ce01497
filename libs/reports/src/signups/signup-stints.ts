import type { Moment, What } from './signup-moments.js';
import { EXPECTING, isSighted } from './signup-moments.js';

/** A signup at one shift: what happened there. What came before they were placed at any shift belongs to the first; who never is, is at the shift that was named. */
export interface Stint {
  readonly shiftId: string | null;
  readonly moments: readonly Moment[];
}

/** Where somebody was seen. */
const SEEN: readonly What[] = ['walked-in', 'checked-in', 'checked-out', 'completed'];
export const ATTENDANCE: readonly What[] = [...SEEN, 'no-show'];

/**
 * The stints of a signup: where it is expected now, and the others. A confirmation, a message or an attendance belongs to
 * the shift that it names, or else to the one where the signup was expected then; an attendance makes a stint of its own
 * where they were not expected, and stamps that follow without a shift are of the same one. Who is expected at one shift and
 * invited to another is expected where they were.
 */
export function stintsOf(moments: readonly Moment[]): { readonly here: Stint; readonly elsewhere: readonly Stint[] } {
  const stints = new Map<string | null, Moment[]>();
  let [here, seenAt]: [string | null, string | null] = [null, null];
  let isExpected = false;
  for (const moment of moments) {
    const named = moment.of.shiftId ?? null;
    const isSeen = SEEN.includes(moment.what);
    if (EXPECTING.includes(moment.what)) isExpected = true;
    if (named !== null && (EXPECTING.includes(moment.what) || isSighted(moment.of) || (moment.what === 'invited' && !isExpected))) [here, seenAt] = [named, named];
    else if (named !== null && isSeen) seenAt = named;
    const at = named !== null && (stints.has(named) || ATTENDANCE.includes(moment.what)) ? named : isSeen ? (seenAt ?? here) : here;
    const stint = stints.get(at);
    if (stint) stint.push(moment);
    else stints.set(at, [moment]);
  }
  const early = stints.get(null) ?? [];
  stints.delete(null);
  const all = [...stints].map(([shiftId, of], n): Stint => ({ shiftId, moments: n === 0 ? [...early, ...of] : of }));
  const expected = all.find(({ shiftId }) => shiftId === here) ?? all.at(-1) ?? { shiftId: early.findLast(({ of }) => of.shiftId !== undefined)?.of.shiftId ?? null, moments: early };
  return { here: expected, elsewhere: all.filter((it) => it !== expected) };
}
