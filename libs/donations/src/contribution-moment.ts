import type { Meta } from '@fieldledger/kernel';
import type { ContributionEvent } from './contribution-events.js';

/** The same instant, in UTC with milliseconds. */
export const instant = (text: string): string => new Date(text).toISOString();

/** The producer's word; a day begins at midnight in Greenwich where no time was given. */
export function occurredAt({ type, data }: ContributionEvent, meta: Meta): string {
  const day = (text: string) => `${text}T00:00:00.000Z`;
  switch (type) {
    case 'ContributionReceived':
    case 'RefundReported':
      return data.receivedAt ?? day(data.receivedOn);
    case 'ContributionRefunded':
      return day(data.refundedOn);
    case 'ContributionReturned':
      return day(data.returnedOn);
    case 'ContributionBounced':
      return day(data.bouncedOn);
    case 'ContributionChargedBack':
      return day(data.chargedBackOn);
    case 'DisputeOpened':
      return day(data.openedOn);
    case 'DisputeClosed':
      return day(data.closedOn);
    case 'ContributionRedesignated':
      return day(data.redesignatedOn);
    case 'ContributionReattributed':
      return day(data.reattributedOn);
    case 'ContributionDeposited':
      return day(data.depositedOn);
    case 'InformationRequested':
    case 'InformationFollowedUp':
      return day(data.requestedOn);
    case 'InformationReceived':
      return day(data.receivedOn);
    case 'ContributionAmended':
    case 'ContributionSighted':
    case 'ContributionWithdrawn':
      return meta.receivedAt;
  }
}
