import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { kafkaLacks } from '@fieldledger/local-kafka';
import { type EventStoreDouble, notTested, startEventStoreDouble } from '@fieldledger/testing';
import pg from 'pg';
import { RunningStack } from './running-stack.js';

const root = join(import.meta.dirname, '..', '..');

describe('the stack with EventStoreDB as the event log', () => {
  let double: EventStoreDouble | undefined;
  let stack: RunningStack | undefined;
  beforeAll(async () => {
    if (await kafkaLacks()) return;
    if (!process.env.EVENTSTORE_URL) {
      double = await startEventStoreDouble();
      notTested('a real EventStoreDB: EVENTSTORE_URL is not set; the protocol double was used');
    }
    stack = await RunningStack.start({ EVENTSTORE_URL: process.env.EVENTSTORE_URL ?? double!.url });
  }, 180_000);
  afterAll(async () => {
    await stack?.remove();
    await double?.stop();
  });

  const cli = (...words: string[]) => {
    const { PATH, HOME } = process.env;
    // Not in this process's turn: the double answers from it.
    return new Promise<string>((resolve, reject) => {
      execFile(process.execPath, [join(root, 'apps', 'fieldledger', 'bin', 'fieldledger.mjs'), ...words], { cwd: root, env: { PATH, HOME, FIELDLEDGER_DATA: stack!.dataDirectory } }, (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)));
    });
  };
  const importCanvass = (mode?: string) => cli('import', '--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', '--outcomes', join(stack!.dataDirectory, 'outcomes.csv'), ...(mode ? [mode] : []), 'tests/fixtures/canvass/small-canvass.csv');

  it('takes a canvass, twice the same, and tells the same of it in report, feed and database', async () => {
    if (!stack) return;
    expect(stack.addresses.eventLog).toBe('eventstore');
    expect(await importCanvass()).toContain('20 rows: 19 accepted, 0 flagged, 0 same as before, 1 skipped, 0 refused.');
    expect(await importCanvass('--restart')).toContain('20 rows: 0 accepted, 0 flagged, 19 same as before, 1 skipped, 0 refused.');
    expect(await cli('report', 'contact-rates', '--group-by', 'campaign', '--format', 'csv', '--columns', 'campaign,attempts,contacts')).toContain('bridgeport-demo,19,');
    const client = new pg.Client(stack.addresses.postgres);
    await client.connect();
    let found: object[] = [];
    for (let waited = 0; waited < 60; waited++) {
      found = (await client.query('SELECT sum(attempts)::int AS attempts, sum(contacts)::int AS contacts FROM feed_example.attempts_by_day')).rows as object[];
      if ((found[0] as { attempts: number | null }).attempts === 19) break;
      await pause(500);
    }
    await client.end();
    expect(found).toEqual([{ attempts: 19, contacts: 7 }]);
  }, 120_000);

  it('stores all of a batch or nothing', async () => {
    if (!stack) return;
    const attempt = (n: number, more: object = {}) => ({
      attemptId: `6f9619ff-8b86-4d01-b42d-00cf4fc964${n}`, campaignId: 'all', voter: { system: 'van', scope: 'CT', id: String(n) }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, attemptedAt: '2026-10-03T17:04:05Z', zone: 'America/New_York', ...more,
    });
    const send = async (items: object[]) => {
      const response = await fetch(`${stack!.addresses.ingest}/contact-attempts/batch?mode=all-or-nothing`, { method: 'POST', headers: { authorization: `Bearer ${stack!.key}`, 'content-type': 'application/json' }, body: JSON.stringify({ items }) });
      return [response.status, await response.json()] as const;
    };
    expect((await send([attempt(10), attempt(11), attempt(12)]))[0]).toBe(201);
    // One of them says something else under a known id.
    expect((await send([attempt(13), attempt(11, { turfId: 'other' }), attempt(14)]))[0]).toBe(409);
    expect((await send([attempt(13), attempt(14)]))[0]).toBe(201);
    expect(await cli('report', 'contact-rates', '--group-by', 'campaign', '--format', 'csv', '--columns', 'campaign,attempts')).toContain('all,5');
  }, 60_000);

  it('is in a ledger that is exported and verified, and its reports are rebuilt, replayed and receipted', async () => {
    if (!stack) return;
    const [bundle, keys, receipt] = ['bundle', 'ledger.vkey', 'receipt'].map((name) => join(stack!.dataDirectory, name)) as [string, string, string];
    await signed(24);
    await cli('ledger-key', '--out', keys);
    expect(await cli('export', '--out', bundle)).toContain('24 events are in');
    const verified = await cli('verify', bundle, '--key', keys);
    expect(verified).toContain('Nothing was changed: 24 events');
    expect(verified).toMatch(/tables of figures, \d+ rows: folding the events again gives the same/);
    expect(await cli('rebuild', 'contact-rates', '--compare')).toMatch(/contact_rates version \d+ at position \S+: 24 rows folded afresh, equal\./);
    await cli('report', 'contact-rates', '--group-by', 'campaign', '--receipt', receipt);
    await attemptIn('later');
    expect(await cli('receipt', 'check', receipt)).toMatch(/^equal {8}[0-9a-f]{64}$/m);
    expect(await cli('replay', 'contact-rates', '--as-of', new Date().toISOString(), '--format', 'csv')).toContain('25,');
  }, 180_000);

  it('forgets a person: their name is gone from reports and keys, and the ledger still verifies', async () => {
    if (!stack) return;
    const person = { system: 'van', scope: 'CT', id: '4711' };
    const gift = { contributionId: '0b6b1f7e-7d0c-4a53-8ad4-3f1f7a6f9c01', committeeId: 'C00999999', amountCents: 2_500, receivedOn: '2019-03-04', contributor: { entityType: 'IND', lastName: 'Quillfeather', firstName: 'Zebulon', reference: person } };
    expect((await post('/contributions', gift)).status).toBe(201);
    const named = () => cli('report', 'schedule-a', '--committee', 'C00999999', '--from', '2019-01-01', '--to', '2019-12-31', '--format', 'csv');
    expect(await named()).toContain('Quillfeather');
    expect(await cli('erase', '--person', 'van/CT/4711', '--ground', 'state-privacy-law')).toMatch(/erased/i);
    const after = await named();
    expect(after).not.toContain('Quillfeather');
    expect(after).toContain('[erased]');
    const [bundle, keys, before] = ['after', 'ledger.vkey', join('bundle', 'ledger', 'checkpoint')].map((name) => join(stack!.dataDirectory, name)) as [string, string, string];
    await signed(27);
    await cli('export', '--out', bundle);
    expect(await cli('verify', bundle, '--key', keys, '--since', before)).toContain('Nothing was changed: 27 events');
  }, 180_000);

  const post = (path: string, body: object) =>
    fetch(stack!.addresses.ingest + path, { method: 'POST', headers: { authorization: `Bearer ${stack!.key}`, 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const attemptIn = async (campaignId: string) => {
    const attempt = { attemptId: 'c2f0b0a0-8b86-4d01-b42d-00cf4fc96411', campaignId, voter: { system: 'van', scope: 'CT', id: '99' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 14, attemptedAt: '2026-10-03T17:04:05Z', zone: 'America/New_York' };
    expect((await post('/contact-attempts', attempt)).status).toBe(201);
  };
  /** Until so many events are under a signed head. */
  async function signed(size: number): Promise<void> {
    for (let waited = 0; waited < 100; waited++) {
      const response = await fetch(`${stack!.addresses.audit}/ledger/checkpoint`, { headers: { authorization: `Bearer ${stack!.key}` } });
      if (response.ok && Number((await response.text()).split('\n')[1]) >= size) return;
      await pause(200);
    }
    throw new Error(`No head of ${size} was signed. ${stack!.output}`);
  }
});
