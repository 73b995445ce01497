import { MOST_CENTS } from '@fieldledger/finance-rules';
import { centsOf } from '../dollars.js';
import { shownValue } from '../shown-value.js';

/** Whole cents of an amount as filings write it, which may leave out the dollars (`-.50`); undefined for what is none, or larger than any amount may be. */
export function amountOf(text: string): number | undefined {
  const cents = centsOf(text.replace(/^([+-]?)\./, '$10.').replace(/^\+/, '').replace(/\.$/, ''));
  return cents !== undefined && Math.abs(cents) <= MOST_CENTS ? cents : undefined;
}

/** Whether no amount is told: filers leave the cell blank, or write so. */
export const isUntold = (text: string): boolean => /^(?:none|n\/a)?$/i.test(text);

/** What is wrong with a text that is no amount. */
export const notAnAmount = (text: string): string => `is not an amount of at most ten thousand million dollars: ${shownValue(text)}`;
