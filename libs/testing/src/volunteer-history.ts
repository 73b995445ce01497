import type { Event, AppendRequest } from '@fieldledger/kernel';
import { nameUuid } from '@fieldledger/kernel';
import { LINK_EXAMPLES } from '@fieldledger/people';
import { SHIFT_EXAMPLES, SIGHTED_STATUSES, SIGNUP_EXAMPLES, SIGNUP_STEPS, STEP_EVENTS, VOLUNTEER_EVENT_EXAMPLES, type SignupEvent, type Step } from '@fieldledger/volunteering';
import { knock } from './event-log-contract.js';
import type { MoneyHistoryOptions } from './money-history.js';
import { randomFrom } from './random.js';

type UpTo = (n: number) => number;

/**
 * Volunteers' events, shifts and signups, and links between persons, as requests to the log: every event of them, in any
 * order, some of what nobody ever tells. The same seed makes the same history; organizations share every id, so that
 * whatever mixes them up is seen.
 */
export function* volunteerHistory({ seed, events, organizations }: MoneyHistoryOptions): Generator<AppendRequest> {
  const upTo = randomFrom(seed);
  for (let n = 0; n < events; n++) {
    const organization = organizations[upTo(organizations.length)]!;
    const [kind, id, event] = somethingOf(seed, n, events, upTo);
    yield knock({ stream: `${kind}-${id}`, id: `volunteers ${n}`, expected: 'any', organization, type: event.type, data: event.data });
  }
}

function somethingOf(seed: number, n: number, events: number, upTo: UpTo): readonly [kind: string, id: string, event: Event] {
  const named = (kind: string, among: number) => nameUuid('volunteers', String(seed), kind, String(upTo(1 + Math.floor(among))));
  const [volunteerEventId, shiftId, signupId] = [named('event', events / 40), named('shift', events / 15), named('signup', events / 5)];
  switch (upTo(12)) {
    case 0: {
      const { type, data } = Object.values(VOLUNTEER_EVENT_EXAMPLES)[upTo(3)]!;
      return ['volunteer-event', volunteerEventId, { type, data: { ...data, volunteerEventId, ...('eventType' in data && { eventType: ['canvass', 'phone-bank', 'text-bank'][upTo(3)], asOf: momentOf(upTo) }) } }];
    }
    case 1: {
      const { type, data } = Object.values(SHIFT_EXAMPLES)[upTo(3)]!;
      const startsAt = momentOf(upTo);
      const endsAt = new Date(Date.parse(startsAt) + (1 + upTo(6)) * 1_800_000).toISOString();
      return ['shift', shiftId, { type, data: { ...data, shiftId, ...('startsAt' in data && { volunteerEventId, startsAt, endsAt, capacity: upTo(30) }) } }];
    }
    case 2: {
      const linkId = named('link', events / 30);
      const { type, data } = Object.values(LINK_EXAMPLES)[upTo(3) === 0 ? 1 : 0]!;
      return ['link', linkId, { type, data: { ...data, linkId, person: volunteerOf(linkId, 0), same: volunteerOf(linkId, 1) } }];
    }
    default:
      return ['signup', signupId, signupEvent(signupId, shiftId, volunteerEventId, n, upTo)];
  }
}

function signupEvent(signupId: string, shiftId: string, volunteerEventId: string, n: number, upTo: UpTo): Event {
  const volunteer = volunteerOf(signupId, 0);
  const { SignupStepVoided: voided, SignupSighted: sighted } = SIGNUP_EXAMPLES;
  const what = upTo(8);
  // Of a step that may not be known yet, or never.
  if (what === 0) return { type: voided.type, data: { ...voided.data, signupId, correctionId: nameUuid('volunteers', 'void', String(n)), stepId: nameUuid('volunteers', 'step', String(n - 40 + upTo(80))) } };
  if (what === 1) {
    const { startsAt: _startsAt, endsAt: _endsAt, ...data } = sighted.data;
    return {
      type: sighted.type,
      data: { ...data, signupId, sightingId: nameUuid('volunteers', 'sighting', String(n)), volunteer, shiftId, status: SIGHTED_STATUSES[upTo(SIGHTED_STATUSES.length)], attended: [true, false, undefined][upTo(3)], asOf: upTo(4) === 0 ? undefined : momentOf(upTo) },
    };
  }
  const step = SIGNUP_STEPS[upTo(SIGNUP_STEPS.length)]!;
  const { type, data } = SIGNUP_EXAMPLES[STEP_EVENTS[step]] as Extract<SignupEvent, { data: Step }>;
  return {
    type, data: { ...data, signupId, stepId: nameUuid('volunteers', 'step', String(n)), volunteer, volunteerEventId, shiftId: upTo(4) === 0 ? undefined : shiftId, at: momentOf(upTo), roleId: ['canvasser', 'host'][upTo(2)] },
  };
}

const momentOf = (upTo: UpTo): string => new Date(Date.UTC(2026, 8, 1) + upTo(60 * 24) * 3_600_000 + upTo(60) * 60_000).toISOString();

/** The same persons for signups and links, in every organization. */
function volunteerOf(id: string, which: number): Step['volunteer'] {
  const n = parseInt(id.slice(which, which + 2), 16) % 200;
  return { system: which === 0 ? 'mobilize' : 'van', scope: 'test', id: String(n) };
}
