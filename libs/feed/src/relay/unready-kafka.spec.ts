import { startTestKafka, type TestKafka } from '@fieldledger/testing';
import { connectKafka } from '../kafka-connection.js';
import { unreadyKafka } from './unready-kafka.js';

const SETTINGS = { partitions: 4, replicas: 1, retentionDays: 7 };
const TOPICS = [{ name: 'ours.doors', eventTypes: ['DoorKnocked'] }];
const kafkaAt = (brokers: string) => connectKafka({ brokers: [brokers], clientId: 'unready-spec', tell: () => undefined });

describe('a Kafka that a relay may have to write to', () => {
  let broker: TestKafka | undefined;

  beforeAll(async () => void (broker = await startTestKafka('what a relay that stands by says of a real broker')), 180_000);
  afterAll(() => broker?.stop());

  it('is told why it cannot be written to, and nothing of topics that are not ours', async () => {
    if (!broker) return;
    const kafka = kafkaAt(broker.brokers);
    const admin = kafka.admin();
    await admin.connect();
    try {
      await admin.createTopics({ topics: [{ topic: 'theirs', numPartitions: 1 }], waitForLeaders: true });
      expect(await unreadyKafka(kafka, TOPICS, SETTINGS)).toBeUndefined();
      await admin.createTopics({ topics: [{ topic: 'ours.doors', numPartitions: 2 }], waitForLeaders: true });
      expect(await unreadyKafka(kafka, TOPICS, SETTINGS)).toMatch(/^The topic ours\.doors has 2 partitions, and this relay writes to 4: /);
      expect(await unreadyKafka(kafka, TOPICS, { ...SETTINGS, partitions: 2 })).toBeUndefined();
    } finally {
      await admin.disconnect();
    }
  }, 60_000);

  it('is told when nobody answers there', async () => {
    expect(await unreadyKafka(kafkaAt('127.0.0.1:1'), TOPICS, SETTINGS)).toMatch(/ECONNREFUSED|Connection/);
  });
});
