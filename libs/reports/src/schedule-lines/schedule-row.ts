import { ID, listOf, TEXT, TRUTH } from '@fieldledger/http';
import { CENTS, CENTS_OR_NULL, type Columns, DAY_OF, each, ID_OR_NULL, TEXT_OR_NULL, WORDS } from '../columns.js';
import { exactCents } from '../exact-cents.js';
import type { Why } from './itemization.js';
import type { Part } from './item.js';
import type { ListedItem } from './listed-items.js';
import { backReferenceOf, transactionIdOf } from './transaction-id.js';

/** A line item as the reports answer it, without a name. */
export interface ScheduleRow {
  readonly line: string;
  readonly part: Part;
  readonly transactionId: string;
  readonly backReferenceId: string | null;
  readonly contributionId: string;
  /** Null for the contribution itself. */
  readonly movementId: string | null;
  readonly filingId: string | null;
  readonly entityType: string | null;
  readonly donor: string | null;
  /** The reattribution by which it is the donor's; null where the donor gave it. */
  readonly attributedBy: string | null;
  /** The committee through which it was earmarked. */
  readonly conduit: string | null;
  readonly day: string;
  readonly amountCents: number;
  /** Ours, under the window of the committee's kind. */
  readonly aggregateCents: number | string;
  /** The filer's. */
  readonly claimedAggregateCents: number | null;
  readonly itemized: boolean;
  readonly why: Why;
  readonly memo: boolean;
  readonly electionCode: string | null;
  readonly flags: readonly string[];
  /** Every event that the item comes from, in the order of the log. */
  readonly events: readonly string[];
  /** Of the last of them. */
  readonly position: string;
}

export const SCHEDULE_COLUMNS = {
  ...each(TEXT, 'line', 'part', 'transactionId'), backReferenceId: TEXT_OR_NULL, contributionId: ID, ...each(ID_OR_NULL, 'movementId', 'filingId'), ...each(TEXT_OR_NULL, 'entityType', 'donor'), attributedBy: ID_OR_NULL, conduit: TEXT_OR_NULL, day: DAY_OF,
  ...each(CENTS, 'amountCents', 'aggregateCents'), claimedAggregateCents: CENTS_OR_NULL, itemized: TRUTH, why: TEXT, memo: TRUTH, electionCode: TEXT_OR_NULL, flags: WORDS, events: listOf(ID), position: TEXT,
} satisfies Columns<ScheduleRow>;

export function scheduleRow({ item, aggregateCents, line, itemized, why }: ListedItem): ScheduleRow {
  const { part, family: { told }, movement } = item;
  const isTold = part === 'receipt' || part === 'reported-refund';
  return {
    line,
    part,
    transactionId: transactionIdOf(item),
    backReferenceId: backReferenceOf(item),
    contributionId: told.contributionId,
    movementId: movement?.movementId ?? null,
    filingId: told.filingId,
    entityType: item.entityType,
    donor: item.donor,
    attributedBy: item.attributedBy,
    conduit: told.conduit,
    day: item.day,
    amountCents: item.cents,
    aggregateCents: exactCents(aggregateCents.toString()),
    claimedAggregateCents: isTold ? told.claimedAggregateCents : null,
    itemized,
    why,
    memo: item.memo,
    electionCode: item.electionCode,
    flags: (movement ?? told).flags,
    events: [...told.events, ...(movement?.events ?? [])],
    position: movement && movement.position! > told.position! ? movement.position! : told.position!,
  };
}
