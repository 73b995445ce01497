import { BEGINNING, type Position, type RecordedEvent } from '@fieldledger/kernel';

/** An event as a Kafka record: CloudEvents 1.0 in binary mode. Nothing in it is personal in the clear. */
export interface FeedRecord {
  readonly key: string;
  /** The event's canonical JSON, byte for byte as the log holds it. */
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds; when the log took the event. */
  readonly timestamp: string;
}

/** An event as a reporting service gets it from the feed. */
export interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly organization: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** The position of the record before it in its partition; undefined where the relay did not know it. */
  readonly previousPosition: Position | undefined;
  readonly actor: string;
  readonly app: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly data: unknown;
}

/** A record that is none of ours, or damaged. */
export class UnreadableRecord extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'UnreadableRecord';
  }
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

/** The position that a record says it has. @throws UnreadableRecord */
export function positionIn(headers: Headers | undefined): Position {
  return required(headers, 'ce_position');
}

/** @throws UnreadableRecord saying which header or what of the value it cannot make sense of */
export function fromRecord({ headers, value }: { readonly headers?: Headers; readonly value: Buffer | null }): FeedEvent {
  if (required(headers, 'ce_specversion') !== '1.0') throw new UnreadableRecord('It is not of CloudEvents 1.0.');
  const [, type, version] = /^urn:fieldledger:event:(.+):(\d+)$/.exec(required(headers, 'ce_dataschema')) ?? [];
  const [, organization] = /^urn:fieldledger:(.+)$/.exec(required(headers, 'ce_source')) ?? [];
  if (type === undefined || organization === undefined) throw new UnreadableRecord('Its ce_dataschema or ce_source is not of Fieldledger.');
  return {
    id: required(headers, 'ce_id'),
    type,
    schemaVersion: Number(version),
    organization,
    stream: required(headers, 'ce_subject'),
    revision: Number(required(headers, 'ce_streamrevision')),
    position: positionIn(headers),
    previousPosition: headers?.ce_previousposition === undefined ? undefined : text(headers.ce_previousposition) || BEGINNING,
    actor: required(headers, 'ce_actor'),
    app: required(headers, 'ce_app'),
    correlationId: required(headers, 'ce_correlationid'),
    causationId: headers?.ce_causationid === undefined ? null : text(headers.ce_causationid),
    occurredAt: required(headers, 'ce_time'),
    recordedAt: required(headers, 'ce_recordedtime'),
    data: parsed(value),
  };
}

/** As kafkajs gives them. */
type Headers = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

function required(headers: Headers | undefined, name: string): string {
  const value = headers?.[name];
  if (value === undefined) throw new UnreadableRecord(`It has no header ${name}, so it is not of this feed.`);
  return text(value);
}

const text = (value: Buffer | string | (Buffer | string)[]): string => String(Array.isArray(value) ? value[0] : value);

function parsed(value: Buffer | null): unknown {
  try {
    return JSON.parse(String(value)) as unknown;
  } catch {
    throw new UnreadableRecord('Its value is not JSON.');
  }
}
