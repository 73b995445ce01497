import type { Fault, Receipt } from '@fieldledger/kernel';

/** The doors that take what rows say: `POST /<door>/batch?mode=partial`. */
export type Door =
  | 'contact-attempts'
  | 'sightings'
  | 'contributions/refunds'
  | 'contributions/chargebacks'
  | 'contributions/deposits'
  | 'contributions/withdrawals'
  | 'series'
  | 'series/charges'
  | 'series/failures'
  | 'series/changes'
  | 'series/cancellations'
  | 'volunteer-events/changes'
  | 'volunteer-events/cancellations'
  | 'shifts/changes'
  | 'shifts/cancellations'
  | 'signups/sightings';

/** What a door's batch route answers for one item. */
export type ItemOutcome =
  | ({ readonly status: 'accepted' | 'same'; readonly flags: readonly string[] } & Receipt)
  | {
      readonly status: 'refused';
      readonly code: string;
      readonly detail: string;
      readonly faults?: readonly Fault[];
      readonly differs?: readonly string[];
    };

/** Sends up to 500 items to one door and answers for each, in their order. @throws Unavailable when the server says to come back later */
export type SendItems = (door: Door, items: readonly object[]) => Promise<ItemOutcome[]>;

/**
 * Posts one body to a path, such as `filings`, and hands back what the server answers.
 * @throws Unavailable when the server says to come back later; FileFault where what is recorded contradicts the file; Error with the server's own words when it refuses
 */
export type PostBody = (path: string, body: object) => Promise<object>;
