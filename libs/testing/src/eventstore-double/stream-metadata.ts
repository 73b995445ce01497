import { randomUUID } from 'node:crypto';
import type { ProposedEvent } from './proposed-event.js';

/** What the double obeys of a stream's metadata; the rest is kept and given back. */
export interface StreamMetadata {
  /** Truncate before this revision. */
  readonly $tb?: number;
  readonly $maxCount?: number;
}

/** The `$tb` of a soft deletion, 2^63 - 1, which a number can only round. */
const DELETED = 2 ** 63;
const DELETED_TEXT = '9223372036854775807';

export function isDeletedBefore(metadata: StreamMetadata | undefined): boolean {
  return metadata?.$tb === DELETED;
}

/** The first revision that reads of the stream still show, of so many. */
export function visibleFrom({ $tb = 0, $maxCount = Infinity }: StreamMetadata = {}, length: number): number {
  return Math.max($tb, length - $maxCount, 0);
}

export function softDeletion(metadata: StreamMetadata = {}): ProposedEvent {
  const { $tb: _, ...kept } = metadata;
  const text = JSON.stringify({ ...kept, $tb: 0 });
  return metadataEvent(text.replace(/0\}$/, `${DELETED_TEXT}}`));
}

/** What the server writes itself when an append revives a stream: only the new events show. */
export function undeletion(metadata: StreamMetadata = {}, first: number): ProposedEvent {
  return metadataEvent(JSON.stringify({ ...metadata, $tb: first }));
}

function metadataEvent(text: string): ProposedEvent {
  return { id: randomUUID(), type: '$metadata', contentType: 'application/json', data: Buffer.from(text), metadata: new Uint8Array() };
}
