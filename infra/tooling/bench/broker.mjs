import { join } from 'node:path';
import { connectKafka } from '@fieldledger/feed';
import { LocalKafka } from '@fieldledger/local-kafka';

export const PARTITIONS = 6;
export const SETTINGS = { partitions: PARTITIONS, replicas: 1, retentionDays: 7 };
export const TYPES = ['ContactAttempted'];

/** A real broker of the bench's own. */
export async function freshBroker(folder, name) {
  const broker = await LocalKafka.start({ dataDirectory: join(folder, name), pom: join(import.meta.dirname, '..', '..', 'kafka', 'pom.xml'), log: () => undefined });
  const kafka = connectKafka({ brokers: [broker.brokers], clientId: 'bench', tell: () => undefined });
  return { broker, kafka, stop: () => broker.stop() };
}

export async function makeTopic(kafka, topic) {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }], waitForLeaders: true });
  await admin.disconnect();
  return topic;
}
