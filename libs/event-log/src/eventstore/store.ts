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
  /** Of the first and of the last thing read from a stream; -1 when nothing was. */
  readonly firstRevision: number;
  readonly lastRevision: number;
  readonly isEnd: boolean;
}

/** The few calls that the log makes of EventStoreDB, each with an end: it answers, it is refused, or its time is over. */
export class Store {
  private readonly reading = new Permits(READS);
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
   * @returns the position of the last event; nothing where the stream was deleted since: a repeat has no position there, and what is new comes behind what nobody can read any more
   * @throws the client's error, or Overdue: what it means is `faultOf`'s to say
   */
  async append(name: string, events: readonly EventData[], expected: number, milliseconds: number): Promise<Position | undefined> {
    const lease = await this.supervised.lease();
    const expectedRevision = expected < 0 ? NO_STREAM : BigInt(expected);
    try {
      const { position, nextExpectedRevision } = await within(milliseconds, lease.client.appendToStream(name, [...events], { expectedRevision, deadline: DEADLINE_MS }));
      return position && nextExpectedRevision === BigInt(expected + events.length) ? toPosition(String(position.commit)) : undefined;
    } catch (error) {
      if (ruinsClient(error)) lease.replace();
      throw error;
    }
  }

  /** A part of a stream; nothing where there is no such stream. @throws Unavailable; Error for a stream of which something was deleted */
  async readStream(name: string, from: number, count: number): Promise<StorePage | undefined> {
    const page = await this.page(count, readingStream(name, from, count)).catch((error: unknown) => this.missing(name, error));
    if (page && page.firstRevision > from) throw deletedStream(name);
    return page;
  }

  /** The first event of a stream that is not a record's. @throws Unavailable */
  async readFirst(name: string): Promise<Raw | undefined> {
    let first: Raw | undefined;
    try {
      await this.each(readingStream(name, 0, 1), () => (raw) => {
        first = raw;
        return true;
      });
    } catch (error) {
      return this.missing(name, error);
    }
    return first;
  }

  /** The next things in $all after a position; fewer when one of them is `isEnough`. @throws Unavailable; Rejection `invalid-position` */
  async readAfter(after: Position, count: number, isEnough?: (record: StoredRecord) => boolean): Promise<StorePage> {
    // The server counts the event at the position itself as well: it is asked for one more.
    const isFirst = after === BEGINNING;
    const maxCount = isFirst ? count : count + 1;
    try {
      return await this.page(maxCount, (client) => client.readAll({ direction: FORWARDS, fromPosition: isFirst ? START : exactly(after), maxCount }), { after, isEnough });
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
      return await this.page(maxCount, (client) => client.readAll({ direction: FORWARDS, fromPosition: exactly(position), maxCount }));
    } catch (error) {
      throw readFailure(error);
    }
  }

  /** What is before a position in $all, the last first; from the end when there is none. @throws Unavailable */
  async readBefore(before: Position | undefined, maxCount: number): Promise<StorePage> {
    try {
      return await this.page(maxCount, (client) => client.readAll({ direction: BACKWARDS, fromPosition: before === undefined ? END : exactly(before), maxCount }));
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

  /** Nothing for a stream that is not there. @throws Unavailable; Error for a deleted stream */
  private missing(name: string, error: unknown): undefined {
    if (faultOf(error) !== 'missing') throw faultOf(error) === 'deleted' ? deletedStream(name) : readFailure(error);
  }

  /** What a read gives, made ours as it comes: of a large page nothing is kept twice. */
  private async page(count: number, open: Open, { after, isEnough }: { readonly after?: Position; readonly isEnough?: (record: StoredRecord) => boolean } = {}): Promise<StorePage> {
    let [records, seen, first, last, isStopped]: [StoredRecord[], number, Raw | undefined, Raw | undefined, boolean] = [[], 0, undefined, undefined, false];
    await this.each(open, () => {
      [records, seen, first, last, isStopped] = [[], 0, undefined, undefined, false];
      return (raw) => {
        seen++;
        if (seen === 1 && after !== undefined && positionOf(raw) === after) return false;
        first ??= raw;
        last = raw;
        const record = this.record(raw);
        if (record) records.push(record);
        isStopped = record !== undefined && (isEnough?.(record) ?? false);
        return isStopped;
      };
    });
    const revisionOf = (raw: Raw | undefined) => (raw ? Number(raw.revision) : -1);
    return { records, last: last && positionOf(last), firstRevision: revisionOf(first), lastRevision: revisionOf(last), isEnd: !isStopped && seen < count };
  }

  /** Runs a read, and anew when it lost its connection, its own or another call's error having ended that. @param begin gives, for each try, who looks at an event and says whether it is enough */
  private async each(open: Open, begin: () => (raw: Raw) => boolean): Promise<void> {
    for (let tries = 1; ; tries++) {
      const lease = await this.supervised.lease();
      try {
        return await this.reading.run(() => eachOf(lease, open, begin()));
      } catch (error) {
        if (ruinsClient(error)) lease.replace();
        if (tries === READ_TRIES || error instanceof Overdue || faultOf(error) !== 'lost') throw error;
        await new Promise((resolve) => setTimeout(resolve, READ_PAUSE_MS));
      }
    }
  }

  /** An event of ours, if it is one; remembers how far the log has come. */
  private record(raw: Raw): StoredRecord | undefined {
    const record = this.names.isRecord(raw.streamId) ? StoredRecord.of(raw) : undefined;
    if (record && record.recordedAt > this.latestMoment) this.latestMoment = record.recordedAt;
    if (record && record.position > this.latestPosition) this.latestPosition = record.position;
    return record;
  }
}

type Open = (client: Lease['client']) => StreamingRead<ResolvedEvent | AllStreamResolvedEvent>;

const readingStream = (name: string, from: number, maxCount: number): Open => (client) => client.readStream(name, { fromRevision: from <= 0 ? START : BigInt(from), maxCount });

/** Shows each thing that a read gives, up to its end or to where it is enough. */
async function eachOf(lease: Lease, open: Open, isEnough: (raw: Raw) => boolean): Promise<void> {
  let isOverdue = false;
  const stream = open(lease.client);
  // An error after the loop was left would end the process if nobody listened.
  stream.on('error', () => undefined);
  const timer = setTimeout(() => {
    isOverdue = true;
    stream.destroy();
  }, READ_MS);
  try {
    for await (const { event } of stream) if (event?.position && isEnough(event as Raw)) return;
  } catch (error) {
    throw isOverdue ? overdueRead() : error;
  } finally {
    clearTimeout(timer);
    // Leaving the loop does not end the call, and a connection has room for a hundred.
    void stream.cancel().catch(() => undefined);
  }
  if (isOverdue) throw overdueRead();
  if (!lease.isCurrent()) throw new Replaced('The client was replaced during a read.');
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
