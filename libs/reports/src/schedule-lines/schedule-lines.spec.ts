import fc from 'fast-check';
import { CONTRIBUTION_EXAMPLES } from '@fieldledger/donations';
import { rowsOf } from '@fieldledger/testing';
import { belongsTo, overlaps } from './period.js';
import { scheduleLines } from './schedule-lines.projection.js';

const {
  ContributionReceived: received, RefundReported: reported, ContributionAmended: amended, ContributionWithdrawn: withdrawn, ContributionRefunded: refunded, ContributionChargedBack: chargedBack,
  ContributionReturned: returned, ContributionBounced: bounced, ContributionRedesignated: redesignated, ContributionReattributed: reattributed, ContributionDeposited: deposited,
} = CONTRIBUTION_EXAMPLES;
const { contributionId } = received.data;

describe('the rows that schedules are made from', () => {
  it('are one for the contribution, and one for each thing that became of it', async () => {
    const rows = await rowsOf(scheduleLines, [received, refunded, chargedBack, returned, bounced, redesignated, reattributed]);
    expect(rows.map(({ kind, day, amountCents }) => [kind, day, amountCents])).toEqual([
      ['contribution', '2026-08-14', 250_00], ['refund', '2026-08-20', 50_00], ['chargeback', '2026-09-02', 250_00], ['return', '2026-08-18', 250_00], ['bounce', '2026-08-21', 250_00],
      ['redesignation', '2026-09-01', 100_00], ['reattribution', '2026-09-01', 100_00],
    ]);
    expect(rows[0]).toMatchObject({
      contributionId, movementId: contributionId, standing: true, book: 'own', committee: 'C00999999', committeeKind: 'candidate', cycleYears: 6, cycleEndsIn: 2026, form: null, line: 'SA11AI',
      receivedAt: '2026-08-14T17:03:11.000Z', electionCode: 'G2026', entityType: 'IND', donor: 'n:n4me-and-z1p-of-donor0', donorByReference: 'r:actblue/donor/90210', memo: false, itemize: true, unaggregated: null,
      conduit: 'C00401224', conduitDay: '2026-08-14', position: '0000000000000001',
    });
    expect(rows[5]).toMatchObject({ fromElection: 'P2026', electionCode: 'G2026', standing: false, book: null });
    expect(new Set(rows.map(({ movementId }) => movementId)).size).toBe(7);
  });

  it('are of a filing where a filing lists them, and hold from then on what the newest version says', async () => {
    const [row] = await rowsOf(scheduleLines, [received, amended]);
    expect(row).toMatchObject({
      kind: 'contribution', book: 'filed', form: 'F3', filingId: amended.data.filing!.filingId, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30', transactionId: 'SA11AI.4711',
      backReferenceId: 'SA11AI.4710', claimedAggregateCents: 750_00, conduit: null, position: '0000000000000002',
    });
    expect((row!.events as string[]).length).toBe(2);
    expect(await rowsOf(scheduleLines, [reported])).toMatchObject([{ kind: 'reported-refund', line: 'SB20A', amountCents: 30_00, book: 'filed' }]);
    expect(await rowsOf(scheduleLines, [reported, amended])).toMatchObject([{ kind: 'reported-refund' }]);
    expect(await rowsOf(scheduleLines, [{ ...received, data: { ...received.data, source: 'fec-bulk' } }])).toMatchObject([{ book: 'published' }]);
  });

  it('stand no more when they are withdrawn, and again when they are told anew', async () => {
    expect(await rowsOf(scheduleLines, [received, withdrawn])).toMatchObject([{ standing: false, amountCents: 250_00 }]);
    expect(await rowsOf(scheduleLines, [received, withdrawn, amended])).toMatchObject([{ standing: true }]);
  });

  it('are the same in whatever order a contribution and what became of it are told', async () => {
    const events = [received, deposited, refunded, chargedBack, bounced, redesignated, reattributed];
    const known = async (order: readonly (typeof events)[number][]) =>
      new Set((await rowsOf(scheduleLines, order)).map((row) => JSON.stringify({ ...row, events: [], position: '' })));
    const straight = await known(events);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (order) => expect(await known(order)).toEqual(straight)));
  });
});

describe('the period of a schedule', () => {
  const period = { from: '2026-07-01', to: '2026-09-30' };
  const report = (coverageFrom: string, coverageThrough: string) => ({ coverageFrom, coverageThrough });

  it('meets a report that has a day of it, the first and the last included', () => {
    const met = [report('2026-04-01', '2026-06-30'), report('2026-04-01', '2026-07-01'), report('2026-08-01', '2026-08-31'), report('2026-09-30', '2026-12-31'), report('2026-10-01', '2026-12-31')];
    expect(met.map((it) => overlaps(period, it))).toEqual([false, true, true, true, false]);
  });

  it('has what came on its days, and all of a report that lies within it, whenever that came', () => {
    const row = (day: string, of?: ReturnType<typeof report>) => belongsTo(period, { filingId: of ? 'f' : null, coverageFrom: of?.coverageFrom ?? null, coverageThrough: of?.coverageThrough ?? null, day });
    expect(['2026-06-30', '2026-07-01', '2026-09-30', '2026-10-01'].map((day) => row(day))).toEqual([false, true, true, false]);
    expect(['2026-06-30', '2026-10-01'].map((day) => row(day, report('2026-07-01', '2026-09-30')))).toEqual([true, true]);
    expect(['2026-06-30', '2026-07-01', '2026-09-30', '2026-10-01'].map((day) => row(day, report('2026-06-30', '2026-09-30')))).toEqual([false, true, true, false]);
    expect([row('2026-07-01', report('2026-04-01', '2026-06-30')), row('2026-09-30', report('2026-10-01', '2026-12-31'))]).toEqual([false, false]);
  });
});
