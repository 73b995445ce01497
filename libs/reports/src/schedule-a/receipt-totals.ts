import { WHOLE } from '@fieldledger/http';
import { CENTS, CENTS_OR_NULL, type Columns, each } from '../columns.js';
import { exactCents } from '../exact-cents.js';
import { RECEIPT_MEASURES, type ReceiptMeasure } from '../schedule-lines/form-lines.js';
import type { ListedItem } from '../schedule-lines/listed-items.js';

type Cents = number | string;

/** The lines of the detailed summary page that come from Schedule A. */
export interface ReceiptTotals {
  readonly itemizedIndividualsCents: Cents;
  /** Null where a filing's rows do not say it and no cover is known. */
  readonly unitemizedIndividualsCents: Cents | null;
  readonly individualsCents: Cents;
  readonly partyCommitteesCents: Cents;
  /** PACs. */
  readonly otherCommitteesCents: Cents;
  readonly candidateCents: Cents;
  readonly totalContributionsCents: Cents;
  readonly transfersCents: Cents;
  readonly nonfederalTransfersCents: Cents;
  readonly federalFundsCents: Cents;
  readonly loansCents: Cents;
  readonly candidateLoansCents: Cents;
  readonly loanRepaymentsReceivedCents: Cents;
  readonly offsetsCents: Cents;
  readonly refundsReceivedCents: Cents;
  readonly otherReceiptsCents: Cents;
  readonly totalReceiptsCents: Cents;
  readonly memoCents: Cents;
  /** Items that count. */
  readonly rows: number;
  readonly memoRows: number;
}

export const RECEIVED = {
  itemizedIndividualsCents: CENTS, unitemizedIndividualsCents: CENTS_OR_NULL,
  ...each(
    CENTS, 'individualsCents', 'partyCommitteesCents', 'otherCommitteesCents', 'candidateCents', 'totalContributionsCents', 'transfersCents', 'nonfederalTransfersCents', 'federalFundsCents', 'loansCents', 'candidateLoansCents',
    'loanRepaymentsReceivedCents', 'offsetsCents', 'refundsReceivedCents', 'otherReceiptsCents', 'totalReceiptsCents', 'memoCents',
  ),
  ...each(WHOLE, 'rows', 'memoRows'),
} satisfies Columns<ReceiptTotals>;

/** What a filing's cover says of individuals: those not listed, or all of them. */
export interface CoverIndividuals {
  readonly unitemizedCents?: bigint;
  readonly allCents?: bigint;
}

/**
 * @param cover of filed receipts: forms list only whom they itemize, the rest stands on the cover; undefined elsewhere,
 * where the rest is the sum of the items that are not itemized
 */
export function receiptTotals(items: readonly ListedItem[], cover?: CoverIndividuals): ReceiptTotals {
  const sums = Object.fromEntries(RECEIPT_MEASURES.map((measure) => [measure, 0n])) as Record<ReceiptMeasure, bigint>;
  let [memoCents, rows, memoRows] = [0n, 0, 0];
  for (const { itemized, item: { measure, cents, memo } } of items) {
    if (memo) {
      memoRows += 1;
      memoCents += BigInt(cents);
    } else {
      rows += 1;
      sums[measure === 'individuals' && !itemized ? 'unitemizedIndividuals' : (measure as ReceiptMeasure)] += BigInt(cents);
    }
  }
  const hasUnlisted = items.some(({ item: { measure } }) => measure === 'unitemizedIndividuals');
  const unitemized = cover === undefined ? sums.unitemizedIndividuals : (cover.unitemizedCents ?? (cover.allCents === undefined ? (hasUnlisted ? sums.unitemizedIndividuals : null) : cover.allCents - sums.individuals));
  const individuals = sums.individuals + (unitemized ?? 0n);
  const contributions = individuals + sums.partyCommittees + sums.otherCommittees + sums.candidate;
  const loans = sums.candidateLoans + sums.otherLoans;
  const receipts = contributions + sums.transfers + sums.nonfederalTransfers + sums.federalFunds + loans + sums.loanRepaymentsReceived + sums.offsets + sums.refundsReceived + sums.otherReceipts;
  return {
    itemizedIndividualsCents: exactCents(sums.individuals),
    unitemizedIndividualsCents: unitemized === null ? null : exactCents(unitemized),
    individualsCents: exactCents(individuals),
    partyCommitteesCents: exactCents(sums.partyCommittees),
    otherCommitteesCents: exactCents(sums.otherCommittees),
    candidateCents: exactCents(sums.candidate),
    totalContributionsCents: exactCents(contributions),
    transfersCents: exactCents(sums.transfers),
    nonfederalTransfersCents: exactCents(sums.nonfederalTransfers),
    federalFundsCents: exactCents(sums.federalFunds),
    loansCents: exactCents(loans),
    candidateLoansCents: exactCents(sums.candidateLoans),
    loanRepaymentsReceivedCents: exactCents(sums.loanRepaymentsReceived),
    offsetsCents: exactCents(sums.offsets),
    refundsReceivedCents: exactCents(sums.refundsReceived),
    otherReceiptsCents: exactCents(sums.otherReceipts),
    totalReceiptsCents: exactCents(receipts),
    memoCents: exactCents(memoCents),
    rows,
    memoRows,
  };
}
