import type { Frequency } from '@fieldledger/donations';

/** What an amount is worth in a month, in whole cents, half a cent counting as one: 52 weeks are 12 months. And how long two periods are. */
const OF: Readonly<Record<Frequency, { readonly monthly: string; readonly twoPeriods: string }>> = {
  weekly: { monthly: '(26 * amount_cents + 3) / 6', twoPeriods: '14 days' },
  monthly: { monthly: 'amount_cents', twoPeriods: '2 months' },
  quarterly: { monthly: '(2 * amount_cents + 3) / 6', twoPeriods: '6 months' },
  yearly: { monthly: '(amount_cents + 6) / 12', twoPeriods: '2 years' },
};
const caseOf = (sql: (of: (typeof OF)[Frequency]) => string): string => `CASE frequency ${Object.entries(OF).map(([frequency, of]) => `WHEN '${frequency}' THEN ${sql(of)}`).join(' ')} END`;

/** How often a series can be charged. */
export const FREQUENCIES: readonly string[] = Object.keys(OF);

export const MONTHLY_VALUE = caseOf(({ monthly }) => monthly);
export const TWO_PERIODS = caseOf(({ twoPeriods }) => `interval '${twoPeriods}'`);
