import { daysAfter, limitOn, PRESENT_RULES, RECIPIENTS, SPECIAL_ACCOUNT_LINE } from '@fieldledger/finance-rules';
import type { Contribution, ContributionFlag } from './contribution-events.js';

/** What the law would have us look at, by this gift alone; what only many gifts show is for the reports. */
export function flagsOf({ amountCents, committeeKind, earmark, giver, line, method, receivedOn, sourceMarkers = [] }: Omit<Contribution, 'flags'>): ContributionFlag[] {
  const rules = PRESENT_RULES;
  const flags: ContributionFlag[] = [];
  const byPerson = giver === null || giver.entityType === 'IND';
  if (byPerson) {
    // Of a committee whose kind nobody told, what is over every limit is excessive, and what is over some is not known to be within.
    const limits = (committeeKind ? [committeeKind] : RECIPIENTS).map((recipient) => limitOn(rules, recipient, receivedOn)?.cents);
    const over = limits.map((cents) => (cents === undefined ? undefined : amountCents > cents));
    const inSpecialAccount = committeeKind === 'national-party' && line === SPECIAL_ACCOUNT_LINE;
    if (over.every(Boolean)) flags.push(inSpecialAccount ? 'limit-unknown' : 'excessive');
    else if (over.some((it) => it !== false)) flags.push('limit-unknown');
  }
  if (sourceMarkers.some((marker) => marker !== 'minor')) flags.push('prohibited-source');
  if (sourceMarkers.includes('minor')) flags.push('minor');
  if (method === 'cash' && amountCents > rules.mostCashCents) flags.push('cash-over-limit');
  if (giver === null && amountCents > rules.mostAnonymousCents) flags.push('anonymous-over-limit');
  if (earmark && isForwardedLate(earmark.conduitReceivedOn, receivedOn)) flags.push('forwarded-late');
  if (giver?.entityType === 'IND' && amountCents > rules.itemizeOverCents && !(giver.given.includes('employer') && giver.given.includes('occupation'))) flags.push('best-efforts-due');
  return flags;
}

/** Whether a conduit kept a gift longer than it may; of one that does not say when it got it, nothing is known. */
export const isForwardedLate = (conduitReceivedOn: string | undefined, day: string): boolean => conduitReceivedOn !== undefined && day > daysAfter(conduitReceivedOn, PRESENT_RULES.forwardDays);
