import type { Telling } from './contribution-history.js';
import { NOTHING_TOLD, type VersionRow } from './contribution-versions.projection.js';
import { disagreements, reconcile } from './reconcile.js';

const contributionId = '3f6f1c34-4c0b-4a5e-9f59-0c5b1b7a8e01';
const telling = (at: number, type: string, change: Partial<Omit<VersionRow, 'position' | 'type'>> = {}): Telling => ({ ...(NOTHING_TOLD), contributionId, eventId: `event-${at}`, position: String(at), type, ...change });
const received = telling(1, 'ContributionReceived', { source: 'actblue-webhook', committeeId: 'C00999999', amountCents: 250_00, receivedOn: '2026-08-14', receivedAt: '2026-08-14T17:03:11.000Z', page: 'kickoff' });
const sighted = telling(2, 'ContributionSighted', { source: 'actblue-csv', names: ['feeCents'] });
const withdrawn = telling(3, 'ContributionWithdrawn');

describe('a lineitem of theirs', () => {
  it('is the same when everything that they tell is what we have', () => {
    expect(reconcile({ contributionId, amountCents: 250_00, receivedAt: '2026-08-14T13:03:11-04:00' }, [received, sighted])).toEqual({ contributionId, finding: 'same', fields: [], ours: {}, events: ['event-1'] });
  });

  it('is different in what they tell otherwise, and in nothing that they do not tell', () => {
    expect(reconcile({ contributionId, amountCents: 260_00, receivedOn: '2026-08-14', referenceCode: 'mail' }, [received])).toEqual({
      contributionId, finding: 'different', fields: ['amountCents', 'referenceCode'], ours: { amountCents: 250_00 }, events: ['event-1'],
    });
  });

  it.each<[string, object, object]>([
    ['the committee', { committeeId: 'C00999999' }, { committeeId: 'C00888888' }], ['the line', { line: 'SA11AI' }, { line: 'SA11C' }], ['the transaction', { transactionId: 'T1' }, { transactionId: 'T2' }],
    ['what it belongs to', { backReferenceId: 'T1' }, { backReferenceId: 'T2' }], ['what kind of giver it is', { entityType: 'IND' }, { entityType: 'ORG' }], ['the amount', { amountCents: 1 }, { amountCents: 2 }],
    ['the aggregate', { claimedAggregateCents: 1 }, { claimedAggregateCents: 2 }], ['the day', { receivedOn: '2026-08-14' }, { receivedOn: '2026-08-15' }],
    ['the moment', { receivedAt: '2026-08-14T17:03:11.000Z' }, { receivedAt: '2026-08-14T17:03:12Z' }], ['the election', { electionCode: 'P2026' }, { electionCode: 'G2026' }],
    ['how it was paid', { method: 'card' }, { method: 'check' }], ['the conduit', { earmark: 'C00401224 2026-08-14' }, { earmark: 'C00401224 2026-08-15' }],
    ['whether it is a memo', { memo: false }, { memo: true }], ['whether to list it', { itemize: false }, { itemize: true }], ['which charge it is', { sequence: 1 }, { sequence: 2 }], ['the fee', { feeCents: 1 }, { feeCents: 2 }],
    ['the page', { page: 'kickoff' }, { page: 'supper' }], ['the code of the link', { referenceCode: 'mail' }, { referenceCode: 'text' }], ['its other code', { referenceCode2: 'top' }, { referenceCode2: 'end' }],
  ])('is different where they say %s otherwise', (_what, ours, theirs) => {
    expect(reconcile({ contributionId, ...theirs }, [telling(1, 'ContributionReceived', ours)])).toMatchObject({ finding: 'different', fields: Object.keys(theirs), ours });
  });

  it('is missing when we have never heard of it, or it was withdrawn, and then the withdrawal is named', () => {
    expect(reconcile({ contributionId, amountCents: 250_00 }, [])).toEqual({ contributionId, finding: 'missing', fields: [], ours: {}, events: [] });
    expect(reconcile({ contributionId, amountCents: 250_00 }, [received, withdrawn])).toMatchObject({ finding: 'missing', events: ['event-3'] });
  });
});

describe('two tellers of one lineitem', () => {
  it('who differ are named with what they differ in and the events of both', () => {
    expect(disagreements([received, sighted])).toEqual([
      {
        contributionId, movementId: null, committeeId: 'C00999999', receivedOn: '2026-08-14', amountCents: 250_00, sources: ['actblue-webhook', 'actblue-csv'], fields: ['feeCents'], amendedSince: false, standing: true,
        events: ['event-1', 'event-2'], position: '2',
      },
    ]);
  });

  it('may differ in a refund alone, also before the lineitem is known', () => {
    const ofRefund = telling(2, 'ContributionSighted', { source: 'actblue-csv', committeeId: 'C00999999', names: ['refundedOn'], movementId: 'refund', movementEvent: 'event-0', movementSource: 'actblue-webhook' });
    const expected = { movementId: 'refund', committeeId: 'C00999999', sources: ['actblue-webhook', 'actblue-csv'], fields: ['refundedOn'], amendedSince: false, events: ['event-0', 'event-2'] };
    expect(disagreements([ofRefund])).toMatchObject([{ ...expected, amountCents: null, standing: false }]);
    expect(disagreements([received, ofRefund])).toMatchObject([{ ...expected, amountCents: 250_00, standing: true }]);
  });

  it('who agree are not, nor is an older version of a filing', () => {
    expect(disagreements([received, { ...sighted, names: [] }])).toEqual([]);
    expect(disagreements([received, { ...sighted, filingId: 'filing' }])).toEqual([]);
  });

  it('may have been settled since by an amendment', () => {
    expect(disagreements([received, sighted, { ...received, eventId: 'event-4', position: '4', type: 'ContributionAmended' }])).toMatchObject([{ amendedSince: true, standing: true }]);
    expect(disagreements([received, sighted, withdrawn])).toMatchObject([{ amendedSince: false, standing: false }]);
  });
});
