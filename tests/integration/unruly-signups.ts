import { nameUuid } from '@fieldledger/kernel';
import { randomFrom } from '@fieldledger/testing';
import { SIGHTED_STATUSES, SIGNUP_STEPS, type PlanShift, type PlanVolunteerEvent, type RecordSignupStep, type SightSignup, type SignupStep } from '@fieldledger/volunteering';
import { text } from './naive-persons.js';
import { attempted, type Crew, type Told } from './volunteer-campaign.js';

const [MINUTE, HOUR] = [60_000, 3_600_000];
/** A week before the clocks of America change. */
const FIRST = Date.UTC(2025, 9, 26, 12);
const at = (milliseconds: number) => new Date(milliseconds).toISOString();
const ZONES = ['America/New_York', 'America/Los_Angeles', 'America/St_Johns'];

/**
 * Signups of which anything is told: any step and any sighting, in whatever succession, each member there or not; moved and
 * moved back, corrected and corrected again, at shifts that nobody told of, that were changed, called off and reinstated, by
 * people who are linked and unlinked. The same seed tells the same.
 */
export function* unrulySignups(seed: number, signups: number): Generator<Told> {
  const upTo = randomFrom(seed);
  const id = (kind: string, n: number | string) => nameUuid('unruly', String(seed), kind, String(n));
  const one = <T>(of: readonly T[]): T => of[upTo(of.length)]!;
  const maybe = <T extends object>(oneIn: number, members: () => T): Partial<T> => (upTo(oneIn) === 0 ? members() : {});

  const shifts: { readonly shiftId: string; readonly volunteerEventId: string; readonly from: number; readonly until: number }[] = [];
  for (let e = 0; e < Math.max(8, signups / 10); e++) {
    const volunteerEventId = id('event', e);
    const plan = (): PlanVolunteerEvent => ({
      volunteerEventId, eventType: one(['canvass', 'phone-bank', 'text-bank']), zone: one(ZONES),
      ...maybe(2, () => ({ campaignId: `campaign-${upTo(3)}` })), ...maybe(2, () => ({ organizerId: `organizer-${upTo(4)}` })),
      ...maybe(2, () => ({ roles: [{ roleId: 'canvasser', minimum: upTo(5), goal: 5 + upTo(30) }, { roleId: 'host', ...maybe(2, () => ({ minimum: 1 })) }].slice(0, 1 + upTo(2)) })),
    });
    if (upTo(8) > 0) yield { door: 'volunteer-events', item: plan() };
    yield* changed('volunteer-events', (asOf) => ({ changeId: id(`event change ${e}`, asOf ?? 'latest'), volunteerEvent: { ...plan(), ...(asOf && { asOf }) } }));
    if (upTo(8) === 0) yield* calledOff('volunteer-events', { volunteerEventId });
    for (let s = 0; s < 4; s++) {
      const n = e * 4 + s;
      const from = FIRST + upTo(12) * 24 * HOUR + upTo(20) * 30 * MINUTE;
      const until = from + (upTo(20) === 0 ? 26 * HOUR : (1 + upTo(10)) * 30 * MINUTE);
      shifts.push({ shiftId: id('shift', n), volunteerEventId, from, until });
      const shift = (earlier: number): PlanShift => ({ shiftId: id('shift', n), volunteerEventId, starts: at(from - earlier), ends: at(until - upTo(2) * earlier), zone: one(ZONES), ...maybe(2, () => ({ capacity: upTo(8) })) });
      if (upTo(10) > 0) yield { door: 'shifts', item: shift(0) };
      yield* changed('shifts', (asOf) => ({ changeId: id(`shift change ${n}`, asOf ?? 'latest'), shift: { ...shift(upTo(3) * HOUR), ...(asOf && { asOf }) } }));
      if (upTo(3) === 0) yield* calledOff('shifts', { shiftId: id('shift', n) });
    }
  }

  const persons = Array.from({ length: Math.max(6, signups / 6) }, (_, n) => ({ system: one(['van', 'mobilize', 'pdi']), scope: one(['OH', 'MI']), id: String(n % Math.max(40, signups / 20)) }));
  for (let n = 0; n < persons.length / 3; n++) {
    const [person, same] = [one(persons), { ...one(persons), ...maybe(4, () => ({ scope: 'WI' })) }];
    if (text(person) === text(same)) continue;
    yield { door: 'person-links', item: { linkId: id('link', n), person, same, basis: 'same-email' } };
    if (upTo(3) === 0) yield { door: 'person-links/removals', item: { unlinkId: id('unlink', n), linkId: id('link', n), reasonCode: 'different-persons' } };
  }

  const crews: Crew[] = [];
  for (let n = 0; n < signups; n++) yield* signup(n);
  for (let n = 0; n < signups; n++) yield* attempted(n, id, one(crews), upTo);

  /** Up to two later tellings, and perhaps one that does not say when. */
  function* changed(door: 'volunteer-events' | 'shifts', change: (asOf?: string) => object): Generator<Told> {
    for (let k = [0, 0, 0, 1, 2][upTo(5)]!; k > 0; k--) yield { door: `${door}/changes`, item: change(at(FIRST - k * 24 * HOUR)) } as Told;
    if (upTo(12) === 0) yield { door: `${door}/changes`, item: change() } as Told;
  }

  function* calledOff(door: 'volunteer-events' | 'shifts', of: object): Generator<Told> {
    for (let k = 1 + upTo(3); k > 0; k--) {
      const moment = at(FIRST - upTo(4) * 24 * HOUR);
      if (upTo(3) > 0) yield { door: `${door}/cancellations`, item: { cancellationId: id(`${door} off ${JSON.stringify(of)}`, k), ...of, cancelledAt: moment, reasonCode: one(['weather', 'too-few', 'withdrawn-by-source', 'withdrawn-by-source']) } } as Told;
      else yield { door: `${door}/reinstatements`, item: { reinstatementId: id(`${door} on ${JSON.stringify(of)}`, k), ...of, reinstatedAt: moment, reasonCode: 'organizer' } } as Told;
    }
  }

  function* signup(n: number): Generator<Told> {
    const signupId = id('signup', n);
    const first = upTo(shifts.length);
    const near = [first, first, first ^ 1, first ^ 2].map((k) => shifts[k] ?? shifts[first]!);
    const reference = one(persons);
    const taken = new Set<number>();
    /** No two at the same moment, around the shifts of the signup. */
    const moment = (): number => {
      const { from, until } = one(near);
      for (;;) {
        const when = upTo(2) === 0 ? from - upTo(20 * 24 * 60) * MINUTE : from - 30 * MINUTE + upTo((until - from) / MINUTE + 120) * MINUTE;
        if (!taken.has(when)) {
          taken.add(when);
          return when;
        }
      }
    };
    const signedUpAt = upTo(2) === 0 ? at(moment() - 20 * 24 * HOUR) : undefined;
    const unknownShift = id('unknown shift', upTo(5));
    const place = () => ({
      ...(upTo(3) > 0 && { shiftId: upTo(30) === 0 ? unknownShift : one(near).shiftId }), ...maybe(4, () => ({ volunteerEventId: one(near).volunteerEventId })), ...maybe(3, () => ({ roleId: one(['canvasser', 'host', 'driver']) })),
      ...maybe(4, () => ({ organizerId: `organizer-${upTo(5)}` })), ...maybe(5, () => ({ source: `page-${upTo(3)}` })), ...maybe(6, () => ({ turfIds: [`turf-${upTo(20)}`, `turf-${upTo(20)}-b`] })), ...maybe(8, () => ({ listIds: [`list-${upTo(20)}`] })),
    });
    const who = () => ({ reference: upTo(15) === 0 ? one(persons) : reference });
    /** Where a system shows it, and perhaps with times of their own. */
    const shown = () => {
      const { from } = one(near);
      return { ...place(), ...maybe(6, () => ({ startsAt: at(from + 10 * MINUTE) })), ...maybe(6, () => ({ endsAt: at(from + 90 * MINUTE) })) };
    };
    let steps = 0;
    const step = (): RecordSignupStep => {
      const what: SignupStep = upTo(4) === 0 ? one(['scheduled', 'checked-in', 'checked-out', 'completed']) : one(SIGNUP_STEPS);
      const { shiftId = what === 'rescheduled' ? one(near).shiftId : undefined, ...others } = place();
      return { stepId: id(`step ${n}`, steps++), signupId, step: what, volunteer: who(), at: at(moment()), ...(shiftId && { shiftId }), ...others, ...maybe(6, () => ({ canvasserId: `walker-${upTo(10)}` })) };
    };
    const reasonCode = () => one(['wrong-step', 'wrong-volunteer', 'entered-in-error'] as const);
    const isTold = upTo(4) > 0;
    for (let k = isTold ? 1 + upTo(8) : 0; k > 0; k--) {
      let { stepId, ...telling } = step();
      yield { door: 'signups/steps', item: { stepId, ...telling } };
      for (let c = 0; upTo(5) === 0; c++) {
        const correctionId = id(`correction ${n} ${k}`, c);
        if (upTo(2) === 0) yield { door: 'signups/voids', item: { correctionId, signupId, stepId, reasonCode: reasonCode() } };
        else {
          const instead = upTo(2) === 0 ? step() : { ...telling, stepId: id(`step ${n}`, steps++) };
          yield { door: 'signups/amendments', item: { correctionId, stepId, reasonCode: reasonCode(), step: instead } };
          ({ stepId, ...telling } = instead);
        }
      }
    }
    if (upTo(20) === 0) yield { door: 'signups/voids', item: { correctionId: id('void of nothing', n), signupId, stepId: id('no step', n), reasonCode: 'other' } };
    // Of sightings that do not say when nobody knows the order: they agree on everything but the status.
    const isDated = upTo(5) > 0;
    const [fixed, cameAtAll] = [shown(), upTo(2) === 0];
    for (let k = isTold ? Math.max(0, upTo(6) - 3) : 1 + upTo(5); k > 0; k--) {
      const status = one(SIGHTED_STATUSES.filter((it) => isDated || !(cameAtAll ? ['no-show'] : ['walked-in', 'completed']).includes(it)));
      // A system that says who came does not say otherwise by the status.
      const attended = status === 'completed' ? true : status === 'no-show' ? false : isDated ? upTo(2) === 0 : cameAtAll;
      yield {
        door: 'signups/sightings',
        item: {
          sightingId: id(`sighting ${n}`, k), signupId, volunteer: isDated ? who() : { reference }, status, ...(isDated && { asOf: at(moment()) }), ...(signedUpAt && { signedUpAt }), ...(isDated ? shown() : fixed),
          ...maybe(3, () => ({ attended })), ...maybe(6, () => ({ confirmations: 1 + upTo(3) })),
        } satisfies SightSignup,
      };
    }
    crews.push({ ids: [reference.id, one(persons).id], place: () => near[0]!, ...maybe(4, () => ({ canvasserId: `walker-${upTo(10)}` })), ...maybe(2, () => ({ turfId: `turf-${upTo(20)}` })), ...maybe(3, () => ({ listId: `list-${upTo(20)}` })) });
  }
}
