import type { Event } from '@fieldledger/kernel';
import type { CompleteFiling, ListFilingRows, ReceiveFiling } from './filing-commands.js';

/** A version of a report, as its cover tells it. */
export type FilingReceived = Event<'FilingReceived', Omit<ReceiveFiling, 'provenance'>>;
export type FilingRowsListed = Event<'FilingRowsListed', ListFilingRows>;
export type FilingCompleted = Event<'FilingCompleted', CompleteFiling & { readonly amendmentNumber: number }>;
export type FilingEvent = FilingReceived | FilingRowsListed | FilingCompleted;
