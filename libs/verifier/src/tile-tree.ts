import { hash } from 'node:crypto';
import { HEIGHT, WIDTH } from './bundle-files.js';
import type { Hash } from './tree.js';

const PAIR = 1 + 32 + 32;

/**
 * The tree over the 256 leaves of a tile, made again for each tile in the same place. Hashes lie in pairs, each behind
 * the byte 0x01, so that a pair is hashed where it lies: half of an audit is spent here.
 */
export class TileTree {
  private readonly pairs = Array.from({ length: HEIGHT }, (_, level) => {
    const bytes = Buffer.alloc((WIDTH >> (level + 1)) * PAIR, 1);
    return Array.from({ length: WIDTH >> (level + 1) }, (_, n) => bytes.subarray(n * PAIR, (n + 1) * PAIR));
  });
  private readonly top = Buffer.alloc(32);

  /** The leaves of a tile, one behind the other. */
  setLeaves(tile: Buffer): void {
    for (let at = 0; at < tile.length; at += 64) tile.copy(this.pairs[0]![at / 64]!, 1, at, at + 64);
  }

  /** Leaf n of the tile: the 32 bytes of its hash, as Latin-1. */
  setLeaf(n: number, leaf: string): void {
    this.pairs[0]![n >> 1]!.write(leaf, 1 + (n & 1) * 32, 32, 'binary');
  }

  /** Hashes everything above the first `width` leaves. */
  build(width: number): void {
    for (let level = 0; level < HEIGHT; level++) {
      const pairs = this.pairs[level]!;
      const above = this.pairs[level + 1];
      for (let n = 0; n < width >> (level + 1); n++) {
        const node = hash('sha256', pairs[n]!, 'binary');
        if (above) above[n >> 1]!.write(node, 1 + (n & 1) * 32, 32, 'binary');
        else this.top.write(node, 0, 32, 'binary');
      }
    }
  }

  /** The perfect subtrees over the first `width` leaves, the tallest first, one behind the other. */
  subtrees(width: number): Buffer {
    const hashes: Hash[] = [];
    for (let level = HEIGHT, at = 0; level >= 0; level--) {
      if ((width & (1 << level)) === 0) continue;
      hashes.push(level === HEIGHT ? this.top : this.hashAt(level, at >> level));
      at += 1 << level;
    }
    return Buffer.concat(hashes);
  }

  private hashAt(level: number, n: number): Hash {
    const from = 1 + (n & 1) * 32;
    return this.pairs[level]![n >> 1]!.subarray(from, from + 32);
  }
}
