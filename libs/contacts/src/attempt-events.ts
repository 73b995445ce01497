import type { Event } from '@fieldledger/kernel';
import type { Sealed } from '@fieldledger/privacy';
import type { ReasonCode, RecordAttempt, ReportDelivery } from './attempt-commands.js';
import type { Channel } from './code-tables.js';

/** What we noticed about a fact that we recorded all the same. */
export type Flag =
  | 'do-not-contact'
  | 'device-clock-ahead'
  | 'device-clock-behind'
  | 'unknown-result-code'
  | 'unknown-contact-type'
  | 'unknown-input-type'
  | 'attempt-unknown'
  | 'person-forgotten';

/** An attempt as it was claimed, with what its codes meant in this organization when it was recorded. */
export interface Attempt extends Omit<RecordAttempt, 'device' | 'provenance' | 'note' | 'phone'> {
  readonly meaning: {
    readonly contactType: string;
    readonly channel: Channel | null;
    readonly inputType: string;
    readonly result: string;
    /** The voter was reached: a contact, not only an attempt. */
    readonly contact: boolean;
    readonly refused: boolean;
    /** The IANA zone in which the day of the attempt is counted. */
    readonly dayZone: string;
  };
  readonly flags: readonly Flag[];
  /** Present when the result closed a channel of the voter's: under this id their request stands in their own history. */
  readonly optOut?: { readonly requestId: string; readonly channel: Channel };
  /** How far the device's clock was ahead of ours, in seconds; present when it told us its time. */
  readonly clockAheadSeconds?: number;
}

/** Note and phone stand in this event only: sealed for it, they open nowhere else. */
export type ContactAttempted = Event<'ContactAttempted', Attempt & { readonly note?: Sealed; readonly phone?: Sealed }>;
export type ContactDeliveryReported = Event<'ContactDeliveryReported', ReportDelivery & { readonly flags: readonly Flag[] }>;
/** Carries the whole attempt, so that a report can undo it. */
export type ContactAttemptVoided = Event<
  'ContactAttemptVoided',
  Attempt & { readonly correctionId: string; readonly reasonCode: ReasonCode }
>;
export type AttemptEvent = ContactAttempted | ContactDeliveryReported | ContactAttemptVoided;
