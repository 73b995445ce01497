import type { Position, RecordedEvent } from '@fieldledger/kernel';

/** An event as a Kafka record: CloudEvents 1.0 in binary mode. Nothing in it is personal in the clear. */
export interface FeedRecord {
  readonly key: string;
  /** The event's canonical JSON, byte for byte as the log holds it. */
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds; when the log took the event. */
  readonly timestamp: string;
}

/** All events of one stream have the same key, so Kafka keeps them in order: organization and stream. */
export const feedKey = ({ organization, stream }: Pick<RecordedEvent, 'organization' | 'stream'>): string => `${organization}/${stream}`;

/** @param previousPosition of the record before it in its partition */
export function toRecord(event: RecordedEvent, previousPosition: Position | undefined): FeedRecord {
  const { organization, position, recordedAt } = event;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: `urn:fieldledger:${organization}`,
    ce_type: event.type,
    ce_subject: event.stream,
    ce_time: event.occurredAt,
    ce_dataschema: `urn:fieldledger:event:${event.type}:${event.schemaVersion}`,
    ce_partitionkey: feedKey(event),
    ce_position: position,
    ce_streamrevision: String(event.revision),
    ce_recordedtime: recordedAt,
    ce_actor: event.actor,
    ce_app: event.app,
    ce_correlationid: event.correlationId,
  };
  if (event.causationId !== null) headers.ce_causationid = event.causationId;
  if (previousPosition !== undefined) headers.ce_previousposition = previousPosition;
  return { key: feedKey(event), value: event.payload, headers, timestamp: String(Date.parse(recordedAt)) };
}
