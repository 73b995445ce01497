import { aggregateWindow, RECIPIENTS, type Cycle, type RuleSet } from '@fieldledger/finance-rules';
import { formFamily, receiptMeasure, refundMeasure, type ReceiptMeasure, type RefundMeasure } from './form-lines.js';
import type { Item } from './item.js';
import type { Line } from './line.js';

/** What somebody gave before, added up: of one window, and of one kind of receipt. */
export interface GivenBefore extends Pick<Line, 'kind' | 'donor' | 'line' | 'form' | 'committeeKind' | 'cycleYears' | 'cycleEndsIn' | 'day'> {
  readonly cents: bigint;
}

/**
 * Each item's aggregate: what its donor gave to the committee until then, in the window of the contribution. Items run
 * by day, then by the moment they were received, then by their id, so that the order in which they became known makes
 * no difference. Memos count, as they do in the FEC's own software: they say who gave, not how much came in. Nobody
 * known is one donor with nobody.
 */
export function aggregatesOf(items: readonly Item[], rules: RuleSet, before: readonly GivenBefore[]): ReadonlyMap<Item, bigint> {
  const running = new Map<string, bigint>();
  for (const gift of before) {
    const account = accountOf(gift.donor!, groupOf(gift), windowOf(gift));
    running.set(account, (running.get(account) ?? 0n) + BigInt(signOf(gift, rules)) * gift.cents);
  }
  const aggregates = new Map<Item, bigint>();
  for (const item of inOrder(items)) {
    const { family: { told }, donor } = item;
    const account = accountOf(donor ?? `nobody ${told.contributionId}`, groupOf(told), windowOf(told));
    const sum = (running.get(account) ?? 0n) + BigInt(effectOf(item, rules));
    running.set(account, sum);
    aggregates.set(item, sum);
  }
  return aggregates;
}

/** What an item adds to its donor's aggregate. A refund lowers the window of the contribution, never that of the day it was paid back; and what adds nothing takes nothing away. */
export function effectOf({ schedule, cents, family: { told } }: Item, { refundsLowerAggregate }: RuleSet): number {
  if (told.unaggregated) return 0;
  if (schedule === 'A') return cents;
  return refundsLowerAggregate ? -cents : 0;
}

function signOf({ kind }: Pick<Line, 'kind'>, { refundsLowerAggregate }: RuleSet): -1 | 0 | 1 {
  if (kind === 'contribution') return 1;
  return refundsLowerAggregate ? -1 : 0;
}

/** Kinds of receipts add up each for itself; a refund lowers the kind that it pays back. */
export function groupOf(told: Pick<Line, 'kind' | 'line' | 'form' | 'committeeKind'>): string {
  const measure = told.kind === 'contribution' ? receiptMeasure(told) : refundMeasure(told.line!);
  return GROUPS[measure] ?? measure;
}

const GROUPS: Readonly<Partial<Record<ReceiptMeasure | RefundMeasure, ReceiptMeasure>>> = {
  unitemizedIndividuals: 'individuals', refundsIndividuals: 'individuals', refundsParty: 'partyCommittees', refundsOtherCommittees: 'otherCommittees', candidate: 'otherCommittees', otherRefunds: 'otherReceipts',
};

const accountOf = (donor: string, group: string, window: string) => `${donor}\n${group}\n${window}`;

function windowOf(told: Pick<Line, 'day' | 'committeeKind' | 'cycleYears' | 'cycleEndsIn' | 'form'>): string {
  const recipient = RECIPIENTS.find((it) => it === told.committeeKind) ?? (told.form !== null && formFamily(told) !== 'F3X' ? 'candidate' : null);
  return aggregateWindow(recipient, told.day!, cycleOf(told));
}

function cycleOf({ cycleYears, cycleEndsIn, form }: Pick<Line, 'cycleYears' | 'cycleEndsIn' | 'form'>): Cycle | undefined {
  if (cycleYears !== null && cycleEndsIn !== null) return { years: cycleYears, endsIn: cycleEndsIn };
  return form === 'F3P' ? PRESIDENTIAL : undefined;
}

const PRESIDENTIAL: Cycle = { years: 4, endsIn: 2024 };

/** An item keeps its place after those of the same contribution that came before it on the same day. */
function inOrder(items: readonly Item[]): Item[] {
  const placed = items.map((item) => ({ item, place: `${item.day} ${item.family.told.receivedAt ?? ''} ${item.family.told.contributionId}` }));
  return placed.sort(({ place: one }, { place: other }) => (one < other ? -1 : one > other ? 1 : 0)).map(({ item }) => item);
}
