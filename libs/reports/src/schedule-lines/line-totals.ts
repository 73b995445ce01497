import { exactCents } from '../exact-cents.js';
import type { ListedItem } from './listed-items.js';

/** What one line of a form comes to; memos are shown, and not added. */
export interface LineTotal {
  readonly rows: number;
  readonly cents: number | string;
  readonly memoRows: number;
  readonly memoCents: number | string;
}

/** For every line that has items. */
export function lineTotals(items: readonly ListedItem[]): Record<string, LineTotal> {
  const lines = new Map<string, { rows: number; cents: bigint; memoRows: number; memoCents: bigint }>();
  for (const { line, item: { cents, memo } } of items) {
    const total = lines.get(line) ?? { rows: 0, cents: 0n, memoRows: 0, memoCents: 0n };
    lines.set(line, memo ? { ...total, memoRows: total.memoRows + 1, memoCents: total.memoCents + BigInt(cents) } : { ...total, rows: total.rows + 1, cents: total.cents + BigInt(cents) });
  }
  const inOrder = [...lines].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(inOrder.map(([line, total]) => [line, { ...total, cents: exactCents(total.cents.toString()), memoCents: exactCents(total.memoCents.toString()) }]));
}
