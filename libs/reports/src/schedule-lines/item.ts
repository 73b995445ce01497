import { withMembers } from '@fieldledger/kernel';
import type { Family, Movement } from './family.js';
import { receiptMeasure, refundLine, refundMeasure, type ReceiptMeasure, type RefundMeasure } from './form-lines.js';
import type { Line } from './line.js';
import { belongsTo, type Period } from './period.js';

/** What an item of a schedule is to its contribution. */
export type Part =
  | 'receipt' | 'earmark-memo' | 'bounce' | 'redesignation-from' | 'redesignation-to' | 'reattribution-from' | 'reattribution-to'
  | 'refund' | 'chargeback' | 'chargeback-void' | 'reported-refund';

/** One line item of Schedule A or B. */
export interface Item {
  readonly schedule: 'A' | 'B';
  readonly part: Part;
  readonly family: Family;
  /** The movement that it comes from; undefined where it is the contribution itself. */
  readonly movement?: Line;
  /** Tells the further items of one movement apart. */
  readonly besides?: string;
  readonly line: string;
  readonly measure: ReceiptMeasure | RefundMeasure;
  readonly donor: string | null;
  /** The reattribution by which it is the donor's; null where the donor gave it. */
  readonly attributedBy: string | null;
  readonly entityType: string | null;
  readonly day: string;
  /** Of Schedule A with its sign; of Schedule B what was paid back. */
  readonly cents: number;
  readonly electionCode: string | null;
  /** Shown, and left out of the totals. */
  readonly memo: boolean;
  readonly inPeriod: boolean;
}

/** A contribution's items, itself first: each that is not it refers back to it. */
export function itemsOf(family: Family, period: Period): Item[] {
  const { told } = family;
  if (told.kind === 'reported-refund') return [reportedRefund(family, period)];
  const inPeriod = belongsTo(period, told);
  const receipt: Item = withMembers(itself(family), { part: 'receipt', day: told.conduitDay ?? told.day!, inPeriod });
  return [receipt, ...(told.conduit !== null && told.book === 'own' && inPeriod ? [earmarkMemo(receipt, told.conduit)] : []), ...family.movements.flatMap((movement) => became(receipt, movement, period))];
}

function itself(family: Family): Omit<Item, 'part' | 'inPeriod'> {
  const { told } = family;
  return {
    schedule: 'A', family, line: told.line!, measure: receiptMeasure(told), donor: told.donor, attributedBy: null, entityType: told.entityType, day: told.day!, cents: told.amountCents!, electionCode: told.electionCode, memo: told.memo ?? false,
  };
}

/** The conduit's row beside the donor's: on the day the committee got it (11 CFR 110.6(c)(2)). */
function earmarkMemo(receipt: Item, conduit: string): Item {
  return { ...receipt, part: 'earmark-memo', donor: `c:${conduit}`, entityType: 'COM', day: receipt.family.told.day!, memo: true };
}

function reportedRefund(family: Family, period: Period): Item {
  const { told } = family;
  return { ...itself(family), schedule: 'B', part: 'reported-refund', measure: refundMeasure(told.line!), inPeriod: belongsTo(period, told) };
}

/**
 * Redesignations and reattributions are memos that net to zero: one pair, but where both the donors and the elections of a
 * gift are divided. What was paid back is an item of whoever had it, for each election. What found nothing left to take is
 * no item of a form.
 */
function became(receipt: Item, { line, shifts }: Movement, period: Period): Item[] {
  const { told } = receipt.family;
  const moved = { ...receipt, movement: line, day: line.day!, inPeriod: belongsTo(period, { ...line, filingId: null }) };
  return shifts.flatMap(({ cents, election, donor, entityType, attributedBy }, i): Item[] => {
    const isFirst = i === 0 || (MEMOS.includes(line.kind) && cents > 0 && shifts[i - 1]!.cents < 0);
    const shifted = { ...moved, donor, entityType, attributedBy, electionCode: election, cents, ...(!isFirst && { besides: `${donor} ${election}` }) };
    switch (line.kind) {
      case 'bounce':
        return [{ ...shifted, part: 'bounce' }];
      case 'redesignation':
      case 'reattribution':
        return [{ ...shifted, part: `${line.kind}-${cents < 0 ? 'from' : 'to'}`, memo: true }];
      case 'refund':
      case 'chargeback':
      case 'return':
      case 'dispute': {
        const refund = refundLine(told);
        return [{ ...shifted, schedule: 'B', part: line.kind === 'return' ? 'refund' : line.kind === 'dispute' ? 'chargeback-void' : line.kind, line: refund, measure: refundMeasure(refund), cents: -cents }];
      }
      default:
        return [];
    }
  });
}

const MEMOS: readonly string[] = ['redesignation', 'reattribution'];
