import type { RecordAttempt } from '@fieldledger/contacts';
import type { PlanVolunteerEvent, RecordSignupStep, SightSignup } from '@fieldledger/volunteering';
import type { Told } from './volunteer-campaign.js';

interface Shift {
  readonly event: PlanVolunteerEvent;
  readonly from: number;
  readonly until: number;
}

/** What there is to tell of a signup at one shift. */
export interface Story {
  readonly signupId: string;
  readonly who: string;
  /** Under which they signed up. */
  readonly reference: string;
  readonly work: Work;
  readonly shift: string;
  readonly role: string;
  readonly organizer: string;
  readonly source: string | null;
  readonly invitedAt: number | null;
  readonly scheduledAt: number | null;
  readonly confirmedAt: number | null;
  readonly scheduled: boolean;
  readonly walkedIn: boolean;
  readonly confirmations: number;
  readonly messages: number;
  readonly declined: boolean;
  readonly outcome: string;
  /** Null where nobody came; held where they came and it is not known for how long; else from when until when they were there. */
  readonly stays: readonly Stay[] | 'held' | null;
}

export type Stay = readonly [from: number, until: number];

/** By what attempts may be a signup's. */
interface Work {
  readonly canvasserId: string | null;
  readonly turfs: readonly string[];
  readonly lists: readonly string[];
}

const DAY = 24 * 3_600_000;

/** What happened at a campaign, found by reading each signup's story from beginning to end. */
export class NaiveStories {
  readonly shifts = new Map<string, Shift>();
  readonly calledOff = new Set<string>();
  readonly stories: Story[] = [];
  readonly attempts = new Map<string, RecordAttempt>();
  readonly undelivered = new Set<string>();
  /** Who goes by another reference, and by which. */
  readonly persons = new Map<string, string>();

  /** @param told in the order in which it happened, each once */
  constructor(told: readonly Told[]) {
    const events = new Map<string, PlanVolunteerEvent>();
    const { persons } = this;
    const steps = new Map<string, RecordSignupStep[]>();
    const seen = new Map<string, SightSignup[]>();
    const wrong = new Set<string>();
    const [changed, links] = [new Map<string, string>(), new Map<string, string>()];
    for (const { door, item } of told) {
      if (door === 'volunteer-events') events.set(item.volunteerEventId, item);
      else if (door === 'shifts') this.shifts.set(item.shiftId, { event: events.get(item.volunteerEventId)!, from: Date.parse(item.starts), until: Date.parse(item.ends) });
      else if (door === 'shifts/changes') {
        if (item.shift.asOf! > (changed.get(item.shift.shiftId) ?? '')) {
          changed.set(item.shift.shiftId, item.shift.asOf!);
          this.shifts.set(item.shift.shiftId, { event: events.get(item.shift.volunteerEventId)!, from: Date.parse(item.shift.starts), until: Date.parse(item.shift.ends) });
        }
      } else if (door === 'shifts/cancellations') this.calledOff.add(item.shiftId);
      else if (door === 'person-links') {
        links.set(item.linkId, text(item.same));
        persons.set(text(item.same), text(item.person));
      } else if (door === 'person-links/removals') persons.delete(links.get(item.linkId)!);
      else if (door === 'contact-attempts') this.attempts.set(item.attemptId, item);
      else if (door === 'contact-attempts/voids') this.attempts.delete(item.attemptId);
      else if (door === 'contact-attempts/deliveries') {
        if (item.status === 'undelivered') this.undelivered.add(item.attemptId);
      } else if (door === 'signups/voids') wrong.add(item.stepId);
      else if (door === 'signups/sightings') push(seen, item.signupId, item);
      else if (door === 'signups/amendments') {
        wrong.add(item.stepId);
        push(steps, item.step.signupId, item.step);
      } else push(steps, item.signupId, item);
    }
    for (const [signupId, all] of steps) this.stories.push(...this.toldStories(signupId, all.filter(({ stepId }) => !wrong.has(stepId)).sort((a, b) => Date.parse(a.at) - Date.parse(b.at)), persons));
    for (const [signupId, all] of seen) this.stories.push(this.shownStory(signupId, all, persons));
  }

  /** One for each shift where they were expected or came; what is told without a shift is of the one that was named last. */
  private toldStories(signupId: string, steps: readonly RecordSignupStep[], persons: ReadonlyMap<string, string>): Story[] {
    const reference = text(steps[0]!.volunteer.reference);
    const told = new Map<string, RecordSignupStep[]>();
    let [shift, role] = ['', ''];
    let canvasserId: string | null = null;
    const [turfs, lists]: [string[], string[]] = [[], []];
    let [organizer, source, invitedAt]: [string | undefined, string | undefined, number | undefined] = [undefined, undefined, undefined];
    for (const step of steps) {
      shift = step.shiftId ?? shift;
      role = step.roleId ?? role;
      // Who was at the door took no signup.
      if (!['checked-in', 'checked-out', 'completed', 'no-show'].includes(step.step)) organizer ??= step.organizerId;
      source ??= step.source;
      if (step.step === 'invited') invitedAt ??= Date.parse(step.at);
      canvasserId = step.canvasserId ?? canvasserId;
      turfs.push(...(step.turfIds ?? []));
      lists.push(...(step.listIds ?? []));
      push(told, shift, step);
    }
    const who = persons.get(reference) ?? reference;
    return [...told].map(([at, there]) => ({
      signupId, who, reference, work: { canvasserId, turfs, lists }, shift: at, role, organizer: organizer ?? this.shifts.get(at)!.event.organizerId!, source: source ?? null, ...this.toldAt(at, there, at === shift), invitedAt: at === shift ? (invitedAt ?? null) : null,
    }));
  }

  private toldAt(shift: string, steps: readonly RecordSignupStep[], isExpectedThere: boolean): Omit<Story, 'signupId' | 'who' | 'reference' | 'work' | 'shift' | 'role' | 'organizer' | 'source' | 'invitedAt'> {
    let [scheduled, walkedIn, declined] = [false, false, false];
    let [confirmations, messages, cancelledAt, declinedAt, came, attendance]: [number, number, number | null, number | null, boolean, string | null] = [0, 0, null, null, false, null];
    let [scheduledAt, confirmedAt]: [number | null, number | null] = [null, null];
    const stays: Stay[] = [];
    let [cameAt, wentUnseen]: [number | null, boolean] = [null, false];
    for (const step of steps) {
      const time = Date.parse(step.at);
      // Who said yes later has not declined or cancelled any more.
      if (['scheduled', 'rescheduled', 'confirmed'].includes(step.step)) [scheduled, declinedAt, cancelledAt] = [true, null, null];
      if (step.step === 'scheduled' || step.step === 'rescheduled') scheduledAt ??= time;
      if (step.step === 'confirmed') [confirmations, confirmedAt] = [confirmations + 1, confirmedAt ?? time];
      if (step.step === 'message-left') messages++;
      if (step.step === 'declined') [declined, declinedAt, cancelledAt] = [true, time, null];
      if (step.step === 'cancelled') [cancelledAt, declinedAt] = [time, null];
      if (step.step === 'checked-in') cameAt ??= time;
      if (step.step === 'checked-out') {
        const from = cameAt ?? stays.pop()?.[0];
        if (from === undefined) wentUnseen = true;
        else stays.push([from, time]);
        cameAt = null;
      }
      if (step.step === 'walked-in') walkedIn = true;
      if (['walked-in', 'checked-in', 'checked-out', 'completed'].includes(step.step)) [came, attendance] = [true, step.step];
      if (step.step === 'no-show') [came, attendance, scheduled] = [false, 'no-show', true];
    }
    if (came && !scheduled) walkedIn = true;
    const isWhole = came && (attendance === 'completed' || stays.length > 0 || (wentUnseen && cameAt !== null));
    const { from: starts, until: ends } = this.shifts.get(shift)!;
    const saidNo = cancelledAt !== null ? (cancelledAt >= starts ? 'cancelled-late' : 'cancelled-in-advance') : declinedAt !== null ? 'declined' : null;
    const isExcused = saidNo === 'cancelled-in-advance' || (saidNo === 'declined' && declinedAt! < starts);
    const outcome = attendance === 'no-show' ? (isExcused ? saidNo! : 'no-show') : isWhole ? 'completed' : came ? 'review' : !isExpectedThere ? 'moved' : this.calledOff.has(shift) ? 'called-off' : (saidNo ?? (scheduled ? 'open' : 'invited'));
    if (cameAt === null && !wentUnseen && stays.length === 0) stays.push([starts, ends]);
    const isHeld = cameAt !== null || !isWhole || stays.length === 0 || stays.at(-1)![1] - stays[0]![0] > DAY;
    return { scheduled, walkedIn, confirmations, messages, declined, scheduledAt, confirmedAt, outcome, stays: !came ? null : isHeld ? 'held' : stays };
  }

  private shownStory(signupId: string, seen: readonly SightSignup[], persons: ReadonlyMap<string, string>): Story {
    let [confirmations, confirmedAt, before, came]: [number, number | null, string, boolean | undefined] = [0, null, '', undefined];
    for (const { status, attended, asOf } of seen) {
      if (status === 'confirmed' && before !== 'confirmed') [confirmations, confirmedAt] = [confirmations + 1, confirmedAt ?? Date.parse(asOf!)];
      before = status;
      came = attended;
    }
    const { shiftId, roleId, volunteer, signedUpAt, organizerId, source = null, turfIds = [], listIds = [] } = seen[0]!;
    const { from, until, event } = this.shifts.get(shiftId!)!;
    const outcome = came === true ? 'completed' : came === false ? 'no-show' : this.calledOff.has(shiftId!) ? 'called-off' : before === 'cancelled' ? 'cancelled-in-advance' : 'open';
    const stays: Story['stays'] = came !== true ? null : until - from > DAY ? 'held' : [[from, until]];
    const reference = text(volunteer.reference);
    return {
      signupId, who: persons.get(reference) ?? reference, reference, work: { canvasserId: null, turfs: turfIds, lists: listIds }, shift: shiftId!, role: roleId!, organizer: organizerId ?? event.organizerId!, source, invitedAt: null, scheduledAt: Date.parse(signedUpAt!), confirmedAt,
      scheduled: true, walkedIn: false, confirmations, messages: 0, declined: false, outcome, stays,
    };
  }
}

const text = ({ system, scope, id }: { readonly system: string; readonly scope: string; readonly id: string }) => `${system}/${scope}/${id}`;

export function push<K, T>(lists: Map<K, T[]>, name: K, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}
