import { personKey } from '@fieldledger/http';
import type { SignupStep } from '@fieldledger/volunteering';
import type { SightedFact, SignupFact, StepFact } from './signup-facts.js';

/** How a signup stands, made of all that is known of it: the same whatever the order in which it became known. */
export interface Standing {
  readonly volunteer: string | null;
  readonly volunteerEventId: string | null;
  readonly shiftId: string | null;
  readonly movedFrom: readonly string[];
  readonly roleId: string | null;
  readonly organizerId: string | null;
  readonly source: string | null;
  readonly status: string | null;
  readonly scheduled: boolean;
  readonly invitedAt: string | null;
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
  readonly review: string | null;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly turfIds: readonly string[];
  readonly listIds: readonly string[];
  readonly canvasserId: string | null;
}

/** `seen` changed nothing but perhaps the place. */
type What = SignupStep | 'deleted' | 'seen';

/** Something that happened, told as a step or seen by comparing two sightings. */
interface Moment {
  readonly what: What;
  /** Null where a system kept no time: before everything that has one. */
  readonly at: string | null;
  readonly id: string;
  readonly of: StepFact | SightedFact;
}

/** Of moments without a time, or at the same: the order in which they follow each other. */
const ORDER: readonly What[] = [
  'invited', 'message-left', 'scheduled', 'rescheduled', 'confirmed', 'declined', 'cancelled', 'deleted', 'walked-in', 'turf-assigned', 'seen', 'checked-in', 'no-show', 'checked-out', 'completed',
];
/** A message that was left says nothing of what they decided; it is a status only where there is no other. */
const STATUSES: readonly What[] = ['invited', 'scheduled', 'rescheduled', 'confirmed', 'declined', 'cancelled', 'walked-in', 'deleted'];
const EXPECTING: readonly What[] = ['scheduled', 'rescheduled', 'confirmed'];
const PLACING: readonly What[] = ['invited', ...EXPECTING, 'walked-in'];
const ATTENDANCE: readonly What[] = ['walked-in', 'checked-in', 'checked-out', 'completed', 'no-show'];
/** Who is first seen like this was scheduled before: nobody shows us when, unless it says when they signed up. */
const IMPLY_SCHEDULED: readonly string[] = ['cancelled', 'completed', 'no-show', 'deleted'];
const DAY_MS = 86_400_000;

export function standingOf(facts: readonly SignupFact[]): Standing {
  const voided = facts.filter((it) => 'correctionId' in it).map(({ stepId }) => stepId);
  const steps = facts.filter((it): it is StepFact => 'step' in it && !voided.includes(it.stepId)).map((of): Moment => ({ what: of.step, at: of.at, id: of.stepId, of }));
  const sighted = sightedMoments(facts.filter((it): it is SightedFact => 'sightingId' in it));
  const all = [...steps, ...sighted].sort(inOrder);
  const count = (what: What, of: readonly Moment[]) => of.reduce((n, it) => (it.what === what ? n + 1 : n), 0);
  const first = (what: What) => all.find((it) => it.what === what && it.at !== null)?.at ?? null;
  const last = <T>(tell: (of: Moment['of']) => T | undefined): T | null => {
    const told = all.findLast(({ of }) => tell(of) !== undefined);
    return told ? tell(told.of)! : null;
  };
  const placed = all.filter(({ what, of }) => of.shiftId !== undefined && (PLACING.includes(what) || 'sightingId' in of));
  const shifts = placed.map(({ of }) => of.shiftId!);
  const shiftId = shifts.at(-1) ?? null;
  const status = all.findLast(({ what }) => STATUSES.includes(what))?.what ?? all.find(({ what }) => what === 'message-left')?.what ?? null;
  const volunteer = last((of) => of.volunteer);
  const { attendance, workedFrom, workedUntil, review } = attendanceOf(all);
  const { startsAt, endsAt } = timesOf(facts);
  return {
    volunteer: volunteer && personKey(volunteer),
    volunteerEventId: last((of) => of.volunteerEventId),
    shiftId,
    movedFrom: distinct(shifts.filter((it) => it !== shiftId)),
    roleId: last((of) => of.roleId),
    // Who took the signup, not who called later to confirm it.
    organizerId: all.find(({ of, what }) => of.organizerId !== undefined && PLACING.includes(what))?.of.organizerId ?? null,
    source: all.find(({ of }) => of.source !== undefined)?.of.source ?? null,
    status: status === 'rescheduled' ? 'scheduled' : status,
    scheduled: all.some(({ what }) => EXPECTING.includes(what)),
    invitedAt: first('invited'),
    scheduledAt: all.find(({ what, at }) => (what === 'scheduled' || what === 'rescheduled') && at !== null)?.at ?? null,
    confirmedAt: first('confirmed'),
    // A system that shows only the latest status says less than the calls themselves.
    confirmations: Math.max(count('confirmed', steps), count('confirmed', sighted), ...sighted.map(({ of }) => ('confirmations' in of ? (of.confirmations ?? 0) : 0))),
    messages: Math.max(count('message-left', steps), count('message-left', sighted)),
    declinedAt: first('declined'),
    cancelledAt: all.findLast(({ what }) => what === 'cancelled' || what === 'deleted')?.at ?? null,
    walkedInAt: first('walked-in'),
    attendance, workedFrom, workedUntil, review, startsAt, endsAt,
    turfIds: collected(all, (of) => of.turfIds),
    listIds: collected(all, (of) => of.listIds),
    canvasserId: last((of) => ('canvasserId' in of ? of.canvasserId : undefined)),
  };
}

/** Status and attendance are facts apart. Who checked in and out has completed; hours are counted only where both ends are known. */
function attendanceOf(all: readonly Moment[]): Pick<Standing, 'attendance' | 'workedFrom' | 'workedUntil' | 'review'> {
  const said = all.findLast(({ what }) => ATTENDANCE.includes(what));
  const workedFrom = all.find(({ what }) => what === 'checked-in')?.at ?? null;
  const workedUntil = all.findLast(({ what }) => what === 'checked-out')?.at ?? null;
  if (!said || said.what === 'no-show') return { attendance: said ? 'no-show' : null, workedFrom, workedUntil, review: null };
  const review = reviewOf(workedFrom, workedUntil);
  const closed = said.what === 'completed' || (workedFrom !== null && workedUntil !== null);
  return { attendance: closed ? 'completed' : 'review', workedFrom, workedUntil, review: review ?? (closed ? null : 'check-out-missing') };
}

/** Why the hours between two stamps are not counted; null where they are, or where there are no stamps. */
function reviewOf(from: string | null, until: string | null): string | null {
  if (from === null && until === null) return null;
  if (until === null) return 'check-out-missing';
  if (from === null) return 'check-in-missing';
  if (until < from) return 'check-out-before-check-in';
  return Date.parse(until) - Date.parse(from) > DAY_MS ? 'over-24-hours' : null;
}

/** What happened between sightings: each change of status, and each change of attendance. */
function sightedMoments(sightings: readonly SightedFact[]): Moment[] {
  const moments: Moment[] = [];
  let [status, attended]: [string | undefined, boolean | undefined] = [undefined, undefined];
  const at = ({ asOf, signedUpAt }: SightedFact) => asOf ?? signedUpAt ?? null;
  for (const of of [...sightings].sort((a, b) => inOrder({ what: a.status, at: at(a), id: a.sightingId }, { what: b.status, at: at(b), id: b.sightingId }))) {
    if (status === undefined && (IMPLY_SCHEDULED.includes(of.status) || (of.signedUpAt !== undefined && of.status === 'confirmed'))) moments.push({ what: 'scheduled', at: of.signedUpAt ?? null, id: of.sightingId, of });
    if (of.status !== status) moments.push({ what: of.status, at: of.status === 'scheduled' && status === undefined ? (of.signedUpAt ?? at(of)) : at(of), id: of.sightingId, of });
    else moments.push({ what: 'seen', at: at(of), id: of.sightingId, of });
    if (of.attended !== undefined && of.attended !== attended) moments.push({ what: of.attended ? 'completed' : 'no-show', at: at(of), id: of.sightingId, of });
    [status, attended] = [of.status, of.attended ?? attended];
  }
  return moments;
}

/** A volunteer's own times, as last seen. */
function timesOf(facts: readonly SignupFact[]): Pick<Standing, 'startsAt' | 'endsAt'> {
  const seen = facts.filter((it): it is SightedFact => 'sightingId' in it && it.startsAt !== undefined && it.endsAt !== undefined);
  const last = seen.sort((a, b) => compare(a.asOf ?? '', b.asOf ?? '') || compare(a.sightingId, b.sightingId)).at(-1);
  return { startsAt: last?.startsAt ?? null, endsAt: last?.endsAt ?? null };
}

function collected(all: readonly Moment[], tell: (of: Moment['of']) => readonly string[] | undefined): string[] {
  return distinct(all.flatMap(({ of }) => tell(of) ?? []));
}

/** Nearly always there is none or one, and a set costs more than all the rest. */
const distinct = (list: string[]): string[] => (list.length < 2 ? list : [...new Set(list)].sort());

function inOrder(a: Pick<Moment, 'what' | 'at' | 'id'>, b: Pick<Moment, 'what' | 'at' | 'id'>): number {
  return compare(a.at ?? '', b.at ?? '') || ORDER.indexOf(a.what) - ORDER.indexOf(b.what) || compare(a.id, b.id);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
