import { PRESENT_RULES, RULE_SETS, ruleSet, type RuleSet } from '@fieldledger/finance-rules';
import type { Parameter } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';
import { wordOf } from './asked-values.js';

export const RULES_TAKEN: Parameter = { name: 'rules', schema: wordOf(RULE_SETS.map(({ name }) => name)) };

/** The rule set that a request names in `rules`, or the present one. @throws Rejection `unknown-rules`, naming what there is */
export function rulesAsked(name: string | undefined): RuleSet {
  const rules = name === undefined ? PRESENT_RULES : ruleSet(name);
  if (!rules) throw new Rejection('invalid', 'unknown-rules', `rules is the name of a rule set. There are: ${RULE_SETS.map((set) => set.name).join(', ')}.`);
  return rules;
}
