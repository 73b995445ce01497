import { aggregateWindow, reportDueBy, retainedUntil, type RuleSet } from '@fieldledger/finance-rules';
import type { Hold } from './erasure-events.js';
import type { HeldGift, PersonalRecord } from './personal-records.js';

/**
 * What the law has us keep of a person on a day: the records of gifts of more than $50, with name and address, and of all
 * gifts of whoever is listed by name, for three years after the filing of the report that they belong to. Whoever is in
 * doubt keeps: amounts count as the most that was said of them, and one gift that two sources told counts twice.
 */
export function holdsOn(records: readonly PersonalRecord[], day: string, rules: RuleSet): Hold[] {
  const gifts = records.flatMap(({ recordId, gift }) => (gift && isOnRecord(gift) ? [{ recordId, gift }] : []));
  const aggregates = new Map<string, number>();
  for (const { gift } of gifts) for (const window of windowsOf(gift)) aggregates.set(window, (aggregates.get(window) ?? 0) + gift.amountCents);
  return gifts.flatMap(({ recordId, gift }): Hold[] => {
    const until = keptUntil(gift, rules);
    if (until <= day) return [];
    const itemized = !gift.individual || gift.itemize || windowsOf(gift).some((window) => aggregates.get(window)! > rules.itemizeOverCents);
    if (itemized) return [{ recordId, reason: 'itemized', until }];
    return gift.amountCents > rules.recordOverCents ? [{ recordId, reason: 'over-recording-limit', until }] : [];
  });
}

/** What was taken back before it stood in any report left nothing that must be kept. */
const isOnRecord = ({ withdrawn, filings }: HeldGift) => !withdrawn || filings.length > 0;

/** Three years from the day by which a report of it was due, or from the day on which the last one that has it was signed. */
function keptUntil({ receivedOn, filings }: HeldGift, rules: RuleSet): string {
  const filed = [reportDueBy(receivedOn), ...filings.filter((day) => day !== null)].sort().at(-1)!;
  return retainedUntil(filed, rules);
}

/** Forms add up by the election cycle or by the year; records are kept by the year as well (52 U.S.C. 30102(c)(3)). */
function windowsOf({ committeeId, recipient, cycle, receivedOn }: HeldGift): string[] {
  return [...new Set([aggregateWindow(recipient, receivedOn, cycle), `year ${receivedOn.slice(0, 4)}`])].map((window) => `${committeeId} ${window}`);
}
