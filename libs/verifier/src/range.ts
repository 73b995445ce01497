import { hash } from 'node:crypto';
import { EVENTS_PER_FILE, eventsPath, tilePath } from './bundle-files.js';
import { AT, EnvelopeScan, type Envelope } from './envelope.js';
import { Findings, type Found } from './findings.js';
import { LONGEST_ROTATION } from './key-chain.js';
import { keyOfId, keyOfName, KeyTable } from './key-table.js';
import { orderFault, type Edge } from './order.js';
import { FileReader, Lines } from './read-file.js';
import { quoted, Refused } from './refused.js';
import { TileTree, WIDTH } from './tile-tree.js';

const LONGEST_PAYLOAD = 16 * 1024 * 1024;
const LONGEST_ENTRIES = WIDTH * (2 + 65_535);
const LARGEST_REVISION = 2 ** 32 - 2;
const MOST_ROTATIONS = 100;
const ROTATED = Buffer.from('LedgerKeyRotated');
const LEDGER_KEYS = Buffer.from('ledger-keys');

/** Some events to check apart from all others: of one file of payloads, and whole tiles but for the end of the ledger. */
export interface Range {
  readonly directory: string;
  readonly organization: string;
  /** Of the whole ledger. */
  readonly size: number;
  readonly first: number;
  readonly count: number;
  /** Under which the keys of streams are made, the same for every range. */
  readonly salt: readonly [number, number];
  /** Sizes at which the root will be asked for, and that end within a tile of this range. */
  readonly sizes: readonly number[];
}

/** What the check of a range leaves to be joined with the others. */
export interface RangeReport {
  readonly found: readonly Found[];
  /** How many events have their leaf in its place and their payload. */
  readonly whole: number;
  /** The hash over each full tile, one behind the other. */
  readonly tiles: Uint8Array;
  /** For each of `sizes`, the perfect subtrees of the tile in which it ends. */
  readonly tails: readonly Uint8Array[];
  /** The key of each event's id; zeroes where the leaf could not be read. */
  readonly ids: Uint32Array;
  /** Of each stream: its key; its first revision here, the next after its last, and which event of the range is its first. */
  readonly streams: { readonly keys: Uint32Array; readonly first: Uint32Array; readonly next: Uint32Array; readonly at: Uint32Array };
  readonly begin: Edge | undefined;
  readonly end: Edge | undefined;
  /** Payloads of `LedgerKeyRotated`. */
  readonly rotations: readonly { readonly index: number; readonly payload: string }[];
}

/** Takes each event once its leaf and its payload were checked, in order. */
export type OnEvent = (event: { readonly envelope: Envelope; readonly payload: string }) => void | Promise<void>;

/** Checks the events of a range: payloads against leaves, leaves against the tile above them, and the order among them. */
export async function checkRange(range: Range, onEvent?: OnEvent): Promise<RangeReport> {
  const check = new RangeCheck(range, onEvent);
  try {
    for (let n = range.first / WIDTH; n * WIDTH < range.first + range.count && !check.findings.isFull; n++) await check.tile(n);
    check.finish();
    return check.report();
  } finally {
    check.close();
  }
}

class RangeCheck {
  readonly findings = new Findings();
  private readonly entries: FileReader;
  private readonly hashes: FileReader;
  private readonly payloads: Lines | undefined;
  private readonly payloadsPath: string;
  /** No line comes any more: the file is missing, broken or too short, and that was found. */
  private isDry = false;
  private readonly tree = new TileTree();
  private readonly tiles: Buffer[] = [];
  private readonly tails: Buffer[] = [];
  private readonly ids: Uint32Array;
  private readonly envelope = new EnvelopeScan();
  private readonly organization: Buffer;
  private readonly streams: KeyTable;
  private readonly streamKeys: Uint32Array;
  private readonly revisions: { readonly first: Uint32Array; readonly next: Uint32Array; readonly at: Uint32Array };
  private streamCount = 0;
  private whole = 0;
  private readonly rotations: { index: number; payload: string }[] = [];
  private begin: Edge | undefined;
  private end: Edge | undefined;

  constructor(private readonly range: Range, private readonly onEvent?: OnEvent) {
    this.entries = new FileReader(range.directory, LONGEST_ENTRIES);
    this.hashes = new FileReader(range.directory, WIDTH * 32);
    this.organization = Buffer.from(range.organization);
    this.ids = new Uint32Array(4 * range.count);
    this.streams = new KeyTable(range.count);
    this.streamKeys = new Uint32Array(4 * (range.count + 1));
    this.revisions = { first: new Uint32Array(range.count), next: new Uint32Array(range.count), at: new Uint32Array(range.count) };
    const file = range.first - (range.first % EVENTS_PER_FILE);
    this.payloadsPath = eventsPath(file);
    this.payloads = this.findings.attempt('payload', this.payloadsPath, () => new Lines(range.directory, this.payloadsPath, LONGEST_PAYLOAD));
    // What is wrong with the lines before is found by the range that they belong to.
    this.isDry = !this.payloads?.skip(range.first - file);
  }

  close(): void {
    this.payloads?.close();
  }

  /** Checks the events below tile n of level 0. */
  async tile(n: number): Promise<void> {
    const first = n * WIDTH;
    const width = Math.min(WIDTH, this.range.size - first);
    const path = tilePath('entries', n, width);
    const given = this.hashesOf(n, width);
    const entries = this.findings.attempt('leaf', path, () => this.entries.read(path));
    let at = 0;
    for (let k = 0; k < width; k++) {
      const payload = this.nextPayload(first + k);
      const from = at + 2;
      const to = entries && from <= entries.length ? from + entries.readUInt16BE(at) : Infinity;
      if (!entries || to > entries.length) {
        if (entries && at !== Infinity) this.findings.addAt('leaf', 'event', first + k, path, 'The length of this entry leads beyond the end of the file.');
        at = Infinity;
        this.tree.setLeaf(k, given?.slice(32 * k, 32 * k + 32) ?? '');
        continue;
      }
      // The byte before the leaf, of its length, becomes the 0x00 that RFC 6962 puts there: so the leaf is hashed where it lies.
      entries[from - 1] = 0;
      const leaf = hash('sha256', entries.subarray(from - 1, to), 'binary');
      const isInPlace = given?.startsWith(leaf, 32 * k);
      // That a leaf was changed is found once: above, the tile goes on for it, and tells whether it was the tile that was.
      this.tree.setLeaf(k, isInPlace === false ? given!.slice(32 * k, 32 * k + 32) : leaf);
      if (isInPlace === false) this.findings.addAt('leaf', 'event', first + k, path, `The leaf does not hash to its place in ${tilePath(0, n, width)}.`);
      at = to;
      if (!this.envelope.read(entries, from, to)) this.findings.addAt('leaf', 'event', first + k, path, 'The leaf is not the canonical envelope of an event.');
      else if (this.event(first + k, payload) && isInPlace) {
        this.whole += 1;
        const told = this.onEvent?.({ envelope: JSON.parse(entries.toString('utf8', from, to)) as Envelope, payload: payload!.toString('utf8') });
        if (told) await told;
      }
    }
    if (entries && at < entries.length) this.findings.add({ check: 'leaf', where: path, problem: 'There are bytes behind the last entry.' });
    this.tree.build(width);
    if (width === WIDTH) this.tiles.push(this.tree.subtrees(WIDTH));
    for (const size of this.range.sizes) {
      if (size > first && size < first + WIDTH) this.tails.push(this.tree.subtrees(size - first));
    }
  }

  /** Whether there is anything in the file behind the last payload. */
  finish(): void {
    const end = this.range.first + this.range.count;
    if (this.isDry || (end % EVENTS_PER_FILE !== 0 && end !== this.range.size)) return;
    const more = this.findings.attempt('payload', this.payloadsPath, () => this.payloads!.next());
    if (more) this.findings.add({ check: 'payload', where: this.payloadsPath, problem: `There are lines behind that of event ${end - 1}, the last one.` });
  }

  report(): RangeReport {
    const { streamCount: count, streamKeys, revisions: { first, next, at } } = this;
    return {
      found: this.findings.found, whole: this.whole, tiles: Buffer.concat(this.tiles), tails: this.tails, ids: this.ids,
      streams: { keys: streamKeys.slice(0, 4 * count), first: first.slice(0, count), next: next.slice(0, count), at: at.slice(0, count) }, begin: this.begin, end: this.end, rotations: this.rotations,
    };
  }

  /** The hashes of a tile as Latin-1, or nothing when the tile is missing or of another size. */
  private hashesOf(n: number, width: number): string | undefined {
    const path = tilePath(0, n, width);
    return this.findings.attempt('tile', path, () => {
      const bytes = this.hashes.read(path);
      if (bytes.length !== 32 * width) throw new Refused(`It has ${bytes.length} bytes, not ${32 * width}.`);
      return bytes.toString('latin1');
    });
  }

  private nextPayload(index: number): Buffer | undefined {
    if (this.isDry) return undefined;
    const line = this.findings.attempt('payload', this.payloadsPath, () => this.payloads!.next() ?? null);
    if (line) return line;
    this.isDry = true;
    if (line === null) this.findings.addAt('payload', 'event', index, this.payloadsPath, 'The file ends before the payload of this event.');
    return undefined;
  }

  /** Checks the event whose envelope was read last; whether it has its payload. */
  private event(index: number, payload: Buffer | undefined): boolean {
    const { findings, envelope } = this;
    const fault = (check: string, problem: string) => findings.addAt(check, 'event', index, '', problem);
    const isPaid = payload !== undefined && hash('sha256', payload, 'hex') === envelope.spelled(AT.payloadHash);
    if (payload && !isPaid) {
      findings.addAt('payload', 'event', index, `${this.payloadsPath}, line ${this.payloads!.count}`, 'The payload does not have the hash that its leaf names.');
    }
    keyOfId(envelope.bytes, envelope.from(AT.id), envelope.to(AT.id), this.ids, 4 * (index - this.range.first));
    if (envelope.number(AT.index) !== index) fault('index', `The leaf says that it has index ${envelope.number(AT.index)}.`);
    if (!envelope.is(AT.organization, this.organization)) fault('organization', `The leaf is of the organization ${quoted(envelope.spelled(AT.organization))}.`);
    const edge = { index, position: envelope.spelled(AT.position), recordedAt: envelope.spelled(AT.recordedAt) };
    const disorder = this.end && orderFault(this.end, edge);
    if (disorder) fault('order', disorder);
    this.begin ??= edge;
    this.end = edge;
    this.revision(index, fault);
    if (isPaid && envelope.is(AT.type, ROTATED) && envelope.is(AT.stream, LEDGER_KEYS)) this.rotation(index, payload, fault);
    return isPaid;
  }

  private revision(index: number, fault: (check: string, problem: string) => void): void {
    const { envelope, streamKeys, revisions: { first, next, at } } = this;
    const found = Math.min(envelope.number(AT.revision), LARGEST_REVISION);
    const fresh = this.streamCount;
    keyOfName(envelope.bytes, envelope.from(AT.stream), envelope.to(AT.stream), this.range.salt, streamKeys, 4 * fresh);
    const slot = this.streams.getOrSet(streamKeys, 4 * fresh, fresh + 1) - 1;
    if (slot === fresh) {
      this.streamCount += 1;
      first[fresh] = found;
      at[fresh] = index - this.range.first;
    } else if (found !== next[slot]) {
      fault('revision', `In the stream ${quoted(envelope.spelled(AT.stream))} it has revision ${found}; ${next[slot]} is next.`);
    }
    next[slot] = found + 1;
  }

  private rotation(index: number, payload: Buffer, fault: (check: string, problem: string) => void): void {
    if (payload.length > LONGEST_ROTATION) fault('keys', 'The announcement of a key is too long.');
    else if (this.rotations.length >= MOST_ROTATIONS) fault('keys', `There are more than ${MOST_ROTATIONS} rotations close together.`);
    else this.rotations.push({ index, payload: payload.toString('utf8') });
  }
}
