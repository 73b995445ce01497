import type { RecordAttempt } from '@fieldledger/contacts';
import { localDay } from './naive-days.js';
import { compare, push } from './naive-lists.js';
import { text } from './naive-persons.js';
import { itemsOf, NaiveStories, type Stay, type Story } from './naive-stories.js';
import type { Told } from './volunteer-campaign.js';

/*
 * What the reports on volunteers should say of a campaign, found the slow and simple way: every signup's story is put in
 * order and read from beginning to end. It shares nothing with the reports but the words.
 */
/** An attempt at the story in which it was made; without an attempt, a story in which none was. */
interface Made {
  readonly story: Story;
  readonly attempt: RecordAttempt | null;
  readonly seconds: number;
}

/** By what show rates, hours and the funnel are grouped here. */
export type By = 'eventType' | 'event' | 'shift' | 'day' | 'week' | 'organizer' | 'source' | 'role' | 'confirmations' | 'leadTime' | 'volunteer' | 'campaign' | 'outcome' | 'review' | 'dayWorked' | 'nothing';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export class NaiveVolunteering {
  private readonly happened: NaiveStories;
  private allMade: Made[] | undefined;

  /** @param told each once, in any order */
  constructor(told: readonly Told[]) {
    this.happened = new NaiveStories(told);
  }

  /** Which group a story is of; what nobody told is of no name. */
  private groupOf(story: Story, by: By): string {
    const shift = this.happened.shifts.get(story.shift ?? '');
    const lead = story.scheduledAt === null || story.from === null ? null : (story.from - story.scheduledAt) / DAY;
    const day = shift ? localDay(shift.from, shift.zone) : '';
    // Of a shift of which nobody told, they came on the day on which they came.
    const dayWorked = day || (story.arrivedAt === null ? '' : localDay(story.arrivedAt, story.zone ?? 'UTC'));
    switch (by) {
      case 'eventType': return story.event?.eventType ?? '';
      case 'event': return story.eventId ?? '';
      case 'shift': return story.shift ?? '';
      case 'day': return day;
      case 'dayWorked': return dayWorked;
      case 'week': return dayWorked && new Date(Date.parse(dayWorked) - ((new Date(dayWorked).getUTCDay() + 6) % 7) * DAY).toISOString().slice(0, 10);
      case 'organizer': return story.organizer ?? '';
      case 'source': return story.source ?? '';
      case 'role': return story.role ?? '';
      case 'confirmations': return story.confirmations >= 3 ? '3 and more' : String(story.confirmations);
      case 'leadTime': return lead === null ? '' : lead < 1 ? '00 days' : lead < 3 ? '01-02 days' : lead < 7 ? '03-06 days' : lead < 14 ? '07-13 days' : '14 days and over';
      case 'volunteer': return story.who;
      case 'campaign': return story.event?.campaignId ?? '';
      case 'outcome': return story.outcome;
      case 'review': return story.held ?? '';
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
    return this.grouped(this.happened.stories, by, ratesOf);
  }

  /** The signups that `show-rates/signups` lists, a line at each shift. */
  listed(): Record<string, object> {
    return Object.fromEntries(this.happened.stories.map(({ signupId, shift, role, reference, who, outcome, confirmations, messages }) => [`${signupId} ${shift ?? ''}`, { volunteer: reference, person: who, role, outcome, confirmations, messages }]));
  }

  /** What `volunteer-history` counts of a person, whose attempts to reach voters are not among it. */
  history(reference: string): { readonly references: readonly string[]; readonly totals: Record<string, number> } {
    const { told, persons } = this.happened;
    const of = <D extends Told['door']>(door: D) => itemsOf(told, door);
    const who = persons.get(reference) ?? reference;
    const isTheirs = (name: string) => (persons.get(name) ?? name) === who;
    const voids = [...of('signups/voids'), ...of('signups/amendments').map(({ stepId, step: { signupId } }) => ({ stepId, signupId }))].map(({ signupId, stepId }) => ({ signupId, name: `${signupId} ${stepId}` }));
    const everyStep = [...of('signups/steps'), ...of('signups/amendments').map(({ step }) => step)].map(({ signupId, stepId, volunteer }) => ({ signupId, name: `${signupId} ${stepId}`, of: text(volunteer.reference) }));
    const steps = everyStep.filter((it) => isTheirs(it.of));
    const sightings = of('signups/sightings').filter(({ volunteer }) => isTheirs(text(volunteer.reference)));
    const signups = new Set([...steps, ...sightings].map(({ signupId }) => signupId));
    const voided = new Set(voids.map(({ name }) => name));
    const [known, own] = [new Set(everyStep.map(({ name }) => name)), new Set(steps.map(({ name }) => name))];
    // A void of a step of which nobody told is of whoever signed up.
    const theirVoids = voids.filter(({ signupId, name }) => own.has(name) || (!known.has(name) && signups.has(signupId)));
    const undone = new Set(of('person-links/removals').map(({ linkId }) => linkId));
    const links = of('person-links').filter(({ person, same }) => isTheirs(text(person)) || isTheirs(text(same)));
    return {
      references: [reference, ...[...persons].flatMap(([name, person]) => (person === who && name !== reference ? [name] : [])).sort()],
      totals: {
        events: steps.length + sightings.length + theirVoids.length + links.length + links.filter(({ linkId }) => undone.has(linkId)).length, signups: signups.size,
        steps: steps.filter(({ name }) => !voided.has(name)).length, voided: steps.filter(({ name }) => voided.has(name)).length,
      },
    };
  }

  personOf(reference: string): string {
    return this.happened.persons.get(reference) ?? reference;
  }

  /** Everybody who ever signed up, by the references that were told. */
  references(): string[] {
    return [...new Set([...itemsOf(this.happened.told, 'signups/steps'), ...itemsOf(this.happened.told, 'signups/sightings')].map(({ volunteer }) => text(volunteer.reference)))].sort();
  }

  /** How long each story counts, and which overlap an earlier one. What overlaps an earlier stay of the same person is that one's. */
  private counted(came: readonly Story[]): { readonly milliseconds: ReadonlyMap<Story, number>; readonly doubled: ReadonlySet<Story> } {
    const persons = new Map<string, { readonly story: Story; readonly stay: Stay }[]>();
    for (const story of came) for (const stay of story.stays!) push(persons, story.who, { story, stay });
    const milliseconds = new Map<Story, number>();
    const doubled = new Set<Story>();
    for (const theirs of persons.values()) {
      theirs.sort((a, b) => a.stay[0] - b.stay[0] || a.stay[1] - b.stay[1] || compare(a.story.signupId, b.story.signupId) || compare(a.story.shift ?? '', b.story.shift ?? ''));
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
    const came = this.happened.stories.filter(({ stays }) => stays !== null);
    const { milliseconds, doubled } = this.counted(came);
    return this.grouped(came, by, (stories) => {
      const counted = stories.filter(({ held }) => held === null);
      return {
        shifts: counted.length, volunteers: new Set(counted.map(({ who }) => who)).size, seconds: counted.reduce((sum, story) => sum + (milliseconds.get(story) ?? 0), 0) / 1_000,
        inReview: stories.length - counted.length, overlapping: stories.filter((story) => doubled.has(story)).length,
      };
    });
  }

  /** The figures of `productivity`; by canvasser and turf they are those of the attempt. */
  productivity(by: By | 'canvasser' | 'turf'): Record<string, Record<string, number | null>> {
    const groups = new Map<string, Made[]>();
    for (const made of this.made()) push(groups, by === 'canvasser' ? canvasserOf(made.attempt) : by === 'turf' ? (made.attempt?.turfId ?? '') : this.groupOf(made.story, by === 'day' ? 'dayWorked' : by), made);
    return Object.fromEntries([...groups].map(([name, all]) => {
      const attempts = all.flatMap(({ attempt }) => attempt ?? []);
      // No part of a whole minute ends within a millionth of where a hundredth of an hour does.
      const seconds = Math.round(all.reduce((sum, it) => sum + it.seconds, 0) * 1e6) / 1e6;
      const contacts = this.contactsOf(attempts);
      const doors = new Set(attempts.flatMap(({ doorId }) => doorId ?? [])).size;
      const perHour = (n: number) => (seconds === 0 ? null : Math.floor((n * 360_000) / seconds + 0.5) / 100);
      return [name, {
        attempts: attempts.length, contacts, doors, shifts: new Set(all.map(({ story }) => story)).size, hours: Math.floor(seconds / 36 + 0.5) / 100, attemptsPerHour: perHour(attempts.length), contactsPerHour: perHour(contacts), doorsPerHour: perHour(doors),
        contactsPerAttempt: attempts.length === 0 ? null : Math.round((contacts / attempts.length + Number.EPSILON) * 10_000) / 10_000,
      }];
    }));
  }

  /** Attempts that were made in no shift. */
  outsideShifts(): number {
    return this.happened.attempts.size - this.made().filter(({ attempt }) => attempt).length;
  }

  /** Attempts and contacts of `canvasser-activity`, by canvasser. */
  canvassers(): Record<string, { readonly attempts: number; readonly contacts: number }> {
    const groups = new Map<string, RecordAttempt[]>();
    for (const attempt of this.happened.attempts.values()) push(groups, canvasserOf(attempt), attempt);
    return Object.fromEntries([...groups].map(([name, all]) => [name, { attempts: all.length, contacts: this.contactsOf(all) }]));
  }

  /** Code 14 is Canvassed. */
  private contactsOf(attempts: readonly RecordAttempt[]): number {
    return attempts.filter(({ attemptId, resultCodeId }) => resultCodeId === 14 && !this.happened.undelivered.has(attemptId)).length;
  }

  /** Counted once, since it takes a while of a large campaign. */
  private made(): Made[] {
    return (this.allMade ??= this.countMade());
  }

  private countMade(): Made[] {
    const came = this.happened.stories.filter(({ stays }) => stays !== null);
    const { milliseconds } = this.counted(came);
    const crew = came.filter(({ held }) => held === null);
    const hourly = new Map<string, Set<Story>>();
    for (const story of crew) {
      for (const [from, until] of story.stays!) {
        for (let hour = Math.floor(from / HOUR); hour <= until / HOUR; hour++) hourly.set(String(hour), (hourly.get(String(hour)) ?? new Set()).add(story));
      }
    }
    // Every reference of whoever signed up, with who that is.
    const known = new Map(this.happened.stories.map(({ reference, who }) => [reference, who]));
    const volunteers = new Set(known.values());
    for (const [same, person] of this.happened.persons) if (volunteers.has(person)) known.set(same, person).set(person, person);
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
    for (const attempt of this.happened.attempts.values()) {
      const when = Date.parse(attempt.attemptedAt);
      const claims = [...(hourly.get(String(Math.floor(when / HOUR))) ?? [])].flatMap((story) => {
        const stay = (story.stays!).find(([from, until]) => from <= when && when < until);
        const rank = stay ? rankOf(attempt, story) : 0;
        return rank > 0 ? [{ story, rank, from: stay![0] }] : [];
      });
      claims.sort((a, b) => b.rank - a.rank || a.from - b.from || compare(a.story.signupId, b.story.signupId) || compare(a.story.shift ?? '', b.story.shift ?? ''));
      if (claims[0]) push(worked, claims[0].story, attempt);
    }
    return crew.flatMap((story): Made[] => {
      const attempts = worked.get(story) ?? [null];
      return attempts.map((attempt) => ({ story, attempt, seconds: (milliseconds.get(story) ?? 0) / 1_000 / attempts.length }));
    });
  }

  /** The figures of `shift-calendar`, by shift and role. */
  calendar(): Record<string, Record<string, unknown>> {
    const places: Record<string, Record<string, unknown>> = {};
    const there = new Map<string, Story[]>();
    for (const story of this.happened.stories) if (story.shift !== null) push(there, story.shift, story);
    const isExpected = ({ scheduled, walkedIn, outcome }: Story) => (scheduled || walkedIn) && ['open', 'completed', 'review', 'no-show'].includes(outcome);
    for (const [shift, { event, volunteerEventId, capacity, from, zone }] of this.happened.shifts) {
      const stories = there.get(shift) ?? [];
      const isOff = this.happened.isCalledOff(shift);
      const wanted = event?.roles ?? [];
      const roles = new Set([...wanted.map(({ roleId }) => roleId as string | null), ...stories.map(({ role }) => role)]);
      for (const role of roles.size === 0 ? [null] : roles) {
        const { minimum = null, goal = null } = wanted.find(({ roleId }) => roleId === role) ?? {};
        const all = stories.filter((it) => it.role === role);
        const here = all.filter(isExpected);
        places[`${shift} ${role ?? ''}`] = {
          event: volunteerEventId, eventType: event?.eventType ?? null, campaign: event?.campaignId ?? null, organizer: event?.organizerId ?? null, day: localDay(from, zone), capacity, minimum, goal,
          expected: here.length, confirmed: here.filter(({ confirmations }) => confirmations > 0).length, confirmedTwice: here.filter(({ confirmations }) => confirmations > 1).length,
          came: all.filter(({ outcome }) => outcome === 'completed' || outcome === 'review').length,
          gapToMinimum: isOff || minimum === null ? null : Math.max(0, minimum - here.length), gapToGoal: isOff || goal === null ? null : Math.max(0, goal - here.length),
          overCapacity: isOff || capacity === null ? null : Math.max(0, stories.filter(isExpected).length - capacity),
        };
      }
    }
    return places;
  }

  /** The counts and medians of `confirmation-funnel`. */
  funnel(by: By): Record<string, Record<string, number | null>> {
    return this.grouped(this.happened.stories.filter(({ outcome }) => outcome !== 'called-off' && outcome !== 'moved'), by, (stories) => {
      const count = (holds: (story: Story) => boolean) => stories.filter(holds).length;
      const hours = (name: string, from: (story: Story) => number | null, until: (story: Story) => number | null) => {
        const all = stories.flatMap((story) => (from(story) === null || until(story) === null || until(story)! < from(story)! ? [] : [until(story)! - from(story)!])).sort((a, b) => a - b);
        // In whole milliseconds, of which a hundredth of an hour has 36,000: a half is met exactly.
        const twice = all[Math.floor((all.length - 1) / 2)]! + all[Math.ceil((all.length - 1) / 2)]!;
        return { [`median${name}Hours`]: all.length === 0 ? null : Math.floor(twice / 72_000 + 0.5) / 100, [`timed${name}`]: all.length };
      };
      const share = (part: (story: Story) => boolean, whole: (story: Story) => boolean) => (count(whole) === 0 ? null : Math.round((count((it) => whole(it) && part(it)) / count(whole) + Number.EPSILON) * 10_000) / 10_000);
      const isConfirmed = (it: Story) => it.scheduled && it.confirmations > 0;
      const isCompleted = ({ outcome }: Story) => outcome === 'completed';
      return {
        scheduledOfInvited: share((it) => it.scheduled, (it) => it.invited), confirmedOfScheduled: share(isConfirmed, (it) => it.scheduled), twiceOfConfirmed: share((it) => it.confirmations > 1, isConfirmed),
        completedOfConfirmed: share(isCompleted, isConfirmed), completedOfUnconfirmed: share(isCompleted, (it) => it.scheduled && it.confirmations === 0),
        invited: count((it) => it.invited), scheduled: count((it) => it.scheduled), confirmed: count((it) => it.scheduled && it.confirmations > 0), confirmedTwice: count((it) => it.scheduled && it.confirmations > 1),
        confirmedMore: count((it) => it.scheduled && it.confirmations > 2), completed: count((it) => it.scheduled && it.outcome === 'completed'), messagesLeft: stories.reduce((sum, { messages }) => sum + messages, 0),
        neverCalled: count((it) => it.scheduled && it.confirmations === 0 && it.messages === 0 && !it.declined),
        ...hours('InvitedToScheduled', (it) => it.invitedAt, (it) => it.scheduledAt), ...hours('ScheduledToConfirmed', (it) => it.scheduledAt, (it) => it.confirmedAt), ...hours('ConfirmedToShift', (it) => it.confirmedAt, (it) => it.from),
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

const canvasserOf = (attempt: RecordAttempt | null) => (attempt?.canvasserId === undefined ? '' : `${attempt.voter.system}/${attempt.voter.scope}/${attempt.canvasserId}`);
