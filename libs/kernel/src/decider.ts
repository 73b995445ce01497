import type { AppendOutcome, AppendRequest, EventLog, NewEvent, Receipt } from './event-log.js';
import type { Event, Meta, RecordedEvent } from './event.js';
import { canonical } from './canonical.js';
import { nameUuid, sha256 } from './digest.js';
import { Rejection } from './rejection.js';

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
  /** What was asked, as the event tells it: without what we added, and with marks for what is sealed. A repeat is compared with it. */
  readonly asked: (data: E['data']) => object;
  /** Where a request can bring an event that another could have told by itself: the id of that other. */
  readonly byItself?: (data: E['data']) => string | undefined;
}

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

/** Decides one intent and appends its events. @throws Rejection from the rule, or `id-taken` 409. */
export async function handle<State, E extends Event>(
  log: EventLog,
  decider: Decider<State, E>,
  intent: Intent<State, E>,
): Promise<Answer<E>> {
  const [verdict] = await handleAll(log, decider, [intent]);
  if (verdict instanceof Rejection) throw verdict;
  return verdict!;
}

/**
 * Decides many intents in as few round trips as they need, and retries what met another writer: only this function
 * does. Two intents for one stream are taken one after the other. With `atomic` nothing is stored unless everything
 * can be; the intents that were fine are then answered with `batch-refused`.
 */
export async function handleAll<State, E extends Event>(
  log: EventLog,
  decider: Decider<State, E>,
  intents: readonly Intent<State, E>[],
  { atomic = false }: { readonly atomic?: boolean } = {},
): Promise<Verdict<E>[]> {
  const verdicts = new Map<number, Verdict<E>>();
  const mustRead = new Set(intents.flatMap((intent, i) => (intent.opens ? [] : [i])));
  if (atomic) refuseSameStreamTwice(decider, intents);
  for (let round = 0; verdicts.size < intents.length; round++) {
    if (round > MAX_ROUNDS + intents.length) throw contended();
    const open = firstOpenPerStream(decider, intents, verdicts);
    const histories = await readHistories(log, decider, open.filter((i) => mustRead.has(i)).map((i) => intents[i]!));
    const drafts = open.map((i) => draft(decider, intents[i]!, histories.get(streamOf(decider, intents[i]!))));
    const requests = drafts.flatMap((it) => ('request' in it ? [it.request] : []));
    const refused = atomic && drafts.some((it) => it instanceof Rejection);
    const outcomes = requests.length > 0 && !refused ? await log.append(requests, { atomic }) : [];
    let next = 0;
    for (const [n, i] of open.entries()) {
      const it = drafts[n]!;
      const verdict = 'request' in it ? (refused ? BATCH_REFUSED : verdictOn(it, outcomes[next++]!)) : it;
      if (verdict) verdicts.set(i, verdict);
      else mustRead.add(i);
    }
    // All or nothing: when some stream was not as assumed, nothing was stored and the whole batch is decided again.
    if (atomic && verdicts.size < intents.length) verdicts.clear();
    // What waited for an earlier intent of its stream finds events there now.
    const taken = new Set(open);
    for (const i of intents.keys()) if (!taken.has(i)) mustRead.add(i);
  }
  return intents.map((_, i) => verdicts.get(i)!);
}

/** SHA-256 of what was asked: a request under a known id is a repeat when it has the same. */
export const requestDigest = (request: object): string => sha256(canonical(request));

/** The id of the event that a request makes, the first having ordinal 0: known before anything is decided. */
export function eventIdOf(organization: string, stream: string, requestId: string, ordinal = 0): string {
  return nameUuid(organization, stream, requestId, String(ordinal));
}

const MAX_ROUNDS = 20;

const BATCH_REFUSED = new Rejection(
  'conflict',
  'batch-refused',
  'Nothing was stored, because other items of the batch were refused. Mend those and send the batch again, or ask for mode=partial.',
);

const contended = () =>
  new Rejection('conflict', 'record-contended', 'Others kept writing to the same record. Send the request again.');

interface Draft<E extends Event> {
  readonly request: AppendRequest;
  readonly events: readonly E[];
}

/** The name of the stream that an intent concerns. */
function streamOf<State, E extends Event>(decider: Decider<State, E>, intent: Intent<State, E>): string {
  return `${decider.kind}-${intent.streamId}`;
}

function firstOpenPerStream<State, E extends Event>(
  decider: Decider<State, E>,
  intents: readonly Intent<State, E>[],
  verdicts: ReadonlyMap<number, unknown>,
): number[] {
  const first = new Map<string, number>();
  for (const [i, intent] of intents.entries()) {
    const stream = streamOf(decider, intent);
    if (!verdicts.has(i) && !first.has(stream)) first.set(stream, i);
  }
  return [...first.values()];
}

/** Empty histories are listed too, so that what was read is told from what was assumed. */
async function readHistories<State, E extends Event>(
  log: EventLog,
  decider: Decider<State, E>,
  intents: readonly Intent<State, E>[],
): Promise<Map<string, RecordedEvent[]>> {
  const [first] = intents;
  if (!first) return new Map();
  const streams = intents.map((intent) => streamOf(decider, intent));
  const found = await log.readStreams(first.meta.organization, streams);
  return new Map(streams.map((stream) => [stream, found.get(stream) ?? []]));
}

/** What to append for an intent; or its first answer, when it is a repeat; or the rule's rejection. */
function draft<State, E extends Event>(
  decider: Decider<State, E>,
  intent: Intent<State, E>,
  history: readonly RecordedEvent[] | undefined,
): Draft<E> | Verdict<E> {
  const stream = streamOf(decider, intent);
  const { meta } = intent;
  const digest = intent.digest ?? requestDigest(intent.request);
  const idOf = (ordinal: number) => eventIdOf(meta.organization, stream, intent.requestId, ordinal);
  if (history?.some(({ type, schemaVersion }) => schemaVersion > (decider.versions[type as E['type']] ?? 0))) return writtenByNewer();
  const before = history?.findIndex((event) => event.id === idOf(0)) ?? -1;
  if (before >= 0) return repeat(decider, intent, history!.slice(before), digest, idOf);
  const brought = decider.byItself && history?.find(({ data }) => decider.byItself!(data) === intent.requestId);
  if (brought) return toldBefore(decider, intent, brought);
  try {
    const state = (history ?? []).reduce((it, { type, data }) => decider.evolve(it, { type, data } as E), decider.initial);
    const events = intent.decide(state);
    const stamped: NewEvent[] = events.map((event, ordinal) => ({
      ...event,
      id: idOf(ordinal),
      schemaVersion: decider.versions[event.type as E['type']],
      occurredAt: decider.occurredAt(event, meta),
    }));
    const expected = history === undefined || history.length === 0 ? 'none' : history.length - 1;
    return { request: { stream, expected, events: stamped, meta, digest }, events };
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
}

/** Deciding on what one does not understand would be guessing. */
function writtenByNewer(): Rejection {
  return new Rejection('conflict', 'written-by-newer', 'This record holds events of a newer Fieldledger than this one. Nothing was stored; send the request to a server of that version.');
}

/** The answer to a request whose first event is already in the history. */
function repeat<State, E extends Event>(
  decider: Decider<State, E>,
  intent: Intent<State, E>,
  history: readonly RecordedEvent[],
  digest: string,
  idOf: (ordinal: number) => string,
): Verdict<E> {
  const first = history[0]!;
  if (first.digest !== digest) {
    const differs = differences(intent.request, decider.asked(first.data as E['data']));
    if (differs.length > 0) return idTaken(differs);
  }
  const mine = history.filter((event, ordinal) => event.id === idOf(ordinal));
  const { id, stream, revision, position, recordedAt } = mine.at(-1)!;
  const events = mine.map(({ type, data }) => ({ type, data }) as E);
  return { receipt: { id, stream, revision, position, recordedAt }, again: true, events };
}

/** The answer to a request whose event another one brought, as an amendment brings a step. */
function toldBefore<State, E extends Event>(decider: Decider<State, E>, intent: Intent<State, E>, event: RecordedEvent): Verdict<E> {
  const differs = differences(intent.request, decider.asked(event.data));
  if (differs.length > 0) return idTaken(differs);
  const { id, stream, revision, position, recordedAt, type, data } = event;
  return { receipt: { id, stream, revision, position, recordedAt }, again: true, events: [{ type, data } as E] };
}

function verdictOn<E extends Event>({ events }: Draft<E>, result: AppendOutcome): Verdict<E> | undefined {
  switch (result.outcome) {
    case 'appended':
      return { receipt: result.receipt, again: false, events };
    case 'same':
    case 'conflict':
    case 'wrong-revision':
      return undefined;
    case 'abandoned':
      return BATCH_REFUSED;
  }
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

function refuseSameStreamTwice<State, E extends Event>(decider: Decider<State, E>, intents: readonly Intent<State, E>[]): void {
  const seen = new Map<string, number>();
  for (const [i, intent] of intents.entries()) {
    const stream = streamOf(decider, intent);
    const earlier = seen.get(stream);
    if (earlier !== undefined) {
      throw new Rejection('invalid', 'same-record-twice', 'One batch may name a record once. Nothing was stored; send one of the two in a later batch.', {
        faults: [{ field: `/items/${i}`, problem: `names the same record as /items/${earlier}` }],
      });
    }
    seen.set(stream, i);
  }
}
