import { nameUuid, Rejection, type Meta } from '@fieldledger/kernel';
import type { RecordContribution } from './contribution-commands.js';
import type { ContributionContext } from './contribution-context.js';
import type { ContributionEvent, ContributionFlag } from './contribution-events.js';
import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import { contributionDecider, recordContribution, refundContribution } from './contribution.js';
import type { ContributionState } from './contribution-state.js';

/** What the specs of contributions share: when they are told, one gift, and what becomes of it in short. */
export const meta: Meta = {
  organization: nameUuid('donations'), actor: 'key-7', app: 'donation-page', correlationId: 'c', causationId: null, receivedAt: '2026-08-15T02:20:00.000Z', provenance: null,
};
/** When all of it has happened. */
export const later: Meta = { ...meta, receivedAt: '2026-10-15T12:00:00.000Z' };
export const { giver } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
export const context: ContributionContext = { committees: new Map([['C00999999', { kind: 'candidate', establishedOn: '2025-02-03' }]]), giver, forgotten: false };
export const contributionId = nameUuid('donations', 'a gift');
export const gift: RecordContribution = { contributionId, committeeId: 'C00999999', amountCents: 250_00, receivedOn: '2026-08-14', electionCode: 'P2026' };
export const record = (change: Partial<RecordContribution> = {}, its: Partial<ContributionContext> = {}) => recordContribution({ ...gift, ...change }, { ...context, ...its }, after(), meta);
export const after = (...events: readonly ContributionEvent[]): ContributionState => events.reduce(contributionDecider.evolve, contributionDecider.initial);
export const rejection = (run: () => unknown): Rejection => {
  try {
    run();
  } catch (error) {
    if (error instanceof Rejection) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
};
export const flags = ([event]: readonly ContributionEvent[]) => (event!.data as { flags: readonly ContributionFlag[] }).flags;
export const refund = (amountCents: number | undefined, state: ContributionState, basis?: 'reported') => refundContribution({ refundId: nameUuid('refund', String(amountCents)), contributionId, amountCents, refundedOn: '2026-08-20', basis }, state, later);
