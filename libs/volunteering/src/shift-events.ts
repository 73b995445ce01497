import type { Event } from '@fieldledger/kernel';
import type { CancelShift, PlanShift, ReinstateShift } from './shift-commands.js';

/** What we noticed about a fact that we recorded all the same. */
export type ShiftFlag = 'shift-unknown' | 'cancelled-before' | 'not-cancelled';

/** A shift as it was told, and between which instants it lies: hours are counted from these. */
export interface Shift extends Omit<PlanShift, 'provenance'> {
  readonly startsAt: string;
  readonly endsAt: string;
}

export type ShiftPlanned = Event<'ShiftPlanned', Shift>;
export type ShiftChanged = Event<'ShiftChanged', Shift & { readonly changeId: string; readonly flags: readonly ShiftFlag[] }>;
export type ShiftCancelled = Event<'ShiftCancelled', Omit<CancelShift, 'provenance'> & { readonly flags: readonly ShiftFlag[] }>;
export type ShiftReinstated = Event<'ShiftReinstated', Omit<ReinstateShift, 'provenance'> & { readonly flags: readonly ShiftFlag[] }>;

export type ShiftEvent = ShiftPlanned | ShiftChanged | ShiftCancelled | ShiftReinstated;
