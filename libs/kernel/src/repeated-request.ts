import { canonical } from './canonical.js';
import type { Decider } from './decider.js';
import type { Event, RecordedEvent } from './event.js';
import type { Intent, Verdict } from './intent.js';
import { Rejection } from './rejection.js';

/** The answer to a request whose first event is already in the history. */
export function repeat<State, E extends Event>(
  decider: Decider<State, E>,
  intent: Intent<State, E>,
  history: readonly RecordedEvent[],
  digest: string,
  idOf: (ordinal: number) => string,
): Verdict<E> {
  const first = history[0]!;
  if (first.digest !== digest) {
    const differs = differences(intent.request, decider.asked(first.data as E['data'], intent.request));
    if (differs.length > 0) return idTaken(differs);
  }
  const mine = history.filter((event, ordinal) => event.id === idOf(ordinal));
  const { id, stream, revision, position, recordedAt } = mine.at(-1)!;
  const events = mine.map(({ type, data }) => ({ type, data }) as E);
  return { receipt: { id, stream, revision, position, recordedAt }, again: true, events };
}

/** The answer to a request whose event another one brought, as an amendment brings a step. */
export function toldBefore<State, E extends Event>(decider: Decider<State, E>, intent: Intent<State, E>, event: RecordedEvent): Verdict<E> {
  const differs = differences(intent.request, decider.asked(event.data, intent.request));
  if (differs.length > 0) return idTaken(differs);
  const { id, stream, revision, position, recordedAt, type, data } = event;
  return { receipt: { id, stream, revision, position, recordedAt }, again: true, events: [{ type, data } as E] };
}

/** The members in which a request differs from the one recorded under its id; names only, never the other's values. */
function differences(request: object, recorded: object): string[] {
  const asked = request as Record<string, unknown>;
  const known = recorded as Record<string, unknown>;
  const names = new Set([...Object.keys(asked), ...Object.keys(known)]);
  return [...names].filter((name) => canonical(asked[name] ?? null) !== canonical(known[name] ?? null)).sort();
}

function idTaken(differs: readonly string[]): Rejection {
  const where = differs.length > 0 ? ` It differs in: ${differs.join(', ')}.` : '';
  return new Rejection(
    'conflict',
    'id-taken',
    `Another request was recorded under this id.${where} Use a fresh id for another fact; correct a recorded one by an amendment.`,
    { differs },
  );
}
