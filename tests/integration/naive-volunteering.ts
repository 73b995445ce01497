import type { RecordAttempt } from '@fieldledger/contacts';
import type { PlanVolunteerEvent, RecordSignupStep, SightSignup } from '@fieldledger/volunteering';
import type { Told } from './volunteer-campaign.js';

/*
 * What the reports on volunteers should say of a campaign, found the slow and simple way: every signup's story is put in
 * order and read from beginning to end. It shares nothing with the reports but the words.
 */
interface Shift {
  readonly event: PlanVolunteerEvent;
  readonly from: number;
  readonly until: number;
}

/** What there is to tell of a signup at one shift. */
interface Story {
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

type Stay = readonly [from: number, until: number];

/** By what attempts may be a signup's. */
interface Work {
  readonly canvasserId: string | null;
  readonly turfs: readonly string[];
  readonly lists: readonly string[];
}

/** An attempt at the story in which it was made; without an attempt, a story in which none was. */
interface Made {
  readonly story: Story;
  readonly attempt: RecordAttempt | null;
  readonly seconds: number;
}

/** By what show rates, hours and the funnel are grouped here. */
export type By = 'eventType' | 'event' | 'shift' | 'day' | 'week' | 'organizer' | 'source' | 'role' | 'confirmations' | 'leadTime' | 'volunteer' | 'campaign' | 'nothing';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class NaiveVolunteering {
  private readonly shifts = new Map<string, Shift>();
  private readonly calledOff = new Set<string>();
  private readonly stories: Story[] = [];
  private readonly attempts = new Map<string, RecordAttempt>();
  private readonly undelivered = new Set<string>();
  /** Who goes by another reference, and by which. */
  private readonly persons = new Map<string, string>();
  private allMade: Made[] | undefined;

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

  /** Which group a story is of; no source is of no name. */
  private groupOf(story: Story, by: By): string {
    const { from, event } = this.shifts.get(story.shift)!;
    // In the zone of the campaign's events, which is four hours behind all summer.
    const day = new Date(from - 4 * HOUR).toISOString().slice(0, 10);
    const lead = story.scheduledAt === null ? null : (from - story.scheduledAt) / DAY;
    switch (by) {
      case 'eventType': return event.eventType;
      case 'event': return event.volunteerEventId;
      case 'shift': return story.shift;
      case 'day': return day;
      case 'week': return new Date(Date.parse(day) - ((new Date(day).getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10);
      case 'organizer': return story.organizer;
      case 'source': return story.source ?? '';
      case 'role': return story.role;
      case 'confirmations': return story.confirmations >= 3 ? '3 and more' : String(story.confirmations);
      case 'leadTime': return lead === null ? '' : lead < 1 ? '00 days' : lead < 3 ? '01-02 days' : lead < 7 ? '03-06 days' : lead < 14 ? '07-13 days' : '14 days and over';
      case 'volunteer': return story.who;
      case 'campaign': return event.campaignId!;
      case 'nothing': return '';
    }
  }

  private grouped<T>(stories: readonly Story[], by: By, measure: (stories: readonly Story[]) => T): Record<string, T> {
    const groups = new Map<string, Story[]>();
    for (const story of stories) push(groups, this.groupOf(story, by), story);
    return Object.fromEntries([...groups].map(([name, some]) => [name, measure(some)]));
  }

  /** The figures of `show-rates`; by nothing, all in one. */
  showRates(by: By): Record<string, Record<string, number | null>> {
    return this.grouped(this.stories.filter(({ outcome, scheduled }) => outcome !== 'moved' || scheduled), by, ratesOf);
  }

  /** How long each story counts, and which overlap an earlier one. What overlaps an earlier stay of the same person is that one's. */
  private counted(came: readonly Story[]): { readonly milliseconds: ReadonlyMap<Story, number>; readonly doubled: ReadonlySet<Story> } {
    const persons = new Map<string, { readonly story: Story; readonly stay: Stay }[]>();
    for (const story of came) if (story.stays !== 'held') for (const stay of story.stays!) push(persons, story.who, { story, stay });
    const milliseconds = new Map<Story, number>();
    const doubled = new Set<Story>();
    for (const theirs of persons.values()) {
      theirs.sort((a, b) => a.stay[0] - b.stay[0] || a.stay[1] - b.stay[1] || compare(a.story.signupId, b.story.signupId) || compare(a.story.shift, b.story.shift));
      const moments = [...new Set(theirs.flatMap(({ stay }) => stay))].sort((a, b) => a - b);
      for (const [n, from] of moments.slice(0, -1).entries()) {
        const there = theirs.filter(({ stay }) => stay[0] <= from && from < stay[1]);
        if (there.length > 0) milliseconds.set(there[0]!.story, (milliseconds.get(there[0]!.story) ?? 0) + moments[n + 1]! - from);
        for (const { story } of there.slice(1)) doubled.add(story);
      }
    }
    return { milliseconds, doubled };
  }

  /** The figures of `volunteer-hours`. */
  hours(by: By): Record<string, Record<string, number>> {
    const came = this.stories.filter(({ stays }) => stays !== null);
    const { milliseconds, doubled } = this.counted(came);
    return this.grouped(came, by, (stories) => {
      const counted = stories.filter(({ stays }) => stays !== 'held');
      return {
        shifts: counted.length, volunteers: new Set(counted.map(({ who }) => who)).size, seconds: counted.reduce((sum, story) => sum + (milliseconds.get(story) ?? 0), 0) / 1_000,
        inReview: stories.length - counted.length, overlapping: stories.filter((story) => doubled.has(story)).length,
      };
    });
  }

  /** The figures of `productivity`; by canvasser and turf they are those of the attempt. */
  productivity(by: By | 'canvasser' | 'turf'): Record<string, Record<string, number | null>> {
    const groups = new Map<string, Made[]>();
    for (const made of this.made()) push(groups, by === 'canvasser' ? canvasserOf(made.attempt) : by === 'turf' ? (made.attempt?.turfId ?? '') : this.groupOf(made.story, by), made);
    return Object.fromEntries([...groups].map(([name, all]) => {
      const attempts = all.flatMap(({ attempt }) => attempt ?? []);
      // No part of a whole minute ends within a millionth of where a hundredth of an hour does.
      const seconds = Math.round(all.reduce((sum, it) => sum + it.seconds, 0) * 1e6) / 1e6;
      const contacts = this.contactsOf(attempts);
      const perHour = (n: number) => (seconds === 0 ? null : Math.floor((n * 360_000) / seconds + 0.5) / 100);
      return [name, {
        attempts: attempts.length, contacts, shifts: new Set(all.map(({ story }) => story)).size, hours: Math.floor(seconds / 36 + 0.5) / 100, attemptsPerHour: perHour(attempts.length), contactsPerHour: perHour(contacts),
        contactsPerAttempt: attempts.length === 0 ? null : Math.round((contacts / attempts.length + Number.EPSILON) * 10_000) / 10_000,
      }];
    }));
  }

  /** Attempts that were made in no shift. */
  outsideShifts(): number {
    return this.attempts.size - this.made().filter(({ attempt }) => attempt).length;
  }

  /** Attempts and contacts of `canvasser-activity`, by canvasser. */
  canvassers(): Record<string, { readonly attempts: number; readonly contacts: number }> {
    const groups = new Map<string, RecordAttempt[]>();
    for (const attempt of this.attempts.values()) push(groups, canvasserOf(attempt), attempt);
    return Object.fromEntries([...groups].map(([name, all]) => [name, { attempts: all.length, contacts: this.contactsOf(all) }]));
  }

  /** Code 14 is Canvassed. */
  private contactsOf(attempts: readonly RecordAttempt[]): number {
    return attempts.filter(({ attemptId, resultCodeId }) => resultCodeId === 14 && !this.undelivered.has(attemptId)).length;
  }

  /** Counted once, since it takes a while of a large campaign. */
  private made(): Made[] {
    return (this.allMade ??= this.countMade());
  }

  private countMade(): Made[] {
    const came = this.stories.filter(({ stays }) => stays !== null);
    const { milliseconds } = this.counted(came);
    const crew = came.filter(({ stays }) => stays !== 'held');
    const hourly = new Map<string, Set<Story>>();
    for (const story of crew) {
      for (const [from, until] of story.stays as readonly Stay[]) {
        for (let hour = Math.floor(from / HOUR); hour <= until / HOUR; hour++) hourly.set(String(hour), (hourly.get(String(hour)) ?? new Set()).add(story));
      }
    }
    // Every reference of whoever signed up, with who that is.
    const known = new Map(this.stories.map(({ reference, who }) => [reference, who]));
    const volunteers = new Set(known.values());
    for (const [same, person] of this.persons) if (volunteers.has(person)) known.set(same, person).set(person, person);
    const isAlone = new Map<string, Set<string>>();
    for (const [reference, who] of known) {
      const [system, , id] = reference.split('/');
      for (const name of [`${system}/${id}`, `/${id}`]) isAlone.set(name, (isAlone.get(name) ?? new Set()).add(who));
    }
    const theirs = new Map<string, string[]>();
    for (const [reference, who] of known) push(theirs, who, reference);

    /** How well an attempt is a story's; nought is not at all. */
    const rankOf = ({ voter: { system, scope }, canvasserId, listId, turfId }: RecordAttempt, { who, reference, work }: Story): number => {
      if (canvasserId !== undefined) {
        if (work.canvasserId === canvasserId) return 6;
        const own = theirs.get(who)!.filter((it) => it.split('/')[2] === canvasserId);
        if (own.includes(`${system}/${scope}/${canvasserId}`)) return 5;
        if (own.some((it) => it.split('/')[0] === system) && isAlone.get(`${system}/${canvasserId}`)!.size === 1) return 4;
        if (own.includes(reference) && isAlone.get(`/${canvasserId}`)!.size === 1) return 3;
      }
      if (listId !== undefined && work.lists.includes(listId)) return 2;
      return turfId !== undefined && work.turfs.includes(turfId) ? 1 : 0;
    };
    const worked = new Map<Story, RecordAttempt[]>();
    for (const attempt of this.attempts.values()) {
      const when = Date.parse(attempt.attemptedAt);
      const claims = [...(hourly.get(String(Math.floor(when / HOUR))) ?? [])].flatMap((story) => {
        const stay = (story.stays as readonly Stay[]).find(([from, until]) => from <= when && when < until);
        const rank = stay ? rankOf(attempt, story) : 0;
        return rank > 0 ? [{ story, rank, from: stay![0] }] : [];
      });
      claims.sort((a, b) => b.rank - a.rank || a.from - b.from || compare(a.story.signupId, b.story.signupId) || compare(a.story.shift, b.story.shift));
      if (claims[0]) push(worked, claims[0].story, attempt);
    }
    return crew.flatMap((story): Made[] => {
      const attempts = worked.get(story) ?? [null];
      return attempts.map((attempt) => ({ story, attempt, seconds: (milliseconds.get(story) ?? 0) / 1_000 / attempts.length }));
    });
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

  /** The counts and medians of `confirmation-funnel`. */
  funnel(by: By): Record<string, Record<string, number | null>> {
    return this.grouped(this.stories.filter(({ outcome }) => outcome !== 'called-off' && outcome !== 'moved'), by, (stories) => {
      const count = (holds: (story: Story) => boolean) => stories.filter(holds).length;
      const hours = (name: string, from: (story: Story) => number | null, until: (story: Story) => number | null) => {
        const all = stories.flatMap((story) => (from(story) === null || until(story) === null || until(story)! < from(story)! ? [] : [(until(story)! - from(story)!) / HOUR])).sort((a, b) => a - b);
        const middle = (all[Math.floor((all.length - 1) / 2)]! + all[Math.ceil((all.length - 1) / 2)]!) / 2;
        return { [`median${name}Hours`]: all.length === 0 ? null : Math.round((middle + Number.EPSILON) * 100) / 100, [`timed${name}`]: all.length };
      };
      return {
        invited: count((it) => it.invitedAt !== null), scheduled: count((it) => it.scheduled), confirmed: count((it) => it.scheduled && it.confirmations > 0), confirmedTwice: count((it) => it.scheduled && it.confirmations > 1),
        confirmedMore: count((it) => it.scheduled && it.confirmations > 2), completed: count((it) => it.scheduled && it.outcome === 'completed'), messagesLeft: stories.reduce((sum, { messages }) => sum + messages, 0),
        neverCalled: count((it) => it.scheduled && it.confirmations === 0 && it.messages === 0 && !it.declined),
        ...hours('InvitedToScheduled', (it) => it.invitedAt, (it) => it.scheduledAt), ...hours('ScheduledToConfirmed', (it) => it.scheduledAt, (it) => it.confirmedAt), ...hours('ConfirmedToShift', (it) => it.confirmedAt, (it) => this.shifts.get(it.shift)!.from),
      };
    });
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

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const canvasserOf = (attempt: RecordAttempt | null) => (attempt?.canvasserId === undefined ? '' : `${attempt.voter.system}/${attempt.voter.scope}/${attempt.canvasserId}`);
const text = ({ system, scope, id }: { readonly system: string; readonly scope: string; readonly id: string }) => `${system}/${scope}/${id}`;

function push<K, T>(lists: Map<K, T[]>, name: K, item: T): void {
  const list = lists.get(name);
  if (list) list.push(item);
  else lists.set(name, [item]);
}
