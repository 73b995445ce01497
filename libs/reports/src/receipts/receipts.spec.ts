import fc from 'fast-check';
import { CONTRIBUTION_EXAMPLES, type ContributionEvent } from '@fieldledger/donations';
import type { Row } from '@fieldledger/kernel';
import { moneyHistory, rowsOf } from '@fieldledger/testing';
import { receipts } from './receipts.projection.js';

const { ContributionReceived: received, RefundReported: reported, ContributionAmended: amended, ContributionWithdrawn: withdrawn, ContributionRefunded: refunded } = CONTRIBUTION_EXAMPLES;
const placeless = (rows: readonly Row[]) => rows.map(({ position: _position, ...row }) => JSON.stringify(row)).sort();

describe('receipts', () => {
  it('have a row for each gift, and for each movement of it', async () => {
    expect(await rowsOf(receipts, [received])).toEqual([
      {
        contributionId: received.data.contributionId, movementId: received.data.contributionId, kind: 'contribution', standing: true, committeeId: 'C00999999', committeeKind: 'candidate', book: 'own', day: '2026-08-14',
        amountCents: 250_00, feeCents: 9_88, line: 'SA11AI', individual: true, donor: 'n:n4me-and-z1p-of-donor0', donorByReference: 'r:actblue/donor/90210', election: 'G2026', fromElection: null, fromReattributionId: null, disputeId: null, outcome: null, memo: false,
        recurring: true, questionable: false, source: 'actblue-csv', referenceCode: 'email-0814', referenceCode2: 'tw', page: 'columbus-kickoff', position: '0000000000000001', filingId: null, amendmentNumber: null, earlier: null,
      },
    ]);
    const rows = await rowsOf(receipts, Object.values(CONTRIBUTION_EXAMPLES).filter(({ type }) => type !== 'RefundReported'));
    expect(rows.map(({ kind, standing }) => [kind, standing])).toEqual([
      ['contribution', false], ['refund', true], ['return', true], ['bounce', true], ['chargeback', true], ['dispute', false], ['redesignation', true], ['reattribution', true], ['deposit', true],
    ]);
    expect(rows.find(({ kind }) => kind === 'redesignation')).toMatchObject({ fromElection: 'P2026', election: 'G2026', amountCents: 100_00 });
  });

  it('keep a refund that a filing lists for itself what it is, also when it is amended', async () => {
    expect(await rowsOf(receipts, [reported, amended])).toMatchObject([{ kind: 'reported-refund', standing: true, book: 'filed', amountCents: amended.data.amountCents }]);
  });

  it('let what was withdrawn count no more, until it is told again', async () => {
    expect(await rowsOf(receipts, [received, withdrawn])).toMatchObject([{ standing: false }]);
    expect(await rowsOf(receipts, [received, withdrawn, amended])).toMatchObject([{ standing: true, kind: 'contribution' }]);
  });

  it('are the same whether a refund comes before its gift or after', async () => {
    expect(placeless(await rowsOf(receipts, [refunded, received]))).toEqual(placeless(await rowsOf(receipts, [received, refunded])));
  });

  it('have no dispute open whose closing came before its opening', async () => {
    const { DisputeOpened: opened, DisputeClosed: closed } = CONTRIBUTION_EXAMPLES;
    expect(placeless(await rowsOf(receipts, [closed, opened]))).toEqual(placeless(await rowsOf(receipts, [opened, closed])));
    expect(await rowsOf(receipts, [closed, opened])).toMatchObject([{ kind: 'dispute', standing: false, day: closed.data.closedOn }]);
  });

  it('are the same for facts told twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1 }), async (seed) => {
        const facts = [...moneyHistory({ seed, events: 100, organizations: ['one'] })].flatMap(({ events }) => events as unknown as ContributionEvent[]);
        expect(placeless(await rowsOf(receipts, facts.flatMap((fact) => [fact, fact])))).toEqual(placeless(await rowsOf(receipts, facts)));
      }),
    );
  });
});
