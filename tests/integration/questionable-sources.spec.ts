import type { Contribution, ContributionEvent } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { gift, id, of, refunded } from './gifts.js';
import { ReportsDoor } from './reports-door.js';
import { toldFacts } from './told-facts.js';

interface Answer {
  readonly on: string;
  readonly rows: readonly { readonly contributionId: string; readonly leftCents: number; readonly deposited: boolean; readonly returnBy: string; readonly refundBy: string; readonly status: string }[];
  readonly totals: Readonly<Record<string, number>>;
}

const marked = (name: string, amountCents: number, receivedOn: string) => gift(name, amountCents, receivedOn, { flags: ['prohibited-source'] });
const deposited = (name: string, depositedOn: string): ContributionEvent => ({ type: 'ContributionDeposited', data: { ...of(name), depositId: id(`deposit of ${name}`), batchId: 'b-1', depositedOn, flags: [] } });
const returned = (name: string, amountCents: number, returnedOn: string): ContributionEvent => ({ type: 'ContributionReturned', data: { ...of(name), returnId: id(`return of ${name}`), returnedOn, amountCents } });

describe('gifts of which it is in question whether their source may give', () => {
  let door: ReportsDoor;
  let organizations = 0;
  beforeAll(async () => {
    door = await ReportsDoor.open();
  });
  afterAll(() => door?.close());

  const asking = async (...facts: readonly ContributionEvent[]) => {
    const ask = await toldFacts(door, nameUuid('questionable', String(organizations++)), facts);
    return (query = '') => ask<Answer>('questionable-sources', query);
  };
  const statusOn = async (ask: (query: string) => Promise<Answer>, day: string) => (await ask(`on=${day}`)).rows.map(({ status }) => status).join();

  it('are to be returned or deposited within ten days, and refunded within thirty unless that is settled', async () => {
    const ask = await asking(gift('ours', 10_00, '2026-08-01'), marked('firm', 500_00, '2026-08-01'));
    expect(await ask('on=2026-08-11')).toMatchObject({
      on: '2026-08-11', books: [{ book: 'own', counted: true, count: 2 }], totals: { contributions: 1, leftCents: 500_00, 'return-or-deposit': 1, 'refund-due': 0, overdue: 0, settled: 0 },
      rows: [{ contributionId: id('firm'), leftCents: 500_00, deposited: false, returnBy: '2026-08-11', refundBy: '2026-08-31', status: 'return-or-deposit' }],
    });
    expect(await Promise.all(['2026-07-31', '2026-08-12', '2026-08-31', '2026-09-01'].map((day) => statusOn(ask, day)))).toEqual(['', 'refund-due', 'refund-due', 'overdue']);
  });

  it('have the first of the two behind them once they are deposited', async () => {
    expect(await statusOn(await asking(marked('firm', 500_00, '2026-08-01'), deposited('firm', '2026-08-02')), '2026-08-03')).toBe('refund-due');
  });

  it('are settled by a refund of the whole on its own day, by a return, or by an amendment without the mark', async () => {
    const part = await asking(marked('firm', 500_00, '2026-08-01'), refunded('firm', 200_00, '2026-08-05'));
    expect(await part('on=2026-08-20')).toMatchObject({ rows: [{ leftCents: 300_00, status: 'refund-due' }] });
    const whole = await asking(marked('firm', 500_00, '2026-08-01'), refunded('firm', 500_00, '2026-08-05'));
    expect([await statusOn(whole, '2026-08-04'), await statusOn(whole, '2026-08-05')]).toEqual(['return-or-deposit', '']);
    expect(await whole('on=2026-08-05&all=true')).toMatchObject({ rows: [{ leftCents: 0, status: 'settled' }], totals: { contributions: 1, leftCents: 0, settled: 1 } });
    expect(await (await asking(marked('firm', 500_00, '2026-08-01'), returned('firm', 500_00, '2026-08-05')))('on=2026-08-20&all=true')).toMatchObject({ rows: [], totals: { contributions: 0 } });
    const amended: ContributionEvent = { type: 'ContributionAmended', data: { ...(gift('firm', 500_00, '2026-08-01').data as Contribution), amendmentId: id('a partnership after all'), changed: ['sourceMarkers'] } };
    expect(await (await asking(marked('firm', 500_00, '2026-08-01'), amended))('on=2026-08-20')).toMatchObject({ rows: [] });
  });

  it('are those of one committee, where that is asked for', async () => {
    const ask = await asking(marked('firm', 500_00, '2026-08-01'));
    expect((await ask('on=2026-08-02&committee=C00000001')).rows).toHaveLength(1);
    expect((await ask('on=2026-08-02&committee=C00000002')).rows).toEqual([]);
  });
});
