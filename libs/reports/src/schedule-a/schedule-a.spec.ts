import fc from 'fast-check';
import { CONTRIBUTION_EXAMPLES, type Contribution, type ContributionEvent, type Giver } from '@fieldledger/donations';
import { MOST_CENTS, ruleSet } from '@fieldledger/finance-rules';
import { nameUuid } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';
import { lineTotals } from '../schedule-lines/line-totals.js';
import { scheduleOfRows } from '../schedule-lines/schedule-of-rows.js';
import { receiptTotals } from './receipt-totals.js';

const id = (name: string) => nameUuid('schedule-a', name);
const donor = (name: string, entityType: Giver['entityType'] = 'IND'): Giver => ({ entityType, subject: id(name), nameZip: name.padEnd(22, '0'), given: ['lastName'] });
const base: Contribution = { ...CONTRIBUTION_EXAMPLES.ContributionReceived.data, cycle: undefined, earmark: undefined, itemize: undefined, receivedAt: undefined, electionCode: 'G2026' };
const gift = (name: string, amountCents: number, receivedOn: string, change: Partial<Contribution> = {}): ContributionEvent => ({
  type: 'ContributionReceived', data: { ...base, contributionId: id(name), amountCents, receivedOn, giver: donor('a'), ...change },
});
const of = (name: string) => ({ contributionId: id(name), committeeId: 'C00999999' });
const bounce = (name: string, bouncedOn: string): ContributionEvent => ({ type: 'ContributionBounced', data: { ...of(name), bounceId: id(`bounce ${name}`), bouncedOn, amountCents: 0, flags: [] } });
const refund = (name: string, amountCents: number, refundedOn: string): ContributionEvent => ({ type: 'ContributionRefunded', data: { ...of(name), refundId: id(`refund ${name} ${amountCents}`), amountCents, refundedOn, orphan: false, flags: [] } });
const redesignate = (name: string, amountCents: number, redesignatedOn: string): ContributionEvent => ({
  type: 'ContributionRedesignated', data: { ...of(name), redesignationId: id(`redesignation ${name}`), amountCents, fromElection: 'P2026', toElection: 'G2026', basis: 'signed', redesignatedOn },
});
const reattribute = (name: string, amountCents: number, reattributedOn: string, to: string): ContributionEvent => ({
  type: 'ContributionReattributed', data: { ...of(name), reattributionId: id(`reattribution ${name}`), amountCents, giver: donor(to), basis: 'signed', reattributedOn, flags: [] },
});

/** The schedule of the third quarter of 2026. */
const schedule = async (events: readonly ContributionEvent[], rules = 'fec-2026', from = '2026-07-01', to = '2026-09-30') => {
  const { A, rows } = scheduleOfRows(await rowsOf(scheduleLines, events), from, to, ruleSet(rules)!);
  return { rows: rows.filter(({ part }) => !['refund', 'chargeback', 'reported-refund'].includes(part)), totals: receiptTotals(A), lines: lineTotals(A), items: A };
};

describe('Schedule A of our own receipts', () => {
  it('lists by name from the gift that takes a donor over 200 dollars, and sums the others', async () => {
    const { rows, totals, lines } = await schedule([gift('1', 150_00, '2026-07-02'), gift('2', 50_00, '2026-07-03'), gift('3', 1, '2026-07-04'), gift('other', 200_00, '2026-07-05', { giver: donor('b') })]);
    expect(rows.map(({ line, day, aggregateCents, itemized, why }) => [line, day, aggregateCents, itemized, why])).toEqual([
      ['SA11AII', '2026-07-02', 150_00, false, 'under-threshold'],
      ['SA11AII', '2026-07-03', 200_00, false, 'under-threshold'],
      ['SA11AI', '2026-07-04', 200_01, true, 'aggregate-over-threshold'],
      ['SA11AII', '2026-07-05', 200_00, false, 'under-threshold'],
    ]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 1, unitemizedIndividualsCents: 400_00, individualsCents: 400_01, totalContributionsCents: 400_01, totalReceiptsCents: 400_01, rows: 4, memoRows: 0 });
    expect(lines).toEqual({ SA11AI: { rows: 1, cents: 1, memoRows: 0, memoCents: 0 }, SA11AII: { rows: 3, cents: 400_00, memoRows: 0, memoCents: 0 } });
  });

  it('adds up a candidate’s donors over the election cycle, and all others’ over the calendar year', async () => {
    const aggregate = async (change: Partial<Contribution>) => (await schedule([gift('last year', 150_00, '2025-12-31', change), gift('this year', 100_00, '2026-07-01', change)])).rows.map(({ aggregateCents }) => aggregateCents);
    expect(await aggregate({})).toEqual([250_00]);
    expect(await aggregate({ committeeKind: 'pac' })).toEqual([100_00]);
    expect(await aggregate({ committeeKind: 'state-party' })).toEqual([100_00]);
    expect(await aggregate({ committeeKind: null })).toEqual([100_00]);
    expect(await aggregate({ cycle: { years: 6, endsIn: 2026 } })).toEqual([250_00]);
    // The cycle turns on the day after the election of 3 November 2026.
    const { rows } = await schedule([gift('before', 150_00, '2026-11-03'), gift('after', 100_00, '2026-11-04')], 'fec-2025', '2026-10-01', '2026-12-31');
    expect(rows.map(({ aggregateCents }) => aggregateCents)).toEqual([150_00, 100_00]);
  });

  it('lists what is forced, whatever the aggregate, and does not list what is forced off', async () => {
    const { rows, totals } = await schedule([gift('forced', 5_00, '2026-07-02', { itemize: true }), gift('off', 900_00, '2026-07-03', { itemize: false }), gift('negative', -950_00, '2026-07-04')]);
    expect(rows.map(({ day, itemized, why }) => [day, itemized, why])).toEqual([['2026-07-02', true, 'forced'], ['2026-07-03', false, 'forced-off'], ['2026-07-04', true, 'negative']]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: -945_00, unitemizedIndividualsCents: 900_00 });
  });

  it('lists parties, PACs and candidates from the first cent, each on its line', async () => {
    const { totals } = await schedule([
      gift('party', 1_00, '2026-07-02', { line: 'SA11B', giver: donor('p', 'PTY') }), gift('pac', 2_00, '2026-07-02', { line: 'SA11C', giver: donor('c', 'PAC') }),
      gift('candidate', 4_00, '2026-07-02', { line: 'SA11D', giver: donor('d', 'CAN') }), gift('transfer', 8_00, '2026-07-02', { line: 'SA12' }), gift('own loan', 16_00, '2026-07-02', { line: 'SA13A' }),
      gift('loan', 32_00, '2026-07-02', { line: 'SA13B' }), gift('offset', 64_00, '2026-07-02', { line: 'SA14' }), gift('interest', 128_00, '2026-07-02', { line: 'SA15' }), gift('odd', 256_00, '2026-07-02', { line: 'SA99' }),
    ]);
    expect(totals).toMatchObject({
      individualsCents: 0, partyCommitteesCents: 1_00, otherCommitteesCents: 2_00, candidateCents: 4_00, totalContributionsCents: 7_00, transfersCents: 8_00, candidateLoansCents: 16_00, loansCents: 48_00,
      loanRepaymentsReceivedCents: 0, offsetsCents: 64_00, refundsReceivedCents: 0, otherReceiptsCents: 384_00, totalReceiptsCents: 511_00,
    });
  });

  it('numbers the lines of a PAC as form 3X does', async () => {
    const { totals } = await schedule(['SA11D', 'SA13', 'SA14', 'SA15', 'SA16', 'SA17', 'SA18'].map((line, n) => gift(line, 1 << n, '2026-07-02', { line, committeeKind: 'pac' })));
    expect(totals).toMatchObject({ otherCommitteesCents: 1, candidateCents: 0, loansCents: 2, loanRepaymentsReceivedCents: 4, offsetsCents: 8, refundsReceivedCents: 16, otherReceiptsCents: 32, nonfederalTransfersCents: 64, totalReceiptsCents: 127 });
  });

  it('shows memos and leaves them out of the totals', async () => {
    const { totals, lines } = await schedule([gift('1', 300_00, '2026-07-02'), gift('memo', 40_00, '2026-07-03', { memo: true })]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 300_00, memoCents: 40_00, rows: 1, memoRows: 1 });
    expect(lines.SA11AI).toEqual({ rows: 1, cents: 300_00, memoRows: 1, memoCents: 40_00 });
  });

  it('writes a bounced check as a negative row on its own line, also when it was received in another period', async () => {
    const { rows, totals } = await schedule([gift('rubber', 500_00, '2026-07-02'), bounce('rubber', '2026-07-09')]);
    expect(rows.map(({ part, line, day, amountCents, aggregateCents, itemized, why }) => [part, line, day, amountCents, aggregateCents, itemized, why])).toEqual([
      ['receipt', 'SA11AI', '2026-07-02', 500_00, 500_00, true, 'aggregate-over-threshold'], ['bounce', 'SA11AI', '2026-07-09', -500_00, 0, true, 'with-its-receipt'],
    ]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 0, rows: 2 });
    expect((await schedule([gift('rubber', 500_00, '2026-06-30'), bounce('rubber', '2026-07-09')])).totals).toMatchObject({ itemizedIndividualsCents: -500_00, rows: 1 });
    expect((await schedule([gift('small', 50_00, '2026-07-02'), bounce('small', '2026-07-09')])).totals).toMatchObject({ itemizedIndividualsCents: 0, unitemizedIndividualsCents: 0, rows: 2 });
    expect((await schedule([gift('rubber', 500_00, '2026-07-02'), bounce('rubber', '2026-10-09')])).totals).toMatchObject({ itemizedIndividualsCents: 500_00, rows: 1 });
  });

  it('has no row of a check that bounced when all of it had been paid back', async () => {
    const { rows, totals } = await schedule([gift('rubber', 500_00, '2026-07-02'), refund('rubber', 500_00, '2026-07-05'), bounce('rubber', '2026-07-09')]);
    expect([rows.map(({ part }) => part), totals.rows]).toEqual([['receipt'], 1]);
  });

  it('leaves out what was returned undeposited, and what its source took back', async () => {
    const { ContributionReturned: returned, ContributionWithdrawn: withdrawn } = CONTRIBUTION_EXAMPLES;
    const { rows } = await schedule([
      gift('returned', 300_00, '2026-07-02'), { ...returned, data: { ...returned.data, ...of('returned'), returnedOn: '2026-10-05' } },
      gift('withdrawn', 300_00, '2026-07-02'), { ...withdrawn, data: { ...withdrawn.data, ...of('withdrawn') } }, gift('stands', 100_00, '2026-07-03'),
    ]);
    expect(rows.map(({ contributionId, aggregateCents }) => [contributionId, aggregateCents])).toEqual([[id('stands'), 100_00]]);
  });

  it('shows a redesignation as two memos that refer back to the gift and net to zero', async () => {
    const { rows, totals } = await schedule([gift('1', 5_000_00, '2026-07-02', { electionCode: 'P2026' }), redesignate('1', 1_500_00, '2026-07-20')]);
    const [receipt, from, to] = rows;
    expect([from, to].map((row) => [row!.part, row!.amountCents, row!.electionCode, row!.memo, row!.backReferenceId, row!.aggregateCents, row!.why])).toEqual([
      ['redesignation-from', -1_500_00, 'P2026', true, receipt!.transactionId, 3_500_00, 'with-its-receipt'], ['redesignation-to', 1_500_00, 'G2026', true, receipt!.transactionId, 5_000_00, 'with-its-receipt'],
    ]);
    expect([from!.events.length, new Set(rows.map(({ transactionId }) => transactionId)).size]).toEqual([2, 3]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 5_000_00, memoCents: 0, memoRows: 2, totalReceiptsCents: 5_000_00 });
  });

  it('shows a reattribution as two memos, and counts the part in the other person’s aggregate', async () => {
    const { rows, totals } = await schedule([gift('1', 900_00, '2026-07-02'), reattribute('1', 400_00, '2026-07-20', 'spouse'), gift('2', 50_00, '2026-07-21', { giver: donor('spouse') })]);
    expect(rows.map(({ part, amountCents, aggregateCents, memo, donor: who }) => [part, amountCents, aggregateCents, memo, who!.slice(0, 4)])).toEqual([
      ['receipt', 900_00, 900_00, false, 'n:a0'], ['reattribution-from', -400_00, 500_00, true, 'n:a0'], ['reattribution-to', 400_00, 400_00, true, 'n:sp'], ['receipt', 50_00, 450_00, false, 'n:sp'],
    ]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 950_00, memoCents: 0, memoRows: 2 });
  });

  it('lists a small gift when somebody to whom a part was reattributed is over the threshold', async () => {
    const { rows } = await schedule([gift('spouse’s', 190_00, '2026-07-01', { giver: donor('spouse') }), gift('1', 100_00, '2026-07-02'), reattribute('1', 50_00, '2026-07-20', 'spouse')]);
    expect(rows.map(({ part, itemized, why }) => [part, itemized, why])).toEqual([
      ['receipt', false, 'under-threshold'], ['receipt', true, 'with-its-child'], ['reattribution-from', true, 'with-its-receipt'], ['reattribution-to', true, 'aggregate-over-threshold'],
    ]);
  });

  it('pairs an earmarked gift with a memo of its conduit, on the day the committee got it', async () => {
    const earmark = (conduitReceivedOn: string) => ({ earmark: { conduitCommitteeId: 'C00401224', conduitReceivedOn } });
    const { rows, totals } = await schedule([gift('1', 300_00, '2026-07-08', earmark('2026-07-02')), gift('2', 20_00, '2026-07-08', { ...earmark('2026-07-03'), giver: donor('b') })]);
    expect(rows.map(({ part, line, day, donor: who, amountCents, aggregateCents, memo }) => [part, line, day, who!.slice(0, 5), amountCents, aggregateCents, memo])).toEqual([
      ['receipt', 'SA11AI', '2026-07-02', 'n:a00', 300_00, 300_00, false], ['earmark-memo', 'SA11AI', '2026-07-08', 'c:C00', 300_00, expect.any(Number), true],
      ['receipt', 'SA11AII', '2026-07-03', 'n:b00', 20_00, 20_00, false], ['earmark-memo', 'SA11AII', '2026-07-08', 'c:C00', 20_00, expect.any(Number), true],
    ]);
    expect(Math.max(...rows.map(({ aggregateCents }) => aggregateCents as number))).toBe(320_00);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 300_00, unitemizedIndividualsCents: 20_00, memoCents: 320_00 });
  });

  it('lets a refund lower the aggregate, or not, as the rules say', async () => {
    const events = [gift('1', 150_00, '2026-07-02'), refund('1', 100_00, '2026-07-03'), gift('2', 100_00, '2026-07-04')];
    expect((await schedule(events)).rows.map(({ aggregateCents }) => aggregateCents)).toEqual([150_00, 150_00]);
    expect((await schedule(events, 'fec-2026-gross')).rows.map(({ aggregateCents }) => aggregateCents)).toEqual([150_00, 250_00]);
    // A refund of a gift of last year lowers last year's aggregate.
    const lastYear = [gift('1', 150_00, '2025-07-02', { committeeKind: 'pac' }), refund('1', 100_00, '2026-07-03'), gift('2', 100_00, '2026-07-04', { committeeKind: 'pac' })];
    expect((await schedule(lastYear)).rows.map(({ aggregateCents }) => aggregateCents)).toEqual([100_00]);
  });

  it('adds an anonymous gift to nobody’s', async () => {
    const { rows } = await schedule([gift('1', 40_00, '2026-07-02', { giver: null }), gift('2', 45_00, '2026-07-03', { giver: null })]);
    expect(rows.map(({ donor: who, aggregateCents }) => [who, aggregateCents])).toEqual([[null, 40_00], [null, 45_00]]);
  });

  it('is the same in whatever order things became known', async () => {
    const events = [
      gift('1', 150_00, '2026-07-02'), gift('2', 100_00, '2026-07-02'), gift('3', 300_00, '2026-07-05', { giver: donor('b') }), refund('1', 60_00, '2026-07-06'), bounce('3', '2026-07-07'),
      redesignate('2', 20_00, '2026-07-08'), reattribute('2', 30_00, '2026-07-09', 'b'),
    ];
    const known = ({ rows, totals }: Awaited<ReturnType<typeof schedule>>) => ({ totals, rows: rows.map((row) => ({ ...row, events: row.events.length, position: '' })) });
    const straight = known(await schedule(events));
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(events, { minLength: events.length }), async (order) => expect(known(await schedule(order))).toEqual(straight)));
  });

  it('adds up a million of the greatest contributions exactly', async () => {
    const { items: [greatest] } = await schedule([gift('1', MOST_CENTS, '2026-07-02')]);
    const totals = receiptTotals(Array.from({ length: 1_000_000 }, () => greatest!));
    expect(totals).toMatchObject({ itemizedIndividualsCents: '1000000000000000000', totalReceiptsCents: '1000000000000000000', rows: 1_000_000 });
    expect(lineTotals([greatest!, greatest!])).toEqual({ SA11AI: { rows: 2, cents: 2_000_000_000_000, memoRows: 0, memoCents: 0 } });
  });
});

describe('Schedule A of filings', () => {
  const filing = { filingId: id('filing'), reportId: id('report'), form: 'F3' as const, amendmentNumber: 0, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30', transactionId: 'T1' };
  const filed = (name: string, amountCents: number, receivedOn: string, change: Partial<Contribution> = {}) => gift(name, amountCents, receivedOn, { source: 'fec-filing', filing: { ...filing, transactionId: name }, ...change });

  it('takes every row as listed by its filer, whatever its amount and day, and the rest from the cover', async () => {
    const { items, rows } = await schedule([filed('1', 5_00, '2026-06-30'), filed('2', 300_00, '2026-07-02'), filed('memo', 300_00, '2026-07-02', { memo: true })]);
    expect(rows.map(({ transactionId, itemized, why }) => [transactionId, itemized, why])).toEqual([['1', true, 'listed-by-filer'], ['2', true, 'listed-by-filer'], ['memo', true, 'listed-by-filer']]);
    expect(receiptTotals(items, { unitemizedCents: 70_00n })).toMatchObject({ itemizedIndividualsCents: 305_00, unitemizedIndividualsCents: 70_00, individualsCents: 375_00, memoCents: 300_00 });
    expect(receiptTotals(items, { allCents: 400_00n })).toMatchObject({ unitemizedIndividualsCents: 95_00, individualsCents: 400_00 });
    expect(receiptTotals(items, {})).toMatchObject({ unitemizedIndividualsCents: null, individualsCents: 305_00 });
  });

  it('counts a row by its own day where the report lies within the period only in part', async () => {
    const days = async (from: string, to: string) => (await schedule([filed('1', 5_00, '2026-06-30'), filed('2', 300_00, '2026-07-02'), filed('3', 300_00, '2026-08-02')], 'fec-2025', from, to)).rows.map(({ day }) => day);
    expect(await days('2026-07-01', '2026-07-31')).toEqual(['2026-07-02']);
    expect(await days('2026-01-01', '2026-12-31')).toEqual(['2026-06-30', '2026-07-02', '2026-08-02']);
    expect(await days('2026-06-01', '2026-06-30')).toEqual([]);
  });

  it('numbers the lines of a presidential report as form 3P does', async () => {
    const row = (line: string, cents: number) => filed(line, cents, '2026-07-02', { line, filing: { ...filing, form: 'F3P', transactionId: line } });
    const { totals } = await schedule(['SA16', 'SA17A', 'SA17B', 'SA17C', 'SA17D', 'SA18', 'SA19A', 'SA19B', 'SA20A', 'SA20C', 'SA21'].map((line, n) => row(line, 1 << n)));
    expect(totals).toMatchObject({
      federalFundsCents: 1, itemizedIndividualsCents: 2, partyCommitteesCents: 4, otherCommitteesCents: 8, candidateCents: 16, transfersCents: 32, candidateLoansCents: 64, loansCents: 192, offsetsCents: 768,
      otherReceiptsCents: 1024, totalReceiptsCents: 2047,
    });
  });
});
