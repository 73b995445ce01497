import { bookOf, daysAfter, limitOn, PRESENT_RULES, RECIPIENTS, SPECIAL_ACCOUNT, SPECIAL_ACCOUNT_LINE, type Limit } from '@fieldledger/finance-rules';
import type { Contribution, ContributionFlag } from './contribution-events.js';

/** What the law would have us look at, by this gift alone; what only many gifts show is for the reports. */
export function flagsOf(contribution: Omit<Contribution, 'flags'>): ContributionFlag[] {
  const { amountCents, earmark, giver, method, receivedOn } = contribution;
  const rules = PRESENT_RULES;
  const flags: ContributionFlag[] = [];
  const byPerson = giver === null || giver.entityType === 'IND';
  if (byPerson) {
    const recipient = recipientOf(contribution);
    // A committee whose kind nobody told may be one that is held to no limit: what is over some limit is not known to be within its own.
    const held: readonly Limit['recipient'][] = recipient ? [recipient] : RECIPIENTS;
    const over = held.map((each) => limitOn(rules, each, receivedOn)).map((limit) => limit && limit.cents !== null && amountCents > limit.cents);
    if (over.every(Boolean)) flags.push('excessive');
    else if (over.some((it) => it !== false)) flags.push('limit-unknown');
  }
  flags.push(...markedFlags(contribution));
  if (method === 'cash' && amountCents > rules.mostCashCents) flags.push('cash-over-limit');
  if (giver === null && amountCents > rules.mostAnonymousCents) flags.push('anonymous-over-limit');
  if (earmark && isForwardedLate(earmark.conduitReceivedOn, receivedOn)) flags.push('forwarded-late');
  if (giver?.entityType === 'IND' && amountCents > rules.itemizeOverCents && !(giver.given.includes('employer') && giver.given.includes('occupation'))) flags.push('best-efforts-due');
  return flags;
}

/** What another committee filed, or the FEC published, is theirs to answer for: we flag our own. */
export const isOurs = (told: Pick<Contribution, 'filing' | 'source'>): boolean => bookOf(told) === 'own';

/** What follows from how the source is marked: where the law sets no limit, corporations and unions may give as well. */
export function markedFlags(contribution: Pick<Contribution, 'committeeKind' | 'line' | 'receivedOn' | 'sourceMarkers'>): ContributionFlag[] {
  const { receivedOn, sourceMarkers = [] } = contribution;
  const recipient = recipientOf(contribution);
  const isFree = recipient !== null && limitOn(PRESENT_RULES, recipient, receivedOn)?.cents === null;
  const mayNot = sourceMarkers.filter((marker) => marker !== 'minor' && !(isFree && (marker === 'corporate' || marker === 'labor')));
  return [...(mayNot.length > 0 ? (['prohibited-source'] as const) : []), ...(sourceMarkers.includes('minor') ? (['minor'] as const) : [])];
}

/** Whose limit a gift is held to. What a hybrid PAC keeps apart for independent expenditures is as of a committee that makes nothing else (FEC statement on Carey v. FEC, 5 October 2011). */
function recipientOf({ committeeKind = null, line }: Pick<Contribution, 'committeeKind' | 'line'>): Limit['recipient'] | null {
  if (line !== SPECIAL_ACCOUNT_LINE) return committeeKind;
  return committeeKind === 'national-party' ? SPECIAL_ACCOUNT : committeeKind === 'pac' ? 'independent-expenditure-only' : committeeKind;
}

/** Whether a conduit kept a gift longer than it may; of one that does not say when it got it, nothing is known. */
export const isForwardedLate = (conduitReceivedOn: string | undefined, day: string): boolean => conduitReceivedOn !== undefined && day > daysAfter(conduitReceivedOn, PRESENT_RULES.forwardDays);
