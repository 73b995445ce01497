import { daysAfter, limitOn, PRESENT_RULES, RECIPIENTS, SPECIAL_ACCOUNT, SPECIAL_ACCOUNT_LINE, type Limit } from '@fieldledger/finance-rules';
import type { Contribution, ContributionFlag } from './contribution-events.js';

/** What the law would have us look at, by this gift alone; what only many gifts show is for the reports. */
export function flagsOf({ amountCents, committeeKind, earmark, giver, line, method, receivedOn, sourceMarkers = [] }: Omit<Contribution, 'flags'>): ContributionFlag[] {
  const rules = PRESENT_RULES;
  const flags: ContributionFlag[] = [];
  const byPerson = giver === null || giver.entityType === 'IND';
  if (byPerson) {
    const inSpecialAccount = committeeKind === 'national-party' && line === SPECIAL_ACCOUNT_LINE;
    // A committee whose kind nobody told may be one that is held to no limit: what is over some limit is not known to be within its own.
    const held: readonly Limit['recipient'][] = inSpecialAccount ? [SPECIAL_ACCOUNT] : committeeKind ? [committeeKind] : RECIPIENTS;
    const over = held.map((recipient) => limitOn(rules, recipient, receivedOn)).map((limit) => limit && limit.cents !== null && amountCents > limit.cents);
    if (over.every(Boolean)) flags.push('excessive');
    else if (over.some((it) => it !== false)) flags.push('limit-unknown');
  }
  flags.push(...markedFlags(sourceMarkers));
  if (method === 'cash' && amountCents > rules.mostCashCents) flags.push('cash-over-limit');
  if (giver === null && amountCents > rules.mostAnonymousCents) flags.push('anonymous-over-limit');
  if (earmark && isForwardedLate(earmark.conduitReceivedOn, receivedOn)) flags.push('forwarded-late');
  if (giver?.entityType === 'IND' && amountCents > rules.itemizeOverCents && !(giver.given.includes('employer') && giver.given.includes('occupation'))) flags.push('best-efforts-due');
  return flags;
}

/** What another committee filed, or the FEC published, is theirs to answer for: we flag our own. */
export const isOurs = ({ filing, source }: Pick<Contribution, 'filing' | 'source'>): boolean => !filing && source !== 'fec-bulk';

/** What whoever marks a source says of it. */
export function markedFlags(sourceMarkers: Contribution['sourceMarkers'] = []): ContributionFlag[] {
  return [...(sourceMarkers.some((marker) => marker !== 'minor') ? (['prohibited-source'] as const) : []), ...(sourceMarkers.includes('minor') ? (['minor'] as const) : [])];
}

/** Whether a conduit kept a gift longer than it may; of one that does not say when it got it, nothing is known. */
export const isForwardedLate = (conduitReceivedOn: string | undefined, day: string): boolean => conduitReceivedOn !== undefined && day > daysAfter(conduitReceivedOn, PRESENT_RULES.forwardDays);
