import type { ReadRow } from './read-rows.js';
import { rowOutcome, type RowOutcome } from './row-outcome.js';
import type { ItemOutcome } from './item-outcome.js';

/** What the door takes in one request. */
const LARGEST_BATCH = 500;
/** Enough to keep the server busy while the next rows are read; few enough to stay small. */
const UNDER_WAY = 4;

/**
 * Sends what rows say in batches, several at a time, and hands on what became of them in the order of the rows.
 * When reading or sending fails, what was answered before in that order is still handed on.
 */
export async function sendRows(
  rows: AsyncIterable<ReadRow>,
  toItem: (row: ReadRow) => object | undefined,
  send: (items: readonly object[]) => Promise<ItemOutcome[]>,
  settled: (outcomes: readonly RowOutcome[]) => Promise<void>,
): Promise<void> {
  const underWay: Promise<RowOutcome[]>[] = [];
  const settleFirst = async () => {
    try {
      await settled(await underWay.shift()!);
    } catch (error) {
      underWay.length = 0; // What follows a gap would be out of order; the next run sends it again.
      throw error;
    }
  };
  try {
    for await (const batch of batches(rows)) {
      if (underWay.length === UNDER_WAY) await settleFirst();
      const outcomes = outcomesOf(batch, toItem, send);
      outcomes.catch(() => undefined); // It is seen when its turn comes.
      underWay.push(outcomes);
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

async function outcomesOf(
  batch: readonly ReadRow[],
  toItem: (row: ReadRow) => object | undefined,
  send: (items: readonly object[]) => Promise<ItemOutcome[]>,
): Promise<RowOutcome[]> {
  const items = batch.map(toItem);
  const sent = items.filter((item) => item !== undefined);
  const answers = sent.length > 0 ? await send(sent) : [];
  let next = 0;
  return batch.map((row, i) => rowOutcome(row, items[i] && answers[next++]));
}
