import { hash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { EVENTS_PER_FILE, eventsPath, tilePath, WIDTH } from './bundle-files.js';
import { readEnvelope, type Envelope } from './envelope.js';
import { Findings, type Found } from './findings.js';
import { LONGEST_ROTATION } from './key-chain.js';
import { KEY, keyOf, numbersOf, type Numbers } from './key-table.js';
import { orderFault, type Edge } from './order.js';
import { FileReader, Lines } from './read-file.js';
import { quoted } from './refused.js';
import { TileTree } from './tile-tree.js';

const LONGEST_PAYLOAD = 16 * 1024 * 1024;
const LONGEST_ENTRIES = WIDTH * (2 + 65_535);
const LARGEST_REVISION = 2 ** 31 - 2;
const MOST_ROTATIONS = 100;

/** Some events to check apart from all others: of one file of payloads, and whole tiles but for the end of the ledger. */
export interface Range {
  readonly directory: string;
  readonly organization: string;
  /** Of the whole ledger. */
  readonly size: number;
  readonly first: number;
  readonly count: number;
  /** Of which the keys of ids and streams are made: 16 bytes, drawn for this run, the same for every range. */
  readonly seed: Uint8Array;
  /** Sizes at which the root will be asked for, and that end within a tile of this range. */
  readonly sizes: readonly number[];
}

/** Words in which a range keeps an event for the others: the key of its id, the key of its stream, the revision that is next in it. */
export const RECORD = { words: 2 * KEY + 1, id: 0, stream: KEY, next: 2 * KEY } as const;

/** What the check of a range leaves to be joined with the others. */
export interface RangeReport {
  readonly found: readonly Found[];
  /** How many events have their leaf in its place and their payload. */
  readonly whole: number;
  /** The hash over each full tile, one behind the other. */
  readonly tiles: Uint8Array;
  /** For each of `sizes`, the perfect subtrees of the tile in which it ends. */
  readonly tails: readonly Uint8Array[];
  /** A `RECORD` of each event; zeroes where the leaf could not be read. */
  readonly records: Int32Array;
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
    for (let n = range.first / WIDTH; n * WIDTH < range.first + range.count && !check.findings.isFull; n++) {
      await check.tile(n);
      // So that a process hears and is heard meanwhile: what it has to say fits no pipe at once.
      await turn();
    }
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
  private readonly records: Int32Array;
  private readonly numbers: Numbers;
  private readonly rotations: { index: number; payload: string }[] = [];
  private whole = 0;
  private begin: Edge | undefined;
  private end: Edge | undefined;

  constructor(private readonly range: Range, private readonly onEvent?: OnEvent) {
    const { directory, first, count } = range;
    this.entries = new FileReader(directory, LONGEST_ENTRIES);
    this.hashes = new FileReader(directory, WIDTH * 32);
    this.records = new Int32Array(RECORD.words * count);
    this.numbers = numbersOf(range.seed);
    const file = first - (first % EVENTS_PER_FILE);
    this.payloadsPath = eventsPath(file);
    this.payloads = this.findings.attempt('payload', this.payloadsPath, () => new Lines(directory, this.payloadsPath, LONGEST_PAYLOAD));
    // What is wrong with the lines before is found by the range that they belong to.
    this.isDry = !this.payloads?.skip(first - file);
  }

  close(): void {
    this.payloads?.close();
  }

  /** Checks the events below tile n of level 0. */
  async tile(n: number): Promise<void> {
    const { findings, tree, range: { size, sizes } } = this;
    const first = n * WIDTH;
    const width = Math.min(WIDTH, size - first);
    const path = tilePath('entries', n, width);
    const tile = findings.attempt('tile', tilePath(0, n, width), () => this.hashes.readHashes(tilePath(0, n, width), width));
    const given = tile?.toString('latin1');
    // That a leaf was changed is found once: above, the tile goes on for it, and tells whether it was the tile that was.
    if (tile) tree.setLeaves(tile);
    const entries = findings.attempt('leaf', path, () => this.entries.read(path));
    let at = 0;
    for (let k = 0; k < width; k++) {
      const payload = this.nextPayload(first + k);
      const to = entries && at >= 0 ? endOf(entries, at) : -1;
      if (to < 0) {
        if (entries && at >= 0) findings.addAt('leaf', 'event', first + k, path, 'The length of this entry leads beyond the end of the file.');
      } else if (this.event(first + k, entries!.subarray(at + 1, to), payload, path, given) && this.onEvent) {
        await this.onEvent({ envelope: JSON.parse(entries!.toString('utf8', at + 2, to)) as Envelope, payload: payload!.toString() });
      }
      at = to;
    }
    if (entries && at >= 0 && at < entries.length) findings.add({ check: 'leaf', where: path, problem: 'There are bytes behind the last entry.' });
    tree.build(width);
    if (width === WIDTH) this.tiles.push(tree.subtrees(WIDTH));
    for (const each of sizes) if (each > first && each < first + WIDTH) this.tails.push(tree.subtrees(each - first));
  }

  /** Whether there is anything in the file behind the last payload. */
  finish(): void {
    const end = this.range.first + this.range.count;
    if (this.isDry || (end % EVENTS_PER_FILE !== 0 && end !== this.range.size)) return;
    const more = this.findings.attempt('payload', this.payloadsPath, () => this.payloads!.next());
    if (more) this.findings.add({ check: 'payload', where: this.payloadsPath, problem: `There are lines behind that of event ${end - 1}, the last one.` });
  }

  report(): RangeReport {
    const { findings: { found }, whole, tiles, tails, records, begin, end, rotations } = this;
    return { found, whole, tiles: Buffer.concat(tiles), tails, records, begin, end, rotations };
  }

  private nextPayload(index: number): Buffer | undefined {
    if (this.isDry) return undefined;
    const line = this.findings.attempt('payload', this.payloadsPath, () => this.payloads!.next() ?? null);
    if (line) return line;
    this.isDry = true;
    if (line === null) this.findings.addAt('payload', 'event', index, this.payloadsPath, 'The file ends before the payload of this event.');
    return undefined;
  }

  /**
   * Checks an event; whether its leaf is in its place in the tile and its payload is there.
   * @param entry the leaf, and before it a byte of its length
   */
  private event(index: number, entry: Buffer, payload: Buffer | undefined, path: string, given: string | undefined): boolean {
    const { findings, tree, records, numbers, payloadsPath, range: { first, organization } } = this;
    const k = index % WIDTH;
    // That byte becomes the 0x00 which RFC 6962 puts before a leaf: so it is hashed where it lies.
    entry[0] = 0;
    const leaf = hash('sha256', entry, 'binary');
    const isInPlace = given?.startsWith(leaf, 32 * k);
    if (isInPlace === undefined) tree.setLeaf(k, leaf);
    if (isInPlace === false) findings.addAt('leaf', 'event', index, path, `The leaf does not hash to its place in ${path.replace('entries', '0')}.`);
    const said = readEnvelope(entry, 1);
    if (!said) {
      findings.addAt('leaf', 'event', index, path, 'The leaf is not the canonical envelope of an event.');
      return false;
    }
    const isPaid = payload !== undefined && hash('sha256', payload, 'hex') === said.payloadHash;
    if (payload && !isPaid) findings.addAt('payload', 'event', index, `${payloadsPath}, line ${this.payloads!.count}`, 'The payload does not have the hash that its leaf names.');
    if (said.index !== index) findings.addAt('index', 'event', index, '', `The leaf says that it has index ${said.index}.`);
    if (said.organization !== organization) findings.addAt('organization', 'event', index, '', `The leaf is of the organization ${quoted(said.organization)}.`);
    const edge = { index, position: said.position, recordedAt: said.recordedAt };
    const disorder = this.end && orderFault(this.end, edge);
    if (disorder) findings.addAt('order', 'event', index, '', disorder);
    this.begin ??= edge;
    this.end = edge;
    const record = (index - first) * RECORD.words;
    keyOf(said.id, numbers, records, record + RECORD.id);
    keyOf(said.stream, numbers, records, record + RECORD.stream);
    records[record + RECORD.next] = Math.min(said.revision, LARGEST_REVISION) + 1;
    if (isPaid && said.type === 'LedgerKeyRotated' && said.stream === 'ledger-keys') this.rotation(index, payload);
    const isWhole = isPaid && isInPlace === true;
    if (isWhole) this.whole += 1;
    return isWhole;
  }

  private rotation(index: number, payload: Buffer): void {
    if (payload.length > LONGEST_ROTATION) this.findings.addAt('keys', 'event', index, '', 'The announcement of a key is too long.');
    else if (this.rotations.length >= MOST_ROTATIONS) this.findings.addAt('keys', 'event', index, '', `There are more than ${MOST_ROTATIONS} rotations close together.`);
    else this.rotations.push({ index, payload: payload.toString() });
  }
}

/** Where the entry ends that begins here with the length of its leaf; -1 when that is beyond the end of the file. */
function endOf(entries: Buffer, at: number): number {
  if (at + 2 > entries.length) return -1;
  const to = at + 2 + entries.readUInt16BE(at);
  return to > entries.length ? -1 : to;
}
