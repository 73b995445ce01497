import type { Event } from '@fieldledger/kernel';
import type { PlanContact, RequestDoNotContact, WithdrawDoNotContact } from './consent-commands.js';

export type DoNotContactRequested = Event<'DoNotContactRequested', RequestDoNotContact>;
export type DoNotContactWithdrawn = Event<'DoNotContactWithdrawn', WithdrawDoNotContact>;
export type ContactPlanned = Event<'ContactPlanned', PlanContact>;
export type ConsentEvent = DoNotContactRequested | DoNotContactWithdrawn | ContactPlanned;
