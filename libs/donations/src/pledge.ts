import { Rejection, type Decider, type Meta } from '@fieldledger/kernel';
import { positive } from './cents.js';
import type { ContributionContext } from './contribution-context.js';
import type { CancelPledge, FulfilPledge, MakePledge } from './pledge-commands.js';
import type { PledgeEvent, PledgeFlag } from './pledge-events.js';
import { contributorAsked } from './contributor.js';
import { refuseUnlikelyDay } from './unlikely-day.js';

export interface PledgeState {
  /** Null as long as nobody told of the pledge. */
  readonly committeeId: string | null;
  readonly amountCents: number;
  /** Also before the pledge was known. */
  readonly fulfilledCents: number;
  /** The contributions that fulfil it. */
  readonly fulfilledBy: ReadonlySet<string>;
  /** The earliest day that anybody named. */
  readonly cancelledOn: string | null;
}

export const pledgeDecider: Decider<PledgeState, PledgeEvent> = {
  kind: 'pledge',
  initial: { committeeId: null, amountCents: 0, fulfilledCents: 0, fulfilledBy: new Set(), cancelledOn: null },
  evolve,
  versions: { PledgeMade: 1, PledgeFulfilled: 1, PledgeCancelled: 1 },
  occurredAt: ({ type, data }) => `${type === 'PledgeMade' ? data.pledgedOn : type === 'PledgeFulfilled' ? data.fulfilledOn : data.cancelledOn}T00:00:00.000Z`,
  asked: (data) => {
    const { flags: _flags, ...told } = data;
    if ('pledgedOn' in told) {
      const { giver, person, ...asked } = told;
      return { ...asked, ...(giver && { contributor: contributorAsked(giver, person) }) };
    }
    const { committeeId: _committeeId, ...asked } = told;
    return asked;
  },
};

/** A fact. @throws Rejection `due-before-pledged`, `date-out-of-range`, `amount-not-positive`, `amount-too-large` */
export function makePledge(command: MakePledge, context: ContributionContext, meta: Meta): PledgeEvent[] {
  const { pledgeId, committeeId, amountCents, pledgedOn, dueOn, callId } = command;
  const { giver, person, forgotten } = context;
  refuseUnlikelyDay(pledgedOn, '/pledgedOn', meta);
  if (dueOn !== undefined && dueOn < pledgedOn) {
    throw new Rejection('invalid', 'due-before-pledged', `The pledge was made on ${pledgedOn} and cannot be due before. Correct one of the two days.`, { faults: [{ field: '/dueOn', problem: `must not be before ${pledgedOn}` }] });
  }
  return [{ type: 'PledgeMade', data: { pledgeId, committeeId, amountCents: positive(amountCents), pledgedOn, dueOn, callId, giver, person, flags: forgotten ? ['person-forgotten'] : [] } }];
}

/** A fact, whatever the order; a contribution that fulfilled the pledge already is flagged, and counts once. @throws Rejection `date-out-of-range`, amounts as above */
export function fulfilPledge({ fulfilmentId, pledgeId, contributionId, amountCents, fulfilledOn }: FulfilPledge, state: PledgeState, meta: Meta): PledgeEvent[] {
  refuseUnlikelyDay(fulfilledOn, '/fulfilledOn', meta);
  positive(amountCents);
  const { committeeId, cancelledOn } = state;
  const flags: PledgeFlag[] = unknownFlag(state);
  if (cancelledOn !== null && fulfilledOn > cancelledOn) flags.push('after-cancellation');
  if (state.fulfilledBy.has(contributionId)) flags.push('fulfilled-before');
  else if (committeeId !== null && amountCents > openCents(state)) flags.push('exceeds-pledge');
  return [{ type: 'PledgeFulfilled', data: { fulfilmentId, pledgeId, committeeId, contributionId, amountCents, fulfilledOn, flags } }];
}

/**
 * An intention, but one that harms nobody: recorded before its pledge and after another cancellation, and flagged.
 * @throws Rejection `pledge-fulfilled` when nothing is left to wait for, `date-out-of-range`
 */
export function cancelPledge({ cancellationId, pledgeId, cancelledOn, reasonCode }: CancelPledge, state: PledgeState, meta: Meta): PledgeEvent[] {
  refuseUnlikelyDay(cancelledOn, '/cancelledOn', meta);
  const { committeeId } = state;
  if (committeeId !== null && openCents(state) === 0) throw new Rejection('conflict', 'pledge-fulfilled', 'This pledge was fulfilled, so nothing of it is left to be cancelled. To give money back, refund the contribution.');
  const flags: PledgeFlag[] = [...unknownFlag(state), ...(state.cancelledOn === null ? [] : (['cancelled-before'] as const))];
  return [{ type: 'PledgeCancelled', data: { cancellationId, pledgeId, committeeId, cancelledOn, reasonCode, flags } }];
}

/** What of a pledge is still to come; never less than nothing. */
function openCents({ amountCents, fulfilledCents }: PledgeState): number {
  return Math.max(0, amountCents - fulfilledCents);
}

const unknownFlag = ({ committeeId }: PledgeState): PledgeFlag[] => (committeeId === null ? ['pledge-unknown'] : []);

/** Total: history is never refused. No `default`: a new event that is not handled here does not compile. */
function evolve(state: PledgeState, { type, data }: PledgeEvent): PledgeState {
  switch (type) {
    case 'PledgeMade':
      return { ...state, committeeId: data.committeeId, amountCents: data.amountCents };
    case 'PledgeFulfilled':
      if (state.fulfilledBy.has(data.contributionId)) return state;
      return { ...state, fulfilledCents: state.fulfilledCents + data.amountCents, fulfilledBy: new Set([...state.fulfilledBy, data.contributionId]) };
    case 'PledgeCancelled':
      return { ...state, cancelledOn: state.cancelledOn !== null && state.cancelledOn <= data.cancelledOn ? state.cancelledOn : data.cancelledOn };
  }
}
