import { Rejection, type Position } from '@fieldledger/kernel';
import { dayOf, refuseUnknown } from './known-parameters.js';

/** One way to cut a report: what to group by, what to keep, and how new it must be. */
export interface Cut {
  readonly names: readonly string[];
  readonly columns: readonly string[];
  /** `column AS "name"` for each grouping. */
  readonly selections: readonly string[];
  /** Conditions to add, each beginning with AND; parameters are numbered from $2. */
  readonly where: string;
  readonly parameters: readonly string[];
  readonly minPosition?: Position;
}

/**
 * Reads `groupBy=campaign,day`, a filter per dimension (`campaign=Bridgeport`; an empty value means "none given"),
 * `from` and `until` (days, where the report has days) and `minPosition` from the query string.
 * @throws Rejection `unknown-parameter`, `unknown-dimension`, naming what there is
 */
export function cut(asked: Readonly<Record<string, string>>, dimensions: Readonly<Record<string, string>>): Cut {
  const days = 'day' in dimensions ? ['from', 'until'] : [];
  refuseUnknown(asked, [...Object.keys(dimensions), ...days, 'groupBy', 'minPosition', 'format']);
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
    if (asked[name] !== undefined) condition((p) => `coalesce(${column}, '') = ${p}`, asked[name]);
  }
  if (asked.from !== undefined) condition((p) => `${dimensions.day} >= ${p}`, dayOf(asked.from, 'from'));
  if (asked.until !== undefined) condition((p) => `${dimensions.day} <= ${p}`, dayOf(asked.until, 'until'));
  return {
    names: [...new Set(names)],
    columns: [...new Set(names)].map((name) => dimensions[name]!),
    selections: [...new Set(names)].map((name) => `${dimensions[name]} AS "${name}"`),
    where: conditions.join(' '),
    parameters,
    minPosition: asked.minPosition,
  };
}
