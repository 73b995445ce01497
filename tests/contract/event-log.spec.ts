import { jest } from '@jest/globals';
import { openEventStoreLog, PostgresEventLog } from '@fieldledger/event-log';
import { BEGINNING, nameUuid } from '@fieldledger/kernel';
import { describeEventLog, type EventStoreDouble, knock, MemoryEventLog, notTested, startEventStoreDouble, startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';

const FULLY = { gapless: true, idsAcrossStreams: true };

describeEventLog('memory', async () => new MemoryEventLog(), FULLY);

describe('PostgreSQL', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres?.stop());

  const execute = async (sql: string) => {
    const client = new pg.Client(postgres.url);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };

  describeEventLog('PostgreSQL', async () => {
    await execute('drop schema if exists log cascade');
    return PostgresEventLog.open({ url: postgres.url });
  }, FULLY);

  it('never lets a recorded event be changed or removed', async () => {
    const log = await PostgresEventLog.open({ url: postgres.url });
    await log.close();
    await expect(execute("update log.events set payload = '{}'")).rejects.toThrow('never changed or removed');
    await expect(execute('delete from log.events')).rejects.toThrow('never changed or removed');
    await expect(execute('truncate log.events')).rejects.toThrow('never changed or removed');
  });

  it('gives no event a moment from before it had its turn, or what was told of that moment would not be final', async () => {
    const log = await PostgresEventLog.open({ url: postgres.url });
    const asking = new pg.Client(postgres.url);
    await asking.connect();
    try {
      for (const expected of ['none', 0] as const) {
        // Whoever asks for the position of a moment has everybody wait who appends.
        await asking.query('begin; select from log.head where id = 1 for share');
        const appended = log.append([knock({ stream: 'late', id: `late ${expected}`, expected })]);
        await new Promise((resolve) => setTimeout(resolve, 300));
        const { rows: [answered] } = await asking.query<{ moment: Date }>('select clock_timestamp() as moment');
        await asking.query('commit');
        const [outcome] = await appended;
        expect(outcome).toMatchObject({ outcome: 'appended' });
        expect(Date.parse((outcome as { receipt: { recordedAt: string } }).receipt.recordedAt)).toBeGreaterThanOrEqual(answered!.moment.getTime());
      }
    } finally {
      await asking.end();
      await log.close();
    }
  });

  it('is opened by many processes at once, and not by one that is too old for it', async () => {
    await execute('drop schema if exists log cascade');
    const logs = await Promise.all([1, 2, 3, 4].map(() => PostgresEventLog.open({ url: postgres.url })));
    await Promise.all(logs.map((log) => log.close()));
    await execute('update log.version set version = 99');
    await expect(PostgresEventLog.open({ url: postgres.url })).rejects.toThrow('event log of version 99');
    await execute('update log.version set version = 1');
  });

  it('is brought to its own functions where an older Fieldledger made it', async () => {
    await (await PostgresEventLog.open({ url: postgres.url })).close();
    await execute('drop function log.position_at; update log.version set version = 1');
    const log = await PostgresEventLog.open({ url: postgres.url });
    expect(await log.positionAt('2000-01-01T00:00:00Z')).toBe('');
    await log.close();
  });

  it('finds what is rare however long the log is, and looks through a part of it with each statement', async () => {
    await execute('drop schema if exists log cascade');
    const log = await PostgresEventLog.open({ url: postgres.url });
    await log.append([knock({ stream: 'first', id: 'first' }), knock({ stream: 'last', id: 'last' })]);
    // As if a million others lay between them.
    await execute('alter table log.events disable trigger user; update log.events set position = 1000001 where position = 2; update log.head set position = 1000001');
    const asked = jest.spyOn(pg.Pool.prototype, 'query') as unknown as jest.SpiedFunction<(statement: { name: string; values: unknown[] }) => Promise<unknown>>;
    try {
      for (const narrowed of [{ types: ['DoorKnocked'] }, { organization: nameUuid('contract', 'ours') }, { types: ['DoorKnocked'], until: '0000000001000001' }, { types: ['DoorKnocked'], until: '9000000000000000' }]) {
        expect((await log.read(BEGINNING, { limit: 10, ...narrowed })).map(({ position }) => position)).toEqual(['0000000000000001', '0000000001000001']);
        expect(await log.read(BEGINNING, { limit: 1, ...narrowed })).toHaveLength(1);
        expect(await log.read('0000000000000001', { limit: 1, ...narrowed })).toHaveLength(1);
      }
      const parts = asked.mock.calls.flatMap(([{ name, values }]) => (name.startsWith('read') ? [Number(values.at(-1)) - Number(values[0])] : []));
      expect(Math.max(...parts)).toBeLessThanOrEqual(200_000);
    } finally {
      asked.mockRestore();
      await log.close();
    }
  });

  it('says that the log cannot be reached when it cannot', async () => {
    await expect(PostgresEventLog.open({ url: 'postgres://nobody@127.0.0.1:9/none' })).rejects.toMatchObject({ slug: 'log-unreachable' });
  });
});

const eventStoreUrl = process.env.EVENTSTORE_URL;

describe(eventStoreUrl ? 'EventStoreDB' : 'EventStoreDB, by its double', () => {
  const doubles: EventStoreDouble[] = [];
  beforeAll(() => {
    console.log(`EventStoreDB: ${eventStoreUrl ? 'the real server that EVENTSTORE_URL names' : 'the protocol double'} is used.`);
    if (!eventStoreUrl) notTested('a real EventStoreDB: EVENTSTORE_URL is not set; the protocol double was used');
  });
  afterAll(() => Promise.all(doubles.map((double) => double.stop())));

  let logs = 0;
  describeEventLog('EventStoreDB', async () => {
    // A real server cannot be emptied: each log has streams of its own there.
    if (eventStoreUrl) return openEventStoreLog({ url: eventStoreUrl, namespace: `contract_${Date.now()}_${logs++}` });
    const double = await startEventStoreDouble();
    doubles.push(double);
    return openEventStoreLog({ url: double.url });
  });

  it('says what is wrong when the server cannot be reached, or its address not be read', async () => {
    await expect(openEventStoreLog({ url: 'esdb://127.0.0.1:9?tls=false' })).rejects.toMatchObject({ slug: 'log-unreachable' });
    const [double] = doubles;
    if (double) await expect(openEventStoreLog({ url: double.url.replace('tls=false', 'tls=true').replace('127.0.0.1', 'localhost') })).rejects.toThrow('disagree about TLS');
    await expect(openEventStoreLog({ url: 'http://user:secret@127.0.0.1' })).rejects.toThrow(/^The address of EventStoreDB cannot be read(?!.*secret)/);
  });
});
