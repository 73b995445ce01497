import { BEGINNING, Rejection, Unavailable, type AppendOutcome, type AppendRequest, type EventLog, type Fact, type Horizon, type Page, type Position, type RecordedEvent } from '@fieldledger/kernel';
import { refuseSharedKeys } from '../group-commit.js';
import { NEVER, normalInstant } from '../instant.js';
import { fromPosition } from '../position.js';
import { prepareRequest, type PreparedRequest } from '../prepared-request.js';
import { AtomicAppends } from './atomic-appends.js';
import { BatchOutcomes } from './batch-outcomes.js';
import { Lanes } from './lanes.js';
import { LiveTail } from './live-tail.js';
import { OrderedEvents } from './ordered-events.js';
import { Store } from './store.js';
import { StreamAppends, refuseTooLarge } from './stream-appends.js';
import { eventsOf, readHistory } from './stream-history.js';
import { StreamNames } from './stream-names.js';

/** Beyond this, whoever comes is asked to come again rather than kept waiting; as with PostgreSQL. */
const WAITING_EVENTS = 20_000;

/** EventStoreDB says when it took an event before others can see it: of a moment as young as this, one may still come. */
const SETTLED_MS = 1_000;

/** Where the log is, and how it is written. */
export interface EventStoreEventLogOptions {
  /** `esdb://host:2113?tls=false`, or `esdb+discover://` for a cluster. */
  readonly url: string;
  /** For one append, with whatever has to be asked again in between; 10,000 when absent. */
  readonly appendTimeoutMs?: number;
  /** Appends at once; 1,024 when absent. */
  readonly inFlight?: number;
  /** The first word of the streams' names, where several logs share one server; `fieldledger` when absent. */
  readonly namespace?: string;
}

/**
 * The event log in EventStoreDB: a stream for each record, positions out of $all. What it does not give by itself (bodies
 * compared, atomic calls, a lost answer found out) is made of appends with an explicit revision, and of reading.
 */
export class EventStoreEventLog implements EventLog {
  /** @throws Unavailable when the server does not answer; Error for an address that cannot be read */
  static async open(options: EventStoreEventLogOptions): Promise<EventStoreEventLog> {
    const log = new EventStoreEventLog(options);
    try {
      await log.horizon();
    } catch (error) {
      await log.close();
      throw error;
    }
    return log;
  }

  private readonly store: Store;
  private readonly outcomes: BatchOutcomes;
  private readonly appends: StreamAppends;
  private readonly atomicAppends: AtomicAppends;
  private readonly events: OrderedEvents;
  private readonly tail: LiveTail;
  private readonly lanes = new Lanes();
  private readonly underWay = new Set<Promise<unknown>>();
  private waiting = 0;
  private isStopping = false;

  private constructor({ url, appendTimeoutMs = 10_000, inFlight = 1_024, namespace = 'fieldledger' }: EventStoreEventLogOptions) {
    this.store = new Store(url, new StreamNames(namespace));
    this.outcomes = new BatchOutcomes(this.store, appendTimeoutMs);
    this.appends = new StreamAppends(this.store, this.outcomes, appendTimeoutMs, inFlight);
    this.atomicAppends = new AtomicAppends(this.store, this.outcomes, this.appends, appendTimeoutMs);
    this.events = new OrderedEvents(this.store, this.outcomes);
    this.tail = new LiveTail(this.store, this.outcomes, async () => (await this.horizon()).position);
  }

  async append(requests: readonly AppendRequest[], { atomic = false } = {}): Promise<AppendOutcome[]> {
    const prepared = requests.map(prepareRequest);
    for (const request of prepared) refuseTooLarge(request);
    if (atomic) refuseSharedKeys(prepared);
    if (this.isStopping) throw new Unavailable('stopping', 'The log is being closed.');
    const size = prepared.reduce((sum, { events }) => sum + events.length, 0);
    if (this.waiting > 0 && this.waiting + size > WAITING_EVENTS) {
      throw new Unavailable('overloaded', 'Too many writes are waiting. Send the same request again shortly.');
    }
    this.waiting += size;
    const call = (atomic && prepared.length > 1 ? this.appendAll(prepared) : this.appendEach(prepared)).finally(() => {
      this.waiting -= size;
      this.underWay.delete(call);
    });
    this.underWay.add(call);
    const outcomes = await call;
    for (const it of outcomes) if (it.outcome === 'appended') this.tail.reached(it.receipt.position);
    return outcomes;
  }

  async readStream(organization: string, stream: string): Promise<RecordedEvent[]> {
    return eventsOf(await readHistory(this.store, this.outcomes, this.store.names.ofRecord(organization, stream)));
  }

  async readStreams(organization: string, streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const all = await Promise.all([...new Set(streams)].map(async (stream) => [stream, await this.readStream(organization, stream)] as const));
    return new Map(all.filter(([, events]) => events.length > 0));
  }

  async read(after: Position, { limit, types, organization, until }: Page): Promise<RecordedEvent[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
      throw new Rejection('invalid', 'invalid-limit', 'A page holds 1 to 10,000 events.');
    }
    fromPosition(after);
    if (until !== undefined) fromPosition(until);
    if (types?.length === 0) return [];
    const isAsked = (it: { readonly type: string; readonly organization: string }) =>
      (types?.includes(it.type) ?? true) && (organization === undefined || organization.toLowerCase() === it.organization);
    const isFiltered = types !== undefined || organization !== undefined;
    const found: RecordedEvent[] = [];
    let seen = 0;
    const isEnough = (record: { readonly type: string; readonly organization: string; readonly position: Position }) =>
      (isAsked(record) && ++seen >= limit) || (until !== undefined && record.position >= until);
    for await (const { records, isBeforeUndecided } of this.events.after(after, isFiltered ? undefined : limit, isEnough)) {
      for (const record of records) {
        if (until !== undefined && record.position > until) return found;
        if (isAsked(record)) found.push(record.event());
        if (found.length === limit) return found;
      }
      if (isBeforeUndecided && found.length > 0) return found;
      if (until !== undefined && (records.at(-1)?.position ?? BEGINNING) >= until) return found;
    }
    return found;
  }

  readFacts(after: Position, page: Page): Promise<Fact[]> {
    return this.read(after, page);
  }

  horizon(): Promise<Horizon> {
    return this.events.horizon();
  }

  async positionAt(moment: string): Promise<Position> {
    const instant = normalInstant(moment);
    const age = Date.now() - Date.parse(instant);
    if (Math.abs(age) < SETTLED_MS) await new Promise((resolve) => setTimeout(resolve, SETTLED_MS - age));
    return this.events.positionAt(instant.length === 24 ? `${instant.slice(0, 23)}000Z` : instant);
  }

  async horizonAt(position: Position): Promise<Horizon> {
    return fromPosition(position) === 0 ? { position: BEGINNING, moment: NEVER } : this.events.horizonAt(position);
  }

  waitBeyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.tail.beyond(position, milliseconds, signal);
  }

  /** Takes nothing more, and waits until what was taken is answered. */
  async close(): Promise<void> {
    this.isStopping = true;
    this.tail.close();
    await Promise.allSettled([...this.underWay]);
    await this.store.close();
  }

  private async appendEach(requests: readonly PreparedRequest[]): Promise<AppendOutcome[]> {
    const settled = await Promise.allSettled(requests.map((request) => this.lanes.run([this.laneOf(request)], () => this.appends.append(request))));
    return settled.map((it) => {
      if (it.status === 'rejected') throw it.reason;
      return it.value;
    });
  }

  private appendAll(requests: readonly PreparedRequest[]): Promise<AppendOutcome[]> {
    return this.lanes.run(requests.map((request) => this.laneOf(request)), () => this.atomicAppends.append(requests));
  }

  private laneOf({ organization, stream }: PreparedRequest): string {
    return this.store.names.ofRecord(organization, stream);
  }
}
