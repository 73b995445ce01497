import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { ContactsModule } from '@fieldledger/contacts';
import { createHttpApp, KEY_STORE, newApiKey, READINESS, type HttpApp, type Scope, type StoredKey } from '@fieldledger/http';
import { EVENT_LOG, READ_STORE, WHAT_IF } from '@fieldledger/kernel';
import { REPORTS, ReportsModule } from '@fieldledger/reports';
import { MemoryEventLog } from '@fieldledger/testing';

const keys = new Map<string, StoredKey>();
const keyOf = (organization: string, scopes: Scope[]) => {
  const { key, stored } = newApiKey({ organization, scopes, app: 'test' });
  keys.set(stored.keyId, stored);
  return key;
};

@Global()
@Module({
  providers: [
    { provide: EVENT_LOG, useValue: new MemoryEventLog() },
    { provide: READ_STORE, useValue: {} },
    { provide: WHAT_IF, useValue: {} },
    { provide: KEY_STORE, useValue: { find: async (keyId: string) => keys.get(keyId) } },
    { provide: READINESS, useValue: [] },
  ],
  exports: [EVENT_LOG, READ_STORE, WHAT_IF, KEY_STORE, READINESS],
})
class Parts {}

@Module({ imports: [Parts, ContactsModule, ReportsModule.of(REPORTS)] })
class Everything {}

const [ours, theirs] = [randomUUID(), randomUUID()];
const knock = () => ({
  attemptId: randomUUID(), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T21:14:05Z',
});

describe('the door', () => {
  let app: HttpApp;
  let address = '';
  const key = keyOf(ours, ['ingest']);
  beforeAll(async () => {
    app = await createHttpApp({ module: Everything }, {});
    address = await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app.close());
  const send = async (path: string, payload: unknown, authorization = `Bearer ${key}`, method: 'GET' | 'POST' = 'POST') => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const started = performance.now();
    const headers = { authorization, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) };
    const answer = await fetch(address + path, { method, headers, body: payload === undefined || method === 'GET' ? undefined : text });
    const body = (await answer.json()) as Record<string, unknown>;
    return { status: answer.status, type: answer.headers.get('content-type'), body, milliseconds: performance.now() - started };
  };

  it('is closed on every live route to whoever has no key, and to a key without the scope', async () => {
    const open = ['/', '/docs', '/health/live', '/health/ready', '/openapi.json'];
    const live = app.routes.filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS');
    const closed = live.filter(({ url }) => !open.includes(url)).map(({ method, url }) => [method as 'GET', url] as const);
    expect(live.length - closed.length).toBe(open.length);
    expect(closed.length).toBeGreaterThan(15);
    for (const [method, path] of closed) {
      expect([path, (await send(path, undefined, '', method)).status]).toEqual([path, 401]);
      expect([path, (await send(path, undefined, 'Bearer fl_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', method)).status]).toEqual([path, 401]);
    }
    expect((await send('/reports/contact-rates', undefined, undefined, 'GET')).body).toMatchObject({ status: 403, code: 'scope-missing' });
    expect((await send('/codes/results', {})).status).toBe(403);
  });

  it('declares every route that it has, as the golden document says', async () => {
    const { body } = await send('/openapi.json', undefined, '', 'GET');
    const declared = Object.entries(body.paths as Record<string, object>).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
    const live = app.routes.filter(({ method, url }) => method !== 'HEAD' && method !== 'OPTIONS' && !['/', '/docs', '/openapi.json'].includes(url)).map(({ method, url }) => `${method} ${url}`);
    expect(declared.sort()).toEqual(live.sort());
    const golden = join(import.meta.dirname, '..', 'golden', 'openapi.json');
    const document = `${JSON.stringify(body, null, 2)}\n`;
    if (process.env.GOLDEN === '1') writeFileSync(golden, document);
    expect(document).toBe(readFileSync(golden, 'utf8'));
  });

  it('lets two organizations use equal ids and see nothing of each other', async () => {
    const attempt = knock();
    const first = await send('/contact-attempts', attempt);
    const second = await send('/contact-attempts', { ...attempt, resultCodeId: 14 }, `Bearer ${keyOf(theirs, ['ingest'])}`);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
    expect((await send('/contact-attempts', attempt)).body).toEqual(first.body);
  });

  it('takes the organization from the key, never from the body', async () => {
    expect((await send('/contact-attempts', { ...knock(), organization: theirs })).body).toMatchObject({ status: 400, faults: [{ field: '/organization' }] });
  });

  it('names every fault at once, as a problem document', async () => {
    const { status, type, body } = await send('/contact-attempts', { ...knock(), attemptId: 'x', contactTypeId: 1.5, voter: { system: 'van', scope: '', id: '1' }, attemptedAt: '2026-10-03T24:00:00Z', zone: 'Mars/Base' });
    expect([status, type]).toEqual([400, expect.stringMatching(/^application\/problem\+json/)]);
    expect((body.faults as { field: string }[]).map(({ field }) => field).sort()).toEqual(['/attemptId', '/attemptedAt', '/contactTypeId', '/voter/scope', '/zone']);
  });

  it.each(['2026-10-03T21:14:05', '1900-01-01T00:00:00Z', '9999-01-01T00:00:00Z', '2026-02-30T00:00:00Z', '2026-06-30T23:59:60Z', '2026-10-03T24:00:00Z'])('refuses the time %s', async (attemptedAt) => {
    expect((await send('/contact-attempts', { ...knock(), attemptedAt })).body).toMatchObject({ status: 400, faults: [{ field: '/attemptedAt' }] });
  });

  it.each<[string, string, string]>([
    ['a member called __proto__', '{"__proto__":{"isAdmin":true}}', 'bad-json'],
    ['the same, escaped', '{"\\u005f_proto__":{"isAdmin":true}}', 'bad-json'],
    ['a lone surrogate', JSON.stringify({ a: '\ud800' }), 'invalid-unicode'],
    ['a NUL', JSON.stringify({ a: '\0' }), 'invalid-unicode'],
    ['nesting 100,000 deep', '['.repeat(100_000), 'bad-json'],
    ['an open bracket', '{"a":', 'bad-json'],
    ['nothing', '', 'bad-json'],
    ['a member that is named twice', '{"attemptId":"a","attemptId":"b"}', 'bad-json'],
    ['a hundred thousand members', `{${Array.from({ length: 100_000 }, (_, i) => `"k${i}":0`).join()}}`, 'invalid-body'],
  ])('refuses %s without delay, and stores nothing', async (_, text, code) => {
    const { body, milliseconds } = await send('/contact-attempts', text);
    expect(body).toMatchObject({ status: 400, code });
    expect(milliseconds).toBeLessThan(1_000);
  });

  it('loses nothing of a phone whose clock is three days fast, and tells it by how much', async () => {
    const now = Date.now();
    const fast = new Date(now + 3 * 86_400_000);
    const items = Array.from({ length: 3 }, (_, n) => ({ ...knock(), attemptedAt: new Date(fast.getTime() - n * 60_000).toISOString(), device: { clock: fast.toISOString() } }));
    const { body } = await send('/contact-attempts/batch?mode=partial', { items });
    expect((body.items as { status: string; flags: string[] }[]).map(({ status, flags }) => [status, flags])).toEqual(items.map(() => ['accepted', ['device-clock-ahead']]));
    const unexplained = await send('/contact-attempts', { ...knock(), attemptedAt: fast.toISOString() });
    expect(unexplained.body).toMatchObject({ status: 400, code: 'attempted-in-future', serverTime: expect.stringMatching(/Z$/) });
  });

  it('never lets a plan pass a voter who is saying no at the same time', async () => {
    for (let round = 0; round < 20; round++) {
      const voter = { system: 'van', scope: 'race', id: String(round) };
      const plan = () => send('/contact-plans', { planId: randomUUID(), voter, contactTypeId: 2, campaignId: 'c' });
      const no = send('/do-not-contact-requests', { requestId: randomUUID(), voter, channels: ['walk'], requestedAt: '2026-10-01T12:00:00Z' });
      const [refusal, ...plans] = await Promise.all([no, plan(), plan(), plan()]);
      expect(refusal!.status).toBe(201);
      for (const { status, body } of plans) if (status === 201) expect((body.position as string) < (refusal!.body.position as string)).toBe(true);
      expect((await plan()).status).toBe(409);
    }
  });

  it('opens nothing for a consent that names no request in force, however old it claims to be', async () => {
    const voter = { system: 'van', scope: 'late', id: '1' };
    await send('/do-not-contact-requests', { requestId: randomUUID(), voter, channels: ['walk'], requestedAt: '2026-10-01T12:00:00Z' });
    expect((await send('/do-not-contact-requests/withdrawals', { withdrawalId: randomUUID(), voter, requestId: randomUUID(), withdrawnAt: '2025-01-01T00:00:00Z' })).status).toBe(404);
    expect((await send('/contact-plans', { planId: randomUUID(), voter, contactTypeId: 2, campaignId: 'c' })).status).toBe(409);
  });

  it('asks a key that sends more than it may to wait', async () => {
    const narrow = await createHttpApp({ module: Everything }, { requestsPerMinute: 3 });
    const url = await narrow.listen(0, '127.0.0.1');
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let n = 0; n < 4; n++) statuses.push((last = await fetch(`${url}/codes/results`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })).status);
    expect(statuses[3]).toBe(429);
    expect(Number(last!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await last!.json()).toMatchObject({ code: 'too-many-requests' });
    await narrow.close();
  });
});
