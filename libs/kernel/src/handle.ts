import type { AppendOutcome, AppendRequest, EventLog, NewEvent } from './event-log.js';
import type { Event, RecordedEvent } from './event.js';
import { canonical } from './canonical.js';
import type { Decider } from './decider.js';
import { nameUuid, sha256 } from './digest.js';
import type { Answer, Intent, Verdict } from './intent.js';
import { Rejection } from './rejection.js';
import { repeat, toldBefore } from './repeated-request.js';

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
      // A rule's no to what would open a record is the answer once it is known that the same request did not open it before.
      const isRash = it instanceof Rejection && !mustRead.has(i);
      const verdict = 'request' in it ? (refused ? BATCH_REFUSED : verdictOn(it, outcomes[next++]!)) : isRash ? undefined : it;
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
    const stamped = events.map((event, ordinal): NewEvent => ({
      type: event.type,
      data: event.data,
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
