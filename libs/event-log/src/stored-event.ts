import type { Provenance, RecordedEvent } from '@fieldledger/kernel';
import { claimedInstant, recordedInstant } from './instant.js';
import { toPosition } from './position.js';

/** The columns of `read.sql`, in order, as PostgreSQL writes them. Where only the fact was asked for, the last three are absent. */
export type EventRow = readonly [
  position: string, organization: string, stream: string, revision: string, id: string, type: string, schemaVersion: string,
  occurredAt: string, recordedAt: string, payload: string, meta: string, payloadHash: string, digest: string,
];

type Kept = Pick<RecordedEvent, 'actor' | 'app' | 'correlationId' | 'causationId' | 'provenance'>;

/** An event out of the database. Many readers look at little of it, so each member is made when somebody asks for it. */
export class StoredEvent implements RecordedEvent {
  readonly position: string;
  readonly #row: EventRow;
  #kept: Kept | undefined;
  #data: object | undefined;

  constructor(row: EventRow) {
    this.position = toPosition(row[0]);
    this.#row = row;
  }

  get organization(): string {
    return this.#row[1];
  }

  get stream(): string {
    return this.#row[2];
  }

  get revision(): number {
    return Number(this.#row[3]);
  }

  get id(): string {
    return this.#row[4];
  }

  get type(): string {
    return this.#row[5];
  }

  get schemaVersion(): number {
    return Number(this.#row[6]);
  }

  get occurredAt(): string {
    return claimedInstant(this.#row[7]);
  }

  get recordedAt(): string {
    return recordedInstant(this.#row[8]);
  }

  get payload(): string {
    return this.#row[9];
  }

  get payloadHash(): string {
    return this.#row[11].slice(2);
  }

  get digest(): string {
    return this.#row[12].slice(2);
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

  /** Members that are made on demand are not the object's own, so JSON is told of them. */
  toJSON(): RecordedEvent {
    const { id, type, schemaVersion, organization, stream, revision, position, occurredAt, recordedAt, payload, payloadHash, digest, data } = this;
    return { id, type, schemaVersion, organization, stream, revision, position, ...this.kept, occurredAt, recordedAt, payload, payloadHash, digest, data };
  }

  private get kept(): Kept {
    return (this.#kept ??= JSON.parse(this.#row[10]) as Kept);
  }
}
