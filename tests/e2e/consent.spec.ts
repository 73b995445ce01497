import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningServer } from './running-server.js';

describe('a voter who says no', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await new RunningServer().start();
  });
  afterAll(() => server.remove());

  let voters = 0;
  const freshVoter = () => ({ system: 'van', scope: 'OH.myvoters', id: String(++voters) });
  const call = (voter: object, resultCodeId: number, contactTypeId = 1) => ({
    attemptId: crypto.randomUUID(), voter, contactTypeId, inputTypeId: 10, resultCodeId, campaignId: 'columbus', attemptedAt: '2025-10-03T21:14:05Z',
  });
  const post = async (path: string, body: unknown) => {
    const answer = await server.request('POST', path, body);
    return { status: answer.status, body: (await answer.json()) as { code?: string; position: string; flags: string[]; items: { status: string; flags: string[] }[] } };
  };
  const mayBeTried = async (voter: object, contactTypeId: number) => (await post('/contact-plans', { planId: crypto.randomUUID(), voter, contactTypeId, campaignId: 'columbus' })).status === 201;
  const [PHONE, WALK, TEXT] = [1, 2, 37];
  const DO_NOT_CALL = 22;

  it('on the phone is called no more, whatever says so: no second request is needed', async () => {
    const voter = freshVoter();
    expect(await mayBeTried(voter, PHONE)).toBe(true);
    expect(await post('/contact-attempts', call(voter, DO_NOT_CALL))).toMatchObject({ status: 201, body: { flags: [] } });
    expect([await mayBeTried(voter, PHONE), await mayBeTried(voter, WALK), await mayBeTried(voter, TEXT)]).toEqual([false, true, true]);
    expect((await post('/contact-attempts', call(voter, 1))).body.flags).toEqual(['do-not-contact']);
  });

  it('in a batch is heard as well', async () => {
    const [voter, other] = [freshVoter(), freshVoter()];
    expect((await post('/contact-attempts/batch?mode=partial', { items: [call(other, 1), call(voter, DO_NOT_CALL)] })).body.items.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    expect([await mayBeTried(voter, PHONE), await mayBeTried(other, PHONE)]).toEqual([false, true]);
  });

  it('may be tried again when that was somebody else’s word: the attempt is voided', async () => {
    const voter = freshVoter();
    const attempt = call(voter, DO_NOT_CALL);
    await post('/contact-attempts', attempt);
    const correction = { correctionId: crypto.randomUUID(), attemptId: attempt.attemptId, reasonCode: 'wrong-voter' };
    expect((await post('/contact-attempts/voids', correction)).status).toBe(201);
    expect(await mayBeTried(voter, PHONE)).toBe(true);
    // A late repeat of the attempt does not close the channel again.
    expect((await post('/contact-attempts', attempt)).status).toBe(200);
    expect(await mayBeTried(voter, PHONE)).toBe(true);
    expect((await post('/contact-attempts/voids', correction)).status).toBe(200);
    // The receipt is of the void, and what it means for the channel is recorded behind it.
    const history = await server.request('GET', `/reports/voter-history?voter=van/OH.myvoters/${voters}&minPosition=latest`);
    const { rows } = (await history.json()) as { rows: { type: string }[] };
    expect(rows.map(({ type }) => type).filter((type) => type !== 'ContactPlanned')).toEqual(['ContactAttempted', 'DoNotContactRequested', 'ContactAttemptVoided', 'DoNotContactWithdrawn']);
  });

  it('by an amended result is heard, and by one amended away no longer', async () => {
    const voter = freshVoter();
    const attempt = call(voter, 1);
    await post('/contact-attempts', attempt);
    const amend = (resultCodeId: number) => post('/contact-attempts/amendments', { correctionId: crypto.randomUUID(), reasonCode: 'wrong-result', attempt: { ...attempt, resultCodeId } });
    expect((await amend(DO_NOT_CALL)).status).toBe(201);
    expect(await mayBeTried(voter, PHONE)).toBe(false);
    expect((await amend(14)).status).toBe(201);
    expect(await mayBeTried(voter, PHONE)).toBe(true);
  });

  it('keeps what they asked for themselves, when an attempt that also said so is voided', async () => {
    const voter = freshVoter();
    const request = { requestId: crypto.randomUUID(), voter, channels: ['phone'], requestedAt: '2025-10-01T12:00:00Z' };
    await post('/do-not-contact-requests', request);
    const attempt = call(voter, DO_NOT_CALL);
    expect((await post('/contact-attempts', attempt)).body.flags).toEqual(['do-not-contact']);
    await post('/contact-attempts/voids', { correctionId: crypto.randomUUID(), attemptId: attempt.attemptId, reasonCode: 'duplicate' });
    expect(await mayBeTried(voter, PHONE)).toBe(false);
  });

  it('is understood in an organization’s own codes too', async () => {
    const voter = freshVoter();
    const code = { definitionId: crypto.randomUUID(), resultCodeId: 951, name: 'No more texts', contact: false, refused: true, optsOutOf: 'text' };
    expect((await post('/codes/results', code)).status).toBe(201);
    await post('/contact-attempts', call(voter, 951, TEXT));
    expect([await mayBeTried(voter, TEXT), await mayBeTried(voter, PHONE)]).toEqual([false, true]);
  });

  it('is heard in a file from VAN, and once, however often the file is imported', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'consent-')), 'history.csv');
    const row = (contact: number, vanId: string, result: number) => `OH,${contact},${vanId},10/3/2025 17:14,${result},1,10`;
    writeFileSync(file, ['StateCode,ContactsContactID,VanID,DateCanvassed,ResultID,ContactTypeID,InputTypeID', row(1, '9001', 22), row(2, '9002', 1), row(3, '9003', 130), ''].join('\n'));
    const imported = () => server.run('import', '--format', 'van-contact-history', '--zone', 'America/New_York', '--campaign', 'columbus', '--restart', file);
    for (let n = 0; n < 2; n++) expect(await imported()).toMatchObject({ code: 0 });
    const voter = (id: string) => ({ system: 'van', scope: 'OH.myvoters', id });
    expect(await Promise.all([mayBeTried(voter('9001'), PHONE), mayBeTried(voter('9002'), PHONE), mayBeTried(voter('9003'), PHONE), mayBeTried(voter('9003'), TEXT)])).toEqual([false, true, true, false]);
    const { body } = await post('/contact-attempts', call(freshVoter(), 1));
    const history = await server.request('GET', `/reports/voter-history?voter=van/OH.myvoters/9001&minPosition=${body.position}`);
    expect(((await history.json()) as { rows: { type: string }[] }).rows.map(({ type }) => type)).toEqual(['ContactAttempted', 'DoNotContactRequested']);
  });

  it('is heard by all who said so, when the server is killed while they say it and the app sends its batch again', async () => {
    const said = Array.from({ length: 4 }, () => Array.from({ length: 250 }, () => call(freshVoter(), DO_NOT_CALL)));
    const sending = said.map((items) => post('/contact-attempts/batch?mode=partial', { items }).catch(() => undefined));
    await Promise.race(sending);
    await server.stop('SIGKILL');
    await Promise.all(sending);
    await server.start();
    for (const items of said) expect(new Set((await post('/contact-attempts/batch?mode=partial', { items })).body.items.map(({ status }) => status === 'accepted' || status === 'same'))).toEqual(new Set([true]));
    const plans = await Promise.all(said.flatMap((items) => [items[0]!, items[100]!, items.at(-1)!]).map(({ voter }) => mayBeTried(voter, PHONE)));
    expect(plans).toEqual(plans.map(() => false));
    const { body } = await post('/contact-attempts', call(freshVoter(), 1));
    const voter = said[0]![100]!.voter as { id: string };
    const history = await server.request('GET', `/reports/voter-history?voter=van/OH.myvoters/${voter.id}&minPosition=${body.position}`);
    expect(((await history.json()) as { rows: { type: string }[] }).rows.map(({ type }) => type)).toEqual(['ContactAttempted', 'DoNotContactRequested']);
  });
});
