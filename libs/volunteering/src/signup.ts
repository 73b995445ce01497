import { personKey } from '@fieldledger/http';
import { markedOf, personSuppressed, type Sealed } from '@fieldledger/privacy';
import { refuseFuture, Rejection, type Decider, type Meta, withMembers } from '@fieldledger/kernel';
import { instant } from './moment.js';
import { refuseBackwards } from './shift-times.js';
import type { AmendSignupStep, RecordSignupStep, SightSignup, SignupStep, VoidSignupStep } from './signup-commands.js';
import { STEP_EVENTS, type SignupEvent, type SignupFlag, type SignupSighted, type SignupStepEvent, type Step } from './signup-events.js';

export interface SignupState {
  /** `system/scope/id`; null as long as nobody told of the signup. */
  readonly volunteer: string | null;
  /** As much of each step as later ones are read against, by its id, in the order in which they became known. */
  readonly steps: ReadonlyMap<string, Pick<Step, 'step' | 'volunteer' | 'at'>>;
  readonly voided: ReadonlySet<string>;
  readonly corrections: ReadonlySet<string>;
}

/** What a step is read against besides its own history. */
export interface SignupContext {
  /** How the shift that it names stands; undefined where it names none. */
  readonly shift?: 'unknown' | 'planned' | 'cancelled';
  /** When that shift ends, an instant; undefined where nobody told. */
  readonly shiftEndsAt?: string;
  readonly sealed: { readonly person?: Sealed; readonly note?: Sealed };
  /** The volunteer's key was destroyed: nothing of them is recorded in any form that could be read. */
  readonly forgotten: boolean;
  /** And they asked to be left out for good: no list brings them back. */
  readonly suppressed: boolean;
}

const initial: SignupState = { volunteer: null, steps: new Map(), voided: new Set(), corrections: new Set() };

export const signupDecider: Decider<SignupState, SignupEvent> = {
  kind: 'signup',
  initial,
  evolve,
  versions: {
    SignupInvited: 1, SignupScheduled: 1, SignupMessageLeft: 1, SignupConfirmed: 1, SignupDeclined: 1, SignupCancelled: 1, SignupRescheduled: 1, SignupWalkedIn: 1, SignupCheckedIn: 1,
    SignupCheckedOut: 1, ShiftCompleted: 1, ShiftMissed: 1, TurfAssigned: 1, SignupStepVoided: 1, SignupSighted: 1,
  },
  occurredAt: ({ data }, meta) => ('at' in data ? data.at : 'sightingId' in data ? (data.asOf ?? meta.receivedAt) : meta.receivedAt),
  asked: (data) => {
    const { flags: _flags, shiftEndsAt: _shiftEndsAt, ...told } = data as typeof data & Pick<SignupSighted['data'], 'shiftEndsAt'>;
    if (!('correctionId' in told)) return markedOf(told);
    const { step: _step, stepAt: _stepAt, volunteer: _volunteer, ...asked } = told;
    return asked;
  },
  byItself: (data) => ('at' in data ? data.stepId : undefined),
};

/** A fact, whatever came before it; only that somebody is put on a list again is refused to who asked to be left out. @throws Rejection `told-in-future`, `shift-required`, `person-suppressed` */
export function recordSignupStep(command: RecordSignupStep, context: SignupContext, state: SignupState, meta: Meta, field = ''): SignupStepEvent[] {
  const { stepId, signupId, step, volunteer, at, shiftId, volunteerEventId, roleId, organizerId, source, turfIds, listIds, canvasserId } = command;
  refuseFuture(at, `${field}/at`, meta);
  if (context.suppressed && OPENING.includes(step)) throw personSuppressed();
  if (step === 'rescheduled' && shiftId === undefined) {
    throw new Rejection('invalid', 'shift-required', 'Say to which shift they were moved. One that is not known yet is cancelled, and scheduled when it is.', { faults: [{ field: `${field}/shiftId`, problem: 'is required when a signup is rescheduled' }] });
  }
  const { system, scope, id } = volunteer.reference;
  const flags = [...flagsOf(step, instant(at), context, state), ...(state.volunteer !== null && state.volunteer !== personKey(volunteer.reference) ? (['other-volunteer'] as const) : [])];
  return [{
    type: STEP_EVENTS[step],
    data: { stepId, signupId, step, volunteer: { system, scope, id }, at: instant(at), shiftId, volunteerEventId, roleId, organizerId, source, turfIds, listIds, canvasserId, ...context.sealed, flags },
  } as SignupStepEvent];
}

/** Taken also before its step is known. @throws Rejection `not-a-step` */
export function voidSignupStep({ correctionId, signupId, stepId, reasonCode }: VoidSignupStep, state: SignupState): SignupEvent[] {
  refuseOther(stepId, state);
  const known = state.steps.get(stepId);
  const flags: SignupFlag[] = [...(known ? [] : (['step-unknown'] as const)), ...(state.voided.has(stepId) ? (['voided-before'] as const) : [])];
  return [{ type: 'SignupStepVoided', data: { correctionId, signupId, stepId, reasonCode, step: known?.step ?? null, stepAt: known?.at, volunteer: known?.volunteer ?? null, flags } }];
}

/** What would never be a step must not be waited for. @throws Rejection `not-a-step` */
function refuseOther(stepId: string, { steps, voided, corrections }: SignupState): void {
  if (steps.has(stepId) || voided.has(stepId)) return;
  const instead = corrections.has(stepId)
    ? 'a correction: what that took out is recorded anew under a fresh stepId, and the step that an amendment brought is voided by its own stepId.'
    : steps.has(sighting(stepId)) ? 'a sighting, which no void takes out: say what holds by a later sighting.' : undefined;
  if (instead) throw new Rejection('conflict', 'not-a-step', `This is the id of ${instead}`, { faults: [{ field: '/stepId', problem: 'must be the id of a step' }] });
}

/** A void and a fresh step in one append, so that every report is right already. @throws Rejection as `recordSignupStep` and `voidSignupStep`, `same-step`, `id-taken` */
export function amendSignupStep({ correctionId, stepId, reasonCode, step }: AmendSignupStep, context: SignupContext, state: SignupState, meta: Meta): SignupEvent[] {
  if (step.stepId === stepId) {
    throw new Rejection('invalid', 'same-step', 'What replaces a step has an id of its own. Give the new step a fresh stepId.', { faults: [{ field: '/step/stepId', problem: 'must be another than that of the step it replaces' }] });
  }
  if (state.steps.has(step.stepId)) {
    throw new Rejection('conflict', 'id-taken', 'Another request was recorded under the id of the new step. Give the new step a fresh stepId.', { faults: [{ field: '/step/stepId', problem: 'must be the id of no step that is known' }] });
  }
  const voided = voidSignupStep({ correctionId, signupId: step.signupId, stepId, reasonCode }, state);
  return [...voided, ...recordSignupStep(step, context, voided.reduce(evolve, state), meta, '/step')];
}

/** A fact. @throws Rejection `told-in-future`, `shift-end-before-start`, `person-suppressed` */
export function sightSignup(command: SightSignup, context: SignupContext, state: SignupState, meta: Meta): SignupSighted[] {
  const { sightingId, signupId, volunteer, status, attended, confirmations, asOf, signedUpAt, shiftId, volunteerEventId, roleId, startsAt, endsAt, organizerId, source, turfIds, listIds } = command;
  for (const [name, at] of [['asOf', asOf], ['signedUpAt', signedUpAt]] as const) if (at !== undefined) refuseFuture(at, `/${name}`, meta);
  // Who came was there; whoever is only listed is brought back by a list.
  if (context.suppressed && attended !== true && !ENDED.includes(status)) throw personSuppressed();
  const [from, until] = [startsAt && instant(startsAt), endsAt && instant(endsAt)];
  if (from && until) refuseBackwards(from, until, '/endsAt');
  const { system, scope, id } = volunteer.reference;
  const flags: SignupFlag[] = shiftFlags(context);
  if (state.volunteer !== null && state.volunteer !== personKey(volunteer.reference)) flags.push('other-volunteer');
  if (asOf === undefined && [...state.steps.values()].some((it) => it.at === UNDATED)) flags.push('order-unknown');
  if (context.forgotten) flags.push('person-forgotten');
  return [{
    type: 'SignupSighted',
    data: {
      sightingId, signupId, volunteer: { system, scope, id }, status, attended, confirmations, asOf: asOf && instant(asOf), signedUpAt: signedUpAt && instant(signedUpAt), shiftId, volunteerEventId, roleId,
      startsAt: from, endsAt: until, organizerId, source, turfIds, listIds,
      ...(asOf === undefined && until === undefined && saysWhoCame(command) && context.shiftEndsAt !== undefined && { shiftEndsAt: context.shiftEndsAt }), ...context.sealed, flags,
    },
  }];
}

/** Whether a sighting tells who came, or who did not. */
export const saysWhoCame = ({ attended, status }: Pick<SightSignup, 'attended' | 'status'>): boolean => attended !== undefined || status === 'completed' || status === 'no-show';

/** What a repeat must say again: marks stand for what is private. Instants are compared in UTC. */
export function askedOfStep({ provenance: _provenance, volunteer, note: _note, ...asked }: RecordSignupStep, marks: Marks): object {
  return withMembers(asked, { at: instant(asked.at), volunteer: volunteer.reference, ...onlyMarks(marks) });
}

/** As `askedOfStep`. */
export function askedOfSighting({ provenance: _provenance, volunteer, note: _note, ...asked }: SightSignup, marks: Marks): object {
  const times = (['asOf', 'signedUpAt', 'startsAt', 'endsAt'] as const).filter((name) => asked[name] !== undefined);
  return withMembers(asked, { ...Object.fromEntries(times.map((name) => [name, instant(asked[name]!)])), volunteer: volunteer.reference, ...onlyMarks(marks) });
}

/** What stands for the private members where only their equality matters. */
export type Marks = Readonly<Record<string, { readonly mark: string }>>;

/** Not a word of what they are made of. */
const onlyMarks = (marks: Marks): object => Object.fromEntries(Object.entries(marks).map(([name, { mark }]) => [name, { mark }]));

/** Opens a signup, or puts back one that was cancelled. */
const OPENING: readonly SignupStep[] = ['invited', 'scheduled', 'rescheduled', 'walked-in'];
/** What a sighting says of somebody who is on no list any more, or was there. */
const ENDED: readonly SightSignup['status'][] = ['declined', 'cancelled', 'deleted', 'completed', 'no-show'];
const ATTENDING: readonly SignupStep[] = ['checked-in', 'checked-out', 'completed'];

function flagsOf(step: SignupStep, at: string, context: SignupContext, { steps, voided }: SignupState): SignupFlag[] {
  const flags = shiftFlags(context);
  const standing = [...steps].flatMap(([id, it]) => (voided.has(id) ? [] : [it]));
  const last = standing.findLast((it) => OPENING.includes(it.step) || it.step === 'cancelled');
  const checkedInAt = standing.flatMap((it) => (it.step === 'checked-in' ? it.at : [])).sort()[0] ?? null;
  if (!last && !OPENING.includes(step) && step !== 'turf-assigned') flags.push('signup-unknown');
  if (last?.step === 'cancelled' && ATTENDING.includes(step)) flags.push('after-cancellation');
  if (step === 'checked-out') flags.push(...stayFlags(checkedInAt, at));
  if (context.forgotten) flags.push('person-forgotten');
  return flags;
}

/** What has to be looked at before the hours between two stamps may count. */
function stayFlags(from: string | null, until: string): SignupFlag[] {
  if (from === null) return ['check-in-missing'];
  if (until < from) return ['check-out-before-check-in'];
  return Date.parse(until) - Date.parse(from) > DAY_MS ? ['over-24-hours'] : [];
}

const DAY_MS = 86_400_000;
/** A sighting says only what a system shows. */
const UNDATED = '';

function shiftFlags({ shift }: SignupContext): SignupFlag[] {
  return shift === 'unknown' ? ['shift-unknown'] : shift === 'cancelled' ? ['shift-cancelled'] : [];
}

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: SignupState, { type, data }: SignupEvent): SignupState {
  switch (type) {
    case 'SignupInvited':
    case 'SignupScheduled':
    case 'SignupRescheduled':
    case 'SignupWalkedIn':
    case 'SignupMessageLeft':
    case 'SignupConfirmed':
    case 'SignupDeclined':
    case 'SignupCancelled':
    case 'SignupCheckedIn':
    case 'SignupCheckedOut':
    case 'ShiftCompleted':
    case 'ShiftMissed':
    case 'TurfAssigned':
      return stepped(state, data.stepId, data);
    case 'SignupStepVoided':
      return { ...state, voided: new Set([...state.voided, data.stepId]), corrections: new Set([...state.corrections, data.correctionId]) };
    case 'SignupSighted':
      // It shows a signup, or one that is cancelled; no void names it.
      return stepped(state, sighting(data.sightingId), { step: data.status === 'cancelled' || data.status === 'deleted' ? 'cancelled' : 'scheduled', volunteer: data.volunteer, at: data.asOf ?? UNDATED });
  }
}

/** Under which name a sighting is among the steps. */
const sighting = (sightingId: string): string => `sighting ${sightingId}`;

function stepped(state: SignupState, id: string, { step, volunteer, at }: Pick<Step, 'step' | 'volunteer' | 'at'>): SignupState {
  return { ...state, volunteer: state.volunteer ?? personKey(volunteer), steps: new Map([...state.steps, [id, { step, volunteer, at }]]) };
}
