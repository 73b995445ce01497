import type {
  ContributionAmended, ContributionBounced, ContributionChargedBack, ContributionDeposited, ContributionReattributed, ContributionReceived, ContributionRedesignated,
  ContributionRefunded, ContributionReturned, ContributionSighted, ContributionWithdrawn, DisputeClosed, DisputeOpened, RefundReported,
} from '@fieldledger/donations';
import type { FactOf } from '@fieldledger/kernel';

/** What moves money, or says where it is. */
export type Moving =
  | ContributionReceived | RefundReported | ContributionAmended | ContributionSighted | ContributionWithdrawn | ContributionRefunded | ContributionChargedBack | ContributionReturned | ContributionBounced
  | ContributionRedesignated | ContributionReattributed | ContributionDeposited | DisputeOpened | DisputeClosed;

/** Which movement an event is (ADR 0011): the contribution itself goes by its own id. */
export function movementIdOf({ type, data }: FactOf<Moving>): string {
  switch (type) {
    case 'ContributionReceived':
    case 'RefundReported':
    case 'ContributionAmended':
    case 'ContributionSighted':
    case 'ContributionWithdrawn':
      return data.contributionId;
    case 'ContributionRefunded':
      return data.refundId;
    case 'ContributionChargedBack':
      return data.chargebackId;
    case 'ContributionReturned':
      return data.returnId;
    case 'ContributionBounced':
      return data.bounceId;
    case 'ContributionRedesignated':
      return data.redesignationId;
    case 'ContributionReattributed':
      return data.reattributionId;
    case 'ContributionDeposited':
      return data.depositId;
    case 'DisputeOpened':
    case 'DisputeClosed':
      return data.disputeId;
  }
}
