import type { Event } from '@fieldledger/kernel';
import type { ErasePerson } from './erasure-commands.js';

/** Why something of a person is kept for now, and from which day it need not be. */
export interface Hold {
  /** The contribution whose record the law wants. */
  readonly recordId: string;
  /** Its giver is listed by name, or it is over what must be recorded with name and address. */
  readonly reason: 'itemized' | 'over-recording-limit';
  /** YYYY-MM-DD: the first day on which it may go. */
  readonly until: string;
}

/** What each event repeats of the request, so that no reader needs another: ids and tokens, never a name. */
type Of = ErasePerson;

/**
 * From here on nothing that was sealed with the keys of these subjects is to be read, by anybody. Whoever holds something of
 * theirs, found by the key of what was sealed or by one of the references, removes it.
 */
export type PersonErased = Event<
  'PersonErased',
  Of & {
    /** Every reference that was found to be theirs, `system/scope/id`. */
    readonly references: readonly string[];
    readonly subjects: readonly string[];
    /** How many records had something sealed. */
    readonly records: number;
    /** Keyed tokens by which they are known again; empty where they did not ask to be left out for good. */
    readonly suppressed: readonly string[];
  }
>;
/** The law has us keep these for now. They are erased on that day, without another request. */
export type ErasurePostponed = Event<'ErasurePostponed', Of & { readonly subjects: readonly string[]; readonly records: number; readonly until: string; readonly holds: readonly Hold[] }>;
/** Nothing was erased, since the request was to be refused if anything is held. */
export type ErasureRefused = Event<'ErasureRefused', Of & { readonly until: string; readonly holds: readonly Hold[] }>;

export type ErasureEvent = PersonErased | ErasurePostponed | ErasureRefused;
