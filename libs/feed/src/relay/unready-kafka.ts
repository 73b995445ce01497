import type { Kafka } from 'kafkajs';
import { kafkaFault } from '../kafka-fault.js';
import { unfitTopics, type Topic, type TopicSettings } from '../topics.js';

/** What would keep a relay from writing there, if it had to begin now; undefined where nothing would. Topics that are missing it would make. */
export async function unreadyKafka(kafka: Kafka, topics: readonly Topic[], settings: TopicSettings): Promise<string | undefined> {
  const admin = kafka.admin({ retry: { retries: 0 } });
  try {
    await admin.connect();
    const there = new Set(await admin.listTopics());
    const unfit = await unfitTopics(admin, topics.filter(({ name }) => there.has(name)), settings);
    return unfit.size === 0 ? undefined : [...unfit.values()].join(' ');
  } catch (error) {
    return kafkaFault(error as Error);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
