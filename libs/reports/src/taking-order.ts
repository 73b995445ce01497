/**
 * In which order what became of a gift takes of it, on one day: what the committee paid back, what the card network took
 * and, once a dispute ended well, gave back, and last the bank, which takes all that remains. Days come first, and arrival never; the receipts and the schedules go by
 * it alike.
 */
export const TAKING_ORDER = ['refund', 'chargeback', 'won-back', 'return', 'bounce'] as const;

/** How a dispute ends well: what was charged back for it comes back. */
export const ENDED_WELL: readonly string[] = ['won', 'withdrawn'];

/** Whether a dispute, as it was closed, brings back what was charged back: not what was charged back later, nor for another dispute. */
export function bringsBack(closing: { readonly disputeId: string; readonly day: string; readonly outcome: string }, charged: { readonly day: string; readonly disputeId: string | null }): boolean {
  return ENDED_WELL.includes(closing.outcome) && closing.day >= charged.day && (charged.disputeId ?? closing.disputeId) === closing.disputeId;
}
