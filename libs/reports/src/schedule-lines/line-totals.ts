import { schemaOf, WHOLE } from '@fieldledger/http';
import { CENTS } from '../columns.js';
import { exactCents } from '../exact-cents.js';
import type { ListedItem } from './listed-items.js';

/** What one line of a form comes to; memos are shown, and not added. */
export interface LineTotal {
  readonly rows: number;
  readonly cents: number | string;
  readonly memoRows: number;
  readonly memoCents: number | string;
  /** Of what was filed: what the covers say of it, what they do not list included. */
  readonly coverCents?: number | string;
}

export const LINE_TOTAL = schemaOf<LineTotal>({ rows: WHOLE, cents: CENTS, memoRows: WHOLE, memoCents: CENTS, 'coverCents?': CENTS });

/** For every line that has items, or an amount on a cover. */
export function lineTotals(items: readonly ListedItem[], covers: ReadonlyMap<string, bigint> = new Map()): Record<string, LineTotal> {
  const onCovers = [...covers.keys()].filter((line) => covers.get(line) !== 0n);
  const lines = new Map<string, { rows: number; cents: bigint; memoRows: number; memoCents: bigint }>(onCovers.map((line) => [line, { rows: 0, cents: 0n, memoRows: 0, memoCents: 0n }]));
  for (const { line, item: { cents, memo } } of items) {
    const total = lines.get(line) ?? { rows: 0, cents: 0n, memoRows: 0, memoCents: 0n };
    lines.set(line, memo ? { ...total, memoRows: total.memoRows + 1, memoCents: total.memoCents + BigInt(cents) } : { ...total, rows: total.rows + 1, cents: total.cents + BigInt(cents) });
  }
  const inOrder = [...lines].sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(inOrder.map(([line, total]) => [line, { ...total, cents: exactCents(total.cents.toString()), memoCents: exactCents(total.memoCents.toString()), ...(covers.has(line) && { coverCents: exactCents(covers.get(line)!.toString()) }) }]));
}
