import { setTimeout as pause } from 'node:timers/promises';
import { RunningServer } from './running-server.js';

interface Effect {
  readonly report: string;
  readonly before: object;
  readonly after: object;
}

describe('a rollback', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await new RunningServer().start();
  });
  afterAll(() => server.remove());

  let voters = 0;
  const knock = (of: { batchId?: string; canvasserId?: string; turfId?: string; campaignId?: string; resultCodeId?: number }) => ({
    attemptId: crypto.randomUUID(), voter: { system: 'van', scope: 'OH.myvoters', id: String(++voters) }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 14,
    campaignId: 'rollbacks', attemptedAt: '2025-10-03T21:14:05Z', ...of,
  });
  const call = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await server.request(method, path, body);
    return { status: answer.status, body: (await answer.json()) as T };
  };
  const record = async (items: object[]) => {
    const { status, body } = await call<{ items: { position: string }[] }>('POST', '/contact-attempts/batch', { items });
    expect(status).toBe(201);
    return body.items.at(-1)!.position;
  };
  const preview = async (request: object) => (await call<{ attempts: number; reports: Effect[] }>('POST', '/rollbacks/previews', request)).body;
  const position = async () => (await call<{ position: string }>('POST', '/codes/campaign-zones', { definitionId: crypto.randomUUID(), campaignId: 'elsewhere', zone: 'UTC' })).body.position;
  const totals = async (minPosition: string, filter = '') => (await call<{ totals: Record<string, number> }>('GET', `/reports/contact-rates?minPosition=${minPosition}${filter}`)).body.totals;
  const rollback = (of: string, id: string) => ({ rollbackId: crypto.randomUUID(), scope: { of, id }, reasonCode: 'falsified' });

  it.each([
    ['batch', { batchId: 'night-1' }, { batchId: 'night-2' }],
    ['canvasser', { canvasserId: 'c-1' }, { canvasserId: 'c-2' }],
    ['turf', { turfId: 't-1' }, { turfId: 't-2' }],
  ])('of a %s shows beforehand what every report will say, does that and no more, and can be undone', async (of, theirs, others) => {
    const id = Object.values(theirs)[0]!;
    await record([...Array.from({ length: 30 }, () => knock(theirs)), ...Array.from({ length: 20 }, () => knock(others))]);
    const request = rollback(of, id);
    // Asked at once: it waits until every report has seen what it is about.
    const shown = await preview(request);
    const before = await totals(await position());
    expect(shown.attempts).toBe(30);
    expect(shown.reports.map(({ report }) => report).sort()).toEqual(['canvasser-activity', 'contact-rates', 'survey-results', 'voter-history']);
    expect(await totals(await position())).toEqual(before);
    const { before: said, after: foretold } = shown.reports.find(({ report }) => report === 'contact-rates')!;
    expect(said).toEqual(before);

    const done = await call<{ receipt: object; attempts: number; skipped: number }>('POST', '/rollbacks', request);
    expect(done).toMatchObject({ status: 200, body: { attempts: 30, skipped: 0 } });
    expect(await totals(await position())).toEqual(foretold);
    expect((await totals(await position(), `&${of === 'batch' ? 'campaign=rollbacks' : `${of}=${id}`}`)).attempts).toBe(of === 'batch' ? (foretold as { attempts: number }).attempts : 0);
    expect((await call<{ receipt: object }>('POST', '/rollbacks', request)).body.receipt).toEqual(done.body.receipt);
    expect(await totals(await position())).toEqual(foretold);

    const undo = { undoId: crypto.randomUUID(), rollbackId: request.rollbackId };
    expect(await call('POST', '/rollbacks/undos', undo)).toMatchObject({ status: 200, body: { attempts: 30, skipped: 0 } });
    expect(await totals(await position())).toEqual(before);
    expect(await call('POST', '/rollbacks/undos', { ...undo, undoId: crypto.randomUUID() })).toMatchObject({ status: 409, body: { code: 'rollback-undone' } });
  });

  it('leaves alone what came after it was meant', async () => {
    await record([knock({ batchId: 'late' }), knock({ batchId: 'late' })]);
    const request = rollback('batch', 'late');
    await call('POST', '/rollbacks', request);
    await record([knock({ batchId: 'late' })]);
    await call('POST', '/rollbacks', request);
    const history = await call<{ totals: object }>('GET', `/reports/voter-history?voter=van/OH.myvoters/${voters}&minPosition=${await position()}`);
    expect(history.body.totals).toMatchObject({ attempts: 1, voided: 0 });
  });

  it('from the command line shows what it would change, does nothing until it is told to, and says how to undo it', async () => {
    await record(Array.from({ length: 5 }, () => knock({ canvasserId: 'c-9', campaignId: 'shell' })));
    const standing = async () => (await totals(await position(), '&campaign=shell')).attempts;
    expect(await standing()).toBe(5);
    const words = ['rollback', '--canvasser', 'c-9', '--campaign', 'shell', '--reason', 'falsified'];
    const shown = await server.run(...words);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringMatching(/5 attempts would be voided[^]*contact-rates[^]*--yes/) });
    expect(await standing()).toBe(5);
    const done = await server.run(...words, '--yes');
    expect(done).toMatchObject({ code: 0, stdout: expect.stringMatching(/5 attempts are voided/) });
    expect(await standing()).toBe(0);
    const [, id] = /rollback --undo (\S+)/.exec(done.stdout)!;
    expect(await server.run('rollback', '--undo', id!)).toMatchObject({ code: 0, stdout: expect.stringContaining('5 attempts stand again') });
    expect(await standing()).toBe(5);
    expect(await server.run('rollback', '--reason', 'falsified')).toMatchObject({ code: 1, stderr: expect.stringContaining('--batch, --canvasser or --turf') });
  });

  it('that nobody meant cannot be undone', async () => {
    expect(await call('POST', '/rollbacks/undos', { undoId: crypto.randomUUID(), rollbackId: crypto.randomUUID() })).toMatchObject({ status: 404, body: { code: 'rollback-missing' } });
    expect((await call('POST', '/rollbacks', { rollbackId: 'x', scope: { of: 'planet', id: 'earth' } })).status).toBe(400);
  });

  it('that was interrupted by a kill is finished by the same request', async () => {
    for (let n = 0; n < 16; n++) await record(Array.from({ length: 500 }, () => knock({ batchId: 'large', campaignId: 'large' })));
    expect((await totals(await position(), '&campaign=large')).attempts).toBe(8_000);
    const request = rollback('batch', 'large');
    const interrupted = server.request('POST', '/rollbacks', request).catch(() => undefined);
    const standing = async () => (await totals('', '&campaign=large')).attempts!;
    for (let tries = 0; (await standing()) === 8_000 && tries < 1_000; tries++) await pause(2);
    await server.stop('SIGKILL');
    await interrupted;
    await server.start();
    const left = (await totals(await position(), '&campaign=large')).attempts!;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(8_000);
    expect(await call('POST', '/rollbacks', request)).toMatchObject({ status: 200, body: { attempts: 8_000, skipped: 0 } });
    expect((await totals(await position(), '&campaign=large')).attempts).toBe(0);
  }, 120_000);
});
