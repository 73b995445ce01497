import { RECIPIENTS, windowStarts } from '@fieldledger/finance-rules';
import { cycleOf } from '../committees/definitions.js';
import { groupOf } from '../schedule-lines/aggregates.js';
import { RECEIPT_LINE_NAMES } from '../schedule-lines/form-lines.js';
import type { Rule } from '../schedule-lines/under-one-rule.js';

/** In which windows gifts to a committee add up, and with which others: the same for all committees of one kind and cycle. */
export interface Shapes {
  readonly shapes: Readonly<Record<string, { readonly starts: readonly string[]; readonly groups: Readonly<Record<string, string>> }>>;
  /** The shape of each; another has that without a name. */
  readonly committees: Readonly<Record<string, string>>;
}

export function shapesOf(rules: ReadonlyMap<string, Rule>): Shapes {
  const named = [...rules].map(([committee, rule]) => [committee, [rule.kind, rule.cycleYears, rule.cycleEndsIn].join(' '), rule] as const);
  return {
    shapes: { '': shapeOf(UNKNOWN), ...Object.fromEntries(named.map(([, shape, rule]) => [shape, shapeOf(rule)])) },
    committees: Object.fromEntries(named.map(([committee, shape]) => [committee, shape])),
  };
}

const UNKNOWN: Pick<Rule, 'cycleYears' | 'cycleEndsIn'> & { readonly kind: null } = { kind: null, cycleYears: null, cycleEndsIn: null };

/** Of all the years in which there can have been a gift. */
function shapeOf(rule: Rule | typeof UNKNOWN): Shapes['shapes'][string] {
  const told = { kind: 'contribution', form: null, committeeKind: rule.kind } as const;
  return {
    starts: windowStarts(RECIPIENTS.find((it) => it === rule.kind) ?? null, 1976, 2100, cycleOf(rule)),
    groups: Object.fromEntries(RECEIPT_LINE_NAMES.map((line) => [line, groupOf({ ...told, line })])),
  };
}
