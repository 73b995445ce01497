/**
 * In which order what became of a gift takes of it, on one day: what the committee paid back, what the card network took
 * and, once a dispute ended well, gave back, and last the bank, which takes all that remains. Days come first, and arrival never; the receipts and the schedules go by
 * it alike.
 */
export const TAKING_ORDER = ['refund', 'chargeback', 'won-back', 'return', 'bounce'] as const;

/** How a dispute ends well: what was charged back for it comes back. */
export const ENDED_WELL: readonly string[] = ['won', 'withdrawn'];
