import { ATTEMPT_EXAMPLES, type Attempt } from '@fieldledger/contacts';
import { CONTRIBUTION_EXAMPLES, type Contribution } from '@fieldledger/donations';
import { nameUuid, type AppendRequest, type Event } from '@fieldledger/kernel';
import { knock, randomFrom } from '@fieldledger/testing';
import { SHIFT_EXAMPLES, SIGNUP_EXAMPLES, STEP_EVENTS, VOLUNTEER_EVENT_EXAMPLES, type SignupStep, type SignupStepVoided, type Step } from '@fieldledger/volunteering';
import { NaiveVolunteering } from './naive-volunteering.js';
import type { Told } from './volunteer-campaign.js';

type UpTo = (n: number) => number;

const HOUR = 3_600_000;
const FIRST = Date.UTC(2026, 9, 1);
/** Some time within six weeks. */
const momentOf = (upTo: UpTo): string => new Date(FIRST + upTo(42 * 24 * 60) * 60_000).toISOString();
const dayOf = (upTo: UpTo): string => momentOf(upTo).slice(0, 10);
const VOLUNTEER_EVENT = nameUuid('late', 'event');
const shiftOf = (n: number) => ({ shiftId: nameUuid('late', 'shift', String(n)), from: FIRST + n * 36 * HOUR, until: FIRST + n * 36 * HOUR + 3 * HOUR });
const SHIFTS = Array.from({ length: 28 }, (_, n) => shiftOf(n));

/**
 * Knocks, gifts and signups of six weeks, told in any order: long after they happened, corrected, moved to another day by
 * the correction, voided, withdrawn. Each story is told in its own order; the stories are mixed. Shifts are told first.
 */
export function lateTold(seed: number, stories: number, organization: string): AppendRequest[] {
  const upTo = randomFrom(seed);
  const untold = Array.from({ length: stories }, (_, n) => [knockStory, giftStory, signupStory][n % 3]!(nameUuid('late', String(seed), String(n)), upTo));
  const told: Event[] = [
    { type: 'VolunteerEventPlanned', data: { ...VOLUNTEER_EVENT_EXAMPLES.VolunteerEventPlanned.data, volunteerEventId: VOLUNTEER_EVENT } },
    ...SHIFTS.map(({ shiftId, from, until }) => ({
      type: 'ShiftPlanned', data: { ...SHIFT_EXAMPLES.ShiftPlanned.data, shiftId, volunteerEventId: VOLUNTEER_EVENT, startsAt: new Date(from).toISOString(), endsAt: new Date(until).toISOString() },
    })),
  ];
  while (untold.length > 0) {
    const at = upTo(untold.length);
    told.push(untold[at]!.shift()!);
    if (untold[at]!.length === 0) untold.splice(at, 1);
  }
  return told.map((event, n) => {
    const request = knock({ stream: `late-${n}`, id: `late ${n}`, organization, type: event.type, data: event.data });
    return { ...request, events: request.events.map((each) => ({ ...each, occurredAt: occurredAt(event) })) };
  });
}

/** As the door dates what it takes in the last days of it all. */
function occurredAt({ data }: Event): string {
  const { attemptedAt, at, receivedOn, refundedOn, correctionId } = data as { attemptedAt?: string; at?: string; receivedOn?: string; refundedOn?: string; correctionId?: string };
  const day = refundedOn ?? receivedOn;
  return correctionId === undefined ? (attemptedAt ?? at ?? (day ? `${day}T00:00:00.000Z` : '2026-11-20T00:00:00.000Z')) : '2026-11-20T00:00:00.000Z';
}

function knockStory(attemptId: string, upTo: UpTo): Event[] {
  const example = ATTEMPT_EXAMPLES.ContactAttempted.data;
  const made = (): Attempt => ({ ...example, attemptId, voter: { ...example.voter, id: String(upTo(60)) }, attemptedAt: momentOf(upTo), meaning: { ...example.meaning, contact: upTo(2) === 0, refused: upTo(5) === 0 } });
  const story: Event[] = [];
  for (let attempt = made(); ; attempt = made()) {
    story.push({ type: 'ContactAttempted', data: attempt });
    if (upTo(2) === 0) return story;
    story.push({ type: 'ContactAttemptVoided', data: { ...attempt, correctionId: nameUuid(attemptId, String(story.length)), reasonCode: 'wrong-result' } });
    if (upTo(2) === 0) return story;
  }
}

function giftStory(contributionId: string, upTo: UpTo): Event[] {
  const { person: _person, receivedAt: _at, ...example } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
  const told = (): Contribution => ({ ...example, contributionId, source: 'actblue-csv', amountCents: 10_00 + upTo(90_00), receivedOn: dayOf(upTo), flags: [] });
  let gift = told();
  const story: Event[] = [{ type: 'ContributionReceived', data: gift }];
  if (upTo(2) === 0) story.push({ type: 'ContributionRefunded', data: { contributionId, committeeId: gift.committeeId, refundId: nameUuid(contributionId, 'refund'), amountCents: 1 + upTo(9_00), refundedOn: dayOf(upTo), orphan: false, flags: [] } });
  for (let n = 0; upTo(2) === 0; n++) {
    gift = { ...gift, ...(upTo(2) === 0 ? { receivedOn: dayOf(upTo) } : { amountCents: told().amountCents }) };
    story.push({ type: 'ContributionAmended', data: { ...gift, amendmentId: nameUuid(contributionId, String(n)), changed: ['receivedOn', 'amountCents'] } });
  }
  if (upTo(5) === 0) story.push({ type: 'ContributionWithdrawn', data: { contributionId, committeeId: gift.committeeId, withdrawalId: nameUuid(contributionId, 'gone'), reasonCode: 'entered-in-error' } });
  return story;
}

function signupStory(signupId: string, upTo: UpTo): Event[] {
  const shift = SHIFTS[upTo(SHIFTS.length)]!;
  const volunteer = { system: 'mobilize', scope: 'person', id: String(upTo(40)) };
  const stepOf = (step: SignupStep, n: number, at: number): Event => {
    const { type, data } = SIGNUP_EXAMPLES[STEP_EVENTS[step]] as { readonly type: string; readonly data: Step };
    return { type, data: { ...data, signupId, stepId: nameUuid(signupId, String(n)), step, volunteer, shiftId: shift.shiftId, volunteerEventId: VOLUNTEER_EVENT, at: new Date(at).toISOString() } };
  };
  const steps = (['scheduled', 'confirmed', ['completed', 'no-show', 'cancelled'][upTo(3)]!] as SignupStep[]).map((step, n) => stepOf(step, n, shift.from - [240, 48, -4][n]! * HOUR));
  if (upTo(3) > 0) return steps;
  const { stepId, step, at } = steps[2]!.data as Step;
  const voided: SignupStepVoided = { type: 'SignupStepVoided', data: { ...SIGNUP_EXAMPLES.SignupStepVoided.data, signupId, correctionId: nameUuid(signupId, 'void'), stepId, step, stepAt: at, volunteer } };
  return [...steps, voided, stepOf('completed', 3, shift.from + 5 * HOUR)];
}

/** What reports should say of what was told, in its order, and happened until an instant: plain loops, without a fold. */
export function naively(told: readonly Event[], until: number) {
  return { contactRates: contactRates(told, until), receipts: receipts(told, until), volunteering: volunteering(told, until) };
}

function contactRates(told: readonly Event[], until: number) {
  const standing = new Map<string, Attempt>();
  for (const { type, data } of told) {
    if (type !== 'ContactAttempted' && type !== 'ContactAttemptVoided') continue;
    const attempt = data as Attempt;
    if (Date.parse(attempt.attemptedAt) > until) continue;
    if (type === 'ContactAttempted') standing.set(attempt.attemptId, attempt);
    else standing.delete(attempt.attemptId);
  }
  const all = [...standing.values()];
  return { attempts: all.length, contacts: all.filter(({ meaning }) => meaning.contact).length, refusals: all.filter(({ meaning }) => meaning.refused).length, voters: new Set(all.map(({ voter }) => voter.id)).size };
}

/** Gross and refunds of each day: a gift as it was last told, if it is of a day that has begun. */
function receipts(told: readonly Event[], until: number): Record<string, { gross: number; refunds: number }> {
  const gifts = new Map<string, { readonly receivedOn: string; readonly amountCents: number }>();
  for (const { type, data } of told) {
    const { contributionId } = data as Contribution;
    if (type === 'ContributionReceived' || type === 'ContributionAmended') gifts.set(contributionId, data as Contribution);
    if (type === 'ContributionWithdrawn') gifts.delete(contributionId);
  }
  const begun = (day: string) => Date.parse(day) <= until;
  const days: Record<string, { gross: number; refunds: number }> = {};
  const on = (day: string) => (days[day] ??= { gross: 0, refunds: 0 });
  for (const [id, gift] of gifts) if (!begun(gift.receivedOn)) gifts.delete(id);
  for (const { receivedOn, amountCents } of gifts.values()) on(receivedOn).gross += amountCents;
  for (const { type, data } of told) {
    const { contributionId, refundedOn, amountCents } = data as { contributionId: string; refundedOn: string; amountCents: number };
    if (type === 'ContributionRefunded' && begun(refundedOn) && gifts.has(contributionId)) on(refundedOn).refunds += amountCents;
  }
  return days;
}

function volunteering(told: readonly Event[], until: number): NaiveVolunteering {
  const voided = new Set(told.flatMap(({ type, data }) => (type === 'SignupStepVoided' ? [(data as SignupStepVoided['data']).stepId] : [])));
  const steps = told.flatMap(({ data }) => ('stepId' in data && 'at' in data && !voided.has((data as Step).stepId) && Date.parse((data as Step).at) <= until ? [data as Step] : []));
  return new NaiveVolunteering([
    { door: 'volunteer-events', item: { volunteerEventId: VOLUNTEER_EVENT, eventType: 'canvass', zone: 'America/New_York' } },
    ...SHIFTS.map(({ shiftId, from, until: ends }): Told => ({ door: 'shifts', item: { shiftId, volunteerEventId: VOLUNTEER_EVENT, starts: new Date(from).toISOString(), ends: new Date(ends).toISOString(), zone: 'America/New_York' } })),
    ...steps.map((step): Told => ({ door: 'signups/steps', item: { ...step, volunteer: { reference: step.volunteer } } as never })),
  ]);
}
