import type { RuleSet } from '@fieldledger/finance-rules';
import { textOrder } from '../text-order.js';
import { aggregatesOf, type GivenBefore } from './aggregates.js';
import { familiesOf, type Family } from './family.js';
import { unlistedLine } from './form-lines.js';
import { itemsOf, type Item } from './item.js';
import { itemizationOf, type Itemization } from './itemization.js';
import type { Line } from './line.js';
import type { Period } from './period.js';

/** An item of a schedule, with what the law makes of it. */
export interface ListedItem extends Itemization {
  readonly item: Item;
  /** Among those of its contribution. */
  readonly nth: number;
  readonly aggregateCents: bigint;
  /** Where it counts: individuals who are not listed by name have a line of their own. */
  readonly line: string;
}

/** What schedules are computed from: a committee's rows, those of its donors from before included. */
export interface CommitteeLines {
  readonly lines: readonly Line[];
  /** What those donors gave before all of it, added up. */
  readonly before: readonly GivenBefore[];
}

export interface Listed {
  /** Of the period, by line and day; what became of a contribution comes right after it. */
  readonly items: readonly ListedItem[];
  /** Refunds and chargebacks of contributions that do not stand; they count nowhere. */
  readonly orphans: readonly Line[];
  /** Refunds and chargebacks of contributions that stand, as far as they are beyond these; they count nowhere. */
  readonly overdrawn: readonly Overdrawn[];
}

/** What was paid back beyond a contribution; below zero where that came back. */
export interface Overdrawn {
  readonly line: Line;
  readonly cents: number;
}

/** Both schedules of one committee, as of the end of the period. */
export function listedItems({ lines, before }: CommitteeLines, period: Period, rules: RuleSet): Listed {
  const { families, orphans } = familiesOf(lines, period.to);
  const itemsByFamily = [...families].sort(inOrder).map((family) => itemsOf(family, period));
  const aggregates = aggregatesOf(itemsByFamily.flat(), rules, before);
  const items = itemsByFamily.flatMap((items) => {
    if (!items.some(({ inPeriod }) => inPeriod)) return [];
    const itemization = itemizationOf(items, aggregates, rules);
    return items.filter(({ inPeriod }) => inPeriod).map((item, nth) => ({ item, nth, aggregateCents: aggregates.get(item)!, line: lineOf(item, itemization.get(item)!), ...itemization.get(item)! }));
  });
  const overdrawn = families.flatMap(({ told, movements }) => (told.memo ? [] : movements)).flatMap(({ line, beyondCents }) => (beyondCents === 0 || line.day! < period.from ? [] : [{ line, cents: beyondCents }]));
  return { items, orphans: orphans.filter(({ day }) => period.from <= day!), overdrawn };
}

function lineOf({ schedule, line, family: { told } }: Item, { itemized }: Itemization): string {
  return schedule === 'A' && !itemized ? unlistedLine(told) : line;
}

function inOrder({ told: one }: Family, { told: other }: Family): number {
  return textOrder(one.line!, other.line!) || textOrder(one.day!, other.day!) || textOrder(one.receivedAt ?? '', other.receivedAt ?? '') || textOrder(one.transactionId ?? '', other.transactionId ?? '') || textOrder(one.contributionId, other.contributionId);
}
