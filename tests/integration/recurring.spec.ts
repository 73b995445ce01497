import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

interface Answer {
  readonly on: string;
  readonly donors: string;
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

const id = (...names: string[]) => nameUuid('recurring', ...names);
const contributor = (lastName: string) => ({ entityType: 'IND', lastName, firstName: 'Ann', zip: '43215' });

describe('the recurring report', () => {
  let door: ReportsDoor;
  let organizations = 0;
  let key = '';

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door.close());
  beforeEach(() => (key = door.keyOf(id('organization', String(++organizations)), ['ingest', 'read'])));

  const start = (name: string, change: object = {}) =>
    door.send(key, '/series', { seriesId: id(name), committeeId: 'C00999999', contributor: contributor(name), amountCents: 10_00, frequency: 'monthly', startedOn: '2026-01-31', ...change });
  const charge = (name: string, chargedOn: string, change: object = {}) =>
    door.send(key, '/series/charges', { chargeId: id(name, chargedOn), seriesId: id(name), contributionId: id(name, 'gift', chargedOn), amountCents: 10_00, sequence: 1, chargedOn, ...change });
  const fail = (name: string, failedOn: string) => door.send(key, '/series/failures', { failureId: id(name, failedOn), seriesId: id(name), failedOn, reasonCode: 'card-expired' });
  const cancel = (name: string, cancelledOn: string, reasonCode = 'donor') => door.send(key, '/series/cancellations', { cancellationId: id(name, cancelledOn), seriesId: id(name), cancelledOn, reasonCode });
  const report = async (query: string) => door.send<Answer>(key, `/reports/recurring?${query}&minPosition=${(await door.log.horizon()).position}`);
  const statusOn = async (name: string, on: string) => (await report(`on=${on}`)).rows.find(({ seriesId }) => seriesId === id(name))?.status;

  it('says of each series what it is, what it is worth in a month, and how it went', async () => {
    await start('Quill', { page: 'kickoff', referenceCode: 'email-1', plannedCharges: 12 });
    await charge('Quill', '2026-01-31');
    await fail('Quill', '2026-02-28');
    const { rows, totals, on, donors } = await report('on=2026-03-01');
    expect([on, donors]).toEqual(['2026-03-01', 'name-zip-1']);
    expect(rows).toEqual([
      {
        seriesId: id('Quill'), committee: 'C00999999', donor: expect.stringMatching(/^n:/), status: 'failing', amountCents: 10_00, frequency: 'monthly', monthlyValueCents: 10_00, startedOn: '2026-01-31',
        plannedCharges: 12, page: 'kickoff', referenceCode: 'email-1', charges: 1, chargedCents: 10_00, lastChargedOn: '2026-01-31', failuresSinceCharge: 1, cancelledOn: null, reasonCode: null,
      },
    ]);
    expect(totals).toEqual({
      series: 1, active: 0, failing: 1, churned: 0, completed: 0, activeMonthlyValueCents: 0, failingMonthlyValueCents: 10_00, valueUnknown: 0, churnRate: 0, donors: 1, charges: 1, chargedCents: 10_00,
    });
    expect(JSON.stringify(rows)).not.toContain('Quill');
  });

  it('says nought where nobody gives regularly', async () => {
    expect((await report('on=2026-03-01')).totals).toEqual({
      series: 0, active: 0, failing: 0, churned: 0, completed: 0, activeMonthlyValueCents: 0, failingMonthlyValueCents: 0, valueUnknown: 0, churnRate: null, donors: 0, charges: 0, chargedCents: 0,
    });
  });

  it('calls a series churned once it was not charged for more than two periods, however long its months are', async () => {
    const silent = [['weekly', '2026-02-14', '2026-02-15'], ['monthly', '2026-03-31', '2026-04-01'], ['quarterly', '2026-07-31', '2026-08-01'], ['yearly', '2028-01-31', '2028-02-01']] as const;
    for (const [frequency] of silent) await start(frequency, { frequency });
    for (const [frequency, last, next] of silent) expect([frequency, await statusOn(frequency, last), await statusOn(frequency, next)]).toEqual([frequency, 'active', 'churned']);
    await charge('monthly', '2026-02-28');
    expect([await statusOn('monthly', '2026-04-28'), await statusOn('monthly', '2026-04-29')]).toEqual(['active', 'churned']);
  });

  it('calls a series on any day what it was on that day', async () => {
    await start('Quill');
    await fail('Quill', '2026-02-28');
    await cancel('Quill', '2026-03-15');
    const days = ['2026-01-30', '2026-01-31', '2026-02-27', '2026-02-28', '2026-03-14', '2026-03-15'];
    expect(await Promise.all(days.map((on) => statusOn('Quill', on)))).toEqual([undefined, 'active', 'active', 'failing', 'failing', 'churned']);
  });

  it('calls a series completed when it was charged as often as planned, or its source says so; one that is completed does not churn', async () => {
    await start('planned', { plannedCharges: 3 });
    await charge('planned', '2026-03-31', { sequence: 3 });
    await cancel('planned', '2026-04-01', 'source');
    await start('told');
    await cancel('told', '2026-02-15', 'completed');
    expect([await statusOn('planned', '2026-03-30'), await statusOn('planned', '2026-03-31'), await statusOn('planned', '2027-01-01'), await statusOn('told', '2026-03-01')]).toEqual(['active', 'completed', 'completed', 'completed']);
    expect((await report('on=2026-03-31')).totals).toMatchObject({ completed: 2, churned: 0, churnRate: null });
  });

  it('does not call a series churned for being silent whose frequency nobody told, and says of how many the worth is unknown', async () => {
    await charge('unknown', '2020-01-31');
    await charge('known by a charge', '2026-01-31', { terms: { committeeId: 'C00888888', frequency: 'weekly' } });
    const { rows, totals } = await report('on=2026-02-01');
    expect(rows.map(({ status, committee, monthlyValueCents }) => [status, committee, monthlyValueCents]).sort()).toEqual([['active', null, null], ['active', 'C00888888', 43_33]].sort());
    expect(totals).toMatchObject({ active: 2, valueUnknown: 1, activeMonthlyValueCents: 43_33 });
  });

  it.each([
    ['weekly', 1, 4], ['weekly', 2, 9], ['weekly', 10_00, 43_33], ['monthly', 7, 7], ['quarterly', 1, 0], ['quarterly', 2, 1], ['quarterly', 10_00, 3_33], ['yearly', 5, 0], ['yearly', 6, 1], ['yearly', 100_00, 8_33],
    ['weekly', 1_000_000_000_000, 4_333_333_333_333],
  ])('makes of a %s %d cents %d in a month', async (frequency, amountCents, monthly) => {
    await start('Quill', { frequency, amountCents });
    expect((await report('on=2026-02-01')).rows).toMatchObject([{ monthlyValueCents: monthly }]);
  });

  it('adds up the same in every cut', async () => {
    const names = Array.from({ length: 24 }, (_, n) => `donor-${n % 9}`);
    for (const [n, name] of names.entries()) {
      const series = `${name} ${n}`;
      await start(series, {
        contributor: contributor(name), committeeId: `C0000000${n % 3}`, amountCents: 100 + n * 37, frequency: ['weekly', 'monthly', 'quarterly', 'yearly'][n % 4], startedOn: `2026-0${1 + (n % 5)}-10`,
        ...(n % 2 === 0 && { page: `page-${n % 4}` }),
      });
      if (n % 5 === 0) await cancel(series, '2026-05-20');
      if (n % 3 === 0) await fail(series, '2026-05-21');
    }
    const whole = await report('on=2026-06-01');
    const sum = (rows: readonly Record<string, unknown>[], name: string) => rows.reduce((total, row) => total + (row[name] as number), 0);
    const alive = whole.rows.filter(({ status }) => status === 'active');
    expect(sum(alive, 'monthlyValueCents')).toBe(whole.totals.activeMonthlyValueCents);
    expect([whole.rows.length, whole.totals.donors]).toEqual([24, 9]);
    for (const groupBy of ['committee', 'status', 'frequency', 'page', 'startedMonth', 'donor', 'committee,frequency,startedMonth']) {
      const { rows, totals } = await report(`on=2026-06-01&groupBy=${groupBy}`);
      expect(totals).toEqual(whole.totals);
      for (const name of ['series', 'active', 'failing', 'churned', 'activeMonthlyValueCents', 'failingMonthlyValueCents']) expect([groupBy, name, sum(rows, name)]).toEqual([groupBy, name, totals[name]]);
    }
    const { rows } = await report('on=2026-06-01&status=failing&committee=C00000000');
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map(({ status, committee }) => `${status} ${committee}`))).toEqual(new Set(['failing C00000000']));
  });

  it('tells donors apart by the rule that is asked for, and names it', async () => {
    const reference = { system: 'actblue', scope: 'donor', id: '90210' };
    await start('a', { contributor: { ...contributor('Quill'), reference } });
    await start('b', { contributor: { ...contributor('Featherstone'), reference } });
    expect([(await report('on=2026-02-01')).totals.donors, (await report('on=2026-02-01&donors=reference-1')).totals.donors]).toEqual([2, 1]);
    expect((await report('on=2026-02-01&donors=reference-1')).donors).toBe('reference-1');
  });

  it('speaks of the day to which it has come, where none is asked for, and refuses what is no day', async () => {
    await start('Quill');
    const { on, rows } = await report('');
    expect(on).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(Math.abs(Date.parse(on) - Date.now())).toBeLessThan(2 * 86_400_000);
    expect(rows).toHaveLength(1);
    expect(await door.ask(key, '/reports/recurring?on=tomorrow')).toMatchObject({ status: 400, body: { type: expect.stringContaining('invalid-day') } });
    expect(await door.ask(key, '/reports/recurring?groupBy=on')).toMatchObject({ status: 400, body: { type: expect.stringContaining('unknown-dimension') } });
  });

  it('has nothing to say where nobody gives again', async () => {
    await door.send(key, '/pledges', { pledgeId: id('pledge', key), committeeId: 'C00999999', amountCents: 500_00, pledgedOn: '2026-01-01' });
    expect(await report('on=2026-02-01')).toMatchObject({ rows: [], totals: { series: 0, activeMonthlyValueCents: 0, churnRate: null } });
    expect(await report('on=2026-02-01&groupBy=status')).toMatchObject({ rows: [], totals: { series: 0 } });
  });
});
