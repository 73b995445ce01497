import { setTimeout as pause } from 'node:timers/promises';
import { nameUuid } from '@fieldledger/kernel';
import { RunningServer } from './running-server.js';

interface Effect {
  readonly report: string;
  readonly before: object;
  readonly after: object;
}

const LARGE = 20_000;

describe('a rollback', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await new RunningServer().start();
  });
  afterAll(() => server.remove());

  let voters = 0;
  const knock = (of: { batchId?: string; canvasserId?: string; turfId?: string; campaignId?: string; resultCodeId?: number; responses?: object[] }) => ({
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
  /** The totals of every report: a preview of what nobody has says what they are, and waits for each of them. */
  const everyReport = async () => {
    const { attempts, reports } = await preview(rollback('batch', 'nobody-has-this'));
    expect([attempts, ...reports.map(({ after }) => after)]).toEqual([0, ...reports.map(({ before }) => before)]);
    return Object.fromEntries(reports.map(({ report, before }) => [report, before]));
  };
  const rollback = (of: string, id: string) => ({ rollbackId: crypto.randomUUID(), scope: { of, id }, reasonCode: 'falsified' });

  it.each([
    ['batch', { batchId: 'night-1' }, { batchId: 'night-2' }],
    ['canvasser', { canvasserId: 'c-1' }, { canvasserId: 'c-2' }],
    ['turf', { turfId: 't-1' }, { turfId: 't-2' }],
  ])('of a %s shows beforehand what every report will say, does that and no more, and can be undone', async (of, theirs, others) => {
    const id = Object.values(theirs)[0]!;
    const answered = { resultCodeId: undefined, responses: [{ type: 'SurveyResponse', surveyQuestionId: 7, surveyResponseId: 100 }] };
    const night = [...Array.from({ length: 20 }, () => knock(theirs)), ...Array.from({ length: 7 }, () => knock({ ...theirs, ...answered }))];
    // Three voters close a channel by what they say; the last takes it back before the rollback.
    const noes = Array.from({ length: 3 }, () => knock({ ...theirs, resultCodeId: 23 }));
    await record([...night, ...noes, ...Array.from({ length: 20 }, () => knock({ ...others, ...answered }))]);
    const { attemptId, voter } = noes[2]!;
    const history = await call<{ rows: { type: string }[] }>('GET', `/reports/voter-history?voter=van/OH.myvoters/${voter.id}&minPosition=${await position()}`);
    expect(history.body.rows.map(({ type }) => type)).toEqual(['ContactAttempted', 'DoNotContactRequested']);
    const withdrawal = { withdrawalId: crypto.randomUUID(), voter, requestId: nameUuid('do-not-contact', attemptId), withdrawnAt: '2025-10-04T12:00:00Z' };
    expect((await call('POST', '/do-not-contact-requests/withdrawals', withdrawal)).status).toBe(201);

    const before = await everyReport();
    const request = rollback(of, id);
    const shown = await preview(request);
    expect(shown.attempts).toBe(30);
    expect(shown.reports.map(({ report }) => report).sort()).toEqual(['canvasser-activity', 'contact-rates', 'productivity', 'survey-results', 'volunteer-history', 'voter-history']);
    expect(Object.fromEntries(shown.reports.map(({ report, before: said }) => [report, said]))).toEqual(before);
    expect(await everyReport()).toEqual(before);

    const done = await call<{ receipt: object; attempts: number; skipped: number }>('POST', '/rollbacks', request);
    expect(done).toMatchObject({ status: 200, body: { attempts: 30, skipped: 0 } });
    const foretold = Object.fromEntries(shown.reports.map(({ report, after }) => [report, after]));
    expect(await everyReport()).toEqual(foretold);
    expect(foretold['contact-rates']).toMatchObject({ attempts: (before['contact-rates'] as { attempts: number }).attempts - 30 });
    expect(await call('POST', '/rollbacks', request)).toEqual(done);
    expect(await everyReport()).toEqual(foretold);

    const undo = { undoId: crypto.randomUUID(), rollbackId: request.rollbackId };
    const undone = await call('POST', '/rollbacks/undos', undo);
    expect(undone).toMatchObject({ status: 200, body: { attempts: 30, skipped: 0 } });
    // What happened stays in the voters' histories: only there are the events more.
    const { 'voter-history': _history, ...counts } = await everyReport();
    const { 'voter-history': _before, ...countsBefore } = before;
    expect(counts).toEqual(countsBefore);
    expect(await call('POST', '/rollbacks/undos', undo)).toEqual(undone);
    expect(await call('POST', '/rollbacks/undos', { ...undo, undoId: crypto.randomUUID() })).toMatchObject({ status: 409, body: { code: 'rollback-undone' } });
  });

  it('is never shown from a report that has not seen yet what it is about', async () => {
    for (let n = 1; n <= 6; n++) {
      const items = Array.from({ length: 8 }, () => Array.from({ length: 500 }, () => knock({ campaignId: 'fresh' })));
      const answers = await Promise.all(items.map((each) => server.request('POST', '/contact-attempts/batch', { items: each })));
      const { 'canvasser-activity': activity, 'contact-rates': rates } = (await everyReport()) as Record<string, { attempts: number }>;
      await Promise.all(answers.map((answer) => answer.text()));
      expect(activity!.attempts).toBe(rates!.attempts);
      expect((await totals('', '&campaign=fresh')).attempts).toBe(4_000 * n);
    }
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
    for (const [who, attempts] of [['van/OH.myvoters/c-9', 5], ['pdi/OH.myvoters/c-9', 0]] as const) {
      expect(await server.run('rollback', '--canvasser', who, '--campaign', 'shell')).toMatchObject({ code: 0, stdout: expect.stringContaining(`${attempts} attempts would be voided`) });
    }
    expect(await server.run('rollback', '--reason', 'falsified')).toMatchObject({ code: 1, stderr: expect.stringContaining('--batch, --canvasser or --turf') });
  });

  it('that nobody meant cannot be undone', async () => {
    expect(await call('POST', '/rollbacks/undos', { undoId: crypto.randomUUID(), rollbackId: crypto.randomUUID() })).toMatchObject({ status: 404, body: { code: 'rollback-missing' } });
    expect((await call('POST', '/rollbacks', { rollbackId: 'x', scope: { of: 'planet', id: 'earth' } })).status).toBe(400);
  });

  it('that was interrupted by a kill is finished by the same request', async () => {
    for (let n = 0; n < 5; n++) await Promise.all(Array.from({ length: 8 }, () => record(Array.from({ length: 500 }, () => knock({ batchId: 'large', campaignId: 'large' })))));
    const request = rollback('batch', 'large');
    expect((await totals(await position(), '&campaign=large')).attempts).toBe(LARGE);
    const interrupted = server.request('POST', '/rollbacks', request).catch(() => undefined);
    const standing = async () => (await totals('', '&campaign=large')).attempts!;
    for (let tries = 0; (await standing()) === LARGE && tries < 1_000; tries++) await pause(2);
    await server.stop('SIGKILL');
    await interrupted;
    await server.start();
    const left = (await totals(await position(), '&campaign=large')).attempts!;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(LARGE);
    expect(await call('POST', '/rollbacks', request)).toMatchObject({ status: 200, body: { attempts: LARGE, skipped: 0 } });
    expect((await totals(await position(), '&campaign=large')).attempts).toBe(0);
  }, 120_000);
});
