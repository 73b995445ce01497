import { HEIGHT, WIDTH } from './bundle-files.js';
import type { Findings } from './findings.js';
import type { KeyChain } from './key-chain.js';
import { KeyTable } from './key-table.js';
import { orderFault, type Edge } from './order.js';
import { RECORD, type Range, type RangeReport } from './range.js';
import type { Held, SignedTree } from './signed-tree.js';
import { Tree } from './tree.js';
import { UpperTiles } from './upper-tiles.js';

const HASH = 32;
/** How many keys a table has room for at first, at most: whatever size a bundle claims, no more is taken before there are so many. */
const ROOM = 1_000_000;

/**
 * Joins ranges, in order, into the whole ledger: the tree above their tiles, and what must be so across ranges. Of each
 * event it keeps its id and of each stream its next revision: 20 to 40 bytes for either.
 */
export class Ledger {
  private readonly tree: Tree;
  private readonly ids: KeyTable;
  private readonly streams: KeyTable;
  private end: Edge | undefined;
  /** How many events have their leaf in its place and their payload. */
  whole = 0;

  constructor(directory: string, size: number, private readonly chain: KeyChain, private readonly signed: SignedTree, private readonly findings: Findings) {
    this.ids = new KeyTable(Math.min(size, ROOM));
    this.streams = new KeyTable(Math.min(size, ROOM));
    const upper = new UpperTiles(directory, size, findings);
    this.tree = new Tree((height, hash) => upper.compare(height, hash));
  }

  /** @param held the checkpoints of a size in this range, or at its end, in order */
  join(range: Range, report: RangeReport, held: readonly Held[]): void {
    for (const found of report.found) this.findings.add(found);
    this.whole += report.whole;
    this.joinOrder(report);
    this.joinRecords(range, report);
    for (const { index, payload } of report.rotations) this.findings.attempt('keys', `event ${index}`, () => this.chain.rotate(index, payload));
    this.joinTiles(range, report, held);
  }

  private joinOrder({ begin, end }: RangeReport): void {
    const disorder = this.end && begin && orderFault(this.end, begin);
    if (disorder) this.findings.addAt('order', 'event', begin!.index, '', disorder);
    this.end = end ?? this.end;
  }

  private joinRecords({ first }: Range, { records }: RangeReport): void {
    for (let index = first, at = 0; at < records.length; index++, at += RECORD.words) {
      const next = records[at + RECORD.next]!;
      if (next === 0) continue;
      const before = this.ids.set(records, at + RECORD.id, index + 1);
      if (before > 0) this.findings.addAt('id', 'event', index, '', `Its id is that of event ${before - 1}.`);
      const due = this.streams.set(records, at + RECORD.stream, next);
      if (next !== due + 1) this.findings.addAt('revision', 'event', index, '', `In its stream it has revision ${next - 1}; ${due} is next.`);
    }
  }

  private joinTiles({ first, count, sizes }: Range, { tiles, tails }: RangeReport, held: readonly Held[]): void {
    const tailOf = new Map(sizes.map((size, n) => [size, tails[n]]));
    let asked = 0;
    for (let at = first; at < first + count; at += WIDTH) {
      const end = Math.min(at + WIDTH, first + count);
      for (; held[asked] && held[asked]!.size < at + WIDTH; asked++) {
        const tail = tailOf.get(held[asked]!.size);
        if (tail) this.signed.compare(held[asked]!, this.tree.root(hashesIn(tail)));
      }
      if (end - at < WIDTH) return;
      const place = ((at - first) / WIDTH) * HASH;
      const tile = tiles.subarray(place, place + HASH);
      // A range that was given up has no more tiles.
      if (tile.length < HASH) return;
      this.tree.append(Buffer.from(tile), HEIGHT);
      for (; held[asked]?.size === end; asked++) this.signed.compare(held[asked]!, this.tree.root());
    }
  }
}

const hashesIn = (bytes: Uint8Array) =>
  Array.from({ length: bytes.length / HASH }, (_, n) => Buffer.from(bytes.subarray(n * HASH, (n + 1) * HASH)));
