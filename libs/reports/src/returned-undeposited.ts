/** What says that a gift was received, though it was returned: the bank had it, or it was paid back in part. Its return is then a refund of what remained. */
const RECEIVED_BY: readonly string[] = ['deposit', 'refund', 'chargeback'];

/** Whether a gift of which this became was never received, on whichever day it was returned (11 CFR 103.3(a)). */
export const isReturnedUndeposited = (kinds: readonly string[]): boolean => kinds.includes('return') && !kinds.some((kind) => RECEIVED_BY.includes(kind));

/** The same in SQL, over the rows of what became of a gift. */
export const RETURNED_UNDEPOSITED = `bool_or(kind = 'return') AND NOT bool_or(kind IN (${RECEIVED_BY.map((kind) => `'${kind}'`).join(', ')}))`;
