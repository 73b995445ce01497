import { canonical, sha256, type Position, type RecordedEvent } from '@fieldledger/kernel';
import { LONGEST_LEAF } from './entries.js';

/**
 * The leaf of an event: its envelope with the hash of its payload, as `FORMAT.md` says. The hash is made of the stored
 * bytes, here and now, whatever the log says it is.
 * @throws Error that goes on a sentence when the log's own hash is another, or an entry cannot hold it
 */
export function leafOf(event: RecordedEvent, index: number): string {
  const payloadHash = sha256(event.payload);
  if (payloadHash !== event.payloadHash) {
    throw new Error(`is not what was recorded: its payload has the hash ${payloadHash}, and was stored with ${event.payloadHash}.`);
  }
  const { provenance } = event;
  // In the order of canonical JSON, member by member: half the time of `canonical`, which must find the order anew.
  const leaf = `{"actor":${text(event.actor)},"app":${text(event.app)},"causationId":${textOrNull(event.causationId)},"correlationId":${text(event.correlationId)}`
    + `,"digest":"${event.digest}","id":"${event.id}","index":${index},"occurredAt":"${event.occurredAt}","organization":"${event.organization}","payloadHash":"${payloadHash}"`
    + `,"position":"${event.position}","provenance":${provenance === null ? 'null' : canonical(provenance)},"recordedAt":"${event.recordedAt}","revision":${event.revision}`
    + `,"schemaVersion":${event.schemaVersion},"stream":${text(event.stream)},"type":${text(event.type)},"v":1}`;
  // A character takes three bytes at most, and nearly no leaf has to be measured.
  if (leaf.length > LONGEST_LEAF / 3 && Buffer.byteLength(leaf) > LONGEST_LEAF) throw new Error(`has an envelope of ${Buffer.byteLength(leaf)} bytes, and an entry of the ledger holds ${LONGEST_LEAF}.`);
  return leaf;
}

/** What is asked of a leaf: where its event stands in the log. */
export const positionIn = (leaf: string): Position => (JSON.parse(leaf) as { readonly position: Position }).position;

const text = (value: string): string => canonical(value);
const textOrNull = (value: string | null): string => (value === null ? 'null' : canonical(value));
