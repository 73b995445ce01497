import { randomUUID } from 'node:crypto';
import { BEGINNING, type Position, type Tell } from '@fieldledger/kernel';
import type { Admin, Consumer, Kafka } from 'kafkajs';
import { FeedEvent, type RecordHeaders } from '../feed-event.js';
import type { Noted, NotedPartition } from './relay-notes.js';

/** Where a partition ends: what its last record is, and which offset the next will get. */
export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  /** The last record's; undefined where the partition holds none now. */
  readonly last: FeedEvent | undefined;
  readonly nextOffset: bigint;
  /** It was made again while the relay wrote to it: what it holds is later than what was noted, and what was noted is not in it. */
  readonly madeAgain: boolean;
}

/** Under which a partition is known in maps. */
export const partitionName = (topic: string, partition: number): string => `${topic}/${partition}`;

/** As long as a broker that has just come up may need for a group of its own. */
const LONGEST_MS = 20_000;

/** Where the last record of a partition is looked for: from here to its end, and further back where nothing there is ours. */
interface Search {
  readonly topic: string;
  readonly partition: number;
  readonly low: bigint;
  readonly high: bigint;
  readonly noted: NotedPartition | undefined;
  /** Whether that which was noted as its last record is another now. */
  isAnother: boolean;
  from: bigint;
  last: FeedEvent | undefined;
  fault: Error | undefined;
}

/**
 * Reads the last record of every partition: what was written is known from Kafka itself, whoever wrote it and whatever was
 * noted of it. What somebody else has written behind it is passed over, and told. @throws Error when Kafka does not answer in time
 */
export async function partitionEnds(kafka: Kafka, admin: Admin, topics: readonly string[], { partitions: notes }: Noted, tell: Tell): Promise<Map<string, PartitionEnd>> {
  const ends = new Map<string, PartitionEnd>();
  const searches = new Map<string, Search>();
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      const noted = notes.find((it) => it.topic === topic && it.partition === partition);
      const search = searchFrom({ topic, partition, low: BigInt(low), high: BigInt(high), noted });
      ends.set(partitionName(topic, partition), { topic, partition, last: undefined, nextOffset: search.high, madeAgain: false });
      if (search.high > search.low) searches.set(partitionName(topic, partition), search);
    }
  }
  if (searches.size === 0) return ends;
  const groupId = `fieldledger-tail-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, retry: { retries: 3 } });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set([...searches.values()].map(({ topic }) => topic))] });
    await findLast(consumer, searches);
    for (const [name, search] of searches) {
      const { topic, partition, high, last, fault } = search;
      ends.set(name, { topic, partition, last, nextOffset: high, madeAgain: wasMadeAgain(search) });
      if (fault) tell(`Somebody else writes to ${topic}: the record of partition ${partition}, offset ${high - 1n} is none of the relay's. ${fault.message} The relay goes on behind it; who follows the feed stops before it.`, 'error');
    }
    return ends;
  } finally {
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
}

/** How far a partition has come; BEGINNING where it holds nothing. */
export const reached = ({ last }: PartitionEnd): Position => last?.position ?? BEGINNING;

function findLast(consumer: Consumer, searches: ReadonlyMap<string, Search>): Promise<void> {
  const open = new Set(searches.keys());
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Kafka did not hand out the last records of the topics within ${LONGEST_MS / 1000} seconds.`)), LONGEST_MS);
    const end = (how: () => void) => {
      clearTimeout(late);
      how();
    };
    const seek = ({ topic, partition, from }: Search) => consumer.seek({ topic, partition, offset: String(from) });
    const eachMessage = async ({ topic, partition, message }: { topic: string; partition: number; message: { offset: string; headers?: RecordHeaders; value: Buffer | null } }) => {
      const name = partitionName(topic, partition);
      const search = searches.get(name);
      const offset = BigInt(message.offset);
      // What comes before the seek took hold is of no concern.
      if (!search || !open.has(name) || offset < search.from || offset >= search.high) return;
      try {
        search.last = new FeedEvent(message.headers, message.value);
        if (offset + 1n === search.noted?.nextOffset && search.last.position !== search.noted.position) search.isAnother = true;
      } catch (error) {
        if (offset === search.high - 1n) search.fault = error as Error;
      }
      if (offset < search.high - 1n) return;
      if (search.last !== undefined || search.from === search.low) open.delete(name);
      else {
        search.from = furtherBack(search);
        seek(search);
      }
      if (open.size === 0) end(resolve);
    };
    consumer.on(consumer.events.CRASH, ({ payload }) => end(() => reject(payload.error)));
    consumer.run({ autoCommit: false, eachMessage }).catch((error: unknown) => end(() => reject(error as Error)));
    for (const search of searches.values()) seek(search);
  });
}

/** From the record that was noted as the last on, if it is there: it tells whether this is still the partition that was written to. */
function searchFrom(of: Pick<Search, 'topic' | 'partition' | 'low' | 'high' | 'noted'>): Search {
  const { low, high, noted } = of;
  const isThere = noted !== undefined && noted.nextOffset > low && noted.nextOffset <= high;
  return { ...of, from: (isThere ? noted.nextOffset : high) - 1n, isAnother: false, last: undefined, fault: undefined };
}

function wasMadeAgain({ high, noted, isAnother, last }: Search): boolean {
  return noted !== undefined && last !== undefined && last.position > noted.position && (isAnother || high < noted.nextOffset);
}

/** Each time eight times as far from the end. */
function furtherBack({ low, high, from }: Search): bigint {
  const further = high - (high - from) * 8n;
  return further > low ? further : low;
}
