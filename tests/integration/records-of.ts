import { randomUUID } from 'node:crypto';
import { FeedEvent, type RecordHeaders } from '@fieldledger/feed';
import type { Kafka } from 'kafkajs';

/** A record as it stands in a topic. */
export interface TopicRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Made when it is asked for: what somebody else has written is none. */
  readonly event: FeedEvent;
}

/** Every record of the topics, by partition in order: whatever is there when it is asked. */
export async function recordsOf(kafka: Kafka, topics: readonly string[]): Promise<TopicRecord[]> {
  const admin = kafka.admin();
  await admin.connect();
  const ends = new Map<string, number>();
  let total = 0;
  for (const topic of topics) {
    for (const { partition, high, low } of await admin.fetchTopicOffsets(topic)) {
      ends.set(`${topic}/${partition}`, Number(high));
      total += Number(high) - Number(low);
    }
  }
  await admin.disconnect();
  const records: TopicRecord[] = [];
  if (total === 0) return records;
  const consumer = kafka.consumer({ groupId: `records-of-${randomUUID()}`, maxWaitTimeInMs: 50 });
  await consumer.connect();
  await consumer.subscribe({ topics: [...topics], fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error));
    const eachBatch = async ({ batch: { topic, partition, messages } }: { batch: { topic: string; partition: number; messages: KafkaMessages } }) => {
      for (const message of messages) {
        if (Number(message.offset) >= ends.get(`${topic}/${partition}`)!) continue;
        const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([name, value]) => [name, String(value)]));
        records.push({ topic, partition, offset: message.offset, key: String(message.key), value: String(message.value), headers, get event() { return new FeedEvent(message.headers, message.value); } });
      }
      if (records.length >= total) resolve();
    };
    consumer.run({ autoCommit: false, eachBatch }).catch(reject);
  });
  await consumer.disconnect();
  return records;
}

type KafkaMessages = { readonly offset: string; readonly key: Buffer | null; readonly value: Buffer | null; readonly headers?: RecordHeaders }[];
