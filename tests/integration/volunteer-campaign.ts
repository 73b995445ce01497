import { nameUuid } from '@fieldledger/kernel';
import { randomFrom } from '@fieldledger/testing';
import type { RecordAttempt, ReportDelivery, VoidAttempt } from '@fieldledger/contacts';
import type { LinkPersons, UnlinkPersons } from '@fieldledger/people';
import type {
  AmendSignupStep, CancelShift, CancelVolunteerEvent, ChangeShift, ChangeVolunteerEvent, PlanShift, PlanVolunteerEvent, RecordSignupStep, ReinstateShift, ReinstateVolunteerEvent, SightSignup, SignupStep, VoidSignupStep,
} from '@fieldledger/volunteering';

/** One command and the door that takes it, in the order in which things happened. */
export type Told =
  | { readonly door: 'volunteer-events'; readonly item: PlanVolunteerEvent }
  | { readonly door: 'volunteer-events/changes'; readonly item: ChangeVolunteerEvent }
  | { readonly door: 'volunteer-events/cancellations'; readonly item: CancelVolunteerEvent }
  | { readonly door: 'volunteer-events/reinstatements'; readonly item: ReinstateVolunteerEvent }
  | { readonly door: 'shifts'; readonly item: PlanShift }
  | { readonly door: 'signups/steps'; readonly item: RecordSignupStep }
  | { readonly door: 'signups/voids'; readonly item: VoidSignupStep }
  | { readonly door: 'signups/amendments'; readonly item: AmendSignupStep }
  | { readonly door: 'signups/sightings'; readonly item: SightSignup }
  | { readonly door: 'shifts/changes'; readonly item: ChangeShift }
  | { readonly door: 'shifts/cancellations'; readonly item: CancelShift }
  | { readonly door: 'shifts/reinstatements'; readonly item: ReinstateShift }
  | { readonly door: 'contact-attempts'; readonly item: RecordAttempt }
  | { readonly door: 'contact-attempts/deliveries'; readonly item: ReportDelivery }
  | { readonly door: 'contact-attempts/voids'; readonly item: VoidAttempt }
  | { readonly door: 'person-links'; readonly item: LinkPersons }
  | { readonly door: 'person-links/removals'; readonly item: UnlinkPersons };

const HOUR = 3_600_000;
const FIRST_DAY = Date.UTC(2026, 5, 1, 13);
const at = (milliseconds: number) => new Date(milliseconds).toISOString();

/**
 * A campaign's volunteers, from the first invitation to the last check-out: some confirmed three times and some never
 * called, some moved once or twice, some who missed one and came to the next, some who came after they had cancelled, some whom nobody checked out, shifts that overlap, that
 * were put at another time, or called off, and one in forty that lasts for more than a day; and an attempt to reach a voter for each signup, in and
 * around its shift. The same seed makes the same campaign.
 */
export function* volunteerCampaign(seed: number, signups: number): Generator<Told> {
  const upTo = randomFrom(seed);
  const id = (kind: string, n: number) => nameUuid('campaign', String(seed), kind, String(n));
  const events = Math.max(3, Math.floor(signups / 400));
  const shifts: { readonly shiftId: string; readonly volunteerEventId: string; readonly from: number; readonly until: number; readonly siblings: number }[] = [];
  for (let e = 0; e < events; e++) {
    const volunteerEventId = id('event', e);
    yield {
      door: 'volunteer-events',
      item: { volunteerEventId, eventType: ['canvass', 'phone-bank', 'text-bank'][e % 3]!, zone: 'America/New_York', campaignId: `campaign-${e % 2}`, organizerId: `organizer-${e % 7}`, roles: [{ roleId: 'canvasser', minimum: 20, goal: 120 }, { roleId: 'host', minimum: 1 }] },
    };
    for (let s = 0; s < 4; s++) {
      // The second begins before the first ends.
      const from = FIRST_DAY + (e % 90) * 24 * HOUR + [0, 2, 4, 7][s]! * HOUR;
      const until = from + (upTo(40) === 0 ? 26 : [3, 3, 2, 4][s]!) * HOUR;
      shifts.push({ shiftId: id('shift', e * 4 + s), volunteerEventId, from, until, siblings: e * 4 });
      const shift: PlanShift = { shiftId: id('shift', e * 4 + s), volunteerEventId, starts: at(from), ends: at(until), zone: 'America/New_York', capacity: 150 };
      const earlier = { ...shift, starts: at(from - 2 * HOUR), capacity: 10 };
      if (upTo(20) > 0) yield { door: 'shifts', item: shift };
      else {
        // Planned for another time, put off, and put off again.
        yield { door: 'shifts', item: earlier };
        yield { door: 'shifts/changes', item: { changeId: id('change', e * 4 + s), shift: { ...earlier, ends: at(until - HOUR), asOf: at(FIRST_DAY - 48 * HOUR) } } };
        yield { door: 'shifts/changes', item: { changeId: id('second change', e * 4 + s), shift: { ...shift, asOf: at(FIRST_DAY - 24 * HOUR) } } };
      }
      if (upTo(30) === 0) yield { door: 'shifts/cancellations', item: { cancellationId: id('called off', e * 4 + s), shiftId: shift.shiftId, cancelledAt: at(from - 12 * HOUR), reasonCode: 'weather' } };
    }
  }
  const volunteers = Math.ceil(signups / 3);
  // One in fifty is known to two systems, and was linked.
  const twofold = (v: number) => v % 50 === 0;
  // Some have an id that nobody else has in either system, some one that is also another's, there or elsewhere.
  const inVan = (v: number) => ({ system: 'van', scope: v % 8 === 3 ? 'MI' : 'OH', id: v % 100 === 0 ? `v${v}` : v % 50 === 0 ? String(v + 1) : v % 8 === 3 ? String(v - 2) : String(v) });
  const inMobilize = (v: number) => ({ system: 'mobilize', scope: 'person', id: String(v) });
  for (let v = 0; v < volunteers; v += 50) {
    yield { door: 'person-links', item: { linkId: id('link', v), person: inMobilize(v), same: inVan(v), basis: 'same-email' } };
    if (upTo(10) === 0) yield { door: 'person-links/removals', item: { unlinkId: id('unlink', v), linkId: id('link', v), reasonCode: 'different-persons' } };
  }
  const crews: Crew[] = [];
  for (let n = 0; n < signups; n++) {
    const signupId = id('signup', n);
    const v = upTo(volunteers);
    const reference = (twofold(v) && upTo(2) === 0) || v % 4 === 1 || v % 8 === 3 ? inVan(v) : inMobilize(v);
    const volunteer = { reference, ...(upTo(10) === 0 && { lastName: `Volunteer ${v}` }) };
    const roleId = upTo(30) === 0 ? 'host' : 'canvasser';
    let place = shifts[upTo(shifts.length)]!;
    let clock = place.from - (1 + upTo(20 * 24)) * HOUR;
    let steps = 0;
    const after = (hours: number) => (clock = Math.min(clock + hours * HOUR + 60_000, place.from - 600_000 + steps * 1_000));
    const step = (what: SignupStep, when = clock, more: Partial<RecordSignupStep> = {}): RecordSignupStep => ({ stepId: id(`step ${n}`, ++steps), signupId, step: what, volunteer, at: at(when), ...more });
    const told = (item: RecordSignupStep): Told => ({ door: 'signups/steps', item });
    const [takenBy, source] = [upTo(3) === 0 ? `organizer-${upTo(7)}` : undefined, upTo(4) === 0 ? `page-${upTo(3)}` : undefined];
    const crew = { ids: [inMobilize(v).id, inVan(v).id], place: () => place, canvasserId: upTo(4) === 0 ? `walker-${upTo(40)}` : undefined, turfId: upTo(3) === 0 ? `turf-${upTo(60)}` : undefined, listId: upTo(5) === 0 ? `list-${upTo(60)}` : undefined };
    crews.push(crew);
    const work = { ...(crew.turfId && { turfIds: [crew.turfId, `${crew.turfId}-b`] }), ...(crew.listId && { listIds: [crew.listId] }) };
    const here = () => ({ shiftId: place.shiftId, roleId, ...(takenBy && { organizerId: takenBy }), ...(source && { source }) });

    if (upTo(10) === 0) {
      yield* sighted({ id, n, signupId, volunteer, here: { ...here(), ...work }, clock, until: place.until }, upTo);
      continue;
    }
    if (upTo(10) === 0) {
      // One in five is on the list of those who came, and nobody says more.
      if (upTo(5) === 0) yield told(step('completed', place.until, { ...here(), ...work, canvasserId: crew.canvasserId }));
      else {
        yield told(step('walked-in', place.from + 300_000, here()));
        if (upTo(4) > 0) yield told(step('completed', place.until));
      }
      continue;
    }
    if (upTo(20) === 0) {
      yield told(step('invited', clock - HOUR, here()));
      if (upTo(3) === 0) continue;
    }
    yield told(step('scheduled', clock, here()));
    for (let k = upTo(4); k > 0; k--) {
      after(2 + upTo(20));
      const call = step('confirmed');
      yield told(call);
      // Somebody else was called.
      if (upTo(33) === 0) yield { door: 'signups/voids', item: { correctionId: id(`void ${n}`, steps), signupId, stepId: call.stepId, reasonCode: 'wrong-volunteer' } };
    }
    if (upTo(4) === 0) {
      after(1);
      yield told(step('message-left'));
    }
    for (let moves = [1, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0][upTo(12)]!; moves > 0; moves--) {
      after(1);
      const other = shifts[place.siblings + upTo(4)]!;
      if (other.shiftId !== place.shiftId) {
        place = other;
        yield told(step('rescheduled', Math.min(clock, other.from - 1_200_000), here()));
      }
    }
    if (Object.keys(work).length > 0) yield told(step('turf-assigned', place.from - 200_000, work));
    const fate = upTo(100);
    if (fate < 33) yield told(step('completed', place.until, { canvasserId: crew.canvasserId }));
    else if (fate < 58) {
      yield told(step('checked-in', place.from + upTo(20) * 60_000, { canvasserId: crew.canvasserId }));
      // They went for lunch.
      if (upTo(10) === 0) {
        yield told(step('checked-out', place.from + 2_400_000));
        yield told(step('checked-in', place.from + 3_600_000));
      }
      if (upTo(8) > 0) yield told(step('checked-out', place.until - upTo(20) * 60_000 + (upTo(50) === 0 ? 30 * HOUR : 0)));
    } else if (fate < 78) {
      const missed = step('no-show', place.from + 1_800_000);
      yield told(missed);
      if (upTo(12) === 0) yield { door: 'signups/amendments', item: { correctionId: id(`amendment ${n}`, steps), stepId: missed.stepId, reasonCode: 'wrong-step', step: step('completed', place.until) } };
      else if (upTo(5) === 0) {
        // Who did not come is booked for the next one, and comes to that.
        const next = shifts.slice(place.siblings, place.siblings + 4).find(({ from }) => from > place.from + HOUR);
        if (next) {
          yield told(step('rescheduled', place.from + HOUR, { shiftId: next.shiftId, roleId }));
          if (upTo(2) === 0) yield told(step('completed', next.until));
        }
      }
    } else if (fate < 90) {
      const isLate = upTo(5) === 0;
      yield told(step('cancelled', isLate ? place.from + 60_000 : place.from - 300_000));
      if (upTo(20) === 0) yield told(step('completed', place.until));
      else if (upTo(10) === 0) yield told(step('no-show', place.from + 1_800_000));
    } else if (fate < 94) yield told(step('declined', place.from - 300_000));
  }
  for (let n = 0; n < signups; n++) yield* attempted(n, id, crews[upTo(crews.length)]!, upTo);
}

/** Under which ids the attempts of a signup may come. */
export interface Crew {
  readonly ids: readonly string[];
  readonly place: () => { readonly from: number; readonly until: number };
  readonly canvasserId?: string;
  readonly turfId?: string;
  readonly listId?: string;
}

/** An attempt of somebody's: one in ten at the very beginning or end of a shift; of the others some before and after it. One in ten is a text, one in twenty was recorded in error. */
export function* attempted(n: number, id: (kind: string, n: number) => string, { ids, place, canvasserId, turfId, listId }: Crew, upTo: (n: number) => number): Generator<Told> {
  const { from, until } = place();
  const when = upTo(10) === 0 ? [from, until][upTo(2)]! : from - 30 * 60_000 + upTo((until - from) / 60_000 + 60) * 60_000;
  const [attemptId, isText] = [id('attempt', n), upTo(10) === 0];
  const voter = { ...[{ system: 'van', scope: 'OH' }, { system: 'van', scope: 'WI' }, { system: 'mobilize', scope: 'person' }, { system: 'pdi', scope: 'CA' }][upTo(4)]!, id: `voter-${upTo(1_000)}` };
  const attempt: RecordAttempt = {
    attemptId, voter, contactTypeId: isText ? 37 : 2, inputTypeId: 4, resultCodeId: upTo(3) === 0 ? 14 : 1, campaignId: 'canvass', attemptedAt: at(when),
    canvasserId: [canvasserId, ids[0], ids[1], undefined][upTo(4)], turfId: upTo(2) === 0 ? turfId : undefined, listId: upTo(2) === 0 ? listId : undefined, doorId: isText || n % 3 === 0 ? undefined : `door-${n % 400}`,
  };
  yield { door: 'contact-attempts', item: attempt };
  if (isText) yield { door: 'contact-attempts/deliveries', item: { deliveryId: id('delivery', n), attemptId, ...(upTo(2) === 0 ? { status: 'undelivered', code: '30003' } : { status: 'delivered' }), reportedAt: at(when + 60_000) } };
  if (upTo(20) === 0) yield { door: 'contact-attempts/voids', item: { correctionId: id('attempt void', n), attemptId, reasonCode: 'falsified' } };
}

interface Seen {
  readonly id: (kind: string, n: number) => string;
  readonly n: number;
  readonly signupId: string;
  readonly volunteer: RecordSignupStep['volunteer'];
  readonly here: Pick<SightSignup, 'shiftId' | 'roleId' | 'organizerId' | 'source' | 'turfIds' | 'listIds'>;
  readonly clock: number;
  readonly until: number;
}

/** A signup as Mobilize shows it, two to four times. */
function* sighted({ id, n, signupId, volunteer, here, clock, until }: Seen, upTo: (n: number) => number): Generator<Told> {
  let shown = 0;
  const sight = (status: SightSignup['status'], asOf: number, attended?: boolean): Told => ({
    door: 'signups/sightings', item: { sightingId: id(`sighting ${n}`, ++shown), signupId, volunteer, status, asOf: at(asOf), signedUpAt: at(clock), ...here, ...(attended !== undefined && { attended }) },
  });
  yield sight('scheduled', clock + 60_000);
  if (upTo(2) === 0) {
    yield sight('confirmed', clock + 1_800_000);
    if (upTo(3) === 0) yield sight('confirmed', clock + 2_400_000);
    yield sight('confirmed', until + HOUR, upTo(4) > 0);
  } else if (upTo(3) === 0) yield sight('cancelled', clock + 1_800_000);
  else yield sight('scheduled', until + HOUR, upTo(2) === 0);
}
