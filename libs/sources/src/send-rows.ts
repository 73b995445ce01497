import type { SendItems } from './item-outcome.js';
import { rowOutcome, type RowOutcome } from './row-outcome.js';
import { LARGEST_BATCH, sendItems, type RowOnItsWay } from './send-items.js';
import type { ReadRow } from './source.js';

/** Enough to keep the server busy while the next rows are read; few enough to stay small. */
const UNDER_WAY = 4;

/**
 * Sends what rows say in batches, several at a time, and hands on what became of them in the order of the rows. Of two rows
 * that say different things under one id the first is sent first, so that the same file is taken the same each time.
 * When reading or sending fails, what was answered before in that order is still handed on.
 */
export async function sendRows(
  rows: AsyncIterable<ReadRow>,
  itemsOf: (row: ReadRow) => RowOnItsWay['items'],
  send: SendItems,
  settled: (outcomes: readonly RowOutcome[]) => Promise<void>,
): Promise<void> {
  const underWay: { readonly said: ReadonlyMap<string, object>; readonly outcomes: Promise<RowOutcome[]> }[] = [];
  const settleFirst = async () => {
    try {
      await settled(await underWay.shift()!.outcomes);
    } catch (error) {
      underWay.length = 0; // What follows a gap would be out of order; the next run sends it again.
      throw error;
    }
  };
  try {
    for await (const batch of batches(rows)) {
      const said = saidOf(batch);
      while (underWay.length === UNDER_WAY || underWay.some((earlier) => differ(earlier.said, said))) await settleFirst();
      const outcomes = outcomesOf(batch, itemsOf, send);
      outcomes.catch(() => undefined); // It is seen when its turn comes.
      underWay.push({ said, outcomes });
    }
  } finally {
    while (underWay.length > 0) await settleFirst();
  }
}

/** Hands on what was read before a fault, then the fault. */
async function* batches(rows: AsyncIterable<ReadRow>): AsyncGenerator<ReadRow[]> {
  let batch: ReadRow[] = [];
  const iterator = rows[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await iterator.next().catch((fault: unknown) => ({ fault }));
      if ('fault' in next) {
        if (batch.length > 0) yield batch;
        throw next.fault;
      }
      if (next.done) break;
      batch.push(next.value);
      if (batch.length < LARGEST_BATCH) continue;
      yield batch;
      batch = [];
    }
    if (batch.length > 0) yield batch;
  } finally {
    await iterator.return?.();
  }
}

/** By door and id. */
const saidOf = (batch: readonly ReadRow[]): ReadonlyMap<string, object> => new Map(batch.flatMap(({ reading }) => ('items' in reading ? reading.items.map(({ door, id, item }) => [`${door} ${id}`, item] as const) : [])));

function differ(earlier: ReadonlyMap<string, object>, later: ReadonlyMap<string, object>): boolean {
  return [...later].some(([id, item]) => earlier.has(id) && JSON.stringify(earlier.get(id)) !== JSON.stringify(item));
}

async function outcomesOf(batch: readonly ReadRow[], itemsOf: (row: ReadRow) => RowOnItsWay['items'], send: SendItems): Promise<RowOutcome[]> {
  const rows = batch.map((row): RowOnItsWay => ({ items: itemsOf(row), answers: [] }));
  await sendItems(rows, send);
  return batch.map((row, i) => rowOutcome(row, rows[i]!.answers));
}
