import { RunningServer } from './running-server.js';

const knock = () => ({
  attemptId: crypto.randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: String(Math.floor(Math.random() * 1e9)) },
  contactTypeId: 2, inputTypeId: 14, resultCodeId: 1, campaignId: 'columbus-2026', attemptedAt: '2026-10-03T21:14:05Z', zone: 'America/New_York',
});

describe("a campaign app's door", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await new RunningServer().start();
  });
  afterAll(() => server.remove());

  const post = (path: string, body: unknown, headers?: Record<string, string>) => server.request('POST', path, body, headers);
  const json = async (answer: Response) => ({ status: answer.status, body: (await answer.json()) as Record<string, unknown> });
  const flags = async (path: string, body: unknown) => ((await json(await post(path, body))).body.flags as string[]);

  it('answers a new attempt with 201, its repeat with 200 and the same receipt, and another body under its id with 409', async () => {
    const attempt = knock();
    const first = await json(await post('/contact-attempts', attempt));
    expect(first).toMatchObject({ status: 201, body: { stream: `attempt-${attempt.attemptId}`, revision: 0, flags: [] } });
    expect(await json(await post('/contact-attempts', attempt))).toEqual({ status: 200, body: first.body });
    expect(await json(await post('/contact-attempts', { ...attempt, resultCodeId: 14 }))).toMatchObject({ status: 409, body: { code: 'id-taken', differs: ['resultCodeId'] } });
  });

  it('gives each app a key of its own, that may do what it must and no more, until it is revoked', async () => {
    const issued = await server.run('key', '--app', 'canvasser', '--scope', 'ingest');
    const key = issued.stdout.split('\n')[0]!;
    const [, keyId] = /--revoke (\S+)/.exec(issued.stdout)!;
    const as = (path: string, body?: unknown) => server.request(body ? 'POST' : 'GET', path, body, { authorization: `Bearer ${key}` }).then(({ status }) => status);
    expect([await as('/contact-attempts', knock()), await as('/reports/contact-rates'), await as('/keys', { app: 'x', scopes: ['admin'] })]).toEqual([201, 403, 403]);
    expect(await server.run('key', '--revoke', keyId!)).toMatchObject({ code: 0 });
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    expect(await as('/contact-attempts', knock())).toBe(401);
    expect((await post('/keys', { app: 'x y', scopes: ['everything'] })).status).toBe(400);
    expect((await post('/keys/revocations', { keyId: '000000000000' })).status).toBe(404);
  });

  it('names every fault of a body at once', async () => {
    const { status, body } = await json(await post('/contact-attempts', { ...knock(), attemptId: 'x', contactTypeId: 'walk', surprise: 1, attemptedAt: '2026-10-03 21:14' }));
    expect(status).toBe(400);
    expect((body.faults as { field: string }[]).map(({ field }) => field).sort()).toEqual(['/attemptId', '/attemptedAt', '/contactTypeId', '/surprise']);
  });

  it('is closed without a key, on every route that the API declares', async () => {
    const { paths } = (await (await fetch(`${server.url}/openapi.json`)).json()) as { paths: Record<string, Record<string, unknown>> };
    const routes = Object.entries(paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => [method.toUpperCase(), path] as const));
    expect(routes.length).toBeGreaterThan(10);
    for (const [method, path] of routes) {
      if (path.startsWith('/health') || path === '/openapi.json' || path.startsWith('/docs')) continue;
      expect([method, path, (await fetch(server.url + path, { method })).status]).toEqual([method, path, 401]);
    }
  });

  it('takes a batch whole or not at all, unless it is asked to take what it can', async () => {
    const [good, bad] = [knock(), { ...knock(), resultCodeId: 0 }];
    expect(await json(await post('/contact-attempts/batch', { items: [good, bad] }))).toMatchObject({ status: 400, body: { code: 'batch-refused', faults: [{ field: '/items/1/resultCodeId' }] } });
    const partial = await json(await post('/contact-attempts/batch?mode=partial', { items: [good, bad] }));
    expect(partial).toMatchObject({ status: 200, body: { items: [{ status: 'accepted' }, { status: 'refused' }] } });
    expect(await json(await post('/contact-attempts/batch', { items: [good, good] }))).toMatchObject({ status: 400, body: { code: 'same-record-twice' } });
    const taken = { ...knock(), attemptId: good.attemptId };
    expect(await json(await post('/contact-attempts/batch', { items: [knock(), taken] }))).toMatchObject({ status: 409, body: { code: 'batch-refused', faults: [{ field: '/items/1' }] } });
    expect((await post('/contact-attempts/batch', { items: [knock(), knock()] })).status).toBe(201);
  });

  it('flags an attempt at a voter who opted out, refuses a plan for one, and reopens when the request is withdrawn', async () => {
    const attempt = knock();
    const request = { requestId: crypto.randomUUID(), voter: attempt.voter, channels: ['walk'], requestedAt: '2026-10-01T12:00:00Z' };
    expect((await post('/do-not-contact-requests', request)).status).toBe(201);
    expect(await flags('/contact-attempts', attempt)).toEqual(['do-not-contact']);
    const plan = () => ({ planId: crypto.randomUUID(), voter: attempt.voter, contactTypeId: 2, campaignId: 'columbus-2026' });
    expect(await json(await post('/contact-plans', plan()))).toMatchObject({ status: 409, body: { code: 'do-not-contact' } });
    const withdrawal = { withdrawalId: crypto.randomUUID(), voter: attempt.voter, requestId: request.requestId, withdrawnAt: '2026-10-02T12:00:00Z' };
    expect((await post('/do-not-contact-requests/withdrawals', withdrawal)).status).toBe(201);
    expect((await post('/contact-plans', plan())).status).toBe(201);
  });

  it('shows a voter their whole history, what was voided marked, to whoever waits for their own write', async () => {
    const attempt = knock();
    await post('/contact-attempts', attempt);
    const correction = { correctionId: crypto.randomUUID(), reasonCode: 'wrong-result', attempt: { ...attempt, resultCodeId: 14 } };
    const amended = await json(await post('/contact-attempts/amendments', correction));
    expect(amended).toMatchObject({ status: 201, body: { revision: 2 } });
    expect(await json(await post('/contact-attempts/amendments', correction))).toEqual({ status: 200, body: amended.body });
    const { system, scope, id } = attempt.voter;
    const history = await json(await server.request('GET', `/reports/voter-history?voter=${system}/${scope}/${id}&minPosition=${amended.body.position}`));
    expect(history.body).toMatchObject({ totals: { events: 3, attempts: 1, voided: 1 } });
    const rates = await json(await server.request('GET', `/reports/contact-rates?campaign=columbus-2026&groupBy=result&minPosition=${amended.body.position}`));
    expect((rates.body.rows as { result: string; contacts: number }[]).find(({ result }) => result === 'Canvassed')).toMatchObject({ attempts: 1, contacts: 1 });
  });

  it('does not count an undelivered text as a contact, whichever word comes first', async () => {
    const text = { ...knock(), contactTypeId: 37, resultCodeId: 14, campaignId: 'texting' };
    const report = { deliveryId: crypto.randomUUID(), attemptId: text.attemptId, status: 'undelivered', code: '30005', reportedAt: '2026-10-03T21:15:00Z' };
    expect(await flags('/contact-attempts/deliveries', report)).toEqual(['attempt-unknown']);
    const { body } = await json(await post('/contact-attempts', text));
    const rates = await json(await server.request('GET', `/reports/contact-rates?campaign=texting&minPosition=${body.position}`));
    expect(rates.body.totals).toMatchObject({ attempts: 1, contacts: 0 });
  });

  it('refuses what is not JSON, too large, or of another kind, and says so', async () => {
    expect((await post('/contact-attempts', '{"a":', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await post('/contact-attempts', 'a,b', { 'content-type': 'text/csv' })).status).toBe(415);
    expect((await post('/contact-attempts', JSON.stringify({ a: 'x'.repeat(6_000_000) }))).status).toBe(413);
    expect((await post('/contact-attempts', '{"__proto__":{"isAdmin":true}}', { 'content-type': 'application/json' })).status).toBe(400);
    expect((await server.request('GET', '/reports/contact-rates?groupBy=shoe-size')).status).toBe(400);
  });
});
