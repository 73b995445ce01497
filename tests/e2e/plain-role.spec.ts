import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { RunningServer } from './running-server.js';

/** An operator's PostgreSQL, which gives us a database and no more rights than that. */
describe('a role that owns its database and is no superuser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-plain-role-'));
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let server: RunningServer;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(`CREATE ROLE campaign LOGIN PASSWORD 'of-the-spec'`);
    await client.query('CREATE DATABASE ledger OWNER campaign');
    await client.end();
    const url = new URL(postgres.url);
    Object.assign(url, { username: 'campaign', password: 'of-the-spec', pathname: '/ledger' });
    server = await new RunningServer().start({ DATABASE_URL: url.href });
  });
  afterAll(async () => {
    await server?.remove();
    await postgres.stop();
    rmSync(folder, { recursive: true });
  });

  it('is enough to record, report, rebuild, replay, export and verify', async () => {
    const imported = await server.run('import', '--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', 'tests/fixtures/canvass/small-canvass.csv', '--outcomes', join(folder, 'outcomes.csv'));
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('19 accepted') });
    expect(await server.run('report', 'contact-rates', '--format', 'csv', '--receipt', join(folder, 'receipt'))).toMatchObject({ code: 0, stdout: expect.stringContaining('19,') });
    expect(await server.run('receipt', 'check', join(folder, 'receipt'))).toMatchObject({ code: 0 });
    expect(await server.run('rebuild', 'contact-rates', '--compare')).toMatchObject({ code: 0 });
    expect(await server.run('ledger-key', '--out', join(folder, 'keys'))).toMatchObject({ code: 0 });
    expect(await server.run('export', '--out', join(folder, 'bundle'))).toMatchObject({ code: 0 });
    expect(await server.run('verify', join(folder, 'bundle'), '--key', join(folder, 'keys'))).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was changed: 19 events') });
  }, 120_000);

  it('is enough to forget a person, and what only a superuser can scrub is named', async () => {
    const gift = { contributionId: '0b6b1f7e-7d0c-4a53-8ad4-3f1f7a6f9c01', committeeId: 'C00999999', amountCents: 2_500, receivedOn: '2019-03-04', contributor: { entityType: 'IND', lastName: 'Quillfeather', firstName: 'Zebulon', reference: { system: 'van', scope: 'CT', id: '4711' } } };
    expect((await server.request('POST', '/contributions', gift)).status).toBe(201);
    const erased = await server.run('erase', '--person', 'van/CT/4711', '--ground', 'state-privacy-law', '--scrub');
    expect(erased).toMatchObject({ code: 0, stdout: expect.stringMatching(/Left to do: .*which needs an administrator of the database/) });
    const { stdout } = await server.run('report', 'schedule-a', '--committee', 'C00999999', '--from', '2019-01-01', '--to', '2019-12-31', '--format', 'csv');
    expect(stdout).not.toContain('Quillfeather');
    expect(stdout).toContain('[erased]');
  }, 120_000);

  it('is not enough to let others read by SQL, which is said, until it may make roles', async () => {
    expect(await server.run('sql-reader')).toMatchObject({ code: 1, stderr: expect.stringContaining('may not make roles') });
    const administrator = new pg.Client({ connectionString: postgres.url });
    await administrator.connect();
    await administrator.query('ALTER ROLE campaign CREATEROLE');
    const { code, stdout } = await server.run('sql-reader');
    expect(code).toBe(0);
    const reader = new pg.Client({ connectionString: /postgres:\/\/\S+/.exec(stdout)![0] });
    reader.on('error', () => undefined);
    await reader.connect();
    expect((await reader.query<{ n: number }>('SELECT count(*)::int AS n FROM contact_attempts')).rows).toEqual([{ n: 19 }]);
    await expect(reader.query('SELECT * FROM log.events')).rejects.toThrow('permission denied');
    await expect(reader.query('SELECT * FROM reporting.readers')).rejects.toThrow('permission denied');
    expect(await server.run('sql-reader', '--remove', /fieldledger_reader_[0-9a-f]{12}/.exec(stdout)![0])).toMatchObject({ code: 0 });
    await expect(reader.query('SELECT FROM contact_attempts')).rejects.toThrow();
    await administrator.end();
  }, 60_000);
});
