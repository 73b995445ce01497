import { NEVER, normalInstant, prepareRequest, fromPosition, toPosition, refuseSharedKeys, type PreparedRequest } from '@fieldledger/event-log';
import { BEGINNING, Rejection, type AppendOutcome, type AppendRequest, type EventLog, type Fact, type Horizon, type Meta, type Page, type Position, type Receipt, type RecordedEvent } from '@fieldledger/kernel';

/** The event log as an array, for specs that are about something else. The same contract suite holds for it. */
export class MemoryEventLog implements EventLog {
  private readonly events: RecordedEvent[] = [];
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly ids = new Map<string, RecordedEvent>();
  private readonly waiters = new Set<() => void>();
  private last: string;

  /** @param now the clock, milliseconds; a spec that shows instants gives its own */
  constructor(private readonly now: () => number = Date.now) {
    this.last = microseconds(now());
  }

  async append(requests: readonly AppendRequest[], { atomic = false } = {}): Promise<AppendOutcome[]> {
    const prepared = requests.map(prepareRequest);
    if (atomic) {
      refuseSharedKeys(prepared);
      const verdicts = prepared.map((request) => this.judge(request));
      if (verdicts.some((it) => it?.outcome === 'conflict' || it?.outcome === 'wrong-revision')) {
        return verdicts.map((it) => it ?? { outcome: 'abandoned' });
      }
    }
    return prepared.map((request, i) => this.judge(request) ?? this.store(request, requests[i]!.meta));
  }

  async readStream(organization: string, stream: string): Promise<RecordedEvent[]> {
    return [...(this.streams.get(`${organization.toLowerCase()} ${stream}`) ?? [])];
  }

  async readStreams(organization: string, streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    const all = await Promise.all(streams.map(async (stream) => [stream, await this.readStream(organization, stream)] as const));
    return new Map(all.filter(([, events]) => events.length > 0));
  }

  async read(after: Position, { limit, types, organization, until }: Page): Promise<RecordedEvent[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > 10_000) {
      throw new Rejection('invalid', 'invalid-limit', 'A page holds 1 to 10,000 events.');
    }
    return this.events
      .slice(fromPosition(after), until === undefined ? undefined : fromPosition(until))
      .filter((event) => (types?.includes(event.type) ?? true) && (organization ?? event.organization).toLowerCase() === event.organization)
      .slice(0, limit);
  }

  readFacts(after: Position, page: Page): Promise<Fact[]> {
    return this.read(after, page);
  }

  async horizon(): Promise<Horizon> {
    return { position: toPosition(this.events.length), moment: this.last };
  }

  async positionAt(moment: string): Promise<Position> {
    const until = microseconds(0, normalInstant(moment));
    return toPosition(this.events.filter(({ recordedAt }) => recordedAt <= until).length);
  }

  async horizonAt(position: Position): Promise<Horizon> {
    const last = this.events[Math.min(fromPosition(position), this.events.length) - 1];
    return { position: last?.position ?? BEGINNING, moment: last?.recordedAt ?? NEVER };
  }

  async waitBeyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    const deadline = Date.now() + milliseconds;
    while (toPosition(this.events.length) <= position && !signal?.aborted && Date.now() < deadline) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', wake);
          this.waiters.delete(wake);
          resolve();
        };
        const timer = setTimeout(wake, deadline - Date.now());
        signal?.addEventListener('abort', wake);
        this.waiters.add(wake);
      });
    }
  }

  async close(): Promise<void> {
    for (const wake of this.waiters) wake();
  }

  /** What speaks against storing a request; nothing when it can be. */
  private judge({ organization, stream, expected, events, digest }: PreparedRequest): AppendOutcome | undefined {
    const known = events.map(({ id }) => this.ids.get(`${organization} ${id}`));
    const repeated = known.map((event) => event?.digest === digest && event.stream === stream);
    if (repeated.every(Boolean)) return { outcome: 'same', receipt: receiptOf(known.at(-1)!) };
    const taken = known.find((event, i) => event && !repeated[i]) ?? known.find(Boolean);
    if (taken) return { outcome: 'conflict', eventId: taken.id };
    const actual = (this.streams.get(`${organization} ${stream}`)?.length ?? 0) - 1;
    return expected === -2 || expected === actual ? undefined : { outcome: 'wrong-revision', actual };
  }

  private store({ organization, stream, events, digest, meta }: PreparedRequest, { actor }: Meta): AppendOutcome {
    const moment = microseconds(this.now());
    if (moment > this.last) this.last = moment;
    const key = `${organization} ${stream}`;
    const history = this.streams.get(key) ?? [];
    this.streams.set(key, history);
    for (const event of events) {
      const recorded: RecordedEvent = {
        ...(JSON.parse(meta) as Pick<RecordedEvent, 'app' | 'correlationId' | 'causationId' | 'provenance'>),
        ...event,
        actor,
        organization,
        stream,
        digest,
        revision: history.length,
        position: toPosition(this.events.length + 1),
        recordedAt: this.last,
        data: JSON.parse(event.payload) as object,
      };
      history.push(recorded);
      this.events.push(recorded);
      this.ids.set(`${organization} ${event.id}`, recorded);
    }
    for (const wake of this.waiters) wake();
    return { outcome: 'appended', receipt: receiptOf(history.at(-1)!) };
  }
}

function receiptOf({ id, stream, revision, position, recordedAt }: RecordedEvent): Receipt {
  return { id, stream, revision, position, recordedAt };
}

/** An instant with the six digits that every log gives. */
function microseconds(milliseconds: number, instant = new Date(milliseconds).toISOString()): string {
  return instant.length === 24 ? `${instant.slice(0, 23)}000Z` : instant;
}
