import { PRESENT_RULES, RULE_SETS, ruleSet, type RuleSet } from '@fieldledger/finance-rules';
import { Rejection } from '@fieldledger/kernel';

/** The rule set that a request names in `rules`, or the present one. @throws Rejection `unknown-rules`, naming what there is */
export function rulesAsked(name: string | undefined): RuleSet {
  const rules = name === undefined ? PRESENT_RULES : ruleSet(name);
  if (!rules) throw new Rejection('invalid', 'unknown-rules', `rules is the name of a rule set. There are: ${RULE_SETS.map((set) => set.name).join(', ')}.`);
  return rules;
}
