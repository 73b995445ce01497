import type { Receipt } from './event-log.js';
import type { Event, Meta } from './event.js';
import type { Rejection } from './rejection.js';

/** One thing asked of one stream. */
export interface Intent<State, E extends Event> {
  /** The id in the stream's name. */
  readonly streamId: string;
  /** The producer's id of this very request: its repeats are answered with the first receipt. */
  readonly requestId: string;
  /** What was asked, in full: a repeat must say the same. */
  readonly request: object;
  /** Of the request, where it is known already. */
  readonly digest?: string;
  readonly meta: Meta;
  /** True when the request usually opens its stream: then it is tried without reading first. */
  readonly opens: boolean;
  /** Decides, purely. @throws Rejection */
  readonly decide: (state: State) => readonly E[];
}

/** An accepted intent's answer. `again` says that it had been recorded before; `events` are what was decided now. */
export interface Answer<E extends Event = Event> {
  readonly receipt: Receipt;
  readonly again: boolean;
  readonly events: readonly E[];
}

/** What became of each intent of a batch: an answer, or the rejection it met. */
export type Verdict<E extends Event = Event> = Answer<E> | Rejection;
