import { personKey } from '@fieldledger/http';
import type { Review } from './reviews.js';
import type { SignupFact } from './signup-facts.js';
import type { SignupRow } from './signup-row.js';
import { EXPECTING, isSighted, momentsOf, type Moment, type What } from './signup-moments.js';
import { ATTENDANCE, stintsOf, type Stint } from './signup-stints.js';

/** What became of a signup at one shift. */
export interface StintStanding {
  readonly shiftId: string | null;
  readonly volunteerEventId: string | null;
  readonly roleId: string | null;
  readonly status: string | null;
  readonly scheduled: boolean;
  readonly scheduledAt: string | null;
  readonly confirmedAt: string | null;
  readonly confirmations: number;
  readonly messages: number;
  readonly declined: boolean;
  readonly declinedAt: string | null;
  readonly cancelledAt: string | null;
  readonly attendance: 'completed' | 'no-show' | 'review' | null;
  readonly workedFrom: string | null;
  readonly workedUntil: string | null;
  readonly stays: string | null;
  readonly review: Review | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
}

/** Of an invitation or a message that was left nobody knows what they decided: these are a status only where there is no other. */
const UNDECIDED: readonly What[] = ['invited', 'message-left'];
const STATUSES: readonly What[] = ['scheduled', 'rescheduled', 'confirmed', 'declined', 'cancelled', 'walked-in', 'deleted'];
/** Who did these took the signup. */
const TAKING: readonly What[] = ['invited', ...EXPECTING, 'walked-in'];
const DAY_MS = 86_400_000;

/** The row of a signup, made of all that is known of it: the same whatever the order in which it became known. */
export function standingOf(row: SignupRow, facts: readonly SignupFact[]): SignupRow {
  const all = momentsOf(facts);
  const { here, elsewhere } = stintsOf(all);
  const volunteer = last(all, (of) => of.volunteer);
  const at = standingAt(here);
  // Member by member: to spread one object into another of so many members costs more than all the rest.
  return {
    ...row,
    facts: JSON.stringify(facts),
    shiftId: at.shiftId, status: at.status, scheduled: at.scheduled, scheduledAt: at.scheduledAt, confirmedAt: at.confirmedAt, confirmations: at.confirmations, messages: at.messages, declined: at.declined, declinedAt: at.declinedAt,
    cancelledAt: at.cancelledAt, attendance: at.attendance, workedFrom: at.workedFrom, workedUntil: at.workedUntil, stays: at.stays, review: at.review, startsAt: at.startsAt, endsAt: at.endsAt,
    elsewhere: elsewhere.length > 0 ? JSON.stringify(elsewhere.map(standingAt)) : null,
    volunteer: volunteer && personKey(volunteer),
    // What was told there, or else of the signup at all.
    volunteerEventId: at.volunteerEventId ?? last(all, (of) => of.volunteerEventId),
    roleId: at.roleId ?? last(all, (of) => of.roleId),
    // Who took the signup, not who called later to confirm it; a system shows whose it is.
    organizerId: all.find(({ of, what }) => of.organizerId !== undefined && (isSighted(of) || TAKING.includes(what)))?.of.organizerId ?? null,
    source: all.find(({ of }) => of.source !== undefined)?.of.source ?? null,
    invited: all.some(({ what }) => what === 'invited'),
    invitedAt: firstOf(all, 'invited'),
    turfIds: collected(all, (of) => of.turfIds),
    listIds: collected(all, (of) => of.listIds),
    canvasserId: last(all, (of) => ('canvasserId' in of ? of.canvasserId : undefined)),
  };
}

function standingAt({ shiftId, moments }: Stint): StintStanding {
  const [told, sighted] = [moments.filter(({ of }) => !isSighted(of)), moments.filter(({ of }) => isSighted(of))];
  const count = (what: What, of: readonly Moment[]) => of.reduce((n, it) => (it.what === what ? n + 1 : n), 0);
  const status = moments.findLast(({ what }) => STATUSES.includes(what))?.what ?? UNDECIDED.find((undecided) => moments.some(({ what }) => what === undecided)) ?? null;
  // Who did not come was expected, whoever forgot to say so.
  const scheduled = moments.some(({ what }) => EXPECTING.includes(what) || what === 'no-show');
  const own = sighted.findLast(({ of }) => isSighted(of) && (of.startsAt !== undefined || of.endsAt !== undefined))?.of as { startsAt?: string; endsAt?: string } | undefined;
  const { attendance, workedFrom, workedUntil, stays, review } = attendanceOf(moments);
  return {
    shiftId,
    volunteerEventId: last(moments, (of) => of.volunteerEventId),
    roleId: last(moments, (of) => of.roleId),
    status: status === 'rescheduled' ? 'scheduled' : status,
    scheduled,
    scheduledAt: moments.find(({ what, at }) => (what === 'scheduled' || what === 'rescheduled') && at !== null)?.at ?? null,
    confirmedAt: firstOf(moments, 'confirmed'),
    // A system that shows only the latest status says less than the calls themselves.
    confirmations: Math.max(count('confirmed', told), count('confirmed', sighted), ...sighted.map(({ of }) => ('confirmations' in of ? (of.confirmations ?? 0) : 0))),
    messages: Math.max(count('message-left', told), count('message-left', sighted)),
    declined: moments.some(({ what }) => what === 'declined'),
    declinedAt: noSince(moments, ['declined']),
    cancelledAt: noSince(moments, ['cancelled', 'deleted']),
    attendance, workedFrom, workedUntil, stays, review,
    startsAt: own?.startsAt ?? null,
    endsAt: own?.endsAt ?? null,
  };
}

/** The last cancellation, or the last no. Who is cancelled again, or deleted, without having been expected in between was off the list before. */
function noSince(moments: readonly Moment[], no: readonly What[]): string | null {
  let [since, isOff]: [string | null, boolean] = [null, false];
  for (const { what, at } of moments) {
    if (EXPECTING.includes(what)) isOff = false;
    if (!no.includes(what)) continue;
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
  // That they completed holds until somebody says that they did not come, also where it is told that they walked in.
  const closed = moments.findLast(({ what }) => what === 'no-show' || what === 'completed')?.what === 'completed' || (workedFrom !== null && workedUntil !== null);
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
function reviewOf(from: string | null, until: string | null, isThere: boolean): Review | null {
  if (from === null && until === null) return null;
  if (until === null) return 'check-out-missing';
  if (from === null) return 'check-in-missing';
  if (until < from) return 'check-out-before-check-in';
  if (isThere) return 'check-out-missing';
  return Date.parse(until) - Date.parse(from) > DAY_MS ? 'over-24-hours' : null;
}

function last<T>(moments: readonly Moment[], tell: (of: Moment['of']) => T | undefined): T | null {
  const told = moments.findLast(({ of }) => tell(of) !== undefined);
  return told ? tell(told.of)! : null;
}

const firstOf = (moments: readonly Moment[], what: What): string | null => moments.find((it) => it.what === what && it.at !== null)?.at ?? null;

function collected(all: readonly Moment[], tell: (of: Moment['of']) => readonly string[] | undefined): string[] {
  return distinct(all.flatMap(({ of }) => tell(of) ?? []));
}

/** Nearly always there is none or one, and a set costs more than all the rest. */
const distinct = (list: string[]): string[] => (list.length < 2 ? list : [...new Set(list)].sort());
