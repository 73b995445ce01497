import type { Contribution, ContributionEvent, Giver } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';

export const id = (name: string) => nameUuid('gifts', name);
export const giver = (name: string): Giver => ({ entityType: 'IND', subject: id(name), nameZip: name, given: ['lastName'] });

/** Ada's gift to a candidate's primary, where nothing else is said. */
export const gift = (name: string, amountCents: number, receivedOn: string, more: Partial<Contribution> = {}): ContributionEvent => ({
  type: 'ContributionReceived',
  data: { contributionId: id(name), committeeId: 'C00000001', committeeKind: 'candidate', amountCents, receivedOn, electionCode: 'P2026', line: 'SA11AI', giver: giver('ada'), source: 'door', flags: [], ...more },
});

/** Which gift a movement is of. */
export const of = (name: string) => ({ contributionId: id(name), committeeId: 'C00000001' });
export const refunded = (name: string, amountCents: number, refundedOn: string): ContributionEvent => ({ type: 'ContributionRefunded', data: { ...of(name), refundId: id(`refund of ${name}`), amountCents, refundedOn, orphan: false, flags: [] } });
