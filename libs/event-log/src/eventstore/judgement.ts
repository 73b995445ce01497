import type { AppendOutcome, Receipt } from '@fieldledger/kernel';
import type { PreparedRequest } from '../prepared-request.js';
import type { StoredRecord } from './stored-record.js';
import type { History } from './stream-history.js';

/**
 * What speaks against storing a request in a stream as it is; nothing when it can be stored. EventStoreDB compares ids
 * and never bodies, and by itself would call another request under a known id a repeat.
 */
export function judge({ expected, events, digest }: PreparedRequest, { records }: History): AppendOutcome | undefined {
  const byId = new Map(records.map((record) => [record.id, record]));
  const known = events.map(({ id }) => byId.get(id));
  const repeated = known.map((record) => record?.digest === digest);
  if (repeated.every(Boolean)) return { outcome: 'same', receipt: receiptOf(known.at(-1)!) };
  const taken = known.find((record, i) => record && !repeated[i]) ?? known.find(Boolean);
  if (taken) return { outcome: 'conflict', eventId: taken.id };
  const actual = records.length - 1;
  return expected === -2 || expected === actual ? undefined : { outcome: 'wrong-revision', actual };
}

export function receiptOf({ id, stream, revision, position, recordedAt }: StoredRecord): Receipt {
  return { id, stream, revision, position, recordedAt };
}
