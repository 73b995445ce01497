import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { RunningServer } from './running-server.js';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'donations');

/** What nobody may find outside the tables that are marked as personal: names, streets, employers, e-mail and words of the fixtures. */
const PLANTED = [
  'Quillfeather', 'Zebulon', 'Marchbanks', 'Ottilie', 'Pettigrew', 'Vandersloot', 'Hepzibah', 'Oyelaran', 'Alder Row', 'Birch Lane', 'Cedar Court', 'Dogwood', 'Bookbinder', 'Apiarist', 'Gem City',
  'Lakeside', 'example.org', '6145550100', '614 555 0199', 'my neighbor', 'Returned check', 'the blue gate', 'Sigrid Falkenrath', 'Lamplighter',
];
const found = (text: string) => PLANTED.filter((planted) => text.toLowerCase().includes(planted.toLowerCase()));

describe('what is said of a person', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let server: RunningServer;
  let database: pg.Client;
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-personal-'));
  /** Everything that anybody was told on the way: answers, outcome files, what the command line printed. */
  const told: string[] = [];
  let position = '';

  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await server.request('POST', path, body, headers);
    const text = await response.text();
    told.push(text);
    return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
  };
  const person = { entityType: 'IND', lastName: 'Falkenrath', firstName: 'Sigrid Falkenrath', employer: 'Lamplighter', occupation: 'Lamplighter', street1: '1 Dogwood', email: 's@example.org' };

  beforeAll(async () => {
    postgres = await startTestPostgres();
    server = await new RunningServer().start({ DATABASE_URL: postgres.url });
    database = new pg.Client({ connectionString: postgres.url });
    await database.connect();
    cpSync(fixtures, folder, { recursive: true });
    for (const [format, file] of [['fec-filing', 'small-filing.fec'], ['fec-filing', 'small-filing-amended.fec'], ['actblue-csv', 'small-actblue.csv'], ['fec-bulk', 'small-itcont.txt']] as const) {
      const path = join(folder, file);
      const { code, stdout, stderr } = await server.run('import', '--format', format, '--json', path);
      expect([file, code, stderr.replace(/^.*\r/gm, '')]).toEqual([file, 0, expect.any(String)]);
      told.push(stdout, stderr, readFileSync(`${path}.outcomes.csv`, 'utf8'));
    }
    const contributionId = randomUUID();
    await post('/contributions', { contributionId, committeeId: 'C00999999', amountCents: 25_00, receivedOn: '2026-08-14', electionCode: 'O2026', electionDescription: 'at the blue gate', contributor: person, remarks: { comment: 'Sigrid Falkenrath at the blue gate' } });
    await post('/contributions/amendments', { amendmentId: randomUUID(), contributionId, contributor: { ...person, occupation: 'Bookbinder' } });
    await post('/contributions/reattributions', { reattributionId: randomUUID(), contributionId, amountCents: 5_00, to: { ...person, firstName: 'Hepzibah' }, basis: 'signed', reattributedOn: '2026-08-20' });
    await post('/contributions/information-answers', { answerId: randomUUID(), contributionId, employer: 'Gem City', receivedOn: '2026-08-20' });
    const seriesId = randomUUID();
    await post('/series', { seriesId, committeeId: 'C00999999', amountCents: 10_00, frequency: 'monthly', startedOn: '2026-08-01', contributor: person });
    await post('/pledges', { pledgeId: randomUUID(), committeeId: 'C00999999', amountCents: 10_00, pledgedOn: '2026-08-01', contributor: person });
    const volunteer = { reference: { system: 'van', scope: 'OH', id: '7' }, lastName: 'Falkenrath', firstName: 'Sigrid Falkenrath', email: 's@example.org', street: '1 Dogwood' };
    const step = { stepId: randomUUID(), signupId: randomUUID(), step: 'scheduled', volunteer, at: '2026-10-01T14:00:00Z', note: 'my neighbor at the blue gate' };
    for (const status of [201, 200]) expect((await post('/signups/steps', step)).status).toBe(status);
    expect((await post('/signups/steps', { ...step, note: 'Hepzibah' })).status).toBe(409);
    await post('/signups/sightings', { sightingId: randomUUID(), signupId: step.signupId, status: 'confirmed', volunteer, note: 'Hepzibah' });
    const attempt = { attemptId: randomUUID(), voter: { system: 'van', scope: 'OH', id: '7' }, contactTypeId: 1, inputTypeId: 10, resultCodeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T21:14:05Z' };
    position = (await post('/contact-attempts', { ...attempt, note: 'Ask at the blue gate', phone: '614 555 0199' })).body.position as string;
    // What is wrong with a body is told without saying it again.
    expect((await post('/contributions', { contributionId, committeeId: 'C00999999', amountCents: 'Zebulon', receivedOn: 'Ottilie', contributor: { ...person, zip: 43215, entityType: 'Hepzibah' } })).status).toBe(400);
    expect((await post('/contributions', { contributionId, committeeId: 'C00999999', amountCents: 1, receivedOn: '2026-08-14', contributor: person })).status).toBe(409);
    for (const report of ['receipts', 'schedule-a?committee=C00999999&from=2026-07-01&to=2026-09-30', 'contact-rates', 'show-rates', 'show-rates/signups', 'volunteer-hours', 'shift-calendar']) {
      const response = await server.request('GET', `/reports/${report}${report.includes('?') ? '&' : '?'}minPosition=${position}`);
      expect([report, response.status]).toEqual([report, 200]);
    }
  });
  afterAll(async () => {
    await database.end();
    await server.remove();
    await postgres.stop();
  });

  const tables = async () => {
    const { rows } = await database.query<{ name: string; schema: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name, schemaname AS schema FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    return rows;
  };
  const textOf = async (name: string) => {
    const { rows } = await database.query<{ line: string }>(`SELECT row_to_json(it)::text AS line FROM ${name} AS it`);
    return rows.map(({ line }) => line).join('\n');
  };

  it('is in no table of the database but those that are marked as personal', async () => {
    const inTables = [];
    for (const { name, schema } of await tables()) if (schema !== 'personal') inTables.push([name, found(await textOf(name))]);
    expect(inTables.length).toBeGreaterThan(8);
    expect(inTables.filter(([, planted]) => planted!.length > 0)).toEqual([]);
  });

  it('is in those, which say so themselves', async () => {
    const personal = (await tables()).filter(({ schema }) => schema === 'personal');
    const texts = await Promise.all(personal.map(({ name }) => textOf(name)));
    expect(found(texts.join('\n'))).toEqual(expect.arrayContaining(['Quillfeather', 'Alder Row', 'Bookbinder', 'Oyelaran', 'Gem City', 'Sigrid Falkenrath']));
    for (const { name } of personal) {
      const { rows } = await database.query<{ comment: string }>(`SELECT obj_description('${name}'::regclass) AS comment`);
      expect([name, rows[0]!.comment]).toEqual([name, expect.stringMatching(/^Personal/)]);
    }
  });

  it('is in nothing that the server printed, in no metric, answer, outcome file or word of the command line', async () => {
    told.push(server.output, await (await server.request('GET', '/metrics')).text());
    expect(told.length).toBeGreaterThan(15);
    expect(told.flatMap(found)).toEqual([]);
  });

  it('is shown to a key of the scope for it, and to no other', async () => {
    const keyOf = async (scope: string) => (await (await server.request('POST', '/keys', { app: 'reader', scopes: [scope] })).json() as { key: string }).key;
    const ask = async (key: string) => (await server.request('GET', '/reports/schedule-a?committee=C00999999&from=2026-07-01&to=2026-09-30', undefined, { authorization: `Bearer ${key}` })).text();
    expect(found(await ask(await keyOf('read')))).toEqual([]);
    expect(found(await ask(await keyOf('personal')))).toEqual(expect.arrayContaining(['Quillfeather', 'Bookbinder']));
  });

  it('is opened as before when the key-encryption key was replaced and the old one is gone', async () => {
    const keyFile = join(server.dataDirectory, 'encryption.key');
    const [before] = readFileSync(keyFile, 'utf8').split('\n');
    expect(await server.run('encryption-key', '--rotate')).toMatchObject({ code: 0, stdout: expect.stringContaining('Start Fieldledger again') });
    const restarted = async (said: RegExp) => {
      await server.stop();
      await server.start({ DATABASE_URL: postgres.url });
      for (let waited = 0; !said.test(server.output) && waited < 100; waited++) await pause(100);
      expect(server.output).toMatch(said);
    };
    await restarted(/\d+ keys were wrapped by the key-encryption key before: they are wrapped by the present one now/);
    await restarted(/No key is wrapped by the key-encryption key before: take it away/);
    const [after, old, ...rest] = readFileSync(keyFile, 'utf8').split('\n');
    expect([old, rest]).toEqual([before, ['']]);
    writeFileSync(keyFile, `${after}\n`);
    await restarted(/ready at/);
    // Folded again by keys that are unwrapped again.
    const rebuilt = await server.run('rebuild', 'schedule-a', '--compare');
    expect([rebuilt.code, rebuilt.stdout]).toEqual([0, expect.stringMatching(/contributors version \d+ at position \d+: [1-9]\d* rows folded afresh, equal/)]);
  }, 120_000);
});
