import type { ReplayStatus } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { setTimeout as pause } from 'node:timers/promises';
import { OURS, ReplayTrial, THEIRS } from './replay-trial.js';

describe('reports as they stood, that take long', () => {
  const trial = ReplayTrial.forSuite();
  const contactRates = PROJECTIONS.find(({ name }) => name === 'contact_rates')!;

  const list = async (as = trial.key) => ((await trial.ask(as, '/replays')).body as unknown as { replays: (ReplayStatus & { reports: string[] })[] }).replays;
  const underWay = async () => (await list()).filter(({ state }) => state === 'folding' || state === 'waiting');

  beforeEach(async () => {
    await trial.replays.close();
    await trial.sql.query(`DELETE FROM replay.tables`);
    await trial.reopen({ log: trial.slowly(60), patienceMs: 40, pageSize: 30 });
  });

  it('say how far they have come, go on, and are found by who asks again', async () => {
    const right = await trial.asFresh(await trial.log.horizonAt(trial.positionOf(2_000)), () => trial.askFor('contact-rates', ''));
    const [told, answers]: [string[], unknown[]] = [[], []];
    for (let tries = 0; answers.length === 0 && tries < 400; tries++) {
      const { status, body } = await trial.askFor('contact-rates', `atPosition=${trial.positionOf(2_000)}`);
      if (status === 503) told.push(String(body.detail));
      else answers.push(body);
    }
    expect(answers).toEqual([right.body]);
    expect(told.some((text) => /^The replay of contact_rates has come to \d{16} of 0000000000002000, with [1-9]\d* events folded\. Ask again shortly\.$/.test(text))).toBe(true);
    expect(await list()).toEqual([expect.objectContaining({ projection: 'contact_rates', reports: ['contact-rates'], state: 'finished', position: trial.positionOf(2_000), of: trial.positionOf(2_000) })]);
  });

  it('say how many events are folded, and not what is read ahead', async () => {
    await trial.replays.close();
    await trial.reopen({ patienceMs: 1, pageSize: 5 });
    await trial.askFor('contact-rates', `atPosition=${trial.positionOf(2_000)}`);
    const steps = new Map<string, number>();
    while ((await underWay()).length > 0) for (const { position, events } of await list()) if (position) steps.set(position, events);
    expect(steps.size).toBeGreaterThan(2);
    for (const [position, events] of steps) {
      const { rows } = await trial.sql.query<{ n: number }>('SELECT count(*)::int AS n FROM log.events WHERE organization = $1 AND position <= $2 AND type = ANY ($3)', [OURS, Number(position), Object.keys(contactRates.fold)]);
      expect([position, events]).toEqual([position, rows[0]!.n]);
    }
  });

  it('are two at once, and the others wait their turn', async () => {
    for (const question of ['contact-rates', 'canvasser-activity', 'survey-results', 'recurring']) await trial.askFor(question, `atPosition=${trial.positionOf(2_000)}`);
    expect((await list()).map(({ state }) => state)).toEqual(['folding', 'folding', 'waiting', 'waiting']);
    expect((await trial.askFor('recurring', `atPosition=${trial.positionOf(2_000)}`)).body).toMatchObject({ code: 'not-yet-visible', detail: expect.stringContaining('waits for its turn') });
    expect((await trial.ask(trial.keyOf(['audit'], THEIRS), '/replays')).body).toEqual({ replays: [], note: expect.stringContaining('another process of the audit app tells of its own') });
    while ((await underWay()).length > 0) await pause(20);
    expect((await list()).map(({ state }) => state)).toEqual(['finished', 'finished', 'finished', 'finished']);
  });

  it('can be cancelled by an auditor of the organization, and leave nothing', async () => {
    await trial.askFor('receipts', `atPosition=${trial.positionOf(2_000)}`);
    const [{ id }] = (await list()) as [ReplayStatus & { reports: string[] }];
    expect((await trial.ask(trial.keyOf(['read']), `/replays/${id}`, { method: 'DELETE' })).status).toBe(403);
    expect((await trial.ask(trial.keyOf(['audit'], THEIRS), `/replays/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect(await trial.ask(trial.key, `/replays/${id}`, { method: 'DELETE' })).toEqual({ status: 200, body: { id, cancelled: true } });
    expect(await list()).toEqual([expect.objectContaining({ id, state: 'cancelled' })]);
    expect((await trial.sql.query(`SELECT FROM replay.tables`)).rowCount).toBe(0);
    // Who was waiting for it is told, and does not begin it again.
    expect((await trial.askFor('receipts', `atPosition=${trial.positionOf(2_000)}`)).body).toMatchObject({ code: 'replay-cancelled' });
    expect((await trial.ask(trial.key, `/replays/${id}`, { method: 'DELETE' })).status).toBe(404);
  });

  /** What a report says once it does: on a busy machine it takes longer than a request waits. */
  async function answered(query: string) {
    for (;;) {
      const answer = await trial.askFor('contact-rates', query);
      if (answer.status !== 503) return answer;
    }
  }

  it('are taken up from what is left when their table is taken away', async () => {
    await trial.askFor('contact-rates', `atPosition=${trial.positionOf(2_000)}`);
    await pause(100);
    await trial.sql.query(`UPDATE replay.tables SET made_by = 'gone'`);
    await (await trial.openReplays()).close();
    const right = await trial.asFresh(await trial.log.horizonAt(trial.positionOf(2_000)), () => answered(''));
    while ((await underWay()).length > 0) await pause(20);
    expect((await list()).map(({ state }) => state)).toEqual(['failed']);
    expect(await answered(`atPosition=${trial.positionOf(2_000)}`)).toEqual(right);
  });
});
