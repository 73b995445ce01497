import { randomUUID } from 'node:crypto';
import { BEGINNING, type Position } from '@fieldledger/kernel';
import type { Admin, Consumer, Kafka } from 'kafkajs';
import { FeedEvent, type RecordHeaders } from '../feed-event.js';

/** Where a partition ends: what its last record is, and which offset the next will get. */
export interface PartitionEnd {
  readonly topic: string;
  readonly partition: number;
  /** The last record's; undefined where the partition holds none now. */
  readonly last: FeedEvent | undefined;
  readonly nextOffset: bigint;
}

/** Under which a partition is known in maps. */
export const partitionName = (topic: string, partition: number): string => `${topic}/${partition}`;

/** As long as a broker that has just come up may need for a group of its own. */
const LONGEST_MS = 20_000;

/**
 * Reads the last record of every partition: what was written is known from Kafka itself, whoever wrote it and whatever was
 * noted of it. @throws UnreadableRecord when somebody else writes to the topic; Error when Kafka does not answer in time
 */
export async function partitionEnds(kafka: Kafka, admin: Admin, topics: readonly string[]): Promise<Map<string, PartitionEnd>> {
  const ends = new Map<string, PartitionEnd>();
  const wanted = new Map<string, { topic: string; partition: number; offset: string }>();
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      ends.set(partitionName(topic, partition), { topic, partition, last: undefined, nextOffset: BigInt(high) });
      if (BigInt(high) > BigInt(low)) wanted.set(partitionName(topic, partition), { topic, partition, offset: String(BigInt(high) - 1n) });
    }
  }
  if (wanted.size === 0) return ends;
  const groupId = `fieldledger-tail-${randomUUID()}`;
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, retry: { retries: 3 } });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...new Set([...wanted.values()].map(({ topic }) => topic))] });
    for (const [name, last] of await lastRecords(consumer, wanted)) ends.set(name, { ...ends.get(name)!, last });
    return ends;
  } finally {
    await consumer.disconnect().catch(() => undefined);
    await admin.deleteGroups([groupId]).catch(() => undefined);
  }
}

/** How far a partition has come; BEGINNING where it holds nothing. */
export const reached = ({ last }: PartitionEnd): Position => last?.position ?? BEGINNING;

function lastRecords(consumer: Consumer, wanted: ReadonlyMap<string, { topic: string; partition: number; offset: string }>): Promise<Map<string, FeedEvent>> {
  const found = new Map<string, FeedEvent>();
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`Kafka did not hand out the last records of the topics within ${LONGEST_MS / 1000} seconds.`)), LONGEST_MS);
    const end = (how: () => void) => {
      clearTimeout(late);
      how();
    };
    const eachMessage = async ({ topic, partition, message }: { topic: string; partition: number; message: { offset: string; headers?: RecordHeaders; value: Buffer | null } }) => {
      const name = partitionName(topic, partition);
      // What comes before the seek took hold is of no concern.
      if (message.offset !== wanted.get(name)?.offset || found.has(name)) return;
      try {
        found.set(name, new FeedEvent(message.headers, message.value));
      } catch (error) {
        return end(() => reject(new Error(`The last record of ${topic}, partition ${partition}, offset ${message.offset} cannot be read: ${(error as Error).message}`, { cause: error })));
      }
      if (found.size === wanted.size) end(() => resolve(found));
    };
    consumer.on(consumer.events.CRASH, ({ payload }) => end(() => reject(payload.error)));
    consumer.run({ autoCommit: false, eachMessage }).catch((error: unknown) => end(() => reject(error as Error)));
    for (const seek of wanted.values()) consumer.seek(seek);
  });
}
