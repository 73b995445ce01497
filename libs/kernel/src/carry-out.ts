import type { Decider } from './decider.js';
import type { EventLog } from './event-log.js';
import type { Event, Meta } from './event.js';
import { eventIdOf, handleAll } from './handle.js';
import type { Intent, Verdict } from './intent.js';

/** How one kind of command is carried out; `prepared` is what was found or sealed for a command before it is decided. */
export interface Way<Command, Prepared, State, E extends Event> {
  /** Of the record that it is about. */
  readonly streamId: (command: Command) => string;
  /** The id of the request, the producer's own or made of it: its repeats are answered with the first receipt. */
  readonly requestId: (command: Command, prepared: Prepared) => string;
  /** What a repeat must say again, without a word of what is private. */
  readonly asked: (command: Command, prepared: Prepared) => object;
  /** Purely. @param eventId of each event that it makes, the first having ordinal 0 @throws Rejection */
  readonly decide: (command: Command, prepared: Prepared, eventId: (ordinal: number) => string, state: State, meta: Meta) => readonly E[];
  /** It usually opens its record. */
  readonly opens?: true;
}

/** How every command of one kind of record is carried out, by what it does. */
export type Ways<Asked, Prepared, State, E extends Event> = { readonly [A in keyof Asked]: Way<Asked[A], Prepared, State, E> };

/** Commands that do the same, each to a record. Atomic: all or none. */
export interface Carried<Command, Prepared, State, E extends Event> {
  readonly decider: Decider<State, E>;
  readonly way: Way<Command, Prepared, State, E>;
  readonly items: readonly Command[];
  /** In the order of the commands; where nothing is prepared, nothing. */
  readonly prepared?: readonly Prepared[];
  readonly meta: Meta;
  readonly atomic: boolean;
}

/** Of a command that says itself which file and row it comes from. */
export function fromItsOrigin(command: object, meta: Meta): Meta {
  return { ...meta, provenance: (command as Partial<Meta>).provenance ?? null };
}

/** Decides and stores: one answer each, in order. */
export async function carryOut<Command extends object, Prepared, State, E extends Event>(log: EventLog, carried: Carried<Command, Prepared, State, E>): Promise<Verdict[]> {
  const { decider, way, items, prepared = [], meta, atomic } = carried;
  const intents = items.map((item, i): Intent<State, E> => {
    const id = way.streamId(item);
    const requestId = way.requestId(item, prepared[i]!);
    const eventId = (ordinal: number) => eventIdOf(meta.organization, `${decider.kind}-${id}`, requestId, ordinal);
    return {
      streamId: id,
      requestId,
      request: way.asked(item, prepared[i]!),
      meta: fromItsOrigin(item, meta),
      opens: way.opens ?? false,
      decide: (state) => way.decide(item, prepared[i]!, eventId, state, meta),
    };
  });
  return handleAll(log, decider, intents, { atomic });
}
