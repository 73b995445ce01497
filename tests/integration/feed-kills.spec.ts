import { PostgresEventLog } from '@fieldledger/event-log';
import { connectKafka } from '@fieldledger/feed';
import { BEGINNING, nameUuid, type RecordedEvent } from '@fieldledger/kernel';
import { knock, randomFrom, SEED, startTestKafka, startTestPostgres, type TestKafka } from '@fieldledger/testing';
import type { Kafka } from 'kafkajs';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { CuttingProxy } from './cutting-proxy.js';
import { recordsOf, type TopicRecord } from './records-of.js';

const RELAY_KILLS = Number(process.env['RELAY_KILLS'] ?? 5);
const BROKER_KILLS = Number(process.env['BROKER_KILLS'] ?? 2);
const CUTS = Number(process.env['CUTS'] ?? 20);
const FOLLOWER_KILLS = Number(process.env['FOLLOWER_KILLS'] ?? 5);
const PARTITIONS = 4;
const ORGANIZATION = nameUuid('feed-kills', 'ours');
const CHILD = join(import.meta.dirname, 'feed-process.mjs');

describe('the feed, while its parts are killed', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let proxy: CuttingProxy;
  let broker: TestKafka | undefined;
  let kafka: Kafka;
  let log: PostgresEventLog;
  let pool: pg.Pool;
  let appended = 0;
  const upTo = randomFrom(SEED);
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    console.log(`SEED=${SEED} RELAY_KILLS=${RELAY_KILLS} BROKER_KILLS=${BROKER_KILLS} CUTS=${CUTS} FOLLOWER_KILLS=${FOLLOWER_KILLS}`);
    postgres = await startTestPostgres();
    pool = new pg.Pool({ connectionString: postgres.url });
    // When the database ends, so do its idle connections.
    pool.on('error', () => undefined);
    log = await PostgresEventLog.open({ url: postgres.url });
    proxy = await CuttingProxy.start();
    broker = await startTestKafka('the feed while a real broker, relay and followers are killed', { advertised: proxy.address });
    if (!broker) return;
    proxy.target = broker.port;
    kafka = connectKafka({ brokers: [`127.0.0.1:${broker.port}`], clientId: 'feed-kills', tell: () => undefined });
  }, 180_000);
  afterAll(async () => {
    for (const child of children) child.kill('SIGKILL');
    await broker?.stop();
    await proxy?.stop();
    await log?.close();
    await pool?.end();
    await postgres?.stop();
  });

  const itWithBroker = (name: string, run: () => Promise<void>) => it(name, async () => (broker ? run() : undefined), 3_600_000);
  const append = async (count: number) => {
    await log.append(Array.from({ length: count }, () => knock({ stream: `door-${upTo(60)}`, id: `k${appended++}`, expected: 'any', organization: ORGANIZATION })));
  };
  const process_ = (...words: (string | number)[]) => {
    const child = fork(CHILD, words.map(String), { stdio: 'ignore' });
    children.push(child);
    return child;
  };
  const relay = (topic: string, life = 0, sabotage = '') => process_('relay', postgres.url, proxy.address, topic, PARTITIONS, life, sabotage);
  const kill = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  };
  const noted = async () => (await pool.query<{ position: string }>('SELECT max(position) AS position FROM relay.progress')).rows[0]?.position ?? '';
  const relayed = async (topic: string) => {
    const { position } = await log.horizon();
    for (let waited = 0; (await pool.query('SELECT FROM relay.progress WHERE feed = $1 AND position >= $2', [topic, position]).catch(() => ({ rowCount: 0 }))).rowCount === 0; waited += 50) {
      if (waited > 120_000) throw new Error(`The relay stands at ${await noted()}, the log at ${position}.`);
      await pause(50);
    }
  };
  const events = async () => {
    const all: RecordedEvent[] = [];
    for (let page = await log.read(BEGINNING, { limit: 10_000 }); page.length > 0; page = await log.read(all.at(-1)!.position, { limit: 10_000 })) all.push(...page);
    return all;
  };

  /** What is wrong with the topic, measured by the log: nothing missing, per partition in order once repeats are dropped, each once. */
  const faults = (records: readonly TopicRecord[], all: readonly RecordedEvent[]) => {
    const furthest = new Map<number, string>();
    const kept: TopicRecord[] = [];
    let repeats = 0;
    for (const record of records) {
      const { partition, event } = record;
      if (event.position <= (furthest.get(partition) ?? '')) repeats++;
      else {
        kept.push(record);
        furthest.set(partition, event.position);
      }
    }
    const byKey = (of: readonly { readonly key: string; readonly id: string }[]) => {
      const keys = new Map<string, string[]>();
      for (const { key, id } of of) keys.set(key, [...(keys.get(key) ?? []), id]);
      return keys;
    };
    const [told, known] = [byKey(kept.map(({ key, event }) => ({ key, id: event.id }))), byKey(all.map(({ organization, stream, id }) => ({ key: `${organization}/${stream}`, id })))];
    const wrong = [...known].filter(([key, ids]) => ids.join() !== (told.get(key) ?? []).join()).length;
    return { missing: all.length - new Set(kept.map(({ event }) => event.id)).size, repeats, wrong };
  };
  const topicOf = async (name: string) => {
    const admin = kafka.admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic: name, numPartitions: PARTITIONS, replicationFactor: 1 }], waitForLeaders: true });
    await admin.disconnect();
    return name;
  };
  /** The relay dies again and again behind what it sent and before it noted it; then one lives to the end. */
  const dieBetween = async (topic: string, times: number, sabotage = '') => {
    for (let n = 0; n < times; n++) {
      await append(50 + upTo(100));
      const child = relay(topic, 1, sabotage);
      await once(child, 'exit');
    }
    const last = relay(topic, 0, sabotage);
    await relayed(topic);
    await kill(last);
    return faults(await recordsOf(kafka, [topic]), await events());
  };

  itWithBroker(`is the log, without a repetition, when the relay dies ${RELAY_KILLS} times between sending and noting`, async () => {
    expect(await dieBetween(await topicOf('between'), RELAY_KILLS)).toEqual({ missing: 0, repeats: 0, wrong: 0 });
  });

  itWithBroker('is seen not to be when the relay notes before it sends', async () => {
    expect((await dieBetween(await topicOf('noted-first'), 3, 'note before it is sent')).missing).toBeGreaterThan(0);
  });

  itWithBroker('is seen to repeat when the relay does not look at the tails', async () => {
    expect((await dieBetween(await topicOf('no-tails'), 3, 'no look at the tails')).repeats).toBeGreaterThan(0);
  });

  itWithBroker('is seen to miss events when the relay does not look at what Kafka answers', async () => {
    expect((await dieBetween(await topicOf('unseen'), 0, 'answers are not looked at')).missing).toBeGreaterThan(0);
  });

  itWithBroker(`is the log, and a service's table is its fold, through ${BROKER_KILLS} kills of the broker, ${CUTS} cuts and ${FOLLOWER_KILLS} kills of the service`, async () => {
    const topic = await topicOf('through');
    await pool.query('CREATE TABLE through (door text PRIMARY KEY, told text[] NOT NULL)');
    const follow = () => process_('follower', postgres.url, proxy.address, topic, 'through');
    const carrier = relay(topic);
    let follower = follow();
    let over = false;
    const load = (async () => {
      for (; !over; await pause(20)) await append(1 + upTo(40));
    })();
    const trouble = [
      ...Array.from({ length: BROKER_KILLS }, () => 'broker'), ...Array.from({ length: CUTS }, () => 'cut'), ...Array.from({ length: FOLLOWER_KILLS }, () => 'follower'),
    ].map((what) => ({ what, order: upTo(1_000_000) })).sort((a, b) => a.order - b.order);
    for (const { what } of trouble) {
      if (what === 'broker') {
        await broker!.kill();
        await pause(upTo(500));
        await broker!.restart();
        // Long enough for the relay and the service to be at work again, so that the next trouble meets them there.
        await pause(1_000 + upTo(2_000));
      } else if (what === 'cut') {
        proxy.cut(upTo);
        await pause(upTo(150));
      } else {
        await kill(follower);
        follower = follow();
        await pause(500 + upTo(2_500));
      }
    }
    over = true;
    await load;
    await relayed(topic);
    const all = await events();
    const told = async () => (await pool.query<{ sum: string | null }>('SELECT sum(array_length(told, 1)) FROM through')).rows[0]!.sum;
    for (let waited = 0; Number(await told()) < all.length && waited < 120_000; waited += 100) await pause(100);
    await kill(follower);
    await kill(carrier);
    const { missing, wrong, repeats } = faults(await recordsOf(kafka, [topic]), all);
    expect({ missing, wrong }).toEqual({ missing: 0, wrong: 0 });
    const { rows } = await pool.query<{ door: string; told: string[] }>('SELECT door, told FROM through');
    const fold = new Map<string, string[]>();
    for (const { stream, id } of all) fold.set(stream, [...(fold.get(stream) ?? []), id]);
    expect(Object.fromEntries(rows.map((row) => [row.door, row.told]))).toEqual(Object.fromEntries(fold));
    console.log(`${all.length} events; ${repeats} records repeated on the topic, none of them in the table`);
  });
});
