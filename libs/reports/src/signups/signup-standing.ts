import { personKey } from '@fieldledger/http';
import type { SignupFact } from './signup-facts.js';
import type { SignupRow } from './signup-row.js';
import { EXPECTING, isSighted, momentsOf, type Moment, type What } from './signup-moments.js';
import { ATTENDANCE, PLACING, stintsOf, type Stint } from './signup-stints.js';

/** What became of a signup at one shift. */
export interface StintStanding {
  readonly shiftId: string | null;
  readonly status: string | null;
  readonly scheduled: boolean;
  readonly scheduledAt: string | null;
  readonly confirmedAt: string | null;
  readonly confirmations: number;
  readonly messages: number;
  readonly declinedAt: string | null;
  readonly cancelledAt: string | null;
  readonly walkedInAt: string | null;
  readonly attendance: 'completed' | 'no-show' | 'review' | null;
  readonly workedFrom: string | null;
  readonly workedUntil: string | null;
  readonly stays: string | null;
  readonly review: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/** A message that was left says nothing of what they decided; it is a status only where there is no other. */
const STATUSES: readonly What[] = ['invited', 'scheduled', 'rescheduled', 'confirmed', 'declined', 'cancelled', 'walked-in', 'deleted'];
const DAY_MS = 86_400_000;

/** The row of a signup, made of all that is known of it: the same whatever the order in which it became known. */
export function standingOf(row: SignupRow, facts: readonly SignupFact[]): SignupRow {
  const all = momentsOf(facts);
  const { here, elsewhere } = stintsOf(all);
  const last = <T>(tell: (of: Moment['of']) => T | undefined): T | null => {
    const told = all.findLast(({ of }) => tell(of) !== undefined);
    return told ? tell(told.of)! : null;
  };
  const volunteer = last((of) => of.volunteer);
  const at = standingAt(here);
  // Member by member: to spread one object into another of so many members costs more than all the rest.
  return {
    ...row,
    facts: JSON.stringify(facts),
    shiftId: at.shiftId, status: at.status, scheduled: at.scheduled, scheduledAt: at.scheduledAt, confirmedAt: at.confirmedAt, confirmations: at.confirmations, messages: at.messages, declinedAt: at.declinedAt,
    cancelledAt: at.cancelledAt, walkedInAt: at.walkedInAt, attendance: at.attendance, workedFrom: at.workedFrom, workedUntil: at.workedUntil, stays: at.stays, review: at.review, startsAt: at.startsAt, endsAt: at.endsAt,
    elsewhere: elsewhere.length > 0 ? JSON.stringify(elsewhere.map(standingAt)) : null,
    volunteer: volunteer && personKey(volunteer),
    volunteerEventId: last((of) => of.volunteerEventId),
    roleId: last((of) => of.roleId),
    // Who took the signup, not who called later to confirm it.
    organizerId: all.find(({ of, what }) => of.organizerId !== undefined && PLACING.includes(what))?.of.organizerId ?? null,
    source: all.find(({ of }) => of.source !== undefined)?.of.source ?? null,
    invited: all.some(({ what }) => what === 'invited'),
    invitedAt: firstOf(all, 'invited'),
    turfIds: collected(all, (of) => of.turfIds),
    listIds: collected(all, (of) => of.listIds),
    canvasserId: last((of) => ('canvasserId' in of ? of.canvasserId : undefined)),
  };
}

function standingAt({ shiftId, moments }: Stint): StintStanding {
  const [told, sighted] = [moments.filter(({ of }) => !isSighted(of)), moments.filter(({ of }) => isSighted(of))];
  const count = (what: What, of: readonly Moment[]) => of.reduce((n, it) => (it.what === what ? n + 1 : n), 0);
  const status = moments.findLast(({ what }) => STATUSES.includes(what))?.what ?? moments.find(({ what }) => what === 'message-left')?.what ?? null;
  // Who did not come was expected, whoever forgot to say so; who came unexpected has walked in.
  const scheduled = moments.some(({ what }) => EXPECTING.includes(what) || what === 'no-show');
  const came = moments.find(({ what }) => ATTENDANCE.includes(what));
  const own = sighted.findLast(({ of }) => isSighted(of) && (of.startsAt !== undefined || of.endsAt !== undefined))?.of as { startsAt?: string; endsAt?: string } | undefined;
  const { attendance, workedFrom, workedUntil, stays, review } = attendanceOf(moments);
  return {
    shiftId,
    status: status === 'rescheduled' ? 'scheduled' : status,
    scheduled,
    scheduledAt: moments.find(({ what, at }) => (what === 'scheduled' || what === 'rescheduled') && at !== null)?.at ?? null,
    confirmedAt: firstOf(moments, 'confirmed'),
    // A system that shows only the latest status says less than the calls themselves.
    confirmations: Math.max(count('confirmed', told), count('confirmed', sighted), ...sighted.map(({ of }) => ('confirmations' in of ? (of.confirmations ?? 0) : 0))),
    messages: Math.max(count('message-left', told), count('message-left', sighted)),
    declinedAt: firstOf(moments, 'declined'),
    cancelledAt: offSince(moments),
    walkedInAt: firstOf(moments, 'walked-in') ?? (scheduled ? null : (came?.at ?? null)),
    attendance, workedFrom, workedUntil, stays, review,
    startsAt: own?.startsAt ?? null,
    endsAt: own?.endsAt ?? null,
  };
}

/** The last cancellation. Who is cancelled again, or deleted, without having been expected in between was off the list before. */
function offSince(moments: readonly Moment[]): string | null {
  let [since, isOff]: [string | null, boolean] = [null, false];
  for (const { what, at } of moments) {
    if (EXPECTING.includes(what)) isOff = false;
    if (what !== 'cancelled' && what !== 'deleted') continue;
    if (!isOff || since === null) since = at;
    isOff = true;
  }
  return since;
}

/** Status and attendance are facts apart. Who checked in and out has completed; hours are counted only where both ends are known. */
function attendanceOf(moments: readonly Moment[]): Pick<StintStanding, 'attendance' | 'workedFrom' | 'workedUntil' | 'stays' | 'review'> {
  const said = moments.findLast(({ what }) => ATTENDANCE.includes(what));
  const { workedFrom, workedUntil, stays, isThere } = stampsOf(moments);
  if (!said || said.what === 'no-show') return { attendance: said ? 'no-show' : null, workedFrom, workedUntil, stays, review: null };
  const review = reviewOf(workedFrom, workedUntil, isThere);
  const closed = said.what === 'completed' || (workedFrom !== null && workedUntil !== null);
  return { attendance: closed ? 'completed' : 'review', workedFrom, workedUntil, stays, review: review ?? (closed ? null : 'check-out-missing') };
}

/** From the first check-in to the last check-out, each stay where there were several, and whether they never checked out again. */
function stampsOf(moments: readonly Moment[]): Pick<StintStanding, 'workedFrom' | 'workedUntil' | 'stays'> & { readonly isThere: boolean } {
  const stays: [from: string, until: string][] = [];
  let [workedFrom, workedUntil, cameAt]: [string | null, string | null, string | null] = [null, null, null];
  for (const { what, at } of moments) {
    if (at === null) continue;
    if (what === 'checked-in') [workedFrom, cameAt] = [workedFrom ?? at, cameAt ?? at];
    if (what === 'checked-out') {
      if (cameAt !== null) stays.push([cameAt, at]);
      else if (stays.length > 0) stays.at(-1)![1] = at;
      [workedUntil, cameAt] = [at, null];
    }
  }
  return { workedFrom, workedUntil, stays: stays.length > 1 ? JSON.stringify(stays) : null, isThere: cameAt !== null };
}

/** Why the hours between two stamps are not counted; null where they are, or where there are no stamps. */
function reviewOf(from: string | null, until: string | null, isThere: boolean): string | null {
  if (from === null && until === null) return null;
  if (until === null) return 'check-out-missing';
  if (from === null) return 'check-in-missing';
  if (until < from) return 'check-out-before-check-in';
  if (isThere) return 'check-out-missing';
  return Date.parse(until) - Date.parse(from) > DAY_MS ? 'over-24-hours' : null;
}

const firstOf = (moments: readonly Moment[], what: What): string | null => moments.find((it) => it.what === what && it.at !== null)?.at ?? null;

function collected(all: readonly Moment[], tell: (of: Moment['of']) => readonly string[] | undefined): string[] {
  return distinct(all.flatMap(({ of }) => tell(of) ?? []));
}

/** Nearly always there is none or one, and a set costs more than all the rest. */
const distinct = (list: string[]): string[] => (list.length < 2 ? list : [...new Set(list)].sort());
