import { markedOf, type Sealed } from '@fieldledger/privacy';
import { Rejection, type Decider, type Meta } from '@fieldledger/kernel';
import { instant, refuseFuture } from './moment.js';
import { refuseBackwards } from './shift-times.js';
import type { AmendSignupStep, RecordSignupStep, SightSignup, SignupStep, VoidSignupStep } from './signup-commands.js';
import { STEP_EVENTS, type SignupEvent, type SignupFlag, type SignupSighted, type SignupStepEvent, type Step } from './signup-events.js';

export interface SignupState {
  /** `system/scope/id`; null as long as nobody told of the signup. */
  readonly volunteer: string | null;
  /** Somebody invited them, took them in, or saw the signup elsewhere. */
  readonly opened: boolean;
  readonly cancelled: boolean;
  /** The first time that anybody named. */
  readonly checkedInAt: string | null;
  /** What each step was and whose, by its id. */
  readonly steps: ReadonlyMap<string, Pick<Step, 'step' | 'volunteer'>>;
  readonly voided: ReadonlySet<string>;
}

/** What a step is read against besides its own history. */
export interface SignupContext {
  /** How the shift that it names stands; undefined where it names none. */
  readonly shift?: 'unknown' | 'planned' | 'cancelled';
  readonly sealed: { readonly person?: Sealed; readonly note?: Sealed };
  /** The volunteer's key was destroyed: nothing of them is recorded in any form that could be read. */
  readonly forgotten: boolean;
}

const initial: SignupState = { volunteer: null, opened: false, cancelled: false, checkedInAt: null, steps: new Map(), voided: new Set() };

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
    const { flags: _flags, ...told } = data;
    if (!('correctionId' in told)) return markedOf(told);
    const { step: _step, volunteer: _volunteer, ...asked } = told;
    return asked;
  },
};

/** A fact, whatever came before it. @throws Rejection `told-in-future`, `shift-required` */
export function recordSignupStep(command: RecordSignupStep, context: SignupContext, state: SignupState, meta: Meta, field = ''): SignupStepEvent[] {
  const { stepId, signupId, step, volunteer, at, shiftId, volunteerEventId, roleId, organizerId, source, turfIds, listIds, canvasserId } = command;
  refuseFuture(at, `${field}/at`, meta);
  if (step === 'rescheduled' && shiftId === undefined) {
    throw new Rejection('invalid', 'shift-required', 'Say to which shift they were moved. One that is not known yet is cancelled, and scheduled when it is.', { faults: [{ field: `${field}/shiftId`, problem: 'is required when a signup is rescheduled' }] });
  }
  const { system, scope, id } = volunteer.reference;
  const flags = [...flagsOf(step, instant(at), context, state), ...(state.volunteer !== null && state.volunteer !== refText(volunteer.reference) ? (['other-volunteer'] as const) : [])];
  return [{
    type: STEP_EVENTS[step],
    data: { stepId, signupId, step, volunteer: { system, scope, id }, at: instant(at), shiftId, volunteerEventId, roleId, organizerId, source, turfIds, listIds, canvasserId, ...context.sealed, flags },
  } as SignupStepEvent];
}

/** A fact, also before its step is known. */
export function voidSignupStep({ correctionId, signupId, stepId, reasonCode }: VoidSignupStep, state: SignupState): SignupEvent[] {
  const known = state.steps.get(stepId);
  const flags: SignupFlag[] = [...(known ? [] : (['step-unknown'] as const)), ...(state.voided.has(stepId) ? (['voided-before'] as const) : [])];
  return [{ type: 'SignupStepVoided', data: { correctionId, signupId, stepId, reasonCode, step: known?.step ?? null, volunteer: known?.volunteer ?? null, flags } }];
}

/** A void and a fresh step in one append, so that every report is right already. @throws Rejection as `recordSignupStep`, `same-step` */
export function amendSignupStep({ correctionId, stepId, reasonCode, step }: AmendSignupStep, context: SignupContext, state: SignupState, meta: Meta): SignupEvent[] {
  if (step.stepId === stepId) {
    throw new Rejection('invalid', 'same-step', 'What replaces a step has an id of its own. Give the new step a fresh stepId.', { faults: [{ field: '/step/stepId', problem: 'must be another than that of the step it replaces' }] });
  }
  const voided = voidSignupStep({ correctionId, signupId: step.signupId, stepId, reasonCode }, state);
  return [...voided, ...recordSignupStep(step, context, voided.reduce(evolve, state), meta, '/step')];
}

/** A fact. @throws Rejection `told-in-future`, `shift-end-before-start` */
export function sightSignup(command: SightSignup, context: SignupContext, state: SignupState, meta: Meta): SignupSighted[] {
  const { sightingId, signupId, volunteer, status, attended, confirmations, asOf, signedUpAt, shiftId, volunteerEventId, roleId, startsAt, endsAt, organizerId, source, turfIds, listIds } = command;
  for (const [name, at] of [['asOf', asOf], ['signedUpAt', signedUpAt]] as const) if (at !== undefined) refuseFuture(at, `/${name}`, meta);
  const [from, until] = [startsAt && instant(startsAt), endsAt && instant(endsAt)];
  if (from && until) refuseBackwards(from, until, '/endsAt');
  const { system, scope, id } = volunteer.reference;
  const flags: SignupFlag[] = shiftFlags(context);
  if (state.volunteer !== null && state.volunteer !== refText(volunteer.reference)) flags.push('other-volunteer');
  if (context.forgotten) flags.push('person-forgotten');
  return [{
    type: 'SignupSighted',
    data: {
      sightingId, signupId, volunteer: { system, scope, id }, status, attended, confirmations, asOf: asOf && instant(asOf), signedUpAt: signedUpAt && instant(signedUpAt), shiftId, volunteerEventId, roleId,
      startsAt: from, endsAt: until, organizerId, source, turfIds, listIds, ...context.sealed, flags,
    },
  }];
}

/** What a repeat must say again: marks stand for what is private. Instants are compared in UTC. */
export function askedOfStep({ provenance: _provenance, volunteer, note: _note, ...asked }: RecordSignupStep, marks: Marks): object {
  return { ...asked, at: instant(asked.at), volunteer: volunteer.reference, ...onlyMarks(marks) };
}

/** As `askedOfStep`. */
export function askedOfSighting({ provenance: _provenance, volunteer, note: _note, ...asked }: SightSignup, marks: Marks): object {
  const times = (['asOf', 'signedUpAt', 'startsAt', 'endsAt'] as const).filter((name) => asked[name] !== undefined);
  return { ...asked, ...Object.fromEntries(times.map((name) => [name, instant(asked[name]!)])), volunteer: volunteer.reference, ...onlyMarks(marks) };
}

/** What stands for the private members where only their equality matters. */
export type Marks = Readonly<Record<string, { readonly mark: string }>>;

/** Not a word of what they are made of. */
const onlyMarks = (marks: Marks): object => Object.fromEntries(Object.entries(marks).map(([name, { mark }]) => [name, { mark }]));

/** Opens a signup. */
const OPENING: readonly SignupStep[] = ['invited', 'scheduled', 'walked-in', 'turf-assigned'];
const ATTENDING: readonly SignupStep[] = ['checked-in', 'checked-out', 'completed'];

function flagsOf(step: SignupStep, at: string, context: SignupContext, { opened, cancelled, checkedInAt }: SignupState): SignupFlag[] {
  const flags = shiftFlags(context);
  if (!opened && !OPENING.includes(step)) flags.push('signup-unknown');
  if (cancelled && ATTENDING.includes(step)) flags.push('after-cancellation');
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

function shiftFlags({ shift }: SignupContext): SignupFlag[] {
  return shift === 'unknown' ? ['shift-unknown'] : shift === 'cancelled' ? ['shift-cancelled'] : [];
}

const refText = ({ system, scope, id }: RecordSignupStep['volunteer']['reference']) => `${system}/${scope}/${id}`;

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: SignupState, { type, data }: SignupEvent): SignupState {
  switch (type) {
    case 'SignupInvited':
    case 'SignupScheduled':
    case 'SignupRescheduled':
    case 'SignupWalkedIn':
      return { ...stepped(state, data), opened: true, cancelled: false };
    case 'SignupMessageLeft':
    case 'SignupConfirmed':
    case 'SignupDeclined':
    case 'SignupCheckedOut':
    case 'ShiftCompleted':
    case 'ShiftMissed':
    case 'TurfAssigned':
      return stepped(state, data);
    case 'SignupCancelled':
      return { ...stepped(state, data), cancelled: true };
    case 'SignupCheckedIn':
      return { ...stepped(state, data), checkedInAt: state.checkedInAt !== null && state.checkedInAt < data.at ? state.checkedInAt : data.at };
    case 'SignupStepVoided':
      return { ...state, voided: new Set([...state.voided, data.stepId]) };
    case 'SignupSighted':
      return { ...state, volunteer: state.volunteer ?? refText(data.volunteer), opened: true, cancelled: data.status === 'cancelled' || data.status === 'deleted' };
  }
}

function stepped(state: SignupState, { stepId, step, volunteer }: Step): SignupState {
  return { ...state, volunteer: state.volunteer ?? refText(volunteer), steps: new Map([...state.steps, [stepId, { step, volunteer }]]) };
}
