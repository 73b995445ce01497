/**
 * In which order what became of a gift takes of it, on one day: what the committee paid back, what the card network took,
 * and last the bank, which takes all that remains. Days come first, and arrival never; the receipts and the schedules go by
 * it alike.
 */
export const TAKING_ORDER = ['refund', 'chargeback', 'return', 'bounce'] as const;
