import type { RecordSignupStep, SightSignup } from '@fieldledger/volunteering';
import type { Told } from './volunteer-campaign.js';

/*
 * What the reports on volunteers should say of a campaign, found the slow and simple way: every signup's story is put in
 * order and read from beginning to end. It shares nothing with the reports but the words.
 */
interface Shift {
  readonly eventType: string;
  readonly from: number;
  readonly until: number;
}

/** What there is to tell of a signup at one shift. */
interface Story {
  readonly signupId: string;
  readonly who: string;
  readonly shift: string;
  readonly role: string;
  readonly invited: boolean;
  readonly scheduled: boolean;
  readonly walkedIn: boolean;
  readonly confirmations: number;
  readonly messages: number;
  readonly declined: boolean;
  readonly outcome: string;
  /** Null where nobody came; held where they came and it is not known for how long. */
  readonly stretch: { readonly from: number; readonly until: number; readonly away: number } | 'held' | null;
}

const DAY = 86_400_000;

export class NaiveVolunteering {
  private readonly shifts = new Map<string, Shift>();
  private readonly calledOff = new Set<string>();
  private readonly stories: Story[] = [];

  /** @param told in the order in which it happened, each once */
  constructor(told: readonly Told[]) {
    const types = new Map<string, string>();
    const persons = new Map<string, string>();
    const steps = new Map<string, RecordSignupStep[]>();
    const seen = new Map<string, SightSignup[]>();
    const wrong = new Set<string>();
    const [changed, links] = [new Map<string, string>(), new Map<string, string>()];
    for (const { door, item } of told) {
      if (door === 'volunteer-events') types.set(item.volunteerEventId, item.eventType);
      else if (door === 'shifts') this.shifts.set(item.shiftId, { eventType: types.get(item.volunteerEventId)!, from: Date.parse(item.starts), until: Date.parse(item.ends) });
      else if (door === 'shifts/changes') {
        if (item.shift.asOf! > (changed.get(item.shift.shiftId) ?? '')) {
          changed.set(item.shift.shiftId, item.shift.asOf!);
          this.shifts.set(item.shift.shiftId, { eventType: types.get(item.shift.volunteerEventId)!, from: Date.parse(item.shift.starts), until: Date.parse(item.shift.ends) });
        }
      } else if (door === 'shifts/cancellations') this.calledOff.add(item.shiftId);
      else if (door === 'person-links') {
        links.set(item.linkId, text(item.same));
        persons.set(text(item.same), text(item.person));
      } else if (door === 'person-links/removals') persons.delete(links.get(item.linkId)!);
      else if (door === 'signups/voids') wrong.add(item.stepId);
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
    let [shift, role, invited] = ['', '', false];
    for (const step of steps) {
      shift = step.shiftId ?? shift;
      role = step.roleId ?? role;
      invited ||= step.step === 'invited';
      push(told, shift, step);
    }
    return [...told].map(([at, there]) => ({ signupId, who: persons.get(reference) ?? reference, shift: at, role, ...this.toldAt(at, there, at === shift), invited: invited && at === shift }));
  }

  private toldAt(shift: string, steps: readonly RecordSignupStep[], isExpectedThere: boolean): Omit<Story, 'signupId' | 'who' | 'shift' | 'role' | 'invited'> {
    let [scheduled, walkedIn, declined] = [false, false, false];
    let [confirmations, messages, cancelledAt, declinedAt, came, attendance]: [number, number, number | null, number | null, boolean, string | null] = [0, 0, null, null, false, null];
    let [from, until, away, isIn]: [number | null, number | null, number, boolean] = [null, null, 0, false];
    for (const step of steps) {
      const time = Date.parse(step.at);
      // Who said yes later has not declined or cancelled any more.
      if (['scheduled', 'rescheduled', 'confirmed'].includes(step.step)) [scheduled, declinedAt, cancelledAt] = [true, null, null];
      if (step.step === 'confirmed') confirmations++;
      if (step.step === 'message-left') messages++;
      if (step.step === 'declined') [declined, declinedAt, cancelledAt] = [true, time, null];
      if (step.step === 'cancelled') [cancelledAt, declinedAt] = [time, null];
      if (step.step === 'checked-in') {
        if (from !== null && until !== null) away += time - until;
        [from, isIn] = [from ?? time, true];
      }
      if (step.step === 'checked-out') [until, isIn] = [time, false];
      if (step.step === 'walked-in') walkedIn = true;
      if (['walked-in', 'checked-in', 'checked-out', 'completed'].includes(step.step)) [came, attendance] = [true, step.step];
      if (step.step === 'no-show') [came, attendance, scheduled] = [false, 'no-show', true];
    }
    if (came && !scheduled) walkedIn = true;
    const stamped = from !== null && until !== null;
    const isWhole = came && (attendance === 'completed' || stamped);
    const { from: starts, until: ends } = this.shifts.get(shift)!;
    const saidNo = cancelledAt !== null ? (cancelledAt >= starts ? 'cancelled-late' : 'cancelled-in-advance') : declinedAt !== null ? 'declined' : null;
    const isExcused = saidNo === 'cancelled-in-advance' || (saidNo === 'declined' && declinedAt! < starts);
    const outcome = attendance === 'no-show' ? (isExcused ? saidNo! : 'no-show') : isWhole ? 'completed' : came ? 'review' : !isExpectedThere ? 'moved' : this.calledOff.has(shift) ? 'called-off' : (saidNo ?? (scheduled ? 'open' : 'invited'));
    let stretch: Story['stretch'] = null;
    if (isWhole) stretch = stamped ? { from: from!, until: until!, away } : from === null && until === null ? { from: starts, until: ends, away: 0 } : 'held';
    else if (came) stretch = 'held';
    if (stretch !== null && stretch !== 'held' && (isIn || stretch.until < stretch.from || stretch.until - stretch.from > DAY)) stretch = 'held';
    return { scheduled, walkedIn, confirmations, messages, declined, outcome, stretch };
  }

  private shownStory(signupId: string, seen: readonly SightSignup[], persons: ReadonlyMap<string, string>): Story {
    let [confirmations, before, came]: [number, string, boolean | undefined] = [0, '', undefined];
    for (const { status, attended } of seen) {
      if (status === 'confirmed' && before !== 'confirmed') confirmations++;
      before = status;
      came = attended;
    }
    const { shiftId, roleId, volunteer } = seen[0]!;
    const { from, until } = this.shifts.get(shiftId!)!;
    const outcome = came === true ? 'completed' : came === false ? 'no-show' : this.calledOff.has(shiftId!) ? 'called-off' : before === 'cancelled' ? 'cancelled-in-advance' : 'open';
    const stretch = came !== true ? null : until - from > DAY ? 'held' : { from, until, away: 0 };
    const reference = text(volunteer.reference);
    return { signupId, who: persons.get(reference) ?? reference, shift: shiftId!, role: roleId!, invited: false, scheduled: true, walkedIn: false, confirmations, messages: 0, declined: false, outcome, stretch };
  }

  /** The figures of `show-rates`, by event type, shift or number of confirmations; by nothing, all in one. */
  showRates(by: 'eventType' | 'shift' | 'confirmations' | 'nothing'): Record<string, Record<string, number | null>> {
    const groups = new Map<string, Story[]>();
    for (const story of this.stories) {
      if (story.outcome === 'moved' && !story.scheduled) continue;
      const name = by === 'nothing' ? '' : by === 'shift' ? story.shift : by === 'eventType' ? this.shifts.get(story.shift)!.eventType : story.confirmations >= 3 ? '3 and more' : String(story.confirmations);
      push(groups, name, story);
    }
    return Object.fromEntries([...groups].map(([name, stories]) => [name, ratesOf(stories)]));
  }

  /** The figures of `volunteer-hours` by volunteer. */
  hours(): Record<string, Record<string, number>> {
    const persons = new Map<string, Story[]>();
    for (const story of this.stories) if (story.stretch !== null) push(persons, story.who, story);
    return Object.fromEntries([...persons].map(([who, stories]) => {
      const stretches = stories.flatMap(({ stretch }) => (stretch === 'held' || stretch === null ? [] : [stretch])).sort((a, b) => a.from - b.from || a.until - b.until);
      let [end, milliseconds, overlapping] = [0, 0, 0];
      for (const { from, until, away } of stretches) {
        if (from < end) overlapping++;
        milliseconds += Math.max(0, until - Math.max(from, end) - away);
        end = Math.max(end, until);
      }
      return [who, { shifts: stretches.length, seconds: milliseconds / 1_000, inReview: stories.length - stretches.length, overlapping }];
    }));
  }

  /** The figures of `shift-calendar`, by shift and role. */
  calendar(roles: readonly { readonly roleId: string; readonly minimum?: number; readonly goal?: number }[], capacity: number): Record<string, Record<string, number | null>> {
    const places: Record<string, Record<string, number | null>> = {};
    const filled = new Map<string, Story[]>();
    for (const story of this.stories) if ((story.scheduled || story.walkedIn) && ['open', 'completed', 'review', 'no-show'].includes(story.outcome)) push(filled, `${story.shift} ${story.role}`, story);
    for (const shift of this.shifts.keys()) {
      const expectedAt = (role: string) => filled.get(`${shift} ${role}`) ?? [];
      const isOff = this.calledOff.has(shift);
      const all = roles.reduce((sum, { roleId }) => sum + expectedAt(roleId).length, 0);
      for (const { roleId, minimum, goal } of roles) {
        const here = expectedAt(roleId);
        places[`${shift} ${roleId}`] = {
          expected: here.length, confirmed: here.filter(({ confirmations }) => confirmations > 0).length, confirmedTwice: here.filter(({ confirmations }) => confirmations > 1).length,
          came: here.filter(({ outcome }) => outcome === 'completed' || outcome === 'review').length,
          gapToMinimum: isOff || minimum === undefined ? null : Math.max(0, minimum - here.length), gapToGoal: isOff || goal === undefined ? null : Math.max(0, goal - here.length), overCapacity: isOff ? null : Math.max(0, all - capacity),
        };
      }
    }
    return places;
  }

  /** The counts of `confirmation-funnel`. */
  funnel(): Record<string, number> {
    const stories = this.stories.filter(({ outcome }) => outcome !== 'called-off' && outcome !== 'moved');
    const count = (holds: (story: Story) => boolean) => stories.filter(holds).length;
    return {
      invited: count((it) => it.invited), scheduled: count((it) => it.scheduled), confirmed: count((it) => it.scheduled && it.confirmations > 0), confirmedTwice: count((it) => it.scheduled && it.confirmations > 1),
      confirmedMore: count((it) => it.scheduled && it.confirmations > 2), completed: count((it) => it.scheduled && it.outcome === 'completed'), messagesLeft: stories.reduce((sum, { messages }) => sum + messages, 0),
      neverCalled: count((it) => it.scheduled && it.confirmations === 0 && it.messages === 0 && !it.declined),
    };
  }
}

function ratesOf(stories: readonly Story[]): Record<string, number | null> {
  const expected = stories.filter(({ scheduled, outcome }) => scheduled && outcome !== 'moved' && outcome !== 'called-off');
  const count = (holds: (story: Story) => boolean) => expected.filter(holds).length;
  const became = (what: string) => count(({ outcome }) => outcome === what);
  const round = (share: number) => Math.round((share + Number.EPSILON) * 10_000) / 10_000;
  return {
    scheduled: expected.length, volunteers: new Set(expected.map(({ who }) => who)).size,
    notConfirmed: count((it) => it.confirmations === 0), confirmedOnce: count((it) => it.confirmations === 1), confirmedTwice: count((it) => it.confirmations === 2), confirmedMore: count((it) => it.confirmations > 2),
    neverCalled: count((it) => it.confirmations === 0 && it.messages === 0 && !it.declined),
    completed: became('completed'), noShow: became('no-show'), cancelledInAdvance: became('cancelled-in-advance'), cancelledLate: became('cancelled-late'), declined: became('declined'), inReview: became('review'), open: became('open'),
    moved: stories.filter(({ outcome }) => outcome === 'moved').length, calledOff: stories.filter(({ scheduled, outcome }) => scheduled && outcome === 'called-off').length, walkIns: stories.filter(({ scheduled, walkedIn }) => !scheduled && walkedIn).length, invitedOnly: stories.filter(({ outcome }) => outcome === 'invited').length,
    showRate: expected.length === 0 ? null : round(became('completed') / expected.length), flakeRate: expected.length === 0 ? null : round(1 - became('completed') / expected.length),
  };
}

const text = ({ system, scope, id }: { readonly system: string; readonly scope: string; readonly id: string }) => `${system}/${scope}/${id}`;

function push<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}
