import { Rejection, Unavailable, type AppendOutcome } from '@fieldledger/kernel';
import type { PreparedRequest } from './prepared-request.js';

/** A request in a batch; requests with the same group above 0 are stored all together or not at all. */
export interface Slot {
  readonly request: PreparedRequest;
  readonly group: number;
}

/** Sends one batch and says what became of each slot, in order. */
export type Send = (batch: readonly Slot[]) => Promise<AppendOutcome[]>;

/** Enough that the cost of a commit is shared by many, few enough that nobody waits long for one batch. */
const BATCH_EVENTS = 2_000;
/** Beyond this, whoever comes is asked to come again rather than kept waiting. */
const WAITING_EVENTS = 20_000;
/** How far one batch looks past requests that must wait. */
const LOOK_AHEAD = 4_000;

/**
 * Makes one transaction of the appends of many callers: while a batch is under way the next one gathers. A batch names
 * a stream once and an event id once; what names them again waits for the next batch, in order.
 */
export class GroupCommit {
  private queue: Unit[] = [];
  private waiting = 0;
  private running: Promise<void> | undefined;
  private stopping = false;

  constructor(private readonly send: Send) {}

  /** @throws Unavailable `overloaded` or `stopping` before anything was sent; else whatever `send` throws */
  append(requests: readonly PreparedRequest[], atomic: boolean): Promise<AppendOutcome[]> {
    if (requests.length === 0) return Promise.resolve([]);
    if (this.stopping) return Promise.reject(new Unavailable('stopping', 'The log is being closed.'));
    if (atomic) refuseSharedKeys(requests);
    const size = requests.reduce((sum, { events }) => sum + events.length, 0);
    if (this.waiting > 0 && this.waiting + size > WAITING_EVENTS) {
      return Promise.reject(new Unavailable('overloaded', 'Too many writes are waiting. Send the same request again shortly.'));
    }
    return new Promise((resolve, reject) => {
      const call: Call = { outcomes: new Array(requests.length), open: requests.length, settled: false, resolve, reject };
      const places = requests.map((request, index) => ({ request, index }));
      for (const members of atomic ? [places] : places.map((place) => [place])) {
        this.queue.push({ call, members, atomic, size: members.reduce((sum, { request }) => sum + request.events.length, 0) });
      }
      this.waiting += size;
      this.running ??= this.run();
    });
  }

  /** Takes nothing more, and waits until what was taken is answered. */
  async close(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async run(): Promise<void> {
    // Everyone who asks in this turn of the event loop belongs to the first batch.
    await new Promise(setImmediate);
    while (this.queue.length > 0) await this.commit(this.take());
    this.running = undefined;
  }

  /** The next batch, out of the queue. */
  private take(): Unit[] {
    const batch: Unit[] = [];
    const passed: Unit[] = [];
    const keys = new Set<string>();
    let events = 0;
    let next = 0;
    for (; next < this.queue.length && passed.length < LOOK_AHEAD; next++) {
      const unit = this.queue[next]!;
      if (unit.call.settled) {
        this.waiting -= unit.size;
        continue;
      }
      if (batch.length > 0 && events + unit.size > BATCH_EVENTS) break;
      const own = unit.members.flatMap(({ request }) => keysOf(request));
      const free = own.every((key) => !keys.has(key));
      // Also the keys of what must wait are taken: nothing may overtake it.
      for (const key of own) keys.add(key);
      (free ? batch : passed).push(unit);
      if (free) events += unit.size;
    }
    this.queue = [...passed, ...this.queue.slice(next)];
    this.waiting -= events;
    return batch;
  }

  private async commit(batch: readonly Unit[]): Promise<void> {
    if (batch.length === 0) return;
    const slots = batch.flatMap(({ members, atomic }, n) => members.map(({ request }) => ({ request, group: atomic ? n + 1 : 0 })));
    try {
      const outcomes = await this.send(slots);
      let next = 0;
      for (const { call, members } of batch) for (const { index } of members) answer(call, index, outcomes[next++]!);
    } catch (error) {
      // One request that the database chokes on must not take its neighbours down: each is tried alone.
      if (batch.length > 1 && !(error instanceof Unavailable)) for (const unit of batch) await this.commit([unit]);
      else for (const { call } of batch) fail(call, error);
    }
  }
}

/** One caller's append. */
interface Call {
  readonly outcomes: AppendOutcome[];
  open: number;
  settled: boolean;
  readonly resolve: (outcomes: AppendOutcome[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** What goes into one batch together: one request, or all of an atomic call. */
interface Unit {
  readonly call: Call;
  readonly members: readonly { readonly request: PreparedRequest; readonly index: number }[];
  readonly atomic: boolean;
  readonly size: number;
}

function answer(call: Call, index: number, outcome: AppendOutcome): void {
  call.outcomes[index] = outcome;
  call.open -= 1;
  if (call.open > 0 || call.settled) return;
  call.settled = true;
  call.resolve(call.outcomes);
}

function fail(call: Call, reason: unknown): void {
  call.settled = true;
  call.reject(reason);
}

function keysOf({ organization, stream, events }: PreparedRequest): string[] {
  return [`${organization} ${stream}`, ...events.map(({ id }) => `${organization}/${id}`)];
}

/** All or nothing cannot be told for requests of which one would have to wait for the other. @throws Rejection `same-record-twice` */
export function refuseSharedKeys(requests: readonly PreparedRequest[]): void {
  const keys = requests.flatMap(keysOf);
  if (new Set(keys).size === keys.length) return;
  throw new Rejection('invalid', 'same-record-twice', 'An append of all or nothing names a stream and an event id once.');
}
