import type { Parameter } from '@fieldledger/http';
import { Rejection, type When } from '@fieldledger/kernel';
import { COMMITTEE, DAY, DONOR, ELECTION, ID_ASKED, MONTH, oneOfWords, REFERENCE, WEEK, wordOf, type Value } from './asked-values.js';
import { DAYS_TAKEN, daysAsked } from './days-asked.js';
import { GIFT_BANDS } from './receipts/gift-bands.js';
import { FREQUENCIES } from './recurring/frequencies.js';
import { SERIES_STATUSES } from './recurring/series-statuses.js';
import { CONFIRMED_TIMES } from './show-rates/confirmed-times.js';
import { LEAD_TIMES } from './show-rates/lead-times.js';
import { OUTCOMES } from './signups/placed-signups.js';
import { REVIEWS } from './signups/reviews.js';
import { EVERY_REPORT_TAKES, whenAsked } from './when-asked.js';

/** One way to cut a report: what to group by, what to keep, and of which moment it is to be. */
export interface Cut {
  readonly names: readonly string[];
  readonly columns: readonly string[];
  /** `column AS "name"` for each grouping. */
  readonly selections: readonly string[];
  /** Conditions to add, each beginning with AND; parameters are numbered from $2. */
  readonly where: string;
  readonly parameters: readonly string[];
  readonly when: When;
}

/** Dimensions that do not take just any value. */
const VALUES: Readonly<Record<string, Value>> = {
  day: DAY, week: WEEK, startedMonth: MONTH, committee: COMMITTEE, donor: DONOR, election: ELECTION, canvasser: REFERENCE, volunteer: REFERENCE, event: ID_ASKED, shift: ID_ASKED, recurring: oneOfWords(['yes', 'no']), band: oneOfWords(GIFT_BANDS),
  status: oneOfWords(SERIES_STATUSES), frequency: oneOfWords(FREQUENCIES), outcome: oneOfWords(OUTCOMES), confirmations: oneOfWords(CONFIRMED_TIMES), leadTime: oneOfWords(LEAD_TIMES), review: oneOfWords(REVIEWS),
};

/** With whom a reference is compared: whoever is linked to others is known by each of them, where a report follows links (`one`, or as `withLinks` tells). */
const SAME: Readonly<Record<string, (parameter: string, asked: Readonly<Record<string, string>>) => string>> = {
  volunteer: (p) => `coalesce((SELECT person FROM one WHERE reference = ${p}), ${p})`,
  donor: (p, { donors }) => (donors === 'linked-1' ? `coalesce({{linked}}::jsonb ->> ${p}::text, ${p})` : p),
};

const daysOf = (dimensions: Readonly<Record<string, string>>) => ('day' in dimensions ? DAYS_TAKEN : []);

/** The parameters of a report that is kept to these dimensions. */
export const filtersBy = (dimensions: Readonly<Record<string, string>>): readonly Parameter[] => [...Object.keys(dimensions).map((name) => ({ name, schema: VALUES[name]?.schema })), ...daysOf(dimensions), ...EVERY_REPORT_TAKES];

/** The parameters of a report that is kept to these dimensions, or grouped by them. */
export const cutsBy = (dimensions: Readonly<Record<string, string>>): readonly Parameter[] => [{ name: 'groupBy', schema: wordOf(Object.keys(dimensions)), isList: true }, ...filtersBy(dimensions)];

/**
 * Reads `groupBy=campaign,day`, a filter per dimension (`campaign=Bridgeport`; an empty value means "none given"),
 * `from` and `until`, or `to` (days, where the report has days) and the moment from the query string.
 * @throws Rejection `unknown-dimension`, naming what there is; `invalid-day`, `period-backwards`, `invalid-week`, `invalid-reference`, `invalid-id`, `invalid-parameter`
 */
export function cut(asked: Readonly<Record<string, string>>, dimensions: Readonly<Record<string, string>>): Cut {
  const names = asked.groupBy ? asked.groupBy.split(',').map((name) => name.trim()) : [];
  for (const name of names) {
    if (!Object.hasOwn(dimensions, name)) {
      throw new Rejection('invalid', 'unknown-dimension', `This report cannot be grouped by ${JSON.stringify(name.slice(0, 40))}. It can by: ${Object.keys(dimensions).join(', ')}.`);
    }
  }
  const parameters: string[] = [];
  const conditions: string[] = [];
  const condition = (text: (parameter: string) => string, value: string) => {
    parameters.push(value);
    conditions.push(`AND ${text(`$${parameters.length + 1}`)}`);
  };
  for (const [name, column] of Object.entries(dimensions)) {
    const value = asked[name];
    if (value !== undefined) condition((p) => `coalesce(${column}, '') = ${SAME[name]?.(p, asked) ?? p}`, value === '' ? value : (VALUES[name]?.read(value, name) ?? value));
  }
  for (const { compared, day } of daysAsked(asked)) condition((p) => `${dimensions.day} ${compared} ${p}`, day);
  return {
    names: [...new Set(names)],
    columns: [...new Set(names)].map((name) => dimensions[name]!),
    selections: [...new Set(names)].map((name) => `${dimensions[name]} AS "${name}"`),
    where: conditions.join(' '),
    parameters,
    when: whenAsked(asked),
  };
}

/** The end of a statement that measures each group of a cut and, in the last rows, everything: so that rows and totals can never disagree. */
export function grouped({ selections, columns }: Cut, measures: string, from: string): string {
  if (columns.length === 0) return `SELECT 1 AS total, ${measures} FROM ${from}`;
  return `SELECT ${[...selections, `GROUPING(${columns[0]}) AS total`].join(', ')}, ${measures} FROM ${from}
    GROUP BY GROUPING SETS ((${columns.join(', ')}), ()) ORDER BY ${['total', ...columns.map((column) => `${column} COLLATE "C"`)].join(', ')}`;
}

/** Tells the rows of such a statement from its totals; without groups, the totals are the only row. */
export function rowsAndTotals({ names }: Cut, found: readonly (Readonly<Record<string, unknown>> & { readonly total: number })[]): { rows: object[]; totals: Record<string, unknown> } {
  const plain = found.map(({ total: _total, ...row }) => row);
  const totals = Object.fromEntries(Object.entries(plain.find((_, i) => found[i]!.total !== 0) ?? {}).filter(([name]) => !names.includes(name)));
  return { rows: names.length === 0 ? plain : plain.filter((_, i) => found[i]!.total === 0), totals };
}
