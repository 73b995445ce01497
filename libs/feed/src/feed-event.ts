import { isPosition, type Position } from '@fieldledger/kernel';

/** A record that is none of ours, or damaged. */
export class UnreadableRecord extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'UnreadableRecord';
  }
}

/** As kafkajs gives them, and as the log's history does. */
export type RecordHeaders = Readonly<Record<string, Buffer | string | (Buffer | string)[] | undefined>>;

/** What a record must have to be of this feed. */
const NEEDED = ['ce_id', 'ce_source', 'ce_type', 'ce_subject', 'ce_time', 'ce_dataschema', 'ce_position', 'ce_streamrevision', 'ce_recordedtime', 'ce_correlationid'];
const SOURCE = 'urn:fieldledger:';

/** An event as a reporting service gets it from the feed. Many look at little of it, so each member is made when it is asked for. */
export class FeedEvent {
  readonly position: Position;
  readonly #headers: RecordHeaders;
  readonly #value: Buffer | string | null;
  #data: unknown;

  /** @throws UnreadableRecord saying which header is missing or wrong */
  constructor(headers: RecordHeaders | undefined, value: Buffer | string | null) {
    if (textOf(headers?.ce_specversion) !== '1.0') throw new UnreadableRecord('It is not of CloudEvents 1.0, so it is not of this feed.');
    const missing = NEEDED.find((name) => headers![name] === undefined);
    if (missing) throw new UnreadableRecord(`It has no header ${missing}, so it is not of this feed.`);
    this.#headers = headers!;
    this.#value = value;
    this.position = this.header('ce_position');
    // One that sorts behind all others would have every later record taken for one that was seen.
    if (!isPosition(this.position)) throw new UnreadableRecord(`Its header ce_position is no position: ${JSON.stringify(this.position.slice(0, 40))}.`);
    if (!this.header('ce_source').startsWith(SOURCE)) throw new UnreadableRecord('Its header ce_source is not of Fieldledger.');
  }

  get id(): string {
    return this.header('ce_id');
  }

  get type(): string {
    return this.header('ce_type');
  }

  get schemaVersion(): number {
    return Number(/:(\d+)$/.exec(this.header('ce_dataschema'))?.[1]);
  }

  get organization(): string {
    return this.header('ce_source').slice(SOURCE.length);
  }

  get stream(): string {
    return this.header('ce_subject');
  }

  get revision(): number {
    return Number(this.header('ce_streamrevision'));
  }

  /** The position of the record before it in its partition, BEGINNING for the first; undefined where the relay did not know it. */
  get previousPosition(): Position | undefined {
    const header = this.#headers.ce_previousposition;
    return header === undefined ? undefined : textOf(header);
  }

  get correlationId(): string {
    return this.header('ce_correlationid');
  }

  get causationId(): string | null {
    return textOf(this.#headers.ce_causationid) ?? null;
  }

  get occurredAt(): string {
    return this.header('ce_time');
  }

  get recordedAt(): string {
    return this.header('ce_recordedtime');
  }

  /** @throws UnreadableRecord when it is not JSON */
  get data(): unknown {
    if (this.#data === undefined) {
      try {
        this.#data = JSON.parse(String(this.#value));
      } catch {
        throw new UnreadableRecord('Its value is not JSON.');
      }
    }
    return this.#data;
  }

  private header(name: string): string {
    return textOf(this.#headers[name])!;
  }
}

/** The position that a record names, readable or not; undefined where it names none. */
export const positionNamedIn = (headers: RecordHeaders | undefined): string | undefined => textOf(headers?.ce_position);

function textOf(value: Buffer | string | (Buffer | string)[] | undefined): string | undefined {
  if (value === undefined) return undefined;
  return String(Array.isArray(value) ? value[0] : value);
}
