import type { PersonRef } from '@fieldledger/http';
import type { Event } from '@fieldledger/kernel';
import type { Sealed } from '@fieldledger/privacy';
import type { RecordSignupStep, SightSignup, SignupStep, VoidSignupStep } from './signup-commands.js';

/** What we noticed about a fact that we recorded all the same. */
export type SignupFlag =
  | 'shift-unknown'
  | 'shift-cancelled'
  | 'signup-unknown'
  | 'after-cancellation'
  | 'check-in-missing'
  | 'check-out-before-check-in'
  | 'over-24-hours'
  | 'other-volunteer'
  | 'step-unknown'
  | 'voided-before'
  /** Another sighting without a moment of its own is known: which of the two is later nobody can say. */
  | 'order-unknown'
  | 'person-forgotten';

/** Who volunteers, for everybody to know, and what of them is sealed. */
interface Who {
  readonly volunteer: PersonRef;
  /** Name and contact data. */
  readonly person?: Sealed;
  readonly note?: Sealed;
  readonly flags: readonly SignupFlag[];
}

/** A step as it was told. */
export type Step = Omit<RecordSignupStep, 'volunteer' | 'note' | 'provenance'> & Who;

export type SignupInvited = Event<'SignupInvited', Step>;
export type SignupScheduled = Event<'SignupScheduled', Step>;
export type SignupMessageLeft = Event<'SignupMessageLeft', Step>;
export type SignupConfirmed = Event<'SignupConfirmed', Step>;
export type SignupDeclined = Event<'SignupDeclined', Step>;
export type SignupCancelled = Event<'SignupCancelled', Step>;
export type SignupRescheduled = Event<'SignupRescheduled', Step>;
export type SignupWalkedIn = Event<'SignupWalkedIn', Step>;
export type SignupCheckedIn = Event<'SignupCheckedIn', Step>;
export type SignupCheckedOut = Event<'SignupCheckedOut', Step>;
export type ShiftCompleted = Event<'ShiftCompleted', Step>;
export type ShiftMissed = Event<'ShiftMissed', Step>;
export type TurfAssigned = Event<'TurfAssigned', Step>;

export type SignupStepEvent =
  | SignupInvited | SignupScheduled | SignupMessageLeft | SignupConfirmed | SignupDeclined | SignupCancelled | SignupRescheduled | SignupWalkedIn | SignupCheckedIn | SignupCheckedOut
  | ShiftCompleted | ShiftMissed | TurfAssigned;

/** Names the step and, where it is known, whose it was, what and when, so that no reader needs the step. The oldest of them do not say when. */
export type SignupStepVoided = Event<
  'SignupStepVoided',
  Omit<VoidSignupStep, 'provenance'> & { readonly step: SignupStep | null; readonly stepAt?: string; readonly volunteer: PersonRef | null; readonly flags: readonly SignupFlag[] }
>;
/** Where it tells who came and of no time at all, with the end of the shift as that was known. */
export type SignupSighted = Event<'SignupSighted', Omit<SightSignup, 'volunteer' | 'note' | 'provenance'> & Who & { readonly shiftEndsAt?: string }>;

export type SignupEvent = SignupStepEvent | SignupStepVoided | SignupSighted;

/** What each step is called as an event. */
export const STEP_EVENTS = {
  invited: 'SignupInvited', scheduled: 'SignupScheduled', 'message-left': 'SignupMessageLeft', confirmed: 'SignupConfirmed', declined: 'SignupDeclined', cancelled: 'SignupCancelled',
  rescheduled: 'SignupRescheduled', 'walked-in': 'SignupWalkedIn', 'checked-in': 'SignupCheckedIn', 'checked-out': 'SignupCheckedOut', completed: 'ShiftCompleted', 'no-show': 'ShiftMissed',
  'turf-assigned': 'TurfAssigned',
} as const satisfies Readonly<Record<SignupStep, SignupStepEvent['type']>>;
