import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import type { PledgeEvent } from './pledge-events.js';

const { contributionId, committeeId, giver, person } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
const of = { pledgeId: '5abc9f4e-8dbb-4a78-9e95-4bac6f2d7e05', committeeId, flags: [] };

/** One good example of each event, in its present version. */
export const PLEDGE_EXAMPLES: { readonly [T in PledgeEvent['type']]: Extract<PledgeEvent, { type: T }> } = {
  PledgeMade: { type: 'PledgeMade', data: { ...of, committeeId, amountCents: 500_00, pledgedOn: '2026-08-10', dueOn: '2026-08-31', callId: 'call-5521', giver, person } },
  PledgeFulfilled: {
    type: 'PledgeFulfilled',
    data: { ...of, fulfilmentId: '6bcda05f-9ecc-4b89-8fa6-5cbd7a3e8f06', contributionId, amountCents: 250_00, fulfilledOn: '2026-08-14' },
  },
  PledgeCancelled: { type: 'PledgeCancelled', data: { ...of, cancellationId: '7cdeb160-afdd-4c9a-9ab7-6dce8b4f9a07', cancelledOn: '2026-09-30', reasonCode: 'uncollectible', flags: ['cancelled-before'] } },
};
