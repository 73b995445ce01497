import { isUnanswered, type Position, type Tell } from '@fieldledger/kernel';
import type { ClientBase, Pool, PoolClient } from 'pg';
import { FeedEvent, positionNamedIn, type RecordHeaders } from '../feed-event.js';
import { feedKey } from '../feed-record.js';
import { partitionOf } from '../partition-of.js';
import type { FeedHistory } from './feed-history.js';
import { lockReached, noteReached, reachedIn, type Reached } from './follower-positions.js';

/** Makes rows of events, in the transaction of the client; nothing else may be done in it. */
export type Apply = (client: ClientBase, events: readonly FeedEvent[]) => Promise<void>;

export interface PartitionFollowerOptions {
  readonly pool: Pool;
  readonly consumer: string;
  readonly topic: string;
  readonly partition: number;
  /** How many the topic has. */
  readonly partitions: number;
  /** The first offset that Kafka still has. */
  readonly beginsAt: bigint;
  readonly organization: string | undefined;
  readonly history: FeedHistory | undefined;
  readonly apply: Apply;
  readonly tell: Tell;
}

/** A record as the broker hands it out. */
export interface KafkaRecord {
  readonly offset: string;
  readonly headers?: RecordHeaders;
  readonly value: Buffer | null;
}

/** A record that cannot be made rows of: the consumer stands still before it. */
export class PoisonRecord extends Error {
  constructor(topic: string, partition: number, offset: string, position: string | undefined, cause: unknown) {
    super(`The record of ${topic}, partition ${partition}, offset ${offset}${position === undefined ? '' : `, position ${position}`} cannot be taken: ${(cause as Error).message}`, { cause });
    this.name = 'PoisonRecord';
  }
}

/** Records that the log has are missing from the feed, and there is no history to ask. */
export class FeedGap extends Error {
  constructor(topic: string, partition: number, after: Position, until: string) {
    super(`The feed has a gap: in ${topic}, partition ${partition}, what follows ${after || 'the beginning'} up to ${until} is missing. Name the history of the log, and it is taken from there.`);
    this.name = 'FeedGap';
  }
}

/** The broker hands out records from behind the place where this consumer stands. */
export class SkippedAhead extends Error {
  constructor(
    readonly topic: string,
    readonly partition: number,
    readonly offset: bigint,
  ) {
    super(`Kafka began ${topic}, partition ${partition}, behind offset ${offset}.`);
    this.name = 'SkippedAhead';
  }
}

/**
 * Takes the records of one partition, each once: what is at or before the stored position was taken already, and rows and
 * position are stored together. Each record names the one before it, so that a gap is seen at once and filled from the log.
 */
export class PartitionFollower {
  private readonly triedOffsets = new Set<bigint>();

  constructor(private readonly options: PartitionFollowerOptions) {}

  /** @throws PoisonRecord, FeedGap, SkippedAhead; what PostgreSQL throws when it is gone */
  async take(records: readonly KafkaRecord[]): Promise<Reached> {
    const { events, poison } = this.readable(records);
    if (events.length === 0) throw poison!;
    try {
      const reached = await this.takeAll(events, records);
      if (poison) throw poison;
      return reached;
    } catch (error) {
      if (error instanceof PoisonRecord || isInfrastructure(error)) throw error;
      return this.oneByOne(events, records);
    }
  }

  /** Kafka had records up to where it begins, and holds none now: what they told comes from the log, with all that the log has beyond. @throws FeedGap; what PostgreSQL throws when it is gone */
  async takeDropped(): Promise<Reached> {
    const { pool, consumer, topic, partition, beginsAt, history, tell } = this.options;
    const { position } = await reachedIn(pool, consumer, topic, partition);
    if (!history) throw new FeedGap(topic, partition, position, `offset ${beginsAt}`);
    tell(`${topic}, partition ${partition}: Kafka holds nothing any more of what follows ${position || 'the beginning'}; it is taken from the log.`, 'warn');
    await this.fromHistory(history, position, undefined);
    return this.inTransaction(async (client) => {
      const before = await lockReached(client, consumer, topic, partition);
      const reached = { ...before, nextOffset: beginsAt > before.nextOffset ? beginsAt : before.nextOffset };
      await noteReached(client, consumer, topic, partition, reached);
      return reached;
    });
  }

  /** In as few transactions as there are gaps between them, and one. */
  private async takeAll(events: readonly FeedEvent[], records: readonly KafkaRecord[]): Promise<Reached> {
    for (let from = 0; ; ) {
      await this.fillGap(events[from]!, records[from]!);
      const { reached, taken } = await this.store(events.slice(from), (n) => BigInt(records[from + n - 1]!.offset) + 1n);
      from += taken;
      if (from === events.length) return reached;
    }
  }

  /** The records up to the first that cannot be read. */
  private readable(records: readonly KafkaRecord[]): { events: FeedEvent[]; poison?: PoisonRecord } {
    const events: FeedEvent[] = [];
    for (const { offset, headers, value } of records) {
      try {
        events.push(new FeedEvent(headers, value));
      } catch (error) {
        return { events, poison: this.poison(offset, positionNamedIn(headers), error) };
      }
    }
    return { events };
  }

  /** Something in the batch cannot be taken: what stands before it is stored, and it is named. */
  private async oneByOne(events: readonly FeedEvent[], records: readonly KafkaRecord[]): Promise<Reached> {
    let reached: Reached | undefined;
    for (const [n, event] of events.entries()) {
      try {
        ({ reached } = await this.store([event], () => BigInt(records[n]!.offset) + 1n));
      } catch (error) {
        if (isInfrastructure(error)) throw error;
        throw this.poison(records[n]!.offset, event.position, error);
      }
    }
    return reached!;
  }

  private poison(offset: string, position: string | undefined, cause: unknown): PoisonRecord {
    return new PoisonRecord(this.options.topic, this.options.partition, offset, position, cause);
  }

  /** Rows and position, up to the first gap. @param offsetAfter the offset behind so many of the events @throws FeedGap when it is before the first */
  private store(events: readonly FeedEvent[], offsetAfter: (taken: number) => bigint): Promise<{ readonly reached: Reached; readonly taken: number }> {
    const { consumer, topic, partition } = this.options;
    return this.inTransaction(async (client) => {
      const before = await lockReached(client, consumer, topic, partition);
      const { fresh, taken } = this.fresh(events, before.position);
      const nextOffset = offsetAfter(taken);
      const reached = { position: fresh.at(-1)?.position ?? before.position, nextOffset: nextOffset > before.nextOffset ? nextOffset : before.nextOffset };
      await this.applyTo(client, fresh);
      await noteReached(client, consumer, topic, partition, reached);
      return { reached, taken };
    });
  }

  /** Those that were not taken yet, in order, up to the first gap: records that were sent again stand behind later ones. @throws FeedGap */
  private fresh(events: readonly FeedEvent[], from: Position): { readonly fresh: FeedEvent[]; readonly taken: number } {
    const { topic, partition } = this.options;
    const fresh: FeedEvent[] = [];
    let last = from;
    for (const [n, event] of events.entries()) {
      if (event.position <= last) continue;
      const { previousPosition } = event;
      if (previousPosition !== undefined && previousPosition > last) {
        if (n === 0) throw new FeedGap(topic, partition, last, previousPosition);
        return { fresh, taken: n };
      }
      fresh.push(event);
      last = event.position;
    }
    return { fresh, taken: events.length };
  }

  private async applyTo(client: ClientBase, events: readonly FeedEvent[]): Promise<void> {
    const { organization, apply } = this.options;
    const ours = organization === undefined ? events : events.filter((event) => event.organization === organization);
    if (ours.length > 0) await apply(client, ours);
  }

  /** Where the first record follows one that was never taken, what lies between comes from Kafka, if it only began too late, or from the log. */
  private async fillGap(first: FeedEvent, record: KafkaRecord): Promise<void> {
    const { pool, consumer, topic, partition, beginsAt, history, tell } = this.options;
    const until = first.previousPosition;
    if (!until) return;
    const { position, nextOffset } = await reachedIn(pool, consumer, topic, partition);
    if (until <= position) return;
    if (nextOffset >= beginsAt) this.goBack(record, nextOffset);
    if (!history) {
      // Where the topic was made again, what follows may stand before the offset that was next in the one before.
      this.goBack(record, beginsAt);
      throw new FeedGap(topic, partition, position, until);
    }
    tell(`${topic}, partition ${partition}: what follows ${position || 'the beginning'} up to ${until} is not in Kafka; it is taken from the log.`, 'warn');
    await this.fromHistory(history, position, until);
  }

  /** Once to each offset that is before the record. @throws SkippedAhead */
  private goBack(record: KafkaRecord, offset: bigint): void {
    if (offset >= BigInt(record.offset) || this.triedOffsets.has(offset)) return;
    this.triedOffsets.add(offset);
    throw new SkippedAhead(this.options.topic, this.options.partition, offset);
  }

  private async fromHistory(history: FeedHistory, from: Position, until: Position | undefined): Promise<void> {
    const { consumer, topic, partition, partitions } = this.options;
    for (let after = from; ; ) {
      const page = await history.between(topic, after, until);
      const position = page.at(-1)?.position ?? until ?? after;
      await this.inTransaction(async (client) => {
        const before = await lockReached(client, consumer, topic, partition);
        await this.applyTo(client, page.filter((event) => event.position > before.position && partitionOf(feedKey(event), partitions) === partition));
        await noteReached(client, consumer, topic, partition, { ...before, position: position > before.position ? position : before.position });
      });
      if (page.length === 0) return;
      after = position;
    }
  }

  private async inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.options.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      // A connection that cannot even take this back is not given to anyone else; one on which nobody answers is not asked to.
      if (isUnanswered(error)) client.release(true);
      else await client.query('ROLLBACK').then(() => client.release(), () => client.release(true));
      throw error;
    }
  }
}

/** What is no fault of the record: the database or the history did not answer, or a gap is to be told as it is. */
export function isInfrastructure(error: unknown): boolean {
  if (error instanceof FeedGap || error instanceof SkippedAhead || isUnanswered(error)) return true;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') return /^(?:08...|57P0.|57014|58...|53...|40001|40P01|55P03|E[A-Z]{4,})$/.test(code);
  return /Connection terminated|is not queryable|timeout exceeded|fetch failed|history of .* was not given/i.test((error as Error).message);
}
