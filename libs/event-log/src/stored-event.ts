import type { Provenance, RecordedEvent } from '@fieldledger/kernel';
import { claimedInstant, recordedInstant } from './instant.js';
import { toPosition } from './position.js';

/** The columns of `read.sql`, in order, as PostgreSQL writes them. */
export type EventRow = readonly [
  position: string, organization: string, stream: string, revision: string, id: string, type: string, schemaVersion: string,
  occurredAt: string, recordedAt: string, meta: string, payload: string, payloadHash: string, digest: string,
];

type Kept = Pick<RecordedEvent, 'actor' | 'app' | 'correlationId' | 'causationId' | 'provenance'>;

/** An event out of the database. Many readers only count or copy, so JSON is parsed when somebody asks for what is in it. */
export class StoredEvent implements RecordedEvent {
  readonly position: string;
  readonly organization: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly payload: string;
  readonly payloadHash: string;
  readonly digest: string;
  readonly #meta: string;
  #kept: Kept | undefined;
  #data: object | undefined;

  constructor(row: EventRow) {
    this.position = toPosition(row[0]);
    this.organization = row[1];
    this.stream = row[2];
    this.revision = Number(row[3]);
    this.id = row[4];
    this.type = row[5];
    this.schemaVersion = Number(row[6]);
    this.occurredAt = claimedInstant(row[7]);
    this.recordedAt = recordedInstant(row[8]);
    this.#meta = row[9];
    this.payload = row[10];
    this.payloadHash = row[11].slice(2);
    this.digest = row[12].slice(2);
  }

  get data(): object {
    return (this.#data ??= JSON.parse(this.payload) as object);
  }

  get actor(): string {
    return this.kept.actor;
  }

  get app(): string {
    return this.kept.app;
  }

  get correlationId(): string {
    return this.kept.correlationId;
  }

  get causationId(): string | null {
    return this.kept.causationId;
  }

  get provenance(): Provenance | null {
    return this.kept.provenance;
  }

  /** Members that are parsed on demand are not the object's own, so JSON is told of them. */
  toJSON(): RecordedEvent {
    return { ...this, ...this.kept, data: this.data };
  }

  private get kept(): Kept {
    return (this.#kept ??= JSON.parse(this.#meta) as Kept);
  }
}
