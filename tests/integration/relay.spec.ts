import { connectKafka, Relay, type RelayOptions, type Topic } from '@fieldledger/feed';
import { BEGINNING, nameUuid, type RecordedEvent } from '@fieldledger/kernel';
import { knock, MemoryEventLog, startTestKafka, startTestPostgres, type TestKafka } from '@fieldledger/testing';
import kafkajs, { type Admin, type Kafka } from 'kafkajs';
import { recordsOf } from './records-of.js';

const { ConfigResourceTypes } = kafkajs;
const OURS = nameUuid('contract', 'ours');
const until = async (what: string, is: () => boolean | Promise<boolean>) => {
  for (let waited = 0; waited < 40_000; waited += 50) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not come so far that ${what}.`);
};

describe('the relay', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let broker: TestKafka | undefined;
  let kafka: Kafka;
  let log: MemoryEventLog;
  let topics: Topic[];
  let n = 0;
  const said: string[] = [];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    broker = await startTestKafka('the relay against a real broker');
    if (broker) kafka = connectKafka({ brokers: [broker.brokers], clientId: 'relay-spec', tell: (line) => said.push(line) });
  }, 180_000);
  afterAll(async () => {
    await broker?.stop();
    await postgres?.stop();
  });
  beforeEach(() => {
    log = new MemoryEventLog();
    n += 1;
    topics = [{ name: `t${n}.doors`, eventTypes: ['DoorKnocked'] }, { name: `t${n}.calls`, eventTypes: ['CallMade'] }];
  });

  /** A test that is not run where there is no broker; what is not tested is said once, above. */
  const itWithBroker = (name: string, run: () => Promise<void>) => it(name, async () => (broker ? run() : undefined), 120_000);
  const start = (more: Partial<RelayOptions> = {}) =>
    Relay.start({ log, kafka, topics, settings: { partitions: 4, replicas: 1, retentionDays: 7 }, databaseUrl: postgres.url, tell: (line) => said.push(line), ...more });
  const knocks = async (from: number, count: number) => {
    await log.append(Array.from({ length: count }, (_, i) => knock({ stream: `door-${(from + i) % 37}`, id: `k${from + i}`, expected: 'any', type: i % 3 ? 'DoorKnocked' : 'CallMade', data: { n: from + i } })));
  };
  const all = () => log.read(BEGINNING, { limit: 10_000 });
  const names = () => topics.map(({ name }) => name);
  const arrived = async (relay: Relay) => until('the relay is at the end of the log', async () => relay.status().position === (await log.horizon()).position);

  /** Per key the feed is the log: complete, in order, byte for byte. */
  const expectLog = (records: Awaited<ReturnType<typeof recordsOf>>, events: readonly RecordedEvent[]) => {
    expect(records).toHaveLength(events.length);
    for (const key of new Set(events.map(({ organization, stream }) => `${organization}/${stream}`))) {
      for (const { name, eventTypes } of topics) {
        const mine = records.filter((it) => it.key === key && it.topic === name);
        const theirs = events.filter(({ organization, stream, type }) => `${organization}/${stream}` === key && eventTypes.includes(type));
        expect(mine.map(({ value }) => value)).toEqual(theirs.map(({ payload }) => payload));
        expect(mine.map(({ event }) => event.position)).toEqual(theirs.map(({ position }) => position));
        expect(new Set(mine.map(({ partition }) => partition)).size).toBeLessThanOrEqual(1);
      }
    }
  };

  itWithBroker('copies the log, each key in order, and a clean start repeats nothing', async () => {
    await knocks(0, 500);
    const first = start();
    await arrived(first);
    await knocks(500, 300);
    await arrived(first);
    await first.stop();
    await knocks(800, 200);
    const second = start();
    await arrived(second);
    await second.stop();
    expect([first.status().sent, second.status().sent]).toEqual([800, 200]);
    const records = await recordsOf(kafka, names());
    expectLog(records, await all());
    // Each record says which stood before it in its partition.
    for (const { name } of topics) {
      for (let partition = 0; partition < 4; partition++) {
        const chain = records.filter((it) => it.topic === name && it.partition === partition).map(({ event }) => event);
        expect(chain.map(({ previousPosition }) => previousPosition)).toEqual(['', ...chain.map(({ position }) => position)].slice(0, chain.length));
      }
    }
  });

  itWithBroker('tells each event as CloudEvents 1.0 in binary mode', async () => {
    await knocks(0, 1);
    const relay = start();
    await arrived(relay);
    await relay.stop();
    const [[record], [event]] = [await recordsOf(kafka, names()), await all()];
    expect(record!.headers).toEqual({
      'content-type': 'application/json', ce_specversion: '1.0', ce_id: event!.id, ce_source: `urn:fieldledger:${OURS}`, ce_type: 'CallMade', ce_subject: 'door-0', ce_time: event!.occurredAt,
      ce_dataschema: 'urn:fieldledger:event:CallMade:1', ce_partitionkey: `${OURS}/door-0`, ce_position: event!.position, ce_streamrevision: '0', ce_recordedtime: event!.recordedAt,
      ce_actor: 'key-7', ce_app: 'contract', ce_correlationid: 'c-1', ce_previousposition: '',
    });
    expect([record!.key, record!.value]).toEqual([`${OURS}/door-0`, event!.payload]);
  });

  itWithBroker('makes its topics with settings of their own', async () => {
    const relay = start();
    await until('it carries', () => relay.status().state === 'carrying');
    await relay.stop();
    const admin = kafka.admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: names().map((name) => ({ type: ConfigResourceTypes.TOPIC, name })) });
    const { topics: made } = await admin.fetchTopicMetadata({ topics: names() });
    await admin.disconnect();
    expect(made.map(({ partitions }) => partitions.length)).toEqual([4, 4]);
    for (const { configEntries } of resources) {
      const set = Object.fromEntries(configEntries.map(({ configName, configValue }) => [configName, configValue]));
      expect(set).toMatchObject({ 'cleanup.policy': 'delete', 'retention.ms': '604800000', 'min.insync.replicas': '1', 'max.message.bytes': '8388608', 'message.timestamp.type': 'CreateTime', 'unclean.leader.election.enable': 'false' });
    }
  });

  itWithBroker('takes many at once while many events come', async () => {
    let pages = 0;
    const counted = Object.assign(Object.create(log) as MemoryEventLog, { read: (...asked: Parameters<MemoryEventLog['read']>) => (pages++, log.read(...asked)) });
    const relay = start({ log: counted });
    await until('it carries', () => relay.status().state === 'carrying');
    const [before, since] = [pages, performance.now()];
    for (let n = 0; n < 60; n++) await Promise.all([knocks(n * 60, 60), new Promise((resolve) => setTimeout(resolve, 20))]);
    const [read, milliseconds] = [pages - before, performance.now() - since];
    await arrived(relay);
    await relay.stop();
    expect(read).toBeLessThanOrEqual(milliseconds / 250 + 3);
    expectLog(await recordsOf(kafka, names()), await all());
  });

  itWithBroker('is one: a second waits, and goes on where the first left off', async () => {
    await knocks(0, 100);
    const first = start();
    await arrived(first);
    const second = start();
    await until('the second stands by', () => second.status().state === 'standby');
    await knocks(100, 100);
    await arrived(first);
    await first.stop();
    await knocks(200, 100);
    await arrived(second);
    await second.stop();
    expect(second.status().sent).toBe(100);
    expectLog(await recordsOf(kafka, names()), await all());
  });

  itWithBroker('sends again what a topic that was made again has lost, and only that', async () => {
    await knocks(0, 300);
    const first = start();
    await arrived(first);
    await first.stop();
    const admin = kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topics[0]!.name] });
    await until('the topic is gone', async () => !(await admin.listTopics()).includes(topics[0]!.name));
    await admin.disconnect();
    const second = start();
    await arrived(second);
    await second.stop();
    expect(second.status().sent).toBe(200);
    expectLog(await recordsOf(kafka, names()), await all());
    expect(said.join('\n')).toContain('Kafka has lost records that were confirmed, or a topic was made again.');
  });

  itWithBroker('goes on behind records that somebody else has written, loses nothing and repeats nothing', async () => {
    await knocks(0, 60);
    const first = start();
    await arrived(first);
    await first.stop();
    const producer = kafka.producer();
    await producer.connect();
    // In every partition, so that one of them may hold nothing else.
    for (let partition = 0; partition < 4; partition++) await producer.send({ topic: names()[0]!, messages: Array.from({ length: 20 }, () => ({ partition, value: 'rubbish' })) });
    await producer.disconnect();
    await knocks(60, 300);
    const second = start();
    await arrived(second);
    await second.stop();
    expect(second.status().error).toBeUndefined();
    expect(said.join('\n')).toMatch(new RegExp(`Somebody else writes to ${names()[0]}: the record of partition \\d, offset \\d+ is none of the relay's`));
    const records = await recordsOf(kafka, names());
    expect(records.filter(({ value }) => value === 'rubbish')).toHaveLength(80);
    expectLog(records.filter(({ value }) => value !== 'rubbish'), await all());
  });

  const withAdmin = async (work: (admin: Admin) => Promise<unknown>) => {
    const admin = kafka.admin();
    await admin.connect();
    await work(admin).finally(() => admin.disconnect());
  };
  const makeTopic = (topic: string, numPartitions: number) => withAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor: 1 }], waitForLeaders: true }));
  const deleteTopic = (topic: string) =>
    withAdmin(async (admin) => {
      await admin.deleteTopics({ topics: [topic] });
      await until('the topic is gone', async () => !(await admin.listTopics()).includes(topic));
    });

  itWithBroker('writes nothing to a topic that has other partitions, says so, goes on with the others, and loses nothing once it is put right', async () => {
    const [doors, calls] = [topics[0]!.name, topics[1]!.name];
    await makeTopic(doors, 3);
    await knocks(0, 300);
    const relay = start();
    await until('the calls are in their topic', () => relay.status().sent === 100);
    const { progressedAt } = relay.status();
    await knocks(300, 300);
    await until('later calls are, too', () => relay.status().sent === 200);
    const { state, position, error } = relay.status();
    const [first, second] = await all();
    expect([first!.type, second!.type]).toEqual(['CallMade', 'DoorKnocked']);
    // Everything up to there is in Kafka, and not what comes behind it.
    expect({ state, position, error }).toEqual({ state: 'carrying', position: first!.position, error: expect.stringContaining(`The topic ${doors} has 3 partitions, and this relay writes to 4`) });
    expect(said.at(-1)).toMatch(new RegExp(`^The relay goes on with the other topics: The topic ${doors} .* Delete the topic, and the relay makes it again and fills it from the log`));
    // So that it is not ready after a while.
    expect(relay.status().progressedAt).toBe(progressedAt);
    expect((await recordsOf(kafka, [doors, calls])).map(({ topic }) => topic)).toEqual(Array.from({ length: 200 }, () => calls));
    await deleteTopic(doors);
    await arrived(relay);
    await relay.stop();
    expect(relay.status()).toMatchObject({ error: undefined, sent: 600 });
    expectLog(await recordsOf(kafka, names()), await all());
  });

  itWithBroker('is stopped before an unfit topic and started again: what was held back is not forgotten', async () => {
    const [doors] = names();
    await makeTopic(doors!, 3);
    await knocks(0, 300);
    const first = start();
    await until('the calls are in their topic', () => first.status().sent === 100);
    await first.stop();
    await deleteTopic(doors!);
    const second = start();
    await arrived(second);
    await second.stop();
    expect(second.status().sent).toBe(200);
    expectLog(await recordsOf(kafka, names()), await all());
  });

  itWithBroker('notices that a topic was made again beside it with other partitions before it writes to it', async () => {
    const [doors] = names();
    await knocks(0, 300);
    const relay = start();
    await arrived(relay);
    await deleteTopic(doors!);
    await makeTopic(doors!, 5);
    await knocks(300, 300);
    await until('the calls are in their topic', () => relay.status().sent === 400);
    expect((await recordsOf(kafka, [doors!])).length).toBe(0);
    await deleteTopic(doors!);
    await arrived(relay);
    await relay.stop();
    expectLog(await recordsOf(kafka, names()), await all());
  });

  const losesNothing = async (before: number, after: number) => {
    const [doors] = names();
    await knocks(0, before);
    const relay = start();
    await arrived(relay);
    await deleteTopic(doors!);
    await makeTopic(doors!, 4);
    await knocks(before, after);
    await arrived(relay);
    await relay.stop();
    const records = await recordsOf(kafka, names());
    expectLog(records, await all());
    for (const { partition, event } of records.filter(({ topic }) => topic === doors)) {
      const chain = records.filter((it) => it.topic === doors && it.partition === partition).map((it) => it.event.position);
      expect(event.previousPosition).toBe(chain[chain.indexOf(event.position) - 1] ?? BEGINNING);
    }
    expect(said.join('\n')).toMatch(new RegExp(`Somebody made ${doors} again while the relay wrote to it: partition \\d begins in the middle of the log. It is emptied, and filled from the log.`));
  };
  itWithBroker('loses nothing when a topic is made again beside it as it was, and is written to before that is noticed', () => losesNothing(300, 30));
  itWithBroker('nor when it then holds more than it had', () => losesNothing(40, 3_000));

  itWithBroker('writes nothing to a topic that holds the events of another log', async () => {
    await knocks(0, 20);
    const first = start();
    await arrived(first);
    await first.stop();
    const before = await recordsOf(kafka, names());
    log = new MemoryEventLog();
    await log.append(Array.from({ length: 30 }, (_, i) => knock({ stream: `other-${i}` })));
    const second = start();
    await until('it says why', () => second.status().error !== undefined);
    await second.stop();
    expect(second.status().error).toContain('holds events of another log');
    expect(await recordsOf(kafka, names())).toHaveLength(before.length);
  });

  itWithBroker('stops before an event of a type that it does not know, and skips none', async () => {
    await knocks(0, 5);
    await log.append([knock({ stream: 'letter-1', type: 'LetterSent' })]);
    await knocks(5, 5);
    const relay = start();
    // A topic that was just made may have no leader yet, of which it says so first.
    await until('it says why', () => relay.status().error?.includes('LetterSent') === true);
    await relay.stop();
    expect(relay.status().error).toContain('is of type LetterSent, which belongs to no topic');
    expect((await recordsOf(kafka, names())).length).toBeLessThanOrEqual(5);
  });

  itWithBroker('waits for a broker that is gone, says so, and catches up when it is back', async () => {
    await knocks(0, 200);
    const relay = start();
    await arrived(relay);
    await broker!.kill();
    await knocks(200, 200);
    await until('it says why', () => relay.status().error !== undefined);
    expect(relay.status().state).toBe('retrying');
    await broker!.restart();
    await arrived(relay);
    expect(relay.status().error).toBeUndefined();
    await relay.stop();
    expectLog(await recordsOf(kafka, names()), await all());
  });

  itWithBroker('goes on when an event is as large as the log takes it', async () => {
    await log.append([knock({ stream: 'door-1', data: { text: 'x'.repeat(1_500_000) } }), knock({ stream: 'door-2' })]);
    const relay = start();
    await arrived(relay);
    await relay.stop();
    expectLog(await recordsOf(kafka, names()), await all());
  });
});

