import type { RecordedEvent } from '@fieldledger/kernel';
import type { BatchOutcomes } from './batch-outcomes.js';
import type { Store } from './store.js';
import type { StoredRecord } from './stored-record.js';

/** What one read of a stream asks for: a record has a handful of events. */
const PAGE = 500;

/** A stream as it is now, with everything in it decided. */
export interface History {
  /** Those that exist, in order; the place in this list is the revision that everybody is told. */
  readonly records: readonly StoredRecord[];
  /** The store's own number of the last event, which counts what was abandoned as well; -1 when there is no stream. */
  readonly storeRevision: number;
}

export const NO_HISTORY: History = { records: [], storeRevision: -1 };

/**
 * Reads a stream. Events of a batch that is undecided are waited for, and in the end given up: whoever decides on what
 * a stream says must not have it change afterwards. @throws Unavailable
 */
export async function readHistory(store: Store, outcomes: BatchOutcomes, name: string): Promise<History> {
  const found: StoredRecord[] = [];
  let storeRevision = -1;
  for (let isEnd = false; !isEnd; ) {
    const page = await store.readStream(name, storeRevision + 1, PAGE);
    found.push(...(page?.records ?? []));
    storeRevision = Math.max(storeRevision, page?.lastRevision ?? -1);
    isEnd = page?.isEnd ?? true;
  }
  await outcomes.lookUpAll(found);
  const records: StoredRecord[] = [];
  for (const record of found) {
    const outcome = record.batch ? outcomes.of(record.batch) ?? (await outcomes.settle(record.batch)) : 'committed';
    if (outcome === 'committed') records.push(record);
  }
  return { records, storeRevision };
}

export function eventsOf({ records }: History): RecordedEvent[] {
  return records.map((record) => record.event());
}
