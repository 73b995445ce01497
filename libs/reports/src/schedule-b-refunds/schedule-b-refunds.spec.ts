import fc from 'fast-check';
import { CONTRIBUTION_EXAMPLES, type Contribution, type ContributionEvent, type Giver } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';
import { scheduleOfRows } from '../schedule-lines/schedule-of-rows.js';
import { refundTotals } from './refund-totals.js';

const id = (name: string) => nameUuid('schedule-b', name);
const donor = (entityType: Giver['entityType']): Giver => ({ entityType, subject: id(entityType), nameZip: entityType.padEnd(22, '0'), given: ['lastName'] });
const base: Contribution = { ...CONTRIBUTION_EXAMPLES.ContributionReceived.data, cycle: undefined, earmark: undefined, itemize: undefined, receivedAt: undefined };
const gift = (name: string, amountCents: number, change: Partial<Contribution> = {}): ContributionEvent => ({
  type: 'ContributionReceived', data: { ...base, contributionId: id(name), amountCents, receivedOn: '2026-06-02', giver: donor('IND'), ...change },
});
const of = (name: string) => ({ contributionId: id(name), committeeId: 'C00999999' });
const refund = (name: string, amountCents: number, refundedOn = '2026-07-03'): ContributionEvent => ({
  type: 'ContributionRefunded', data: { ...of(name), refundId: id(`refund ${name} ${amountCents} ${refundedOn}`), amountCents, refundedOn, orphan: false, flags: [] },
});
const chargeback = (name: string, amountCents: number, chargedBackOn = '2026-07-04'): ContributionEvent => ({
  type: 'ContributionChargedBack', data: { ...of(name), chargebackId: id(`chargeback ${name}`), amountCents, chargedBackOn, flags: ['chargeback-after-refund'] },
});
const schedule = async (events: readonly ContributionEvent[]) => {
  const { B, rows, orphans, overdrawn } = scheduleOfRows(await rowsOf(scheduleLines, events), '2026-07-01', '2026-09-30');
  return { items: B, orphans, rows: rows.filter(({ part }) => ['refund', 'chargeback', 'reported-refund'].includes(part)), totals: refundTotals({ items: B, orphans, overdrawn }) };
};

describe('refunds on Schedule B', () => {
  it('stand on line 20 of a candidate’s committee and on line 28 of any other, by who gave', async () => {
    const lines = async (change: Partial<Contribution>) => {
      const gifts = [gift('i', 300_00, change), gift('p', 300_00, { ...change, line: 'SA11B', giver: donor('PTY') }), gift('c', 300_00, { ...change, line: 'SA11C', giver: donor('PAC') }), gift('o', 300_00, { ...change, line: 'SA17' })];
      const { rows, totals } = await schedule([...gifts, refund('i', 1_00), refund('p', 2_00), chargeback('c', 4_00), refund('o', 8_00)]);
      return [rows.map(({ line }) => line).sort(), totals];
    };
    const totals = { refundsIndividualsCents: 1_00, refundsPartyCents: 2_00, refundsOtherCommitteesCents: 4_00, totalRefundsCents: 7_00, otherRefundsCents: 8_00, itemizedRefundsCents: 7_00, unitemizedRefundsCents: 0, rows: 4 };
    expect(await lines({})).toMatchObject([['SB20A', 'SB20B', 'SB20C', 'SB21'], totals]);
    expect(await lines({ committeeKind: 'pac' })).toMatchObject([['SB28A', 'SB28B', 'SB28C', 'SB29'], totals]);
  });

  it('are overdrawn where they are beyond the gift, in no total, and so that nothing that was told is lost', async () => {
    const { rows, totals } = await schedule([gift('a', 300_00), refund('a', 250_00), chargeback('a', 120_00), gift('b', 10_00), refund('b', 10_01), refund('nobody', 5_00)]);
    expect(rows.map(({ amountCents }) => amountCents)).toEqual([250_00, 50_00, 10_00]);
    expect(totals).toMatchObject({ totalRefundsCents: 310_00, overdrawnRefundsCents: 70_01, heldOutRefundsCents: 5_00 });
    expect(310_00 + 70_01 + 5_00).toBe(250_00 + 120_00 + 10_01 + 5_00);
  });

  it('are to the cent, and overdrawn in the period of the refund alone; what the bank did not honor takes what is left', async () => {
    const bounce: ContributionEvent = { type: 'ContributionBounced', data: { ...of('bounced'), bounceId: id('bounce'), bouncedOn: '2026-07-05', amountCents: 0, flags: [] } };
    const { rows, totals } = await schedule([
      gift('a', 300_00), refund('a', 1), gift('before', 10_00), refund('before', 12_00, '2026-06-30'), gift('bounced', 100_00), refund('bounced', 30_00), bounce, gift('at the bank', 50_00), refund('at the bank', 20_00),
      { type: 'ContributionReturned', data: { ...of('at the bank'), returnId: id('return'), returnedOn: '2026-07-06', amountCents: 30_00, flags: [] } },
    ]);
    expect(rows.map(({ amountCents }) => amountCents).sort()).toEqual([1, 20_00, 30_00, 30_00]);
    expect(totals).toMatchObject({ totalRefundsCents: 80_01, overdrawnRefundsCents: 0 });
  });

  it('of one day are taken off in one order, whichever became known first', async () => {
    const facts = [gift('a', 300_00), refund('a', 250_00, '2026-07-04'), chargeback('a', 120_00)];
    for (const order of [facts, [...facts].reverse()]) {
      const { rows, totals } = await schedule(order);
      expect(rows.map(({ part, amountCents }) => [part, amountCents])).toEqual([['refund', 250_00], ['chargeback', 50_00]]);
      expect(totals.overdrawnRefundsCents).toBe(70_00);
    }
  });

  it('of memos are counted apart, and in no total', async () => {
    const memo = { memo: true };
    const { totals } = await schedule([gift('a', 300_00, memo), refund('a', 20_00), gift('b', 300_00, memo), refund('b', 5_00), gift('c', 300_00), refund('c', 1_00)]);
    expect(totals).toMatchObject({ totalRefundsCents: 1_00, rows: 1, memoRows: 2, memoCents: 25_00 });
  });

  it('beyond a memo are overdrawn nowhere: no money came in for it', async () => {
    expect((await schedule([gift('a', 10_00, { memo: true }), refund('a', 15_00)])).totals.overdrawnRefundsCents).toBe(0);
  });

  it('are listed when their contribution was', async () => {
    const { rows, totals } = await schedule([gift('small', 150_00), refund('small', 20_00), gift('over', 100_00, { receivedOn: '2026-06-03' }), refund('over', 5_00)]);
    expect(rows.map(({ amountCents, itemized, backReferenceId }) => [amountCents, itemized, backReferenceId?.length])).toEqual([[20_00, false, 20], [5_00, true, 20]]);
    expect(totals).toMatchObject({ refundsIndividualsCents: 25_00, itemizedRefundsCents: 5_00, unitemizedRefundsCents: 20_00 });
  });

  it('never come to more than the contribution: a chargeback after a full refund is no row', async () => {
    const { rows, totals } = await schedule([gift('1', 300_00), refund('1', 300_00), chargeback('1', 300_00), gift('2', 300_00), refund('2', 250_00), chargeback('2', 300_00)]);
    expect(rows.map(({ part, amountCents }) => [part, amountCents]).sort()).toEqual([['chargeback', 50_00], ['refund', 250_00], ['refund', 300_00]]);
    expect(totals).toMatchObject({ totalRefundsCents: 600_00, rows: 3 });
  });

  it('of a contribution that nobody told of are held out until it comes', async () => {
    const orphan = await schedule([refund('late', 40_00)]);
    expect(orphan.rows).toEqual([]);
    expect(orphan.orphans).toMatchObject([{ contributionId: id('late'), amountCents: 40_00 }]);
    expect(orphan.totals).toMatchObject({ totalRefundsCents: 0, heldOutRefundsCents: 40_00, heldOutRefunds: 1 });
    expect((await schedule([refund('late', 40_00), gift('late', 300_00)])).totals).toMatchObject({ totalRefundsCents: 40_00, heldOutRefundsCents: 0, heldOutRefunds: 0 });
  });

  it('are what is told of as a return, when the bank had the gift or a part of it was paid back', async () => {
    const { ContributionReturned: returned, ContributionDeposited: deposited } = CONTRIBUTION_EXAMPLES;
    const giveBack = (name: string): ContributionEvent => ({ ...returned, data: { ...returned.data, ...of(name), returnId: id(`return ${name}`), returnedOn: '2026-07-05', amountCents: 300_00 } });
    const bank = (name: string): ContributionEvent => ({ ...deposited, data: { ...deposited.data, ...of(name) } });
    const facts = [gift('1', 300_00), giveBack('1'), bank('1'), gift('2', 300_00), refund('2', 50_00), giveBack('2'), gift('3', 300_00), giveBack('3')];
    const straight = await schedule(facts);
    expect(straight.rows.map(({ contributionId, part, amountCents }) => [contributionId, part, amountCents]).sort()).toEqual([[id('1'), 'refund', 300_00], [id('2'), 'refund', 250_00], [id('2'), 'refund', 50_00]].sort());
    expect(straight.totals.totalRefundsCents).toBe(600_00);
    expect((await schedule([...facts].reverse())).totals).toEqual(straight.totals);
  });

  it('of other periods are of other schedules', async () => {
    expect((await schedule([gift('1', 300_00), refund('1', 100_00, '2026-06-30'), refund('1', 50_00, '2026-10-01')])).rows).toEqual([]);
  });

  it('of a gift that was withdrawn are held out, as the receipts hold them out: the money left all the same', async () => {
    const { ContributionWithdrawn: withdrawn } = CONTRIBUTION_EXAMPLES;
    expect((await schedule([gift('1', 300_00), refund('1', 100_00), { ...withdrawn, data: { ...withdrawn.data, ...of('1') } }])).totals).toMatchObject({ rows: 0, heldOutRefunds: 1, heldOutRefundsCents: 100_00, totalRefundsCents: 0 });
  });

  it('that a filing lists for itself count with its report, the unlisted rest from its cover', async () => {
    const { RefundReported: reported } = CONTRIBUTION_EXAMPLES;
    const filed = (line: string, amountCents: number): ContributionEvent => ({ ...reported, data: { ...reported.data, contributionId: id(line), line, amountCents, receivedOn: '2026-07-05' } });
    const { items, rows } = await schedule([filed('SB20A', 7_075_00), filed('SB20C', 10_00)]);
    expect(rows.map(({ line, part, why }) => [line, part, why])).toEqual([['SB20A', 'reported-refund', 'listed-by-filer'], ['SB20C', 'reported-refund', 'listed-by-filer']]);
    expect(refundTotals({ items, orphans: [], overdrawn: [] }, 7_132_50n)).toMatchObject({ refundsIndividualsCents: 7_132_50, itemizedRefundsCents: 7_085_00, unitemizedRefundsCents: 57_50, totalRefundsCents: 7_142_50 });
    expect(refundTotals({ items, orphans: [], overdrawn: [] }, null)).toMatchObject({ refundsIndividualsCents: 7_075_00, unitemizedRefundsCents: null });
  });

  it('come to the same in whatever order they became known', async () => {
    const events = [gift('1', 300_00), refund('1', 200_00), chargeback('1', 300_00), refund('1', 50_00, '2026-07-05'), gift('2', 150_00), chargeback('2', 20_00, '2026-07-03')];
    const known = async (order: typeof events) => (await schedule(order)).rows.map(({ movementId, amountCents, itemized }) => [movementId, amountCents, itemized]);
    const straight = await known(events);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (order) => expect(await known(order)).toEqual(straight)));
  });
});
