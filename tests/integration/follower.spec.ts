import { connectKafka, FeedEvent, Follower, Relay, toRecord, type FeedHistory, type FollowerOptions, type Topic } from '@fieldledger/feed';
import { BEGINNING, nameUuid } from '@fieldledger/kernel';
import { knock, MemoryEventLog, startTestKafka, startTestPostgres, type TestKafka } from '@fieldledger/testing';
import type { Kafka, Producer } from 'kafkajs';
import pg from 'pg';
import { CuttingProxy } from './cutting-proxy.js';
import { recordsOf } from './records-of.js';

const OURS = nameUuid('contract', 'ours');
const THEIRS = nameUuid('contract', 'theirs');
const PARTITIONS = 3;

describe('a reporting service that follows the feed', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let broker: TestKafka | undefined;
  let kafka: Kafka;
  let pool: pg.Pool;
  let producer: Producer;
  let log: MemoryEventLog;
  let topic: Topic;
  let table: string;
  let n = 0;
  let said: string[];

  beforeAll(async () => {
    postgres = await startTestPostgres();
    pool = new pg.Pool({ connectionString: postgres.url });
    // Its idle connections end with the database.
    pool.on('error', () => undefined);
    broker = await startTestKafka('reporting services that follow the feed, against a real broker');
    if (!broker) return;
    kafka = connectKafka({ brokers: [broker.brokers], clientId: 'follower-spec', tell: () => undefined });
    producer = kafka.producer();
    await producer.connect();
  }, 180_000);
  afterAll(async () => {
    await producer?.disconnect();
    await broker?.stop();
    await pool?.end();
    await postgres?.stop();
  });
  beforeEach(async () => {
    n += 1;
    log = new MemoryEventLog();
    topic = { name: `feed${n}.doors`, eventTypes: ['DoorKnocked'] };
    table = `doors_${n}`;
    said = [];
    await pool.query(`CREATE TABLE ${table} (door text PRIMARY KEY, knocks int NOT NULL, told text[] NOT NULL)`);
  });

  const itWithBroker = (name: string, run: () => Promise<void>) => it(name, async () => (broker ? run() : undefined), 120_000);
  const knocks = (from: number, count: number, organization = OURS) =>
    log.append(Array.from({ length: count }, (_, i) => knock({ stream: `door-${(from + i) % 23}`, id: `k${from + i}`, expected: 'any', organization })));
  const events = () => log.read(BEGINNING, { limit: 10_000 });
  const relayed = async () => {
    const relay = Relay.start({ log, kafka, topics: [topic], settings: { partitions: PARTITIONS, replicas: 1, retentionDays: 7 }, databaseUrl: postgres.url, tell: () => undefined });
    await until('everything is in Kafka', async () => relay.status().position === (await log.horizon()).position);
    await relay.stop();
  };
  /** One row a door: how often it was knocked at, and by which events, in order. */
  const apply: FollowerOptions['apply'] = async (client, told) => {
    for (const { stream, id, data } of told) {
      if ((data as { poison?: boolean }).poison) throw new Error('It knocks at no door.');
      await client.query(`INSERT INTO ${table} AS it VALUES ($1, 1, ARRAY[$2]) ON CONFLICT (door) DO UPDATE SET knocks = it.knocks + 1, told = it.told || excluded.told`, [stream, id]);
    }
  };
  const start = (more: Partial<FollowerOptions> = {}) =>
    Follower.start({ kafka, topics: [topic.name], name: table, databaseUrl: postgres.url, apply, tell: (line) => said.push(line), ...more });
  const rows = async () => (await pool.query<{ door: string; knocks: number; told: string[] }>(`SELECT * FROM ${table} ORDER BY door COLLATE "C"`)).rows;
  const expected = async (organization?: string) => {
    const doors = new Map<string, string[]>();
    for (const event of await events()) if (!organization || event.organization === organization) doors.set(event.stream, [...(doors.get(event.stream) ?? []), event.id]);
    return [...doors].sort(([a], [b]) => (a < b ? -1 : 1)).map(([door, told]) => ({ door, knocks: told.length, told }));
  };
  const caughtUp = async (count: number) => until(`${count} events are in the table`, async () => (await rows()).reduce((sum, { knocks: k }) => sum + k, 0) >= count);
  const history: FeedHistory = {
    between: async (_, after, last) => (await log.read(after, { limit: 50, until: last, organization: OURS })).map((event) => new FeedEvent(toRecord(event, undefined).headers, event.payload)),
  };

  itWithBroker('has a table that equals the log, also after a restart', async () => {
    await knocks(0, 300);
    await relayed();
    const first = await start();
    await caughtUp(300);
    await knocks(300, 100);
    await relayed();
    await caughtUp(400);
    await first.stop();
    await knocks(400, 100);
    await relayed();
    const second = await start();
    await caughtUp(500);
    await second.stop();
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('is not ready while its PostgreSQL is silent, and gets on when that speaks again, or over another connection', async () => {
    const proxy = await CuttingProxy.start();
    const address = new URL(postgres.url);
    proxy.target = Number(address.port);
    address.host = proxy.address;
    // What the server itself takes a transaction for that nobody goes on with: a minute otherwise.
    address.searchParams.set('options', '-c idle_in_transaction_session_timeout=5s');
    await knocks(0, 60);
    await relayed();
    let isToBeLost = false;
    const losing: FollowerOptions['apply'] = async (client, told) => {
      if (isToBeLost) proxy.lose();
      isToBeLost = false;
      await apply(client, told);
    };
    const follower = await start({ databaseUrl: address.href, apply: losing, statementTimeoutMs: 7_000 });
    try {
      await caughtUp(60);
      proxy.hold();
      await until('it is not ready', async () => follower.status().state === 'retrying');
      expect(follower.status().error).toMatch(/^The PostgreSQL of its rows does not answer: /);
      proxy.release();
      await until('it is ready again', async () => follower.status().state === 'following');
      isToBeLost = true;
      await knocks(60, 60);
      await relayed();
      await until('its transaction hangs', async () => follower.status().state === 'retrying');
      await caughtUp(120);
    } finally {
      await follower.stop();
      await proxy.stop();
    }
    expect(await rows()).toEqual(await expected());
    expect(said.join('\n')).not.toMatch(/Kafka/);
  });

  itWithBroker('drops what was sent again, and keeps the order', async () => {
    await knocks(0, 60);
    await relayed();
    for (const { partition, key, value, headers } of await recordsOf(kafka, [topic.name])) await producer.send({ topic: topic.name, messages: [{ partition, key, value, headers }] });
    expect(await recordsOf(kafka, [topic.name])).toHaveLength(120);
    const follower = await start();
    await caughtUp(60);
    await until('every record was seen', async () => (await pool.query<{ sum: string }>('SELECT sum(next_offset) FROM feed.positions WHERE consumer = $1', [table])).rows[0]!.sum === '120');
    await follower.stop();
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('has the whole feed also where another service of its name follows it into another database', async () => {
    await pool.query('CREATE DATABASE another');
    const databaseUrl = postgres.url.replace(/\/postgres$/, '/another');
    const another = new pg.Pool({ connectionString: databaseUrl });
    another.on('error', () => undefined);
    await another.query(`CREATE TABLE ${table} (door text PRIMARY KEY, knocks int NOT NULL, told text[] NOT NULL)`);
    await knocks(0, 200);
    await relayed();
    const [ours, theirs] = [await start(), await start({ databaseUrl })];
    try {
      await caughtUp(200);
      await until('the other has it as well', async () => (await another.query<{ n: number }>(`SELECT coalesce(sum(knocks), 0)::int AS n FROM ${table}`)).rows[0]!.n >= 200);
    } finally {
      await Promise.all([ours.stop(), theirs.stop(), another.end()]);
    }
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('takes nothing of the same kind of topic under another prefix into the rows that it has', async () => {
    await knocks(0, 50);
    await relayed();
    const first = await start();
    await caughtUp(50);
    await first.stop();
    topic = { ...topic, name: `second${n}.doors` };
    await relayed();
    const second = await start();
    await until('it has stopped', () => second.status().state === 'stopped');
    expect(second.status().error).toBe(`The rows of ${table} were made of feed${n}.doors, and it is to follow second${n}.doors: events would be in them twice. Empty its tables and its rows in feed.positions, or give it another name and other tables.`);
    await second.stop();
    expect(await rows()).toEqual(await expected());
    await pool.query(`TRUNCATE ${table}`);
    await pool.query('DELETE FROM feed.positions WHERE consumer = $1', [table]);
    const third = await start();
    await caughtUp(50);
    await third.stop();
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('takes only the events of its organization, where it says which', async () => {
    await knocks(0, 40);
    await knocks(40, 40, THEIRS);
    await relayed();
    const follower = await start({ organization: THEIRS });
    await caughtUp(40);
    await follower.stop();
    expect(await rows()).toEqual(await expected(THEIRS));
  });

  itWithBroker('stops before a record that it cannot take, says where, and has everything before it', async () => {
    await log.append([knock({ stream: 'door-1' }), knock({ stream: 'door-1', id: 'b', expected: 0, data: { poison: true } }), knock({ stream: 'door-1', id: 'c', expected: 1 })]);
    await relayed();
    const follower = await start();
    await until('it has stopped', () => follower.status().state === 'stopped');
    await follower.stop();
    expect(follower.status().error).toMatch(/^The record of feed\d+\.doors, partition \d, offset 1, position 0000000000000002 cannot be taken: It knocks at no door\.$/);
    expect((await rows()).map(({ knocks: k }) => k)).toEqual([1]);
  });

  itWithBroker('stops before a record that is not of the feed', async () => {
    await knocks(0, 30);
    await relayed();
    await producer.send({ topic: topic.name, messages: [{ partition: 1, value: 'not ours' }] });
    const follower = await start();
    await until('it has stopped', () => follower.status().state === 'stopped');
    await follower.stop();
    expect(follower.status().error).toContain('It is not of CloudEvents 1.0');
  });

  itWithBroker('stops before a record whose position would sort behind all others, and names it', async () => {
    await knocks(0, 30);
    await relayed();
    const { key, value, headers } = (await recordsOf(kafka, [topic.name])).find(({ partition }) => partition === 1)!;
    await producer.send({ topic: topic.name, messages: [{ partition: 1, key, value, headers: { ...headers, ce_position: '~' } }] });
    const follower = await start();
    await until('it has stopped', () => follower.status().state === 'stopped');
    await follower.stop();
    expect(follower.status().error).toMatch(/partition 1, offset \d+, position ~ cannot be taken: Its header ce_position is no position: "~"\.$/);
  });

  itWithBroker('notices a gap, says which, and fills it from the log where it may ask', async () => {
    await knocks(0, 90);
    await relayed();
    // Another topic with the same records but for some in the middle, as after a loss in Kafka.
    const [records, lossy] = [await recordsOf(kafka, [topic.name]), `${topic.name}.lossy`];
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: lossy, numPartitions: PARTITIONS, replicationFactor: 1 }], waitForLeaders: true });
    await admin.disconnect();
    const lost = (offset: string) => Number(offset) >= 5 && Number(offset) < 12;
    for (const { partition, offset, key, value, headers } of records) if (!lost(offset)) await producer.send({ topic: lossy, messages: [{ partition, key, value, headers }] });
    const without = await start({ topics: [lossy] });
    await until('it has stopped', () => without.status().state === 'stopped');
    await without.stop();
    expect(without.status().error).toMatch(/^The feed has a gap: in feed\d+\.doors\.lossy, partition \d, what follows \d{16} up to \d{16} is missing\./);
    const follower = await start({ topics: [lossy], organization: OURS, history });
    await caughtUp(90);
    await follower.stop();
    expect(await rows()).toEqual(await expected());
    expect(said.join('\n')).toContain('is not in Kafka; it is taken from the log.');
  });

  /** Kafka drops all but the last so many records of each partition. */
  async function keptOnly(last: number): Promise<void> {
    const admin = kafka.admin();
    await admin.connect();
    const ends = await admin.fetchTopicOffsets(topic.name);
    await admin.deleteTopicRecords({ topic: topic.name, partitions: ends.map(({ partition, high }) => ({ partition, offset: String(Number(high) - last) })) });
    await admin.disconnect();
  }

  itWithBroker('finds no gap in a topic that was made again, where the same events have other offsets', async () => {
    await knocks(0, 60);
    await relayed();
    // Sent twice, so that what is made again is shorter up to here.
    for (const { partition, key, value, headers } of await recordsOf(kafka, [topic.name])) await producer.send({ topic: topic.name, messages: [{ partition, key, value, headers }] });
    const before = await start();
    await until('every record was seen', async () => (await pool.query<{ sum: string }>('SELECT sum(next_offset) FROM feed.positions WHERE consumer = $1', [table])).rows[0]!.sum === '120');
    await before.stop();
    const admin = kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [topic.name] });
    await until('the topic is gone', async () => !(await admin.listTopics()).includes(topic.name));
    await admin.disconnect();
    await knocks(60, 200);
    await relayed();
    const follower = await start();
    await until('it has them all, or has stopped', async () => follower.status().state === 'stopped' || (await rows()).reduce((sum, { knocks: k }) => sum + k, 0) >= 260);
    await follower.stop();
    expect([follower.status().state, follower.status().error]).toEqual(['following', undefined]);
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('finds no gap where the relay has emptied a topic that was made again, and is about to fill it', async () => {
    await knocks(0, 60);
    await relayed();
    const records = await recordsOf(kafka, [topic.name]);
    await keptOnly(0);
    const follower = await start();
    await until('it has looked', () => follower.status().error !== undefined);
    for (const { partition, key, value, headers } of records) await producer.send({ topic: topic.name, messages: [{ partition, key, value, headers }] });
    await until('it has them all, or has stopped', async () => follower.status().state === 'stopped' || (await rows()).reduce((sum, { knocks: k }) => sum + k, 0) >= 60);
    await follower.stop();
    expect(follower.status().error).toBeUndefined();
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('that comes late gets what Kafka has dropped from the log', async () => {
    await knocks(0, 120);
    await relayed();
    await keptOnly(3);
    const follower = await start({ organization: OURS, history });
    await caughtUp(120);
    await follower.stop();
    expect(await rows()).toEqual(await expected());
  });

  itWithBroker('that comes late gets what Kafka has dropped also where Kafka holds nothing any more, and stops where it may not ask the log', async () => {
    await knocks(0, 120);
    await relayed();
    await keptOnly(0);
    const without = await start();
    await until('it has stopped', () => without.status().state === 'stopped');
    await without.stop();
    expect(without.status().error).toMatch(/^The feed has a gap: in feed\d+\.doors, partition \d, what follows the beginning up to offset \d+ is missing\./);
    const follower = await start({ organization: OURS, history });
    await caughtUp(120);
    await knocks(120, 30);
    await relayed();
    await caughtUp(150);
    await follower.stop();
    expect(await rows()).toEqual(await expected());
    // It has all that was dropped, and asks for nothing.
    const again = await start();
    await until('it follows', () => again.status().state === 'following');
    await again.stop();
    expect(again.status().error).toBeUndefined();
  });

  itWithBroker('waits for a database that is gone, and goes on without loss or repetition', async () => {
    await knocks(0, 200);
    await relayed();
    let cut = 0;
    const follower = await start({
      apply: async (client, told) => {
        await apply(client, told);
        // The connection breaks after the rows, before the commit.
        if (cut++ < 3) await pool.query('SELECT pg_terminate_backend($1)', [(await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid]);
      },
    });
    await caughtUp(200);
    await follower.stop();
    expect(cut).toBeGreaterThan(3);
    expect(await rows()).toEqual(await expected());
  });
});

async function until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; waited < 40_000; waited += 50) {
    if (await is()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It did not come so far that ${what}.`);
}
