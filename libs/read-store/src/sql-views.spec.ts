import { startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { makeReaders, makeReporting, makeViews } from './sql-views.js';

describe('views of several reports', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  const clients: pg.Client[] = [];
  beforeAll(async () => {
    postgres = await startTestPostgres();
    for (let n = 0; n < 2; n++) {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      clients.push(client);
    }
    await clients[0]!.query('CREATE SCHEMA read; CREATE TABLE read.checkpoints (projection text, version int, position text, moment text, error text, state text); CREATE TABLE read.one (organization uuid); CREATE TABLE read.other (organization uuid)');
    await makeReporting(clients[0]!);
    await makeReaders(clients[0]!);
  });
  afterAll(async () => {
    for (const client of clients) await client.end();
    await postgres.stop();
  });

  it('are made beside one another, for all readers, and wait for nobody', async () => {
    const view = (name: string) => [{ name, sql: `-- A view.\nSELECT organization FROM {{table}}` }];
    for (const again of ['', ' WHERE true']) {
      const changed = (name: string) => view(name).map((it) => ({ ...it, sql: it.sql + again }));
      for (const client of clients) await client.query(`BEGIN; SET LOCAL lock_timeout = '3s'`);
      await makeViews(clients[0]!, changed('ones'), 'read.one');
      await makeViews(clients[1]!, changed('others'), 'read.other');
      await makeViews(clients[0]!, changed('more_ones'), 'read.one');
      for (const client of clients) await client.query('COMMIT');
    }
    const { rows } = await clients[0]!.query(`SELECT table_name FROM information_schema.role_table_grants WHERE grantee = 'fieldledger_readers' ORDER BY 1`);
    expect(rows.map(({ table_name: name }) => name)).toEqual(['more_ones', 'ones', 'others', 'reflects']);
  });
});
