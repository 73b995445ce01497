import { nameUuid } from '@fieldledger/kernel';
import { randomFrom, SEED } from '@fieldledger/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { lateTold, naively } from './late-told.js';
import { ReplayTrial } from './replay-trial.js';

interface Answer {
  readonly version: number;
  readonly reflects: Record<string, string>;
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

describe('reports as they stood, told late and corrected since', () => {
  const trial = ReplayTrial.forSuite(300);

  const CAMPAIGN = nameUuid('replay', 'late');
  let auditor: string;
  const told = lateTold(SEED, 240, CAMPAIGN);
  let recorded: readonly { readonly position: string; readonly recordedAt: string }[];

  beforeAll(async () => {
    auditor = trial.keyOf(['audit'], CAMPAIGN);
    for (let at = 0; at < told.length; at += 40) {
      await trial.append(told.slice(at, at + 40));
      await pause(3);
    }
    recorded = await trial.log.read('', { limit: 10_000, organization: CAMPAIGN });
  });

  const report = async (question: string, when: Record<string, string>): Promise<Answer> => {
    const { status, body } = await trial.ask(auditor, `/reports/${question}${question.includes('?') ? '&' : '?'}${new URLSearchParams(when)}`);
    expect([question, status, body]).toEqual([question, 200, body]);
    return body as unknown as Answer;
  };
  const round = (hours: number) => Math.round((hours + Number.EPSILON) * 100) / 100;

  it('are what plain loops make of what was known then and had happened until then', async () => {
    const upTo = randomFrom(SEED + 1);
    for (let n = 0; n < 12; n++) {
      const last = n === 0 ? recorded.length - 1 : 60 + upTo(recorded.length - 60);
      const until = new Date(Date.UTC(2026, 9, 1) + upTo(45 * 24) * 3_600_000).toISOString();
      // Alone and together, by position and by instant.
      const known: Record<string, string> = [{ atPosition: recorded[last]!.position }, { asOf: recorded[last]!.recordedAt }, {}][n % 3]!;
      const events = recorded.filter(({ position, recordedAt }) => (known.atPosition ? position <= known.atPosition : !known.asOf || recordedAt <= known.asOf));
      const facts = events.map((_, i) => told[i]!.events[0]!);
      const isAlways = n % 4 === 3;
      const naive = naively(facts, isAlways ? Infinity : Date.parse(until));
      const when = { ...known, ...(!isAlways && { occurredUntil: until }) };
      if (Object.keys(when).length === 0) continue;
      const context = [SEED, n, when];
      const rates = await report('contact-rates', when);
      expect([context, rates.totals]).toEqual([context, expect.objectContaining(naive.contactRates)]);
      expect(rates.reflects).toMatchObject({ position: events.at(-1)!.position, moment: events.at(-1)!.recordedAt, ...(known.asOf && { asOf: known.asOf }), ...(!isAlways && { occurredUntil: until }) });
      const days = (await report('receipts?groupBy=day', when)).rows.filter(({ grossCents, refundsCents }) => grossCents !== 0 || refundsCents !== 0);
      expect([context, Object.fromEntries(days.map(({ day, grossCents, refundsCents }) => [day, { gross: grossCents, refunds: refundsCents }]))]).toEqual([context, naive.receipts]);
      const { volunteering } = naive;
      const rated = await report('show-rates', when);
      expect([context, rated.totals]).toEqual([context, volunteering.showRates('nothing')[''] ?? expect.objectContaining({ scheduled: 0, invitedOnly: 0 })]);
      const hours = await report('volunteer-hours?groupBy=volunteer', when);
      expect([context, Object.fromEntries(hours.rows.map(({ volunteer, seconds, hours: worked }) => [volunteer, [seconds, worked]]))]).toEqual([context, Object.fromEntries(Object.entries(volunteering.hours('volunteer')).map(([who, { seconds }]) => [who, [seconds, round(seconds! / 3_600)]]))]);
    }
  });

  it('are judged as of the day that is asked for, where a status is as of a day', async () => {
    const known = recorded.at(-1)!;
    for (const question of ['recurring', 'best-efforts-due']) {
      for (const [occurredUntil, on] of [['2026-08-21T23:00:00-04:00', '2026-08-22'], ['2099-01-01T00:00:00Z', known.recordedAt.slice(0, 10)]] as const) {
        const { reflects, ...answer } = await report(question, { atPosition: known.position, occurredUntil });
        expect([question, occurredUntil, reflects.occurredUntil, (answer as unknown as { on: string }).on]).toEqual([question, occurredUntil, new Date(occurredUntil).toISOString(), on]);
      }
    }
  });

  it('are named by both times, the position and the versions of folds and rules', async () => {
    const when = { asOf: recorded.at(-1)!.recordedAt, occurredUntil: '2026-11-01T00:00:00-04:00' };
    const limits = await report('limits?all=true', when);
    expect(limits).toMatchObject({ version: 4, rules: 'fec-2026', reflects: { position: recorded.at(-1)!.position, asOf: when.asOf, occurredUntil: '2026-11-01T04:00:00.000Z' } });
    const answer = await fetch(`${trial.address}/reports/contact-rates?${new URLSearchParams({ ...when, format: 'csv' })}`, { headers: { authorization: auditor } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-log-position': limits.reflects.position, 'x-as-of': limits.reflects.asOf, 'x-occurred-until': limits.reflects.occurredUntil, 'x-report-version': '3' });
  });
});
