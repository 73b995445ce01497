import { BEGINNING, nameUuid, type RecordedEvent } from '@fieldledger/kernel';
import { knock, MemoryEventLog, startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { FeedEvent } from '../feed-event.js';
import { feedKey, toRecord } from '../feed-record.js';
import { partitionOf } from '../partition-of.js';
import type { FeedHistory } from './feed-history.js';
import { makePositions, reachedIn } from './follower-positions.js';
import { FeedGap, isInfrastructure, PartitionFollower, SkippedAhead, type KafkaRecord, type PartitionFollowerOptions } from './partition-follower.js';

const coded = (code: string) => Object.assign(new Error('it failed'), { code });

describe('what stands in the way of a record', () => {
  it.each([
    ['a connection that PostgreSQL ended', coded('57P01')],
    ['a socket that was reset', coded('ECONNRESET')],
    ['a disk that is full', coded('53100')],
    ['a deadlock', coded('40P01')],
    // The words are those of pg's client, which gives no code with them.
    ['a connection that was lost', new Error('Connection terminated unexpectedly')],
    ['a connection found lost by the next query', new Error('Client has encountered a connection error and is not queryable')],
    ['a client that was closed', new Error('Client was closed and is not queryable')],
    ['a statement that nobody answers', new Error('Query read timeout')],
    ['a pool without a free connection', new Error('timeout exceeded when trying to connect')],
    ['a history that does not answer', new TypeError('fetch failed')],
    ['a history that refuses', new Error('The history of t was not given: the server at h answered 503.')],
    ['a gap', new FeedGap('t', 0, '', '1')],
    ['records that Kafka left out', new SkippedAhead('t', 0, 1n)],
  ])('is no fault of the record: %s', (_, error) => {
    expect(isInfrastructure(error)).toBe(true);
  });

  it.each([['a value too long for its column', coded('22001')], ['a row that is there', coded('23505')], ['a table that is not', coded('42P01')], ["the service's own", new Error('It knocks at no door.')], ['a mistake', new TypeError("Cannot read properties of undefined (reading 'a')")]])(
    'is the fault of the record, or of what is made of it: %s', (_, error) => {
      expect(isInfrastructure(error)).toBe(false);
    },
  );
});

describe('the records of one partition', () => {
  const [OURS, THEIRS] = [nameUuid('contract', 'ours'), nameUuid('contract', 'theirs')];
  const PARTITIONS = 3;
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let pool: pg.Pool;
  let log: MemoryEventLog;
  let consumer: string;
  let said: string[];
  /** Of the event that no rows can be made of. */
  let poison: string | undefined;
  let n = 0;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    pool = new pg.Pool({ connectionString: postgres.url });
    pool.on('error', () => undefined);
    const client = await pool.connect();
    await makePositions(client);
    client.release();
    await pool.query('CREATE TABLE told (place serial, consumer text, id text)');
  });
  afterAll(async () => {
    await pool?.end();
    await postgres?.stop();
  });
  beforeEach(() => {
    [log, consumer, said, poison] = [new MemoryEventLog(), `consumer-${++n}`, [], undefined];
  });
  // Each connection was given back, whatever happened.
  afterEach(() => expect(pool.idleCount).toBe(pool.totalCount));

  const knocks = (from: number, count: number, organization = OURS) =>
    log.append(Array.from({ length: count }, (_, i) => knock({ stream: `door-${(from + i) % 7}`, id: `k${from + i}`, expected: 'any', organization })));
  /** What of the log is in the partition. */
  const inPartition = async () => (await log.read(BEGINNING, { limit: 1_000 })).filter((event) => partitionOf(feedKey(event), PARTITIONS) === 1);
  const recordsOf = (events: readonly RecordedEvent[], first = 0): KafkaRecord[] =>
    events.map((event, i) => ({ offset: String(first + i), headers: toRecord(event, events[i - 1]?.position ?? BEGINNING).headers, value: Buffer.from(event.payload) }));
  const history: FeedHistory = {
    between: async (_, after, until) => (await log.read(after, { limit: 3, until })).map((event) => new FeedEvent(toRecord(event, undefined).headers, event.payload)),
  };
  const apply: PartitionFollowerOptions['apply'] = async (client, events) => {
    for (const { id } of events) {
      await client.query('INSERT INTO told (consumer, id) VALUES ($1, $2)', [consumer, id]);
      if (id === poison) throw new Error('It knocks at no door.');
    }
  };
  const follower = (more: Partial<PartitionFollowerOptions> = {}) =>
    new PartitionFollower({ pool, consumer, topic: 'doors', partition: 1, partitions: PARTITIONS, beginsAt: 0n, organization: undefined, history: undefined, apply, tell: (line) => said.push(line), ...more });
  const told = async () => (await pool.query<{ id: string }>('SELECT id FROM told WHERE consumer = $1 ORDER BY place', [consumer])).rows.map(({ id }) => id);
  const idsOf = (events: readonly RecordedEvent[]) => events.map(({ id }) => id);
  const reached = () => reachedIn(pool, consumer, 'doors', 1);

  it('are taken once each, whichever are handed out again, and its place never goes back', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    const records = recordsOf(events);
    expect(await follower().take(records.slice(0, 2))).toEqual({ position: events[1]!.position, nextOffset: 2n });
    const all = { position: events.at(-1)!.position, nextOffset: BigInt(events.length) };
    expect(await follower().take(records)).toEqual(all);
    expect(await follower().take(records.slice(0, 1))).toEqual(all);
    // Sent again, behind the others.
    expect(await follower().take(recordsOf(events.slice(1, 3), events.length))).toEqual({ ...all, nextOffset: all.nextOffset + 2n });
    expect([await told(), await reached()]).toEqual([idsOf(events), { ...all, nextOffset: all.nextOffset + 2n }]);
    expect(await reachedIn(pool, consumer, 'doors', 2)).toEqual({ position: BEGINNING, nextOffset: 0n });
  });

  it('are taken once each by two processes that both were handed them', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    await Promise.all([follower().take(recordsOf(events)), follower().take(recordsOf(events)), follower().take(recordsOf(events))]);
    expect(await told()).toEqual(idsOf(events));
  });

  it('are taken once each by two processes that both ask the log for what is missing', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    const last = recordsOf(events).slice(-1);
    await Promise.all([follower({ beginsAt: 100n, history }).take(last), follower({ beginsAt: 100n, history }).take(last)]);
    expect(await told()).toEqual(idsOf(events));
  });

  it('have a place for each consumer, in each partition of each topic', async () => {
    await knocks(0, 12);
    const records = recordsOf(await inPartition());
    const elsewhere = [{ consumer: `${consumer}-other` }, { topic: 'calls' }, { partition: 2 }];
    for (const where of elsewhere) await follower(where).take(records.slice(0, 1));
    await follower().take(records);
    for (const { consumer: other = consumer, topic = 'doors', partition = 1 } of elsewhere as Partial<PartitionFollowerOptions>[]) expect((await reachedIn(pool, other, topic, partition)).nextOffset).toBe(1n);
    expect((await reached()).nextOffset).toBe(BigInt(records.length));
  });

  it('are taken once each where none says what stood before it', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    const records = [...events, ...events].map((event, i) => ({ offset: String(i), headers: toRecord(event, undefined).headers, value: Buffer.from(event.payload) }));
    await follower().take(records);
    expect(await told()).toEqual(idsOf(events));
  });

  it('make rows of one organization alone where that is said, and are all behind it', async () => {
    await knocks(0, 12);
    await knocks(0, 12, THEIRS);
    const events = await inPartition();
    await follower({ organization: THEIRS }).take(recordsOf(events));
    const theirs = events.filter(({ organization }) => organization === THEIRS);
    expect([theirs.length > 0 && theirs.length < events.length, await told(), (await reached()).position]).toEqual([true, idsOf(theirs), events.at(-1)!.position]);
  });

  it('are asked for from the place where they should go on, once, before a gap is told', async () => {
    await knocks(0, 12);
    const records = recordsOf(await inPartition());
    const one = follower();
    await one.take(records.slice(0, 1));
    await expect(one.take(records.slice(2))).rejects.toMatchObject({ name: 'SkippedAhead', offset: 1n });
    await expect(one.take(records.slice(2))).rejects.toMatchObject({ name: 'SkippedAhead', offset: 0n });
    await expect(one.take(records.slice(2))).rejects.toBeInstanceOf(FeedGap);
    expect(await told()).toHaveLength(1);
    // What is missing came after all.
    await one.take(records.slice(1));
    expect(await told()).toEqual(idsOf(await inPartition()));
  });

  it('are asked for from the beginning in a topic that was made again, where they stand before the place', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    await follower().take(recordsOf(events.slice(0, 2), 50));
    await expect(follower().take(recordsOf(events).slice(4))).rejects.toMatchObject({ name: 'SkippedAhead', offset: 0n });
    await follower().take(recordsOf(events));
    expect([await told(), (await reached()).nextOffset]).toEqual([idsOf(events), 52n]);
  });

  it('are taken up to a gap, which is told where nobody may be asked', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    const lossy = recordsOf(events).filter((_, i) => i < 2 || i > 3);
    const one = follower({ beginsAt: 3n });
    const gap = `The feed has a gap: in doors, partition 1, what follows ${events[1]!.position} up to ${events[3]!.position} is missing.`;
    await expect(one.take(lossy)).rejects.toMatchObject({ name: 'SkippedAhead', offset: 3n });
    await expect(one.take(lossy)).rejects.toThrow(gap);
    expect([await told(), await reached()]).toEqual([idsOf(events.slice(0, 2)), { position: events[1]!.position, nextOffset: 2n }]);
  });

  it('come from the log where Kafka has dropped them, page by page, of this partition and organization alone, and no further', async () => {
    await knocks(0, 12);
    await knocks(0, 12, THEIRS);
    const events = await inPartition();
    const lossy = recordsOf(events).filter((_, i) => i !== 1 && i !== 2 && i !== 4);
    await follower({ beginsAt: 100n, history, organization: OURS }).take(lossy);
    const ours = events.filter(({ organization }) => organization === OURS);
    expect([await told(), (await reached()).position]).toEqual([idsOf(ours), events.at(-1)!.position]);
    expect(said).toEqual([
      `doors, partition 1: what follows ${events[0]!.position} up to ${events[2]!.position} is not in Kafka; it is taken from the log.`,
      `doors, partition 1: what follows ${events[3]!.position} up to ${events[4]!.position} is not in Kafka; it is taken from the log.`,
    ]);
  });

  it('come from the log also where Kafka has none any more', async () => {
    await knocks(0, 12);
    const events = await inPartition();
    await expect(follower({ beginsAt: 9n }).takeDropped()).rejects.toThrow('The feed has a gap: in doors, partition 1, what follows the beginning up to offset 9 is missing.');
    await follower().take(recordsOf(events.slice(0, 1)));
    expect((await follower({ beginsAt: 9n, history }).takeDropped()).nextOffset).toBe(9n);
    expect([await told(), (await reached()).position >= events.at(-1)!.position]).toEqual([idsOf(events), true]);
    expect((await follower({ beginsAt: 4n, history }).takeDropped()).nextOffset).toBe(9n);
    expect(await told()).toEqual(idsOf(events));
  });

  it('are taken up to one that cannot be, which is named, with nothing of it', async () => {
    await knocks(0, 12);
    const [events, at] = [await inPartition(), 2];
    poison = events[at]!.id;
    const records = recordsOf(events, 20);
    await expect(follower().take(records)).rejects.toThrow(`The record of doors, partition 1, offset ${20 + at}, position ${events[at]!.position} cannot be taken: It knocks at no door.`);
    const before = [idsOf(events.slice(0, at)), { position: events[at - 1]!.position, nextOffset: BigInt(20 + at) }];
    expect([await told(), await reached()]).toEqual(before);
    const unreadable = { offset: String(20 + at), headers: {}, value: null };
    for (const given of [[unreadable], [...records.slice(0, at), unreadable]]) await expect(follower().take(given)).rejects.toThrow(`offset ${20 + at} cannot be taken: It is not of CloudEvents 1.0`);
    expect([await told(), await reached()]).toEqual(before);
  });
});
