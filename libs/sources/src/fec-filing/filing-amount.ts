import { MOST_CENTS } from '@fieldledger/donations';
import { centsOf } from '../dollars.js';

/** Whole cents of an amount as filings write it, which may leave out the dollars (`-.50`); undefined for what is none, or larger than any amount may be. */
export function amountOf(text: string): number | undefined {
  const cents = centsOf(text.replace(/^([+-]?)\./, '$10.').replace(/^\+/, '').replace(/\.$/, ''));
  return cents !== undefined && Math.abs(cents) <= MOST_CENTS ? cents : undefined;
}

/** Whether no amount is told: filers leave the cell blank, or write so. */
export const isUntold = (text: string): boolean => /^(?:none|n\/a)?$/i.test(text);

/** What is wrong with a text that is no amount. It is shown where it could be nothing else: no name, telephone or address. */
export function notAnAmount(text: string): string {
  const shown = text === '' ? ': it is blank' : LIKE_AN_AMOUNT.test(text) ? `: it is "${text}"` : '';
  return `is not an amount of at most ten thousand million dollars${shown}`;
}

const LIKE_AN_AMOUNT = /^\(?[+-]?\$?[+-]?\d[\d,]{0,8}(?:\.\d{0,8})?\)?[-%]?$/;
