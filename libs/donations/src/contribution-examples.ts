import type { Sealed } from '@fieldledger/privacy';
import type { Contribution, ContributionEvent, InFiling } from './contribution-events.js';
import type { Giver } from './contributor.js';

const sealed = (name: string): Sealed => ({ key: '5e0a7c1d-8f1e-8c4b-9a40-2b6f0d2f7a11', nonce: 'c2VhbGVkLW5vbmNl', text: `sealed-${name}`.padEnd(32, '0'), mark: name.padEnd(22, '0') });
const giver: Giver = {
  entityType: 'IND', subject: '5e0a7c1d-8f1e-8c4b-9a40-2b6f0d2f7a11', reference: { system: 'actblue', scope: 'donor', id: '90210' }, nameZip: 'n4me-and-z1p-of-donor0', email: 'em4il-of-donor-token00',
  given: ['lastName', 'firstName', 'street1', 'city', 'state', 'zip', 'employer', 'occupation', 'email'],
};
const filing: InFiling = {
  filingId: '9a7ce3a1-97c5-5a0e-8c5c-2b1d8f1f6a01', reportId: '31c1e6f0-0d38-5d0c-a4fb-5d4d52b9c702', form: 'F3', amendmentNumber: 1, coverageFrom: '2026-07-01', coverageThrough: '2026-09-30',
  transactionId: 'SA11AI.4711', backReferenceId: 'SA11AI.4710',
};
const contribution: Contribution = {
  contributionId: '3f6f1c34-4c0b-4a5e-9f59-0c5b1b7a8e01', committeeId: 'C00999999', committeeKind: 'candidate', cycle: { years: 6, endsIn: 2026 }, amountCents: 250_00, receivedOn: '2026-08-14',
  receivedAt: '2026-08-14T17:03:11.000Z', electionCode: 'G2026', line: 'SA11AI', giver, person: sealed('person'), remarks: sealed('remarks'), method: 'card', sourceMarkers: [],
  earmark: { conduitCommitteeId: 'C00401224', conduitReceivedOn: '2026-08-14' }, memo: false, itemize: true, seriesId: '8d4cf3a2-1d4a-4c58-8a93-7e4a2c9d0b05', sequence: 3, feeCents: 9_88,
  page: 'columbus-kickoff', referenceCode: 'email-0814', referenceCode2: 'tw', source: 'actblue-csv', flags: [],
};
const filed: Contribution = { ...contribution, election: sealed('election'), claimedAggregateCents: 750_00, filing, source: 'fec-filing', receivedAt: undefined, earmark: undefined, seriesId: undefined, sequence: undefined };
const { contributionId, committeeId } = contribution;
const of = { contributionId, committeeId };

/** One good example of each event, in its present version. */
export const CONTRIBUTION_EXAMPLES: { readonly [T in ContributionEvent['type']]: Extract<ContributionEvent, { type: T }> } = {
  ContributionReceived: { type: 'ContributionReceived', data: contribution },
  RefundReported: { type: 'RefundReported', data: { ...filed, line: 'SB20A', amountCents: 30_00 } },
  ContributionAmended: { type: 'ContributionAmended', data: { ...filed, amendmentId: '6a0d3b1e-0d5e-4b5d-8e21-7e0f4d5c3a02', changed: ['employer', 'occupation'] } },
  ContributionSighted: { type: 'ContributionSighted', data: { ...of, source: 'actblue-webhook', differs: ['feeCents'], filing, flags: ['sources-differ'] } },
  ContributionRefunded: { type: 'ContributionRefunded', data: { ...of, refundId: 'b1d1a5a7-2a0f-4a0a-8f0e-6d1d4f2c7a03', amountCents: 50_00, refundedOn: '2026-08-20', orphan: false, flags: [] } },
  ContributionReturned: { type: 'ContributionReturned', data: { ...of, returnId: 'c2e2b6b8-3b10-4b1b-9f1f-7e2e5f3d8b04', returnedOn: '2026-08-18', amountCents: 250_00 } },
  ContributionBounced: { type: 'ContributionBounced', data: { ...of, bounceId: 'd3f3c7c9-4c21-4c2c-8a20-8f3f6a4e9c05', bouncedOn: '2026-08-21', amountCents: 250_00, flags: [] } },
  ContributionChargedBack: { type: 'ContributionChargedBack', data: { ...of, chargebackId: 'e4a4d8da-5d32-4d3d-9b31-9a4a7b5fad06', chargedBackOn: '2026-09-02', amountCents: 250_00, flags: ['chargeback-after-refund'] } },
  DisputeOpened: { type: 'DisputeOpened', data: { ...of, disputeId: 'f5b5e9eb-6e43-4e4e-8c42-ab5b8c60be07', openedOn: '2026-08-28', flags: [] } },
  DisputeClosed: { type: 'DisputeClosed', data: { ...of, closingId: 'a6c6fafc-7f54-4f5f-9d53-bc6c9d71cf08', disputeId: 'f5b5e9eb-6e43-4e4e-8c42-ab5b8c60be07', outcome: 'lost', closedOn: '2026-09-02', flags: [] } },
  ContributionRedesignated: {
    type: 'ContributionRedesignated',
    data: { ...of, redesignationId: 'b7d7ab0d-8a65-4a6a-8e64-cd7dae82da09', amountCents: 100_00, fromElection: 'P2026', toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-09-01' },
  },
  ContributionReattributed: {
    type: 'ContributionReattributed',
    data: {
      ...of, reattributionId: 'c8e8bc1e-9b76-4b7b-9f75-de8ebf93eb0a', amountCents: 100_00, giver: { entityType: 'IND', subject: 'a1f17c1d-8f1e-8c4b-9a40-2b6f0d2f7a12', given: ['lastName'] }, person: sealed('spouse'),
      basis: 'presumptive', reattributedOn: '2026-09-01', flags: [],
    },
  },
  ContributionWithdrawn: { type: 'ContributionWithdrawn', data: { ...of, withdrawalId: 'd9f9cd2f-ac87-4c8c-8a86-ef9fca04fc0b', reasonCode: 'dropped-by-amendment', filing } },
  ContributionDeposited: { type: 'ContributionDeposited', data: { ...of, depositId: 'eaaade30-bd98-4d9d-9b97-fa0adb150d0c', batchId: 'deposit-2026-08-17', depositedOn: '2026-08-17', flags: [] } },
  InformationRequested: { type: 'InformationRequested', data: { ...of, requestId: 'fbbbef41-cea9-4eae-8ca8-0b1bec261e0d', medium: 'solicitation', requestedOn: '2026-08-14', flags: [] } },
  InformationFollowedUp: { type: 'InformationFollowedUp', data: { ...of, requestId: 'acccf052-dfba-4fbf-9db9-1c2cfd372f0e', medium: 'mail', requestedOn: '2026-09-05', flags: [] } },
  InformationReceived: {
    type: 'InformationReceived',
    data: { ...of, answerId: 'bddda163-e0cb-4ac0-8eca-2d3dae483a0f', receivedOn: '2026-09-15', given: ['employer', 'occupation'], answer: sealed('answer'), flags: [] },
  },
};
