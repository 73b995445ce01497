import { setTimeout as sleep } from 'node:timers/promises';
import { nameUuid } from '@fieldledger/kernel';
import { SEED } from '@fieldledger/testing';
import { ReportsDoor } from './reports-door.js';
import { NaiveVolunteering, type By } from './naive-volunteering.js';
import { delivered, volunteerCampaign, type Told } from './volunteer-campaign.js';

const SIGNUPS = Number(process.env['SIGNUPS'] ?? 2_000);
const ROLES = [{ roleId: 'canvasser', minimum: 20, goal: 120 }, { roleId: 'host', minimum: 1 }];

interface Answer {
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

describe(`a campaign of ${SIGNUPS} signups, three in ten deliveries repeated and one in ten out of order`, () => {
  it('has the figures that a naive count has, to the last unit', async () => {
    console.log(`SEED=${SEED} SIGNUPS=${SIGNUPS}`);
    const told = [...volunteerCampaign(SEED, SIGNUPS)];
    const naive = new NaiveVolunteering(told);
    const door = await ReportsDoor.open();
    try {
      const key = door.keyOf(nameUuid('campaign'), ['ingest', 'read']);
      const counts = await deliver(door, key, delivered(told, SEED));
      expect(counts.accepted).toBe(told.length);
      expect(counts.same).toBeGreaterThan(told.length * 0.28);
      const { position } = await door.log.horizon();
      const report = async (query: string): Promise<Answer> => {
        for (;;) {
          // A naive count may take longer than idle connections are kept: that they are closed is heard first.
          await sleep(20);
          const { status, body } = await door.ask(key, `/reports/${query}${query.includes('?') ? '&' : '?'}minPosition=${position}`);
          if (status === 200) return body as unknown as Answer;
          if (status !== 503 || body.code === 'took-too-long') throw new Error(`${query} answered ${status}: ${JSON.stringify(body)}`);
        }
      };
      const by = (rows: Answer['rows'], ...names: string[]) => Object.fromEntries(rows.map((row) => [names.map((name) => row[name]).join(' '), row]));

      /** The rows by the name of their group, without it. */
      const grouped = (rows: Answer['rows'], dimension: By | 'canvasser' | 'turf') => Object.fromEntries(rows.map(({ [dimension]: name, ...row }) => [name ?? '', row]));
      for (const dimension of ['eventType', 'event', 'shift', 'day', 'organizer', 'source', 'role', 'campaign', 'confirmations', 'leadTime'] as const) {
        const { rows, totals } = await report(`show-rates?groupBy=${dimension}`);
        expect([dimension, grouped(rows, dimension)]).toEqual([dimension, naive.showRates(dimension)]);
        expect(totals).toEqual(naive.showRates('nothing')['']);
      }
      for (const dimension of ['volunteer', 'eventType', 'event', 'shift', 'day', 'week', 'organizer', 'role', 'campaign'] as const) {
        const { rows, totals } = await report(`volunteer-hours?groupBy=${dimension}`);
        const hoursOf = (figures: Record<string, number>) => ({ ...figures, hours: Math.round((figures.seconds! / 3600 + Number.EPSILON) * 100) / 100 });
        expect([dimension, grouped(rows, dimension)]).toEqual([dimension, Object.fromEntries(Object.entries(naive.hours(dimension)).map(([name, figures]) => [name, hoursOf(figures)]))]);
        expect(totals).toEqual(hoursOf(naive.hours('nothing')['']!));
      }
      for (const dimension of ['eventType', 'organizer', 'source', 'role', 'day'] as const) {
        const { rows, totals } = await report(`confirmation-funnel?groupBy=${dimension}`);
        expect([dimension, grouped(rows, dimension)]).toMatchObject([dimension, naive.funnel(dimension)]);
        expect(totals).toMatchObject(naive.funnel('nothing')['']!);
      }
      for (const dimension of ['volunteer', 'canvasser', 'turf', 'eventType', 'event', 'shift', 'day', 'organizer', 'campaign'] as const) {
        const { rows, totals } = await report(`productivity?groupBy=${dimension}`);
        expect([dimension, grouped(rows, dimension)]).toEqual([dimension, naive.productivity(dimension)]);
        expect(totals).toEqual({ ...naive.productivity('nothing')[''], outsideShifts: naive.outsideShifts() });
      }
      const activity = new Map<unknown, { attempts: number; contacts: number }>();
      for (const { canvasser, attempts, contacts } of (await report('canvasser-activity')).rows as { canvasser: string | null; attempts: number; contacts: number }[]) {
        const { attempts: before, contacts: reached } = activity.get(canvasser ?? '') ?? { attempts: 0, contacts: 0 };
        activity.set(canvasser ?? '', { attempts: before + attempts, contacts: reached + contacts });
      }
      expect(Object.fromEntries(activity)).toEqual(naive.canvassers());
      const calendar = await report('shift-calendar');
      expect(Object.fromEntries(Object.entries(by(calendar.rows, 'shift', 'role')).map(([place, { expected, confirmed, confirmedTwice, came, gapToMinimum, gapToGoal, overCapacity }]) => [place, { expected, confirmed, confirmedTwice, came, gapToMinimum, gapToGoal, overCapacity }]))).toEqual(naive.calendar(ROLES, 150));
    } finally {
      await door.close();
    }
  }, 3_600_000);
});

/** Sends everything in batches of one door each, in its order, four batches at a time where the doors allow. */
async function deliver(door: ReportsDoor, key: string, deliveries: readonly Told[]): Promise<{ accepted: number; same: number }> {
  const counts = { accepted: 0, same: 0 };
  let later: { readonly path: string; readonly item: object }[] = [];
  const send = async (path: string, items: readonly object[]) => {
    const { items: answers } = await door.send<{ items: { status: string }[] }>(key, `/${path}/batch?mode=partial`, { items });
    for (const [n, answer] of answers.entries()) {
      // Who undoes a link, or takes out an attempt, before it is known is told to come again.
      if (['link-missing', 'attempt-missing'].includes((answer as { code?: string }).code!)) {
        later.push({ path, item: items[n]! });
        continue;
      }
      if (answer.status !== 'accepted' && answer.status !== 'same') throw new Error(`${path}: ${JSON.stringify(answer)}`);
      counts[answer.status]++;
    }
  };
  for (let from = 0; from < deliveries.length; from += 2_000) {
    const some = deliveries.slice(from, from + 2_000);
    const doors = [...new Set(some.map((it) => it.door))];
    await Promise.all(doors.map(async (path) => {
      const items = some.filter((it) => it.door === path).map(({ item }) => item);
      for (let at = 0; at < items.length; at += 500) await send(path, items.slice(at, at + 500));
    }));
  }
  for (let again = later; again.length > 0; again = later) {
    later = [];
    for (const path of new Set(again.map((it) => it.path))) {
      const items = again.filter((it) => it.path === path).map(({ item }) => item);
      for (let at = 0; at < items.length; at += 500) await send(path, items.slice(at, at + 500));
    }
  }
  return counts;
}
