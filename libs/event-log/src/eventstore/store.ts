import { BACKWARDS, END, FORWARDS, NO_STREAM, START, type AllStreamResolvedEvent, type EventData, type ResolvedEvent, type StreamingRead } from '@eventstore/db-client';
import { BEGINNING, Rejection, type Position } from '@fieldledger/kernel';
import { fromPosition, toPosition } from '../position.js';
import { Permits } from './permits.js';
import { faultOf, Overdue, Replaced, ruinsClient, unavailable } from './store-fault.js';
import { StoredRecord, type Raw } from './stored-record.js';
import type { StreamNames } from './stream-names.js';
import { SupervisedClient, type Lease } from './supervised-client.js';

/** Reads at once. The server lets 100 calls share a connection, and the one after them waits without an end. */
const READS = 64;
/** No page takes longer on a server that is alive. */
const READ_MS = 10_000;
/** How often a read is begun, where the connection was lost: the next one finds a new connection, or a server that is down. */
const READ_TRIES = 3;
const READ_PAUSE_MS = 50;
/** The deadline of an append is a moment by our clock, and the server compares it with its own: far enough away for a clock that is wrong. Our own time-out is far shorter. */
const DEADLINE_MS = 60_000;

/** A part of $all or of a stream, in the order it was read. */
export interface StorePage {
  /** Events of ours; what else lies there is left out. */
  readonly records: readonly StoredRecord[];
  /** Of the last thing read, whatever it was: where to go on from. Nothing when nothing was read. */
  readonly last: Position | undefined;
  /** Of the last thing read from a stream; -1 when nothing was. */
  readonly lastRevision: number;
  readonly isEnd: boolean;
}

/** The few calls that the log makes of EventStoreDB, each with an end: it answers, it is refused, or its time is over. */
export class Store {
  private readonly reading = new Permits(READS);
  /** What was made of an event: a reading that looks at each where to stop makes none twice. */
  private readonly made = new WeakMap<Raw, StoredRecord>();
  private readonly supervised: SupervisedClient;
  /** The greatest moment that this process has seen, of any event of ours. */
  latestMoment = '1970-01-01T00:00:00.000000Z';
  /** The greatest position of an event of ours that this process has seen: an append that is told no greater one is a repeat. */
  latestPosition: Position = BEGINNING;

  constructor(url: string, readonly names: StreamNames) {
    this.supervised = SupervisedClient.of(url);
  }

  /**
   * Appends when the stream's last revision is this one; -1 for a stream that must not exist.
   * @returns the position of the last event; nothing for a repeat in a stream that was deleted since
   * @throws the client's error, or Overdue: what it means is `faultOf`'s to say
   */
  async append(name: string, events: readonly EventData[], expected: number, milliseconds: number): Promise<Position | undefined> {
    const lease = await this.supervised.lease();
    const expectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
    try {
      const { position } = await within(milliseconds, lease.client.appendToStream(name, [...events], { expectedRevision, deadline: DEADLINE_MS }));
      return position && toPosition(String(position.commit));
    } catch (error) {
      if (ruinsClient(error)) lease.replace();
      throw error;
    }
  }

  /** A part of a stream; nothing where there is no such stream. @throws Unavailable; Error for a deleted stream */
  async readStream(name: string, from: number, count: number): Promise<StorePage | undefined> {
    const found = await this.rawStream(name, from, count);
    return found && this.toPage(found.raws, found.isEnd);
  }

  /** The first event of a stream that is not a record's. @throws Unavailable */
  async readFirst(name: string): Promise<Raw | undefined> {
    return (await this.rawStream(name, 0, 1))?.raws[0];
  }

  /** The next things in $all after a position; fewer when one of them is `isEnough`. @throws Unavailable; Rejection `invalid-position` */
  async readAfter(after: Position, count: number, isEnough?: (record: StoredRecord) => boolean): Promise<StorePage> {
    // The server counts the event at the position itself as well: it is asked for one more.
    const isFirst = after === BEGINNING;
    const maxCount = isFirst ? count : count + 1;
    const stop = isEnough && ((raw: Raw) => {
      const record = positionOf(raw) === after ? undefined : this.record(raw);
      return record !== undefined && isEnough(record);
    });
    try {
      const { raws, isEnd } = await this.raws(maxCount, (client) => client.readAll({ direction: FORWARDS, fromPosition: isFirst ? START : exactly(after), maxCount }), stop);
      return this.toPage(raws.filter((raw) => positionOf(raw) !== after), isEnd);
    } catch (error) {
      if (/ReadAllResult: (?:Error|InvalidPosition)/.test((error as Error).message)) {
        throw new Rejection('invalid', 'invalid-position', 'No event of this log has that position. A position is given back as an earlier answer gave it.');
      }
      throw readFailure(error);
    }
  }

  /** What begins at a position that an append was told, the event itself first. @throws Unavailable */
  async readFrom(position: Position, maxCount: number): Promise<StorePage> {
    try {
      const { raws, isEnd } = await this.raws(maxCount, (client) => client.readAll({ direction: FORWARDS, fromPosition: exactly(position), maxCount }));
      return this.toPage(raws, isEnd);
    } catch (error) {
      throw readFailure(error);
    }
  }

  /** What is before a position in $all, the last first; from the end when there is none. @throws Unavailable */
  async readBefore(before: Position | undefined, maxCount: number): Promise<StorePage> {
    try {
      const { raws, isEnd } = await this.raws(maxCount, (client) => client.readAll({ direction: BACKWARDS, fromPosition: before === undefined ? END : exactly(before), maxCount }));
      return this.toPage(raws, isEnd);
    } catch (error) {
      throw readFailure(error);
    }
  }

  /**
   * Follows $all after a position and tells of each thing in it, until the connection ends or the signal says so. One
   * after the other: while one is being handled the server is kept waiting. @throws the client's error
   */
  async follow(after: Position | undefined, told: (position: Position, record: StoredRecord | undefined) => Promise<void>, signal: AbortSignal): Promise<void> {
    const lease = await this.supervised.lease();
    if (signal.aborted) return;
    const subscription = lease.client.subscribeToAll({ fromPosition: after === undefined ? START : exactly(after) });
    subscription.on('error', () => undefined);
    const stop = () => subscription.destroy();
    signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const { event } of subscription) if (event) await told(positionOf(event as Raw), this.record(event as Raw));
    } catch (error) {
      if (ruinsClient(error)) lease.replace();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      void subscription.unsubscribe().catch(() => undefined);
    }
  }

  close(): Promise<void> {
    return this.supervised.release();
  }

  private async rawStream(name: string, from: number, maxCount: number): Promise<{ readonly raws: readonly Raw[]; readonly isEnd: boolean } | undefined> {
    try {
      return await this.raws(maxCount, (client) => client.readStream(name, { fromRevision: from <= 0 ? START : BigInt(from), maxCount }));
    } catch (error) {
      if (faultOf(error) === 'missing') return undefined;
      throw faultOf(error) === 'deleted' ? deletedStream(name) : readFailure(error);
    }
  }

  /** Runs a read, and anew when it lost its connection, its own or another call's error having ended that. */
  private async raws(count: number, open: Open, isEnough?: (raw: Raw) => boolean): Promise<{ readonly raws: readonly Raw[]; readonly isEnd: boolean }> {
    for (let tries = 1; ; tries++) {
      const lease = await this.supervised.lease();
      try {
        return await this.reading.run(() => collect(lease, count, open, isEnough));
      } catch (error) {
        if (ruinsClient(error)) lease.replace();
        if (tries === READ_TRIES || error instanceof Overdue || faultOf(error) !== 'lost') throw error;
        await new Promise((resolve) => setTimeout(resolve, READ_PAUSE_MS));
      }
    }
  }

  /** An event of ours, if it is one; remembers how far the log has come. */
  private record(raw: Raw): StoredRecord | undefined {
    const known = this.made.get(raw);
    if (known) return known;
    const record = this.names.isRecord(raw.streamId) ? StoredRecord.of(raw) : undefined;
    if (record) this.made.set(raw, record);
    if (record && record.recordedAt > this.latestMoment) this.latestMoment = record.recordedAt;
    if (record && record.position > this.latestPosition) this.latestPosition = record.position;
    return record;
  }

  private toPage(raws: readonly Raw[], isEnd: boolean): StorePage {
    const last = raws.at(-1);
    return {
      records: raws.flatMap((raw) => this.record(raw) ?? []),
      last: last ? positionOf(last) : undefined,
      lastRevision: last ? Number(last.revision) : -1,
      isEnd,
    };
  }
}

type Open = (client: Lease['client']) => StreamingRead<ResolvedEvent | AllStreamResolvedEvent>;

/** What a read gives, up to its count or to where it is enough. */
async function collect(lease: Lease, count: number, open: Open, isEnough?: (raw: Raw) => boolean): Promise<{ readonly raws: readonly Raw[]; readonly isEnd: boolean }> {
  const raws: Raw[] = [];
  let isOverdue = false;
  const stream = open(lease.client);
  // An error after the loop was left would end the process if nobody listened.
  stream.on('error', () => undefined);
  const timer = setTimeout(() => {
    isOverdue = true;
    stream.destroy();
  }, READ_MS);
  try {
    for await (const { event } of stream) {
      if (!event?.position) continue;
      raws.push(event as Raw);
      if (isEnough?.(event as Raw)) return { raws, isEnd: false };
    }
  } catch (error) {
    throw isOverdue ? overdueRead() : error;
  } finally {
    clearTimeout(timer);
    // Leaving the loop does not end the call, and a connection has room for a hundred.
    void stream.cancel().catch(() => undefined);
  }
  if (isOverdue) throw overdueRead();
  if (!lease.isCurrent()) throw new Replaced('The client was replaced during a read.');
  return { raws, isEnd: raws.length < count };
}

const overdueRead = () => new Overdue('A read was not answered in time.');

function positionOf(raw: Raw): Position {
  return toPosition(String(raw.position!.commit));
}

function exactly(position: Position): { readonly commit: bigint; readonly prepare: bigint } {
  const offset = BigInt(fromPosition(position));
  return { commit: offset, prepare: offset };
}

function readFailure(error: unknown): unknown {
  return faultOf(error) === 'mistake' || error instanceof Rejection ? error : unavailable(error);
}

/** Fieldledger deletes nothing; somebody else has. */
export const deletedStream = (name: string) =>
  new Error(`Somebody has deleted the stream ${name} in EventStoreDB. The log is not whole; restore it from a backup.`);

/** The result of a call, or Overdue. What comes later is heard by nobody. */
export async function within<T>(milliseconds: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Overdue('The answer did not come in time.')), milliseconds);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
  }
}
