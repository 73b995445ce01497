import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { actBlueFile } from '@fieldledger/testing';
import { closed, type Schema } from '../integration/closed-schema.js';
import { RunningServer } from './running-server.js';

type Parameter = { name: string; schema: { items?: { enum?: string[] } } };
type Responses = Record<string, { content: Record<string, { schema?: Schema }>; headers?: Record<string, unknown> }>;

/** Everything that every answer has, whichever it is. */
const EVERYWHERE = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-content-type-options', 'x-frame-options'];

describe('a client that has nothing but the OpenAPI document', () => {
  const home = mkdtempSync(join(tmpdir(), 'fieldledger-client-'));
  let server: RunningServer;
  let paths: Record<string, Record<string, { parameters: Parameter[]; responses: Responses }>>;
  let components: { schemas: Record<string, Schema> };
  const ajv = addFormats.default(new Ajv2020({ strict: false }));
  const answered = new Set<string>();

  beforeAll(async () => {
    server = await new RunningServer().start();
    await server.run('import', '--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', 'tests/fixtures/canvass/small-canvass.csv', '--outcomes', join(home, 'a.csv'));
    await server.run('import', '--format', 'actblue-csv', 'tests/fixtures/donations/small-actblue.csv', '--outcomes', join(home, 'b.csv'));
    for (const [n, file] of ['small-filing', 'small-filing-amended'].entries()) await server.run('import', '--format', 'fec-filing', `tests/fixtures/donations/${file}.fec`, '--outcomes', join(home, `c${n}.csv`));
    await server.run('import', '--format', 'van-signups', '--mapping', 'tests/fixtures/volunteering/turfs-2001.mapping.json', 'tests/fixtures/volunteering/turfs-2001.jsonl', '--outcomes', join(home, 'd.csv'));
    ({ paths, components } = (await (await server.request('GET', '/openapi.json')).json()) as { paths: typeof paths; components: typeof components });
  });
  afterAll(async () => {
    await server.remove();
    rmSync(home, { recursive: true, force: true });
  });

  /** Asks, and holds the answer against the document: status, media type, every member, every header. */
  async function said(method: string, route: string, asked: { in?: Record<string, string>; query?: Record<string, string>; body?: unknown } = {}): Promise<Record<string, never>> {
    const path = route.replace(/\{(\w+)\}/g, (_, name: string) => asked.in![name]!);
    const response = await server.request(method, `${path}${asked.query ? `?${new URLSearchParams(asked.query)}` : ''}`, asked.body);
    const text = await response.text();
    const { responses } = paths[route]![method.toLowerCase()]!;
    const declared = responses[response.status] ?? responses.default!;
    const type = response.headers.get('content-type')?.split(';')[0] ?? '';
    expect([method, path, response.status, Object.keys(declared.content)]).toEqual([method, path, response.status, expect.arrayContaining([type])]);
    const own = [...response.headers.keys()].filter((name) => (name.startsWith('x-') || ['retry-after', 'location', 'allow', 'www-authenticate'].includes(name)) && !EVERYWHERE.includes(name));
    expect([method, path, Object.keys(declared.headers ?? {})]).toEqual([method, path, expect.arrayContaining(own)]);
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    answered.add(`${method} ${route}`);
    const schema = declared.content[type]!.schema;
    if (!type.endsWith('json')) return {};
    const body = JSON.parse(text) as Record<string, never>;
    const isAsSaid = ajv.validate(closed(schema!, components.schemas), body) || ajv.errors;
    expect([method, path, isAsSaid, body]).toEqual([method, path, true, body]);
    return body;
  }

  const ended = async (route: string, id: Record<string, string>) => {
    for (;;) {
      const status = (await said('GET', route, { in: id })) as unknown as { state: string };
      if (!['waiting', 'folding', 'comparing', 'making', 'scrubbing'].includes(status.state)) return status;
      await wait(100);
    }
  };

  it('is told what it gets: every report, whole and cut in every way, with each column and what is in it', async () => {
    const attempt = { attemptId: randomUUID(), voter: { system: 'van', scope: 'OH', id: '8' }, contactTypeId: 2, inputTypeId: 14, campaignId: 'c', attemptedAt: '2026-10-03T21:14:05Z', responses: [{ type: 'SurveyResponse', surveyQuestionId: 7, surveyResponseId: 70 }] };
    await said('POST', '/contact-attempts', { body: attempt });
    await said('POST', '/contributions', { body: { contributionId: randomUUID(), committeeId: 'C00999999', currency: 'USD', amountCents: 50_000, receivedOn: '2026-08-14', sourceMarkers: ['corporate'] } });
    writeFileSync(join(home, 'twice.csv'), actBlueFile([{}, { 'Donor Employer': 'None' }]));
    await server.run('import', '--format', 'actblue-csv', join(home, 'twice.csv'));
    const first = async (report: string, column: string) => String(((await (await server.request('GET', `/reports/${report}${report.includes('?') ? '&' : '?'}minPosition=latest`)).json()) as { rows: Record<string, string>[] }).rows[0]![column]);
    const reportId = await first('filings', 'reportId');
    const period = { committee: 'C00999999', from: '2026-07-01', to: '2026-09-30' };
    const asked: Record<string, Record<string, string>> = {
      'best-efforts-due': { all: 'true' }, 'donor-history': { donor: await first('limits?all=true', 'donor') }, 'filing-differences': { report: reportId }, limits: { all: 'true' }, 'reconciliation/lineitems': { source: 'actblue-csv' },
      'schedule-a': period, 'schedule-b-refunds': period, 'shift-calendar/expected': { shift: await first('shift-calendar', 'shift') }, 'survey-results/events': { surveyQuestionId: '7', surveyResponseId: '70' },
      'volunteer-history': { volunteer: await first('volunteer-hours?groupBy=volunteer', 'volunteer') }, 'voter-history': { voter: 'van/OH/8' },
    };
    const empty: string[] = [];
    for (const route of Object.keys(paths).filter((each) => each.startsWith('/reports/'))) {
      const name = route.slice('/reports/'.length);
      const query = { minPosition: 'latest', ...asked[name] };
      const { rows } = (await said('GET', route, { query })) as unknown as { rows: object[] };
      if (rows.length === 0) empty.push(name);
      await said('GET', route, { query: { ...query, format: 'csv' } });
      const groups = paths[route]!.get!.parameters.find((each) => each.name === 'groupBy')?.schema.items?.enum ?? [];
      for (const group of groups) await said('GET', route, { query: { ...query, groupBy: group } });
      if (groups.length > 0) await said('GET', route, { query: { ...query, groupBy: groups.join() } });
    }
    expect(empty).toEqual([]);
    await said('POST', '/reports/reconciliation', { body: { items: [{ contributionId: await first('best-efforts-due?all=true', 'contributionId'), amountCents: 1 }] } });
  });

  it('is told what it gets: reports of the past, and what they are cut by, said in either way', async () => {
    await said('GET', '/reports/contact-rates', { query: { asOf: new Date().toISOString(), occurredUntil: '2030-01-01T00:00:00Z', groupBy: 'day,campaign' } });
    const [commas, oneByOne] = await Promise.all(['groupBy=day,campaign', 'groupBy=day&groupBy=campaign'].map(async (query) => (await server.request('GET', `/reports/contact-rates?${query}`)).json() as Promise<{ rows: object[] }>));
    expect([oneByOne, commas!.rows.length]).toEqual([commas, 3]);
    await said('GET', '/replays');
  });

  it('is told what it gets: rebuilds, exports, scrubs, by the id under which they were begun', async () => {
    expect(await ended('/rebuilds/{id}', await said('POST', '/rebuilds', { body: { report: 'contact-rates' } }))).toMatchObject({ state: 'finished', equal: true });
    const exported = await said('POST', '/exports');
    expect(await ended('/exports/{exportId}', exported)).toMatchObject({ state: 'ready' });
    await said('GET', '/exports/{exportId}/events', { in: exported, query: { first: '0' } });
    await said('GET', '/exports/{exportId}/files/{path}', { in: { ...exported, path: 'bundle.json' } });
    expect(await ended('/erasures/scrubs/{scrubId}', await said('POST', '/erasures/scrubs'))).toMatchObject({ state: 'finished', left: [] });
  });

  it('is told what it gets: the ledger, the feed and the record of reading, a page after the other', async () => {
    for (const route of ['/ledger/checkpoint', '/ledger/keys', '/health/live', '/health/ready', '/metrics']) await said('GET', route);
    await said('GET', '/ledger/checkpoints', { query: { limit: '1' } });
    await said('GET', '/ledger/tile/{path}', { in: { path: `0/000.p/19` } });
    const seen: unknown[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const page: { records: unknown[]; next: string | null } = await said('GET', '/feed/{topic}', { in: { topic: 'fieldledger.contacts' }, query: { limit: '7', ...(after && { after }) } }) as never;
      seen.push(...page.records);
      after = page.next;
    }
    expect(seen).toHaveLength(20);
    const { next } = (await said('GET', '/readings', { query: { limit: '1' } })) as unknown as { next: string };
    await said('GET', '/readings', { query: { limit: '1000', after: next } });
  });

  it('is told what it gets: keys, readers, roll-backs and erasures', async () => {
    const { keyId } = await said('POST', '/keys', { body: { app: 'client', scopes: ['read'] } });
    await said('POST', '/keys/revocations', { body: { keyId } });
    const { role } = await said('POST', '/sql-readers');
    await said('POST', '/sql-readers/removals', { body: { role } });
    const rollback = { rollbackId: randomUUID(), scope: { of: 'canvasser', id: 'walker-1' }, reasonCode: 'falsified' };
    await said('POST', '/rollbacks/previews', { body: rollback });
    await said('POST', '/rollbacks', { body: rollback });
    await said('POST', '/rollbacks/undos', { body: { undoId: randomUUID(), rollbackId: rollback.rollbackId } });
    const attempt = { attemptId: randomUUID(), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T21:14:05Z', note: 'Ask for Ann' };
    await said('POST', '/contact-attempts', { body: attempt });
    const erasure = { erasureId: randomUUID(), person: { references: [attempt.voter] }, ground: 'state-privacy-law', requestedAt: '2026-02-01T12:00:00Z' };
    for (let tries = 0; tries < 50 && (await server.request('POST', '/erasures/previews', erasure)).status === 404; tries++) await wait(100);
    await said('POST', '/erasures/previews', { body: erasure });
    await said('POST', '/erasures', { body: erasure });
    await said('GET', '/erasures');
  });

  it('is told of a refusal what it says, and when to ask again', async () => {
    await expect(said('GET', '/reports/contact-rates', { query: { minPosition: '9999999999999999' } })).rejects.toThrow(/answered (?:400|503)/);
    await expect(said('GET', '/exports/{exportId}', { in: { exportId: randomUUID() } })).rejects.toThrow('answered 404');
  });

  it('knows of every answer that is JSON what it is', () => {
    const unknown = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).flatMap(([method, { responses }]) => Object.values(responses).flatMap(({ content }) => (content['application/json'] && Object.keys(content['application/json'].schema ?? {}).length === 0 ? [`${method} ${path}`] : []))));
    expect(unknown).toEqual([]);
    expect(answered.size).toBeGreaterThan(30);
  });
});
