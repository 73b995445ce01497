import type { EventData, MetadataType, ResolvedEvent } from '@eventstore/db-client';
import type { Position, Provenance, RecordedEvent } from '@fieldledger/kernel';
import { toPosition } from '../position.js';
import type { PreparedRequest } from '../prepared-request.js';

/** All-or-nothing over several streams: events of the same batch exist when its outcome says so. */
export interface BatchMark {
  readonly id: string;
  /** How many streams take part: how long it may take. */
  readonly streams: number;
}

/** What the store keeps about an event beside its payload. */
interface Kept {
  /** The version of this list. */
  readonly fieldledger: 1;
  readonly organization: string;
  readonly stream: string;
  /** The revision that readers are told: of the events that exist. */
  readonly revision: number;
  readonly actor: string;
  readonly app: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly provenance: Provenance | null;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly digest: string;
  readonly payloadHash: string;
  /** Of the call that wrote it: an answer that was lost, or a repeat, is told by it. */
  readonly write: string;
  /** The greatest `recordedAt` that the writer had seen: a server whose clock is set back does not turn the order round. */
  readonly notBefore: string;
  readonly batch?: BatchMark;
}

/** How the events of a request are written. */
export interface Writing {
  /** The revision of the first of them, as readers will be told it. */
  readonly revision: number;
  readonly write: string;
  readonly notBefore: string;
  readonly batch?: BatchMark;
}

const utf8 = new TextEncoder();

/**
 * The events of a request for the client. The payload goes as bytes: it would parse JSON and write it anew, and a number
 * or a text that came back otherwise would not have the hash any more.
 */
export function toEventData({ organization, stream, meta, digest, events }: PreparedRequest, { revision, write, notBefore, batch }: Writing): EventData[] {
  const envelope = JSON.parse(meta) as Pick<Kept, 'actor' | 'app' | 'correlationId' | 'causationId' | 'provenance'>;
  const { actor, app, correlationId, causationId, provenance } = envelope;
  return events.map(({ id, type, schemaVersion, occurredAt, payload, payloadHash }, n) => {
    const kept: Kept = {
      fieldledger: 1, organization, stream, revision: revision + n, actor, app, correlationId, causationId, provenance,
      schemaVersion, occurredAt, digest, payloadHash, write, notBefore, ...(batch && { batch }),
    };
    // EventStoreDB's own projections know these two by these names.
    const named = { ...kept, $correlationId: correlationId, ...(causationId !== null && { $causationId: causationId }) };
    return { id, type, contentType: 'application/octet-stream', data: utf8.encode(payload), metadata: utf8.encode(JSON.stringify(named)) };
  });
}

/** An event of ours as it lies in the store; whether it exists is for the outcome of its batch to say, if it has one. */
export class StoredRecord {
  readonly position: Position;
  /** When the server took it: it counts milliseconds, as far as the client tells, so the last three digits are zeros. */
  readonly recordedAt: string;

  private constructor(private readonly raw: Raw, private readonly kept: Kept) {
    this.position = toPosition(String(raw.position!.commit));
    const created = momentOf(raw.created);
    this.recordedAt = created > kept.notBefore ? created : kept.notBefore;
  }

  /** Nothing for what somebody else wrote into a stream of ours. */
  static of(raw: Raw): StoredRecord | undefined {
    const kept = raw.metadata as Partial<Kept> | undefined;
    return kept?.fieldledger === 1 && raw.position && raw.data instanceof Uint8Array ? new StoredRecord(raw, kept as Kept) : undefined;
  }

  get id(): string {
    return this.raw.id;
  }

  get type(): string {
    return this.raw.type;
  }

  get organization(): string {
    return this.kept.organization;
  }

  get stream(): string {
    return this.kept.stream;
  }

  get revision(): number {
    return this.kept.revision;
  }

  get digest(): string {
    return this.kept.digest;
  }

  get write(): string {
    return this.kept.write;
  }

  get batch(): BatchMark | undefined {
    return this.kept.batch;
  }

  /** As readers are told of it. */
  event(): RecordedEvent {
    const { organization, stream, revision, actor, app, correlationId, causationId, provenance, schemaVersion, occurredAt, digest, payloadHash } = this.kept;
    const bytes = this.raw.data as Uint8Array;
    const payload = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    let data: object | undefined;
    return {
      id: this.id, type: this.type, schemaVersion, organization, stream, revision, position: this.position, actor, app, correlationId, causationId,
      provenance, occurredAt, recordedAt: this.recordedAt, payload, payloadHash, digest,
      // Many readers look at the payload only.
      get data() {
        return (data ??= JSON.parse(payload) as object);
      },
    };
  }
}

/** What the client gives of an event; its types promise a little more than it keeps. */
export type Raw = Omit<NonNullable<ResolvedEvent['event']>, 'data' | 'metadata'> & { readonly data: unknown; readonly metadata: MetadataType | undefined };

/** An instant with the six digits that every log gives. */
export function momentOf(created: Date): string {
  return `${created.toISOString().slice(0, 23)}000Z`;
}
