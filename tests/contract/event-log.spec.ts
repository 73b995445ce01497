import { PostgresEventLog } from '@fieldledger/event-log';
import { MemoryEventLog, describeEventLog, startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';

describeEventLog('memory', async () => new MemoryEventLog());

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
  });

  it('never lets a recorded event be changed or removed', async () => {
    const log = await PostgresEventLog.open({ url: postgres.url });
    await log.close();
    await expect(execute("update log.events set payload = '{}'")).rejects.toThrow('never changed or removed');
    await expect(execute('delete from log.events')).rejects.toThrow('never changed or removed');
    await expect(execute('truncate log.events')).rejects.toThrow('never changed or removed');
  });

  it('is opened by many processes at once, and not by one that is too old for it', async () => {
    await execute('drop schema if exists log cascade');
    const logs = await Promise.all([1, 2, 3, 4].map(() => PostgresEventLog.open({ url: postgres.url })));
    await Promise.all(logs.map((log) => log.close()));
    await execute('update log.version set version = 99');
    await expect(PostgresEventLog.open({ url: postgres.url })).rejects.toThrow('event log of version 99');
    await execute('update log.version set version = 1');
  });

  it('says that the log cannot be reached when it cannot', async () => {
    await expect(PostgresEventLog.open({ url: 'postgres://nobody@127.0.0.1:9/none' })).rejects.toMatchObject({ slug: 'log-unreachable' });
  });
});
