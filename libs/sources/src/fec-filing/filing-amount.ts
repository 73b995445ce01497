import { MOST_CENTS } from '@fieldledger/donations';
import { centsOf } from '../dollars.js';

/** Whole cents of an amount as filings write it, which may leave out the dollars (`-.50`); undefined for what is none, or larger than any amount may be. */
export function amountOf(text: string): number | undefined {
  const cents = centsOf(text.replace(/^([+-]?)\./, '$10.').replace(/^\+/, '').replace(/\.$/, ''));
  return cents !== undefined && Math.abs(cents) <= MOST_CENTS ? cents : undefined;
}
