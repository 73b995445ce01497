import type { Event, Meta } from './event.js';

/** How a kind of stream is read: its name, its state before anything happened, and what each event does to it. */
export interface Decider<State, E extends Event> {
  /** The first word of the stream's name: `attempt` for `attempt-<id>`. */
  readonly kind: string;
  readonly initial: State;
  /** Total: history is never refused. */
  readonly evolve: (state: State, event: E) => State;
  /** The schema version in which each event type is written today. */
  readonly versions: Readonly<Record<E['type'], number>>;
  /** When the fact happened, by its producer's word; the receiving moment where nobody claimed another. */
  readonly occurredAt: (event: E, meta: Meta) => string;
  /**
   * What was asked, as the event tells it: without what we added, and with marks for what is sealed. A repeat is compared with
   * it; what the `request` leaves open, and we filled in, is left out.
   */
  readonly asked: (data: E['data'], request?: object) => object;
  /** Where a request can bring an event that another could have told by itself: the id of that other. */
  readonly byItself?: (data: E['data']) => string | undefined;
}
