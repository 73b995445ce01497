import type { Fault, Receipt } from '@fieldledger/kernel';

/** What `POST /contact-attempts/batch?mode=partial` answers for one item. */
export type ItemOutcome =
  | ({ readonly status: 'accepted' | 'same'; readonly flags: readonly string[] } & Receipt)
  | {
      readonly status: 'refused';
      readonly code: string;
      readonly detail: string;
      readonly faults?: readonly Fault[];
      readonly differs?: readonly string[];
    };

/** Sends up to 500 attempts and answers for each, in their order. @throws Unavailable when the server says to come back later */
export type SendItems = (items: readonly object[]) => Promise<ItemOutcome[]>;
