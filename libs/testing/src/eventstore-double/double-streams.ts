import { randomUUID } from 'node:crypto';
import { isDeletedBefore, softDeletion, undeletion, visibleFrom, type StreamMetadata } from './stream-metadata.js';
import type { ProposedEvent } from './proposed-event.js';

/** The server's own numbers for what may be expected; from 0 on it is the revision of the last event. */
export const ANY = -2;
export const NO_STREAM = -1;
export const STREAM_EXISTS = -4;

/** The revision of the event that a tombstone leaves: the greatest of 64 bits with a sign. No number holds it, so it is told apart by this one. */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER;

export interface StoredEvent extends ProposedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly position: number;
  /** Unix time in 100 ns, as the server writes it. */
  readonly created: string;
  /** The answer that carries the event, encoded once for all its readers. */
  encoded?: Buffer;
}

export type Verdict =
  /** `revision` is -1 where nothing was ever stored; no position for a repeat of what is hidden by now. */
  | { readonly outcome: 'success'; readonly revision: number; readonly position?: number }
  | { readonly outcome: 'wrong-revision'; readonly actual: number }
  | { readonly outcome: 'deleted' };

type Judgement = Verdict | 'store';

/** What a record takes besides its stream, type, data and metadata, as measured. */
const RECORD_BYTES = 90;
const FIRST_POSITION = 548;
const NONE = new Uint8Array();

/**
 * Streams and `$all` in memory, with the real server's rules of expected revision and repeated ids.
 * It takes whole appends one after the other, as the real one's writer does.
 */
export class DoubleStreams {
  /** In the order of the log; positions grow and are never dense. */
  readonly all: StoredEvent[] = [];
  private readonly streams = new Map<string, StoredEvent[]>();
  private readonly metadata = new Map<string, StreamMetadata>();
  private readonly tombstoned = new Set<string>();
  private readonly invisible = new Set<number>([0]);
  private readonly waiters = new Set<() => void>();
  /** Only these make a repeat with ANY known; the first event of an id wins, and a restart forgets them all. */
  private readonly recent = new Map<string, StoredEvent>();
  private end = FIRST_POSITION;

  constructor() {
    const data = Buffer.from('{"$maxAge":2592000,"$acl":{"$r":"$ops","$w":[],"$d":[],"$mr":[],"$mw":[]}}');
    this.push('$$$scavenges', { ...newEvent('$metadata', 'application/json'), data });
  }

  append(stream: string, expected: number, events: readonly ProposedEvent[]): Verdict {
    const judgement = this.judge(stream, expected, events);
    return judgement === 'store' ? this.store(stream, events) : judgement;
  }

  /** Hides what the stream holds; the next append continues its revisions. */
  delete(stream: string, expected: number): Verdict {
    if (this.isDeleted(stream)) return { outcome: 'deleted' };
    const actual = this.lastRevision(stream);
    if (actual < 0 || (expected >= NO_STREAM && expected !== actual)) return { outcome: 'wrong-revision', actual };
    const { position } = this.push(`$$${stream}`, softDeletion(this.metadata.get(stream)));
    return { outcome: 'success', revision: actual, position };
  }

  /** Ends the stream for ever, also one that never was. */
  tombstone(stream: string, expected: number): Verdict {
    if (this.isDeleted(stream)) return { outcome: 'deleted' };
    const actual = this.lastRevision(stream);
    if (expected >= NO_STREAM && expected !== actual) return { outcome: 'wrong-revision', actual };
    const { position } = this.push(stream, newEvent('$streamDeleted', 'application/octet-stream'), TOMBSTONE);
    this.tombstoned.add(stream);
    return { outcome: 'success', revision: TOMBSTONE, position };
  }

  /** The metadata of a stream goes with it. */
  isDeleted(stream: string): boolean {
    return this.tombstoned.has(stream) || (stream.startsWith('$$') && this.tombstoned.has(stream.slice(2)));
  }

  /** The events that a reader may see, or nothing for a stream that never was or is hidden whole. */
  readable(stream: string): { readonly events: readonly StoredEvent[]; readonly from: number } | undefined {
    const events = this.streams.get(stream);
    const metadata = this.metadata.get(stream);
    if (!events?.length || isDeletedBefore(metadata)) return undefined;
    return { events, from: visibleFrom(metadata, events.length) };
  }

  /** Every event ever stored in the stream, and to be: what subscriptions follow. */
  history(stream: string): readonly StoredEvent[] {
    let history = this.streams.get(stream);
    if (!history) this.streams.set(stream, (history = []));
    return history;
  }

  eventOf(stream: string, revision: number): StoredEvent | undefined {
    const found = this.readable(stream);
    return found && revision >= found.from ? found.events[revision] : undefined;
  }

  /** The index in `all` of the first event at the position or behind it. */
  indexAt(position: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.all[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where a record starts, or beyond the end: any other position is refused by the real server. */
  isRecord(position: number): boolean {
    return position >= this.end || this.invisible.has(position) || this.all[this.indexAt(position)]?.position === position;
  }

  /** Settles with the next event, of any stream. */
  async grown(until: AbortSignal): Promise<void> {
    if (until.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.waiters.delete(wake);
        until.removeEventListener('abort', wake);
        resolve();
      };
      this.waiters.add(wake);
      until.addEventListener('abort', wake);
    });
  }

  /** What a new start of the server does to a log: it forgets the ids, and writes a record of its own. */
  restarted(): void {
    this.recent.clear();
    this.pushInvisible('');
  }

  private judge(stream: string, expected: number, events: readonly ProposedEvent[]): Judgement {
    if (this.isDeleted(stream)) return { outcome: 'deleted' };
    const actual = this.lastRevision(stream);
    const isHidden = isDeletedBefore(this.metadata.get(stream));
    if (expected === STREAM_EXISTS && isHidden) return { outcome: 'deleted' };
    if (expected === STREAM_EXISTS && actual < 0 && this.lastRevision(`$$${stream}`) < 0) return { outcome: 'wrong-revision', actual };
    if (expected < NO_STREAM) return this.judgeRecent(stream, actual, events);
    if (expected > actual) return { outcome: 'wrong-revision', actual };
    if (expected === actual) return 'store';
    const history = this.streams.get(stream)!;
    const repeated = events.findIndex(({ id }, i) => history[expected + 1 + i]?.id !== id);
    if (repeated === -1 && events.length > 0) return this.asBefore(history[expected + events.length]!);
    if (repeated === 0 && expected === NO_STREAM && isHidden) return 'store';
    return { outcome: 'wrong-revision', actual };
  }

  /** With ANY and STREAM_EXISTS the first id decides; a repeat of it with another after it is no repeat, and refused. */
  private judgeRecent(stream: string, actual: number, events: readonly ProposedEvent[]): Judgement {
    const known = events.map(({ id }) => this.recent.get(id)).map((event) => (event?.stream === stream ? event : undefined));
    if (known.length === 0 || !known[0]) return 'store';
    return known.every(Boolean) ? this.asBefore(known.at(-1)!) : { outcome: 'wrong-revision', actual };
  }

  private asBefore({ stream, revision, position }: StoredEvent): Verdict {
    return { outcome: 'success', revision, ...(this.eventOf(stream, revision) ? { position } : {}) };
  }

  private store(stream: string, events: readonly ProposedEvent[]): Verdict {
    if (events.length === 0) return { outcome: 'success', revision: this.lastRevision(stream), position: this.pushInvisible(stream) };
    const metadata = this.metadata.get(stream);
    const first = this.lastRevision(stream) + 1;
    const stored = events.map((event) => this.push(stream, event));
    for (const event of stored) if (!this.recent.has(event.id)) this.recent.set(event.id, event);
    if (isDeletedBefore(metadata)) this.push(`$$${stream}`, undeletion(metadata, first));
    const { revision, position } = stored.at(-1)!;
    return { outcome: 'success', revision, position };
  }

  private lastRevision(stream: string): number {
    return (this.streams.get(stream)?.length ?? 0) - 1;
  }

  private push(stream: string, event: ProposedEvent, revision = this.lastRevision(stream) + 1): StoredEvent {
    const stored: StoredEvent = { ...event, stream, revision, position: this.end, created: `${Date.now()}0000` };
    this.end += recordBytes(stream, event);
    this.all.push(stored);
    if (revision !== TOMBSTONE) (this.history(stream) as StoredEvent[]).push(stored);
    if (stream.startsWith('$$') && event.type === '$metadata') this.metadata.set(stream.slice(2), JSON.parse(Buffer.from(event.data).toString()) as StreamMetadata);
    for (const wake of this.waiters) wake();
    return stored;
  }

  /** A record that no reader sees still moves the end of the log. */
  private pushInvisible(stream: string): number {
    const position = this.end;
    this.invisible.add(position);
    this.end += recordBytes(stream, { type: '', data: NONE, metadata: NONE });
    return position;
  }
}

function newEvent(type: string, contentType: string): ProposedEvent {
  return { id: randomUUID(), type, contentType, data: NONE, metadata: NONE };
}

function recordBytes(stream: string, { type, data, metadata }: Pick<ProposedEvent, 'type' | 'data' | 'metadata'>): number {
  return RECORD_BYTES + Buffer.byteLength(stream) + Buffer.byteLength(type) + data.length + metadata.length;
}
