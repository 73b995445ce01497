import { WHOLE } from '@fieldledger/http';
import { CENTS, CENTS_OR_NULL, type Columns, each } from '../columns.js';
import { exactCents } from '../exact-cents.js';
import { REFUND_MEASURES, type RefundMeasure } from '../schedule-lines/form-lines.js';
import type { ScheduleFound } from '../schedule-lines/answer-schedule.js';

type Cents = number | string;

/** The lines of the detailed summary page for refunds of contributions. */
export interface RefundTotals {
  readonly refundsIndividualsCents: Cents;
  readonly refundsPartyCents: Cents;
  readonly refundsOtherCommitteesCents: Cents;
  readonly totalRefundsCents: Cents;
  /** Paid back of what was no contribution: on the line of other disbursements, not in the total. */
  readonly otherRefundsCents: Cents;
  /** A refund is listed when its contribution was. */
  readonly itemizedRefundsCents: Cents;
  /** Null where a filing's rows do not say it and no cover is known. */
  readonly unitemizedRefundsCents: Cents | null;
  /** Of contributions that nobody told of yet, or that were withdrawn: in no total unless they stand. */
  readonly heldOutRefundsCents: Cents;
  readonly heldOutRefunds: number;
  /** Beyond what was given: of contributions that stand, in no total either. */
  readonly overdrawnRefundsCents: Cents;
  readonly memoCents: Cents;
  /** Items that count. */
  readonly rows: number;
  readonly memoRows: number;
}

export const REFUNDED = {
  ...each(CENTS, 'refundsIndividualsCents', 'refundsPartyCents', 'refundsOtherCommitteesCents', 'totalRefundsCents', 'otherRefundsCents', 'itemizedRefundsCents'), unitemizedRefundsCents: CENTS_OR_NULL,
  heldOutRefundsCents: CENTS, heldOutRefunds: WHOLE, ...each(CENTS, 'overdrawnRefundsCents', 'memoCents'), ...each(WHOLE, 'rows', 'memoRows'),
} satisfies Columns<RefundTotals>;

/** @param coverIndividualsCents of filed refunds: what the cover says was paid back to individuals, listed or not; null where none is known */
export function refundTotals({ items, orphans, overdrawn }: Pick<ScheduleFound, 'items' | 'orphans' | 'overdrawn'>, coverIndividualsCents?: bigint | null): RefundTotals {
  const sums = Object.fromEntries(REFUND_MEASURES.map((measure) => [measure, 0n])) as Record<RefundMeasure, bigint>;
  let [listed, unlisted, memoCents, rows, memoRows] = [0n, 0n, 0n, 0, 0];
  for (const { itemized, item: { measure, cents, memo } } of items) {
    const amount = BigInt(cents);
    if (memo) {
      memoRows += 1;
      memoCents += amount;
      continue;
    }
    rows += 1;
    sums[measure as RefundMeasure] += amount;
    if (measure === 'otherRefunds') continue;
    if (itemized) listed += amount;
    else unlisted += amount;
  }
  const isFiled = coverIndividualsCents !== undefined;
  const rest = isFiled ? (coverIndividualsCents === null ? null : coverIndividualsCents - sums.refundsIndividuals) : unlisted;
  const individuals = sums.refundsIndividuals + (isFiled ? (rest ?? 0n) : 0n);
  return {
    refundsIndividualsCents: exactCents(individuals),
    refundsPartyCents: exactCents(sums.refundsParty),
    refundsOtherCommitteesCents: exactCents(sums.refundsOtherCommittees),
    totalRefundsCents: exactCents(individuals + sums.refundsParty + sums.refundsOtherCommittees),
    otherRefundsCents: exactCents(sums.otherRefunds),
    itemizedRefundsCents: exactCents(listed),
    unitemizedRefundsCents: rest === null ? null : exactCents(rest),
    heldOutRefundsCents: exactCents(orphans.reduce((sum, { amountCents }) => sum + BigInt(amountCents!), 0n)),
    heldOutRefunds: orphans.length,
    overdrawnRefundsCents: exactCents(overdrawn.reduce((sum, { cents }) => sum + BigInt(cents), 0n)),
    memoCents: exactCents(memoCents),
    rows,
    memoRows,
  };
}
