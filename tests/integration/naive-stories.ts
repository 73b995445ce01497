import type { RecordAttempt } from '@fieldledger/contacts';
import type { PlanShift, PlanVolunteerEvent, RecordSignupStep, SightSignup, SignupStep } from '@fieldledger/volunteering';
import { compare, push } from './naive-lists.js';
import { personsOf, text } from './naive-persons.js';
import type { Told } from './volunteer-campaign.js';

/** A shift of which somebody told; without times as long as it was only called off. */
interface Shift {
  readonly event: PlanVolunteerEvent | undefined;
  readonly volunteerEventId: string;
  readonly from: number;
  readonly until: number;
  readonly zone: string;
  readonly capacity: number | null;
}

/** What there is to tell of a signup at one shift. */
export interface Story {
  readonly signupId: string;
  readonly who: string;
  /** Under which they signed up. */
  readonly reference: string;
  readonly work: Work;
  /** Null where nobody told which. */
  readonly shift: string | null;
  readonly eventId: string | null;
  readonly event: PlanVolunteerEvent | undefined;
  /** The times that hold for them, their own or the shift's. */
  readonly from: number | null;
  /** When they were checked in, or should have come. */
  readonly arrivedAt: number | null;
  readonly zone: string | null;
  readonly role: string | null;
  readonly organizer: string | null;
  readonly source: string | null;
  readonly invited: boolean;
  readonly invitedAt: number | null;
  readonly scheduledAt: number | null;
  readonly confirmedAt: number | null;
  readonly scheduled: boolean;
  readonly walkedIn: boolean;
  readonly confirmations: number;
  readonly messages: number;
  readonly declined: boolean;
  readonly outcome: string;
  /** From when until when they were there; null where nobody came. */
  readonly stays: readonly Stay[] | null;
  /** Why it is not counted for how long they were there. */
  readonly held: string | null;
}

export type Stay = readonly [from: number, until: number];

/** By what attempts may be a signup's. */
interface Work {
  readonly canvasserId: string | null;
  readonly turfs: readonly string[];
  readonly lists: readonly string[];
}

/** Something that happened to a signup, told or seen. */
interface Happening {
  readonly what: SignupStep | 'deleted' | 'shown';
  readonly at: number | null;
  readonly told: Partial<RecordSignupStep> & Partial<SightSignup>;
}

/** What each door takes. */
type ItemsOf = { readonly [T in Told as T['door']]: T['item'] };

const DAY = 24 * 3_600_000;
const YES: readonly string[] = ['scheduled', 'rescheduled', 'confirmed'];
/** In which order a system goes through its statuses, where it does not say when. */
const STATUSES: readonly string[] = ['invited', 'message-left', 'scheduled', 'confirmed', 'declined', 'cancelled', 'deleted', 'walked-in', 'no-show', 'completed'];
const CAME: readonly string[] = ['walked-in', 'checked-in', 'checked-out', 'completed'];

/** What happened at a campaign, found by reading each signup's story from beginning to end. */
export class NaiveStories {
  readonly events = new Map<string, PlanVolunteerEvent>();
  readonly shifts = new Map<string, Shift>();
  readonly stories: Story[] = [];
  readonly attempts = new Map<string, RecordAttempt>();
  readonly undelivered = new Set<string>();
  /** Who goes by another reference, and by which. */
  readonly persons: ReadonlyMap<string, string>;
  private readonly off: readonly { readonly id: string; readonly at: string; readonly bySource: boolean }[];
  private readonly on: readonly { readonly id: string; readonly at: string; readonly bySource: boolean }[];

  /** @param told each once, in any order */
  constructor(readonly told: readonly Told[]) {
    const of = <D extends Told['door']>(door: D) => itemsOf(told, door);
    // The plan is the oldest, whatever the order; a change that does not say when is the newest.
    const plans = [...of('volunteer-events').map((plan) => ({ plan, at: plan.asOf ?? '' })), ...of('volunteer-events/changes').map(({ volunteerEvent: plan }) => ({ plan, at: plan.asOf ?? '~' }))];
    for (const { plan } of plans.sort((a, b) => compare(a.at, b.at))) this.events.set(plan.volunteerEventId, plan);
    const shifts = [...of('shifts').map((plan) => ({ plan, at: plan.asOf ?? '' })), ...of('shifts/changes').map(({ shift: plan }) => ({ plan, at: plan.asOf ?? '~' }))];
    for (const { plan } of shifts.sort((a, b) => compare(a.at, b.at))) this.shifts.set(plan.shiftId, this.shiftOf(plan));
    this.off = [
      ...of('shifts/cancellations').map((it) => ({ id: it.shiftId, at: it.cancelledAt, bySource: it.reasonCode === 'withdrawn-by-source' })),
      ...of('volunteer-events/cancellations').map((it) => ({ id: it.volunteerEventId, at: it.cancelledAt, bySource: it.reasonCode === 'withdrawn-by-source' })),
    ];
    this.on = [
      ...of('shifts/reinstatements').map((it) => ({ id: it.shiftId, at: it.reinstatedAt, bySource: false })), ...of('volunteer-events/reinstatements').map((it) => ({ id: it.volunteerEventId, at: it.reinstatedAt, bySource: false })),
      ...shifts.flatMap(({ plan }) => (plan.asOf ? [{ id: plan.shiftId, at: plan.asOf, bySource: true }] : [])), ...plans.flatMap(({ plan }) => (plan.asOf ? [{ id: plan.volunteerEventId, at: plan.asOf, bySource: true }] : [])),
    ];

    const undone = new Set(of('person-links/removals').map(({ linkId }) => linkId));
    this.persons = personsOf(of('person-links').flatMap(({ linkId, person, same }) => (undone.has(linkId) ? [] : [[text(person), text(same)] as const])));
    for (const attempt of of('contact-attempts')) this.attempts.set(attempt.attemptId, attempt);
    for (const { attemptId } of of('contact-attempts/voids')) this.attempts.delete(attemptId);
    for (const { attemptId, status } of of('contact-attempts/deliveries')) if (status === 'undelivered') this.undelivered.add(attemptId);

    const wrong = new Set([...of('signups/voids').map(({ signupId, stepId }) => `${signupId} ${stepId}`), ...of('signups/amendments').map(({ stepId, step }) => `${step.signupId} ${stepId}`)]);
    const [steps, sightings] = [new Map<string, RecordSignupStep[]>(), new Map<string, SightSignup[]>()];
    for (const step of [...of('signups/steps'), ...of('signups/amendments').map((it) => it.step)]) if (!wrong.has(`${step.signupId} ${step.stepId}`)) push(steps, step.signupId, step);
    for (const seen of of('signups/sightings')) push(sightings, seen.signupId, seen);
    for (const signupId of new Set([...steps.keys(), ...sightings.keys()])) this.stories.push(...this.read(signupId, steps.get(signupId) ?? [], sightings.get(signupId) ?? []));
  }

  private shiftOf({ volunteerEventId, starts, ends, zone, capacity }: PlanShift): Shift {
    return { event: this.events.get(volunteerEventId), volunteerEventId, from: Date.parse(starts), until: Date.parse(ends), zone, capacity: capacity ?? null };
  }

  /** Whether it, a shift or an event, was called off for itself, and nobody took that back later. */
  private isOff(id: string | null | undefined): boolean {
    return this.off.some((it) => it.id === id && !this.on.some((back) => back.id === id && (back.bySource ? it.bySource && back.at > it.at : back.at >= it.at)));
  }

  /** Whether a shift was called off, for itself or with its event. */
  isCalledOff(shift: string): boolean {
    return this.isOff(shift) || this.isOff(this.shifts.get(shift)?.volunteerEventId);
  }

  /** One for each shift where they were expected or came. */
  private read(signupId: string, steps: readonly RecordSignupStep[], sightings: readonly SightSignup[]): Story[] {
    const all = [...steps.map((told): Happening => ({ what: told.step, at: Date.parse(told.at), told })), ...seen(sightings)].sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
    const chapters = chaptersOf(all);
    const last = <K extends keyof Happening['told']>(name: K, of: readonly Happening[]) => of.findLast(({ told }) => told[name] !== undefined)?.told[name] ?? null;
    const reference = text(last('volunteer', all)!.reference);
    const work = { canvasserId: last('canvasserId', all), turfs: all.flatMap(({ told }) => told.turfIds ?? []), lists: all.flatMap(({ told }) => told.listIds ?? []) };
    const here = chapters.find(({ isExpectedThere }) => isExpectedThere)!.happenings;
    const invited = all.filter(({ what }) => what === 'invited');
    return chapters.flatMap(({ shift: at, isExpectedThere, happenings }): Story[] => {
      if (happenings.every(({ what }) => what === 'turf-assigned' || what === 'shown')) return [];
      const shift = at === null ? undefined : this.shifts.get(at);
      const eventId = shift?.volunteerEventId ?? last('volunteerEventId', happenings) ?? (isExpectedThere ? last('volunteerEventId', all) : null);
      const event = shift?.event ?? (eventId === null ? undefined : this.events.get(eventId));
      const own = happenings.findLast(({ told }) => told.startsAt !== undefined || told.endsAt !== undefined)?.told;
      const from = own?.startsAt ? Date.parse(own.startsAt) : (shift?.from ?? null);
      const until = own?.endsAt ? Date.parse(own.endsAt) : (shift?.until ?? null);
      const isOff = this.isOff(at) || this.isOff(eventId);
      const became = becameOf(happenings, { from, until, isExpectedThere, isOff });
      if (!isExpectedThere && !became.scheduled && became.stays === null && became.outcome !== 'no-show') return [];
      return [{
        signupId, reference, who: this.persons.get(reference) ?? reference, work, shift: at, eventId, event, from, zone: shift?.zone ?? event?.zone ?? null,
        role: last('roleId', happenings) ?? last('roleId', here) ?? last('roleId', all), source: all.find(({ told }) => told.source !== undefined)?.told.source ?? null,
        // Who was at the door took no signup; a system shows whose it is.
        organizer: all.find(({ what, told }) => told.organizerId !== undefined && (told.sightingId || ['invited', ...YES, 'walked-in'].includes(what)))?.told.organizerId ?? event?.organizerId ?? null,
        invited: isExpectedThere && invited.length > 0, invitedAt: isExpectedThere ? (invited.find((it) => it.at !== null)?.at ?? null) : null, ...became,
      }];
    });
  }
}

/** What one door was told. */
export const itemsOf = <D extends Told['door']>(told: readonly Told[], door: D): ItemsOf[D][] => told.flatMap((it) => (it.door === door ? [it.item] : [])) as ItemsOf[D][];

/** What changed between one sighting and the next is what happened. */
function seen(sightings: readonly SightSignup[]): Happening[] {
  const when = ({ asOf, signedUpAt }: SightSignup) => asOf ?? signedUpAt ?? '';
  const inTurn = [...sightings].sort((a, b) => compare(when(a), when(b)) || STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || compare(a.sightingId, b.sightingId));
  const happened: Happening[] = [];
  let before: SightSignup | undefined;
  /** Which shift was shown last, and how much had happened before it was. */
  let [place, earlier]: [string | undefined, number] = [undefined, 0];
  for (const shown of inTurn) {
    const isGone = (it: SightSignup) => it.status === 'cancelled' || it.status === 'deleted';
    // Who is off the list and did not come is moved nowhere.
    const told = before?.shiftId !== undefined && isGone(before) && isGone(shown) && shown.attended !== true ? { ...shown, shiftId: before.shiftId } : shown;
    const { status, attended, signedUpAt } = told;
    const isMoved = place !== undefined && told.shiftId !== undefined && told.shiftId !== place;
    place = told.shiftId ?? place;
    if (isMoved) earlier = happened.length;
    const at = when(told) === '' ? null : Date.parse(when(told));
    const happens = (what: Happening['what'], then = at) => happened.push({ what, at: then, told });
    const saysAttendance = (it: SightSignup) => it.attended !== undefined || ['walked-in', 'completed', 'no-show'].includes(it.status);
    // Who is first seen with what can only follow a signup had signed up; so had who is shown at another shift.
    if (!before && (isGone(told) || ['completed', 'no-show'].includes(status) || (status === 'confirmed' && signedUpAt))) happens('scheduled', signedUpAt === undefined ? null : Date.parse(signedUpAt));
    if (isMoved && (YES.includes(status) || ((isGone(told) || ['completed', 'no-show'].includes(status)) && !isGone(before!)))) happens('rescheduled');
    // What it said of attendance at this shift it takes back by saying it no more.
    if (before && !isMoved && status !== 'deleted' && saysAttendance(before) && !saysAttendance(told)) {
      for (let n = earlier; n < happened.length; n++) if (['walked-in', 'completed', 'no-show'].includes(happened[n]!.what)) happened[n] = { ...happened[n]!, what: 'shown' };
    }
    if (status !== before?.status || (isMoved && status === 'confirmed')) happens(status, !before && status === 'scheduled' && signedUpAt ? Date.parse(signedUpAt) : at);
    else happens('shown');
    if (attended !== undefined && (attended !== before?.attended || isMoved)) happens(attended ? 'completed' : 'no-show');
    before = told;
  }
  return happened;
}

interface Chapter {
  readonly shift: string | null;
  readonly isExpectedThere: boolean;
  readonly happenings: readonly Happening[];
}

/** What happened at each shift; what is told without one is of where they were expected then, and of who came of where they came. */
function chaptersOf(all: readonly Happening[]): Chapter[] {
  const shifts = new Map<string, Happening[]>();
  const early: Happening[] = [];
  let [expected, came, hasSaidYes]: [string | null, string | null, boolean] = [null, null, false];
  for (const it of all) {
    const { what, told: { shiftId: named, sightingId } } = it;
    const isAttendance = CAME.includes(what) || what === 'no-show';
    // Who said yes is asked to come to another shift, and stays where they are expected.
    if (named && (sightingId || YES.includes(what) || (what === 'invited' && !hasSaidYes))) [expected, came] = [named, named];
    else if (named && CAME.includes(what)) came = named;
    hasSaidYes ||= YES.includes(what);
    const place = named && (shifts.has(named) || isAttendance || named === expected) ? named : CAME.includes(what) ? (came ?? expected) : expected;
    if (place === null) early.push(it);
    else push(shifts, place, it);
  }
  // Who is nowhere yet is where they were called about.
  if (shifts.size === 0) return [{ shift: early.findLast(({ told }) => told.shiftId)?.told.shiftId ?? null, isExpectedThere: true, happenings: early }];
  const [first] = shifts.keys();
  shifts.set(first!, [...early, ...shifts.get(first!)!]);
  const here = expected ?? [...shifts.keys()].at(-1)!;
  return [...shifts].map(([shift, happenings]) => ({ shift, isExpectedThere: shift === here, happenings }));
}

/** What became of a signup at one shift. */
function becameOf(happenings: readonly Happening[], { from, until, isExpectedThere, isOff }: { readonly from: number | null; readonly until: number | null; readonly isExpectedThere: boolean; readonly isOff: boolean }) {
  let [scheduled, walkedIn, everDeclined, completed]: [boolean, boolean, boolean, boolean] = [false, false, false, false];
  /** Since when each no holds, as long as nobody said yes; and which is their last word. */
  const since: { cancelled?: number | null; declined?: number | null } = {};
  let no: 'cancelled' | 'declined' | undefined;
  let attendance: string | undefined;
  const [told, shown] = [{ confirmed: 0, left: 0 }, { confirmed: 0, left: 0 }];
  let [scheduledAt, confirmedAt]: [number | null, number | null] = [null, null];
  const stays: [from: number, until: number][] = [];
  let [cameAt, firstCameAt, leftAt]: [number | null, number | null, number | null] = [null, null, null];
  for (const { what, at, told: of } of happenings) {
    const counted = of.sightingId ? shown : told;
    if (YES.includes(what)) {
      [scheduled, no] = [true, undefined];
      delete since.cancelled;
      delete since.declined;
    }
    if (what === 'scheduled' || what === 'rescheduled') scheduledAt ??= at;
    if (what === 'confirmed') {
      counted.confirmed++;
      confirmedAt ??= at;
    }
    if (what === 'message-left') counted.left++;
    // Who says no once more, or is deleted, had said so before.
    if (what === 'declined' || what === 'cancelled' || what === 'deleted') {
      no = what === 'declined' ? what : 'cancelled';
      since[no] ??= at;
      everDeclined ||= what === 'declined';
    }
    if (what === 'checked-in') [cameAt, firstCameAt] = [cameAt ?? at, firstCameAt ?? at];
    if (what === 'checked-out') {
      if (cameAt !== null) stays.push([cameAt, at!]);
      else if (stays.length > 0) stays.at(-1)![1] = at!;
      [leftAt, cameAt] = [at, null];
    }
    if (what === 'walked-in') [walkedIn, no] = [true, undefined];
    if (CAME.includes(what) || what === 'no-show') attendance = what;
    completed = what === 'completed' || (completed && what !== 'no-show');
    // Who was missed had been expected.
    if (what === 'no-show') scheduled = true;
  }
  const came = attendance !== undefined && attendance !== 'no-show';
  if (came && !scheduled) walkedIn = true;
  const confirmations = Math.max(told.confirmed, shown.confirmed, ...happenings.map(({ told: of }) => of.confirmations ?? 0));
  const isWhole = completed || (came && firstCameAt !== null && leftAt !== null);
  const noAt = no ? since[no]! : null;
  const saidNo = !no ? null : no === 'declined' ? 'declined' : noAt !== null && from !== null && noAt >= from ? 'cancelled-late' : 'cancelled-in-advance';
  const isExcused = noAt !== null && from !== null && noAt < from;
  const outcome = attendance === 'no-show' ? (isExcused ? saidNo! : 'no-show') : came ? (isWhole ? 'completed' : 'review') : !isExpectedThere ? 'moved' : isOff ? 'called-off' : (saidNo ?? (scheduled ? 'open' : 'invited'));
  const held = !came ? null : heldOf();
  return {
    arrivedAt: firstCameAt === null && leftAt === null ? from : firstCameAt,
    scheduled, walkedIn, confirmations, messages: Math.max(told.left, shown.left), declined: everDeclined, scheduledAt, confirmedAt, outcome, held,
    stays: staysOf(),
  };

  function staysOf(): Stay[] | null {
    if (!came) return null;
    return held !== null ? [] : firstCameAt === null ? [[from!, until!]] : stays;
  }

  function heldOf(): string | null {
    if (firstCameAt === null && leftAt === null) return !isWhole ? 'check-out-missing' : from === null || until === null || until <= from ? 'times-unknown' : until - from > DAY ? 'over-24-hours' : null;
    if (leftAt === null) return 'check-out-missing';
    if (firstCameAt === null) return 'check-in-missing';
    if (leftAt < firstCameAt) return 'check-out-before-check-in';
    if (cameAt !== null) return 'check-out-missing';
    return leftAt - firstCameAt > DAY ? 'over-24-hours' : null;
  }
}
