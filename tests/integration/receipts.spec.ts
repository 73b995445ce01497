import type { Contribution, ContributionEvent } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { gift, giver, id, of, refunded } from './gifts.js';
import { ReportsDoor } from './reports-door.js';
import { toldFacts } from './told-facts.js';

interface Answer {
  readonly rows: readonly Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
  readonly books: readonly object[];
  readonly donors: string;
}

const chargedBack = (name: string, amountCents: number, chargedBackOn: string): ContributionEvent => ({ type: 'ContributionChargedBack', data: { ...of(name), chargebackId: id(`chargeback of ${name}`), amountCents, chargedBackOn, flags: [] } });

describe('the receipts of a week', () => {
  let door: ReportsDoor;
  let organizations = 0;

  beforeAll(async () => {
    door = await ReportsDoor.open();
  });
  afterAll(() => door?.close());

  const told = async (...facts: ContributionEvent[]) => {
    const ask = await toldFacts(door, nameUuid('receipts', String(organizations++)), facts);
    return (query = '') => ask<Answer>('receipts', query);
  };

  it('are nothing where nothing was received', async () => {
    const receipts = await told({ type: 'DisputeOpened', data: { ...of('unknown'), disputeId: id('dispute'), openedOn: '2026-08-01', flags: [] } });
    expect(await receipts('groupBy=day')).toMatchObject({ rows: [], books: [], totals: { grossCents: 0, netCents: 0, count: 0, donors: 0, averageCents: null } });
    expect((await receipts()).rows).toEqual([expect.objectContaining({ grossCents: 0, count: 0 })]);
    expect((await receipts('groupBy=day&format=csv')) as unknown).toEqual({ text: expect.stringMatching(/^day,grossCents,refundsCents,[^\n]*\r\n$/) });
  });

  it('show what came in on its day, and what went back on the day it went', async () => {
    const receipts = await told(gift('a', 100_00, '2026-08-01'), gift('b', 50_01, '2026-08-02', { giver: giver('bob') }), refunded('a', 30_00, '2026-08-03'));
    expect(await receipts('groupBy=day')).toMatchObject({
      donors: 'name-zip-1',
      rows: [{ day: '2026-08-01', grossCents: 100_00, refundsCents: 0 }, { day: '2026-08-02', grossCents: 50_01 }, { day: '2026-08-03', grossCents: 0, refundsCents: 30_00, netCents: -30_00, count: 0 }],
      totals: { grossCents: 150_01, refundsCents: 30_00, netCents: 120_01, count: 2, donors: 2, averageCents: 75_01 },
    });
    expect((await receipts('from=2026-08-02&to=2026-08-02')).totals).toMatchObject({ grossCents: 50_01, refundsCents: 0, count: 1 });
    expect((await receipts('donor=n:bob')).totals).toMatchObject({ grossCents: 50_01 });
  });

  it('are told by the size of the gift, a round sum with what is less', async () => {
    const sizes = [25_00, 50_00, 100_00, 200_00, 500_00, 1_000_00];
    const receipts = await told(...sizes.flatMap((cents) => [gift(`${cents}`, cents, '2026-08-01'), gift(`${cents} and a cent`, cents + 1, '2026-08-01')]));
    expect((await receipts('groupBy=band')).rows.map(({ band, count }) => [band, count])).toEqual([
      ['0000.01-0025.00', 1], ['0025.01-0050.00', 2], ['0050.01-0100.00', 2], ['0100.01-0200.00', 2], ['0200.01-0500.00', 2], ['0500.01-1000.00', 2], ['1000.01 and over', 1],
    ]);
  });

  it('hold a refund out of the totals until its contribution arrives', async () => {
    const orphan = refunded('late', 40_00, '2026-08-03');
    expect((await (await told(orphan))()).totals).toMatchObject({ grossCents: 0, refundsCents: 0, netCents: 0, heldOutRefundsCents: 40_00 });
    const [before, after] = [await told(orphan, gift('late', 100_00, '2026-08-01')), await told(gift('late', 100_00, '2026-08-01'), orphan)];
    expect((await before()).totals).toEqual((await after()).totals);
    expect((await before()).totals).toMatchObject({ grossCents: 100_00, refundsCents: 40_00, netCents: 60_00, heldOutRefundsCents: 0 });
  });

  it('never let a chargeback after a full refund take a donor below nothing', async () => {
    const receipts = await told(gift('a', 100_00, '2026-08-01'), refunded('a', 100_00, '2026-08-02'), chargedBack('a', 100_00, '2026-08-03'));
    expect((await receipts('groupBy=donor')).rows).toEqual([expect.objectContaining({ donor: 'n:ada', grossCents: 100_00, refundsCents: 100_00, netCents: 0, overdrawnRefundsCents: 100_00 })]);
  });

  it('tell what was paid back beyond a gift, on its day, in whatever order it was told', async () => {
    const facts = [gift('a', 100_00, '2026-08-01'), refunded('a', 130_00, '2026-08-02'), chargedBack('a', 20_00, '2026-08-03'), refunded('nobody', 7_00, '2026-08-03')];
    for (const order of [facts, [...facts].reverse()]) {
      const receipts = await told(...order, ...order);
      expect((await receipts()).totals).toMatchObject({ grossCents: 100_00, refundsCents: 100_00, overdrawnRefundsCents: 50_00, heldOutRefundsCents: 7_00, netCents: 0, outstandingCents: 100_00 });
      expect((await receipts('groupBy=day')).rows.map(({ day, overdrawnRefundsCents }) => [day, overdrawnRefundsCents])).toEqual([['2026-08-01', 0], ['2026-08-02', 30_00], ['2026-08-03', 20_00]]);
    }
  });

  it('have no row for whoever has nothing of a gift any more, of which a part was paid back', async () => {
    const receipts = await told(gift('a', 100_00, '2026-08-01'), { type: 'ContributionReattributed', data: { ...of('a'), reattributionId: id('all of a'), amountCents: 100_00, giver: giver('bob'), basis: 'signed', reattributedOn: '2026-08-02', flags: [] } }, refunded('a', 30_00, '2026-08-03'));
    expect((await receipts('groupBy=donor')).rows).toMatchObject([{ donor: 'n:bob', grossCents: 100_00, refundsCents: 30_00 }]);
  });

  it('leave out what was withdrawn or returned undeposited, and take back what the bank did not honor', async () => {
    const receipts = await told(
      gift('withdrawn', 1_00, '2026-08-01'), { type: 'ContributionWithdrawn', data: { ...of('withdrawn'), withdrawalId: id('w'), reasonCode: 'test-data' } },
      gift('returned', 2_00, '2026-08-01'), { type: 'ContributionReturned', data: { ...of('returned'), returnId: id('r'), returnedOn: '2026-08-02', amountCents: 2_00 } },
      gift('bounced', 4_00, '2026-08-01'), { type: 'ContributionBounced', data: { ...of('bounced'), bounceId: id('b'), bouncedOn: '2026-08-02', amountCents: 4_00, flags: [] } },
      gift('memo', 8_00, '2026-08-01', { memo: true }), gift('deposited', 16_00, '2026-08-01'),
      { type: 'ContributionDeposited', data: { ...of('deposited'), depositId: id('d'), batchId: 'one', depositedOn: '2026-08-02', flags: [] } },
    );
    expect((await receipts()).totals).toMatchObject({ grossCents: 20_00, bouncedCents: 4_00, netCents: 16_00, memoCents: 8_00, depositedCents: 16_00, outstandingCents: 4_00, count: 2 });
  });

  it('do not lose what the bank had, or what was paid back, when it is told of as a return', async () => {
    const returned = (name: string): ContributionEvent => ({ type: 'ContributionReturned', data: { ...of(name), returnId: id(`return of ${name}`), returnedOn: '2026-08-04', amountCents: 100_00 } });
    const deposited: ContributionEvent = { type: 'ContributionDeposited', data: { ...of('a'), depositId: id('deposit'), batchId: 'one', depositedOn: '2026-08-02', flags: [] } };
    const receipts = await told(gift('a', 100_00, '2026-08-01'), returned('a'), deposited, gift('b', 100_00, '2026-08-01'), refunded('b', 30_00, '2026-08-03'), returned('b'));
    expect((await receipts()).totals).toMatchObject({ grossCents: 200_00, refundsCents: 200_00, netCents: 0, depositedCents: 100_00, heldOutRefundsCents: 0 });
  });

  it('have back what was charged back on the day on which the dispute is won, and only then', async () => {
    const closed = (name: string, outcome: 'won' | 'lost' | 'withdrawn', closedOn: string): ContributionEvent => ({ type: 'DisputeClosed', data: { ...of('a'), disputeId: id(name), closingId: id(`${name} ${outcome}`), outcome, closedOn, flags: [] } });
    const charged = chargedBack('a', 100_00, '2026-08-03');
    const byDay = async (...facts: ContributionEvent[]) => {
      const { rows, totals } = await (await told(...facts))('groupBy=day');
      return [rows.filter(({ refundsCents }) => refundsCents !== 0).map(({ day, refundsCents }) => [day, refundsCents]), totals.netCents];
    };
    const [gave, won] = [gift('a', 100_00, '2026-08-01'), closed('dispute', 'won', '2026-09-20')];
    const back = [[['2026-08-03', 100_00], ['2026-09-20', -100_00]], 100_00];
    expect([await byDay(gave, charged, won), await byDay(won, charged, charged, gave, won)]).toEqual([back, back]);
    expect(await byDay(gave, charged, closed('dispute', 'lost', '2026-09-20'))).toEqual([[['2026-08-03', 100_00]], 0]);
    expect(await byDay(gave, charged, closed('dispute', 'won', '2026-08-02'))).toEqual([[['2026-08-03', 100_00]], 0]);
    // Refunded meanwhile, the money went twice, and came back once.
    expect(await byDay(gave, charged, refunded('a', 100_00, '2026-09-01'), won)).toEqual([[['2026-08-03', 100_00]], 0]);
    expect(await byDay(gave, charged, won, refunded('a', 40_00, '2026-09-21'))).toEqual([[['2026-08-03', 100_00], ['2026-09-20', -100_00], ['2026-09-21', 40_00]], 60_00]);
    const ask = await toldFacts(door, nameUuid('receipts', String(organizations++)), [gave, charged, won]);
    expect((await ask<Answer>('donor-history', 'donor=n:ada')).rows.map(({ kind, effectCents }) => [kind, effectCents])).toEqual([['contribution', 100_00], ['chargeback', -100_00], ['dispute', 100_00]]);
    const refunds = await ask<Answer>('schedule-b-refunds', 'committee=C00000001&from=2026-08-01&to=2026-12-31');
    expect([refunds.rows.map(({ part, day, amountCents }) => [part, day, amountCents]), refunds.totals.totalRefundsCents]).toEqual([[['chargeback', '2026-08-03', 100_00], ['chargeback-void', '2026-09-20', -100_00]], 0]);
  });

  it('take back by day: what the network takes after the bank takes nothing, and before it all', async () => {
    const bounced = (bouncedOn: string): ContributionEvent => ({ type: 'ContributionBounced', data: { ...of('a'), bounceId: id('bounce'), bouncedOn, amountCents: 250_00, flags: [] } });
    const totals = async (bouncedOn: string) => (await (await told(gift('a', 250_00, '2026-01-10'), bounced(bouncedOn), chargedBack('a', 250_00, '2026-01-17')))()).totals;
    expect(await totals('2026-01-15')).toMatchObject({ grossCents: 250_00, refundsCents: 0, bouncedCents: 250_00, netCents: 0 });
    expect(await totals('2026-01-17')).toMatchObject({ grossCents: 250_00, refundsCents: 250_00, bouncedCents: 0, netCents: 0 });
  });

  it('count what a bank took back of a gift that was moved, or paid back, and that its source has put right to less than nothing', async () => {
    const moves: ContributionEvent[] = [
      { type: 'ContributionRedesignated', data: { ...of('a'), redesignationId: id('redesignation'), amountCents: 30_00, fromElection: 'P2026', toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-08-02', flags: [] } },
      { type: 'ContributionReattributed', data: { ...of('a'), reattributionId: id('reattribution'), amountCents: 40_00, giver: giver('bob'), basis: 'signed', reattributedOn: '2026-08-02', flags: [] } },
      refunded('b', 20_00, '2026-08-02'),
    ];
    const right = (name: string, cents: number): ContributionEvent => ({ type: 'ContributionAmended', data: { ...(gift(name, cents, '2026-08-01').data as Contribution), amendmentId: id(`amendment of ${name}`), changed: ['amountCents'] } });
    const facts = [gift('a', 100_00, '2026-08-01'), gift('b', 100_00, '2026-08-01'), ...moves, right('a', -50_00), right('b', -7_00)];
    for (const order of [facts, [...moves, ...facts]]) {
      const ask = await toldFacts(door, nameUuid('receipts', String(organizations++)), order);
      const { rows, totals } = await ask<Answer>('receipts', 'groupBy=donor');
      expect(totals).toMatchObject({ grossCents: -57_00, netCents: -57_00, overdrawnRefundsCents: 20_00, count: 2 });
      expect(rows.map(({ donor, grossCents }) => [donor, grossCents])).toEqual([['n:ada', -57_00]]);
      expect((await ask<Answer>('limits', 'all=true')).rows.map(({ donor, givenCents }) => [donor, givenCents])).toEqual([['n:ada', -57_00]]);
      expect((await ask<Answer>('donor-history', 'donor=n:ada')).totals).toMatchObject({ netCents: -57_00 });
      expect((await ask<Answer>('schedule-a', 'committee=C00000001&from=2026-08-01&to=2026-08-31')).totals).toMatchObject({ totalReceiptsCents: -57_00 });
    }
  });

  it('tell who gave for the first time from who gave again', async () => {
    const receipts = await told(gift('a', 1_00, '2026-07-01'), gift('b', 1_00, '2026-08-01'), gift('c', 1_00, '2026-08-01', { giver: giver('bob') }), gift('d', 1_00, '2026-08-01', { giver: null }));
    expect((await receipts('from=2026-08-01')).totals).toMatchObject({ count: 3, donors: 2, firstTimeDonors: 1, repeatDonors: 1 });
  });

  it('can be cut by the size of a gift, by the code of its link, and by whether it recurs', async () => {
    const receipts = await told(gift('a', 25_00, '2026-08-01', { referenceCode: 'email' }), gift('b', 25_01, '2026-08-01', { sequence: 2 }), gift('c', 1_000_01, '2026-08-01', { referenceCode: 'email' }));
    const cutBy = async (groupBy: string) => (await receipts(`groupBy=${groupBy}`)).rows.map((row) => [row[groupBy], row.count]);
    expect(await cutBy('band')).toEqual([['0000.01-0025.00', 1], ['0025.01-0050.00', 1], ['1000.01 and over', 1]]);
    expect(await cutBy('referenceCode')).toEqual([['email', 2], [null, 1]]);
    expect(await cutBy('recurring')).toEqual([['no', 2], ['yes', 1]]);
  });

  it('count each committee in one book, and say what was left aside', async () => {
    const filing = { filingId: id('filing'), reportId: id('report'), form: 'F3', amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' } as const;
    const receipts = await told(
      gift('own', 10_00, '2026-08-01'), gift('filed', 11_00, '2026-08-01', { filing, source: 'fec-filing' }), gift('theirs', 12_00, '2026-08-01', { filing, source: 'fec-filing', committeeId: 'C00000002' }),
      gift('published', 13_00, '2026-08-01', { source: 'fec-bulk', committeeId: 'C00000002' }), { type: 'RefundReported', data: { ...(gift('back', 3_00, '2026-08-04', { filing, source: 'fec-filing', committeeId: 'C00000002' }).data as Contribution), line: 'SB20A' } },
    );
    expect(await receipts()).toMatchObject({
      totals: { grossCents: 22_00, refundsCents: 3_00, netCents: 19_00 },
      books: [
        { book: 'own', counted: true, committees: 1, count: 1, grossCents: 10_00 }, { book: 'filed', counted: true, committees: 1, count: 1, grossCents: 12_00 },
        { book: 'published', counted: false, committees: 1, count: 1, grossCents: 13_00 }, { book: 'filed', counted: false, committees: 1, count: 1, grossCents: 11_00 },
      ],
    });
    expect((await receipts('book=filed')).totals).toMatchObject({ grossCents: 23_00, refundsCents: 3_00 });
  });

  it('keep what a source may not give out of what may be spent', async () => {
    const receipts = await told(gift('a', 10_00, '2026-08-01'), gift('b', 5_00, '2026-08-01', { flags: ['prohibited-source'] }), refunded('b', 2_00, '2026-08-02'));
    expect((await receipts()).totals).toMatchObject({ netCents: 13_00, questionableCents: 3_00, spendableCents: 10_00 });
  });

  it('are asked for by names that exist', async () => {
    const receipts = await told();
    for (const query of ['book=cash', 'donors=phone-1', 'groupBy=employer', 'since=2026-08-01']) await expect(receipts(query)).rejects.toThrow(/400/);
  });
});
