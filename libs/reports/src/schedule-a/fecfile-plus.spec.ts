import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTRIBUTION_EXAMPLES, type Contribution, type ContributionEvent, type Giver } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { notTested, rowsOf, SHARED_DATA } from '@fieldledger/testing';
import { scheduleLines } from '../schedule-lines/schedule-lines.projection.js';
import { scheduleOfRows } from '../schedule-lines/schedule-of-rows.js';
import { refundTotals } from '../schedule-b-refunds/refund-totals.js';
import { receiptTotals } from './receipt-totals.js';

const folder = join(SHARED_DATA, 'fecfile-plus');
const isThere = existsSync(folder);
if (!isThere) notTested('the FEC’s own fixtures: the data is not on this machine');

/** The FEC's fixtures are lists of database rows: a transaction, and beside it its schedule's amount and date. */
interface Fixture {
  readonly model: string;
  readonly pk?: string;
  readonly fields: Readonly<Record<string, string | number | boolean | null | undefined>>;
}
interface Transaction {
  readonly id: string;
  readonly line: string;
  readonly cents: number;
  readonly day: string;
  readonly contact: string;
  readonly memo: boolean;
  readonly type: string;
}

function transactionsIn(file: string): Transaction[] {
  const fixtures = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Fixture[];
  const schedules = new Map(fixtures.filter(({ model }) => /schedule[ab]$/.test(model)).map(({ pk, fields }) => [pk ?? (fields.id as string), fields]));
  return fixtures.filter(({ model }) => model === 'transactions.transaction').flatMap(({ pk, fields }): Transaction[] => {
    const schedule = schedules.get((fields.schedule_a_id ?? fields.schedule_b_id ?? fields.schedule_a ?? fields.schedule_b) as string);
    const amount = schedule?.contribution_amount ?? schedule?.expenditure_amount;
    if (amount === undefined || amount === null) return [];
    return [{
      id: (pk ?? fields.id) as string, line: (fields._form_type as string).toUpperCase(), cents: inCents(String(amount)), day: (schedule!.contribution_date ?? schedule!.expenditure_date) as string,
      contact: (fields.contact_1_id ?? fields.contact_1 ?? pk ?? fields.id) as string, memo: fields.memo_code === true, type: fields.transaction_type_identifier as string,
    }];
  });
}

function inCents(text: string): number {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text)!;
  return Number(`${sign}${whole}${part.padEnd(2, '0')}`);
}

const OF = { committeeId: 'C00000000', committeeKind: 'pac' as const };

const giverOf = (contact: string): Giver => ({ entityType: 'IND', subject: nameUuid(contact), reference: { system: 'fecfile', scope: 'contact', id: contact }, given: [] });

/** As a PAC of form 3X records it: receipts with their line, refunds as the filing's own rows. */
function eventOf({ id, line, cents, day, contact, memo }: Transaction): ContributionEvent {
  const { flags: _flags, ...example } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
  const data: Contribution = {
    ...example, ...OF, cycle: undefined, earmark: undefined, itemize: undefined, receivedAt: undefined, flags: [], contributionId: nameUuid('fecfile-plus', id), amountCents: cents, receivedOn: day, line, memo,
    giver: giverOf(contact),
  };
  return line.startsWith('SB') ? { type: 'RefundReported', data } : { type: 'ContributionReceived', data };
}

const totalsOf = async (transactions: readonly Transaction[], from: string, to: string) => {
  const { A, B, ...apart } = scheduleOfRows(await rowsOf(scheduleLines, transactions.map(eventOf)), from, to);
  return { ...receiptTotals(A), ...refundTotals({ items: B, ...apart }) };
};

const row = (n: number, day: string, cents: number, line = 'SA11AI', contact = 'one'): Transaction => ({ id: `${n}`, line, cents, day, contact, memo: false, type: 'INDIVIDUAL_RECEIPT' });
const listed = async (transactions: readonly Transaction[], from: string, to: string, more: readonly ContributionEvent[] = []) => {
  const { A, rows } = scheduleOfRows(await rowsOf(scheduleLines, [...transactions.map(eventOf), ...more]), from, to);
  return { rows, totals: receiptTotals(A) };
};
const reattributed = (receipt: Transaction, amountCents: number, contact: string): ContributionEvent => ({
  type: 'ContributionReattributed',
  data: {
    contributionId: eventOf(receipt).data.contributionId, committeeId: OF.committeeId, reattributionId: nameUuid('fecfile-plus', 'reattribution', receipt.id), amountCents, giver: giverOf(contact), basis: 'signed',
    reattributedOn: '2024-02-01', flags: [],
  },
});

/**
 * What the FEC's own summary service makes of its fixtures: fecgov/fecfile-web-api, `test_summary.py` of its
 * `web_services/summary`, columns A (this period) and B (the year to date) of a form 3X from 30 January to 28 February 2005.
 */
describe('the FEC’s own fixtures of summary lines', () => {
  const transactions = () => [...transactionsIn('test_schedulea_summary_transactions.json'), ...transactionsIn('test_scheduleb_summary_transactions.json')].filter(({ line }) => !/^SB(?!28)/.test(line));

  it('add up in this period to what the FEC’s software adds up', async () => {
    if (!isThere) return;
    expect(await totalsOf(transactions(), '2005-01-30', '2005-02-28')).toMatchObject({
      itemizedIndividualsCents: 10_000_23, unitemizedIndividualsCents: 3_77, individualsCents: 10_004_00, partyCommitteesCents: 444_44, otherCommitteesCents: 555_55, totalContributionsCents: 11_003_99,
      transfersCents: 1_212_12, loansCents: 1_313_13, loanRepaymentsReceivedCents: 1_414_14, offsetsCents: 2_125_79, refundsReceivedCents: 16_00, otherReceiptsCents: 1_000_00, totalReceiptsCents: 18_085_17,
      refundsIndividualsCents: 101_50, refundsPartyCents: 201_50, refundsOtherCommitteesCents: 301_50, totalRefundsCents: 604_50,
    });
  });

  it('add up in the year to date to what the FEC’s software adds up', async () => {
    if (!isThere) return;
    expect(await totalsOf(transactions(), '2005-01-01', '2005-02-28')).toMatchObject({
      itemizedIndividualsCents: 10_000_23, unitemizedIndividualsCents: 103_77, individualsCents: 10_104_00, partyCommitteesCents: 544_44, otherCommitteesCents: 655_55, transfersCents: 1_312_12,
      loansCents: 1_413_13, loanRepaymentsReceivedCents: 1_514_14, offsetsCents: 2_225_79, refundsReceivedCents: 116_00, otherReceiptsCents: 1_100_00, totalReceiptsCents: 18_985_17,
      refundsIndividualsCents: 1_101_50, refundsPartyCents: 2_201_50, refundsOtherCommitteesCents: 3_301_50,
    });
  });
});

/** fecgov/fecfile-web-api, `test_manager.py`. */
describe('the FEC’s own fixtures of aggregates', () => {
  it('lower an aggregate by a refund: 5,555 received and 1,111 paid back leave 4,444', async () => {
    if (!isThere) return;
    const transactions = transactionsIn('test_transaction_manager_transactions.json');
    const receipt = transactions.find(({ type }) => type === 'INDIVIDUAL_NATIONAL_PARTY_HEADQUARTERS_ACCOUNT')!;
    const refund = transactions.find(({ type }) => type === 'INDIVIDUAL_REFUND_NP_HEADQUARTERS_ACCOUNT')!;
    const received = eventOf(receipt);
    const { contributionId } = received.data;
    const refunded: ContributionEvent = { type: 'ContributionRefunded', data: { contributionId, committeeId: OF.committeeId, refundId: nameUuid('fecfile-plus', refund.id), amountCents: refund.cents, refundedOn: refund.day, orphan: false, flags: [] } };
    const { rows } = scheduleOfRows(await rowsOf(scheduleLines, [received, refunded]), '2023-01-01', '2023-12-31');
    expect(rows.map(({ part, amountCents, aggregateCents }) => [part, amountCents, aggregateCents])).toEqual([['receipt', 5_555_00, 5_555_00], ['refund', 1_111_00, 4_444_00]]);
  });

  it('keep each kind of receipt’s aggregate to itself', async () => {
    if (!isThere) return;
    const receipts = transactionsIn('test_transaction_manager_transactions.json').filter(({ line }) => line.startsWith('SA'));
    const { contact: theirs } = receipts.find(({ line }) => line === 'SA17')!;
    const { rows } = await listed(receipts.filter(({ contact }) => contact === theirs), '2023-01-01', '2023-12-31');
    expect(rows.map(({ line, aggregateCents }) => [line, aggregateCents])).toEqual([['SA11AI', 4_444_00], ['SA17', 2_222_00]]);
  });

  it('begin anew with the calendar year: 123.45 of 2023, then 100 and 200 of 2024, and 100 of another kind', async () => {
    const { rows } = await listed([row(1, '2023-01-01', 123_45), row(2, '2024-01-01', 100_00), row(3, '2024-01-01', 200_00), row(4, '2024-01-01', 100_00, 'SA17')], '2023-01-01', '2024-12-31');
    const aggregates = rows.map(({ day, line, aggregateCents }) => `${day} ${line.slice(0, 4)} ${aggregateCents}`);
    expect(aggregates).toEqual(expect.arrayContaining(['2023-01-01 SA11 12345', '2024-01-01 SA11 30000', '2024-01-01 SA17 10000']));
  });

  it('pass over what is forced out of them (`force_unaggregated`): 150 dollars, 100 forced out, and 40', async () => {
    const forced = eventOf(row(2, '2024-02-01', 100_00));
    const { rows, totals } = await listed([row(1, '2024-01-01', 150_00), row(3, '2024-03-01', 40_00)], '2024-01-01', '2024-12-31', [{ ...forced, data: { ...forced.data, unaggregated: true } } as ContributionEvent]);
    expect(rows.map(({ day, aggregateCents, itemized }) => [day, aggregateCents, itemized])).toEqual([['2024-01-01', 150_00, false], ['2024-02-01', 150_00, false], ['2024-03-01', 190_00, false]]);
    expect(totals).toMatchObject({ unitemizedIndividualsCents: 290_00 });
  });
});

/** fecgov/fecfile-web-api, `test_itemization.py`: 50 dollars of an individual. */
describe('the FEC’s own cases of itemization', () => {
  const itemized = async (amount: number, change: Partial<Contribution>) => {
    const event = eventOf(row(1, '2024-01-01', amount));
    return (await listed([], '2024-01-01', '2024-12-31', [{ ...event, data: { ...event.data, ...change } } as ContributionEvent])).rows[0]!.itemized;
  };

  it('list what is forced, do not list what is forced off, and list a negative aggregate', async () => {
    expect([await itemized(50_00, { itemize: true }), await itemized(50_00, { itemize: false }), await itemized(50_00, {}), await itemized(-1_00, {})]).toEqual([true, false, false, true]);
  });

  it('list a contribution of which a part is listed', async () => {
    const [receipt, other] = [row(1, '2024-01-01', 50_00), row(2, '2024-01-01', 300_00, 'SA11AI', 'two')];
    const { rows } = await listed([receipt, other], '2024-01-01', '2024-12-31', [reattributed(receipt, 20_00, 'two')]);
    expect(rows.map(({ itemized }) => itemized)).toEqual([true, true, true, true]);
  });
});

/** fecgov/fecfile-web-api, `test_reattributions.py` and `test_redesignations.py` of its dot-FEC records: 10 dollars of a receipt of 100. */
describe('the FEC’s own cases of reattribution and redesignation', () => {
  const receipt = row(1, '2024-01-01', 100_00);
  const { contributionId } = eventOf(receipt).data;
  const redesignated: ContributionEvent = {
    type: 'ContributionRedesignated',
    data: { contributionId, committeeId: OF.committeeId, redesignationId: nameUuid('fecfile-plus', 'redesignation'), amountCents: 10_00, fromElection: 'P2024', toElection: 'G2024', basis: 'signed', redesignatedOn: '2024-02-01' },
  };

  it.each([['reattribution', reattributed(receipt, 10_00, 'two')], ['redesignation', redesignated]])('of a %s write -10 and +10 on the receipt’s line, each referring back to it', async (name, moved) => {
    const { rows, totals } = await listed([receipt], '2024-02-01', '2024-02-27', [moved]);
    const backReferenceId = contributionId.replaceAll('-', '').slice(0, 20).toUpperCase();
    expect(rows.map((it) => [it.part, it.line.slice(0, 6), it.amountCents, it.backReferenceId])).toEqual([[`${name}-from`, 'SA11AI', -10_00, backReferenceId], [`${name}-to`, 'SA11AI', 10_00, backReferenceId]]);
    expect(totals).toMatchObject({ totalReceiptsCents: 0, memoCents: 0 });
  });
});
