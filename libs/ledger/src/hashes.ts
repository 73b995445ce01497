import { hash } from 'node:crypto';
import { TILE_WIDTH } from './tiles.js';

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;
const PAIR_WORDS = (2 * HASH_BYTES) / 4;

/**
 * Hashes are asked for as text of one character a byte and written where they belong: Node hands text out four times faster than a Buffer
 * of its own (infra/adr/0020-one-tree-for-each-organization.md).
 */
const sha256Into = (bytes: Uint8Array, to: Buffer, at: number): void => {
  to.write(hash('sha256', bytes, 'binary'), at, HASH_BYTES, 'binary');
};

const prefixedLeaf = Buffer.alloc(65_536);
const row = Buffer.alloc(TILE_WIDTH * HASH_BYTES);
const rowWords = new Uint32Array(row.buffer, row.byteOffset, row.length / 4);
/** Two hashes behind 0x01. Words are copied four times faster than bytes. */
const pairWords = new Uint32Array(1 + PAIR_WORDS);
const pair = Buffer.from(pairWords.buffer, 3);
pair[0] = 1;

/** RFC 6962's hash of a leaf, written into a buffer. @param leaf at most 65,535 bytes, as an entry bundle can hold */
export function leafHashInto(leaf: string, to: Buffer, at: number): void {
  const bytes = prefixedLeaf.write(leaf, 1, 'utf8');
  sha256Into(prefixedLeaf.subarray(0, 1 + bytes), to, at);
}

/** RFC 6962's root of subtrees' hashes that lie beside each other: as many as are a power of two, at most as a tile holds. */
export function rootOfRow(hashes: Buffer, from: number, width: number): Buffer {
  hashes.copy(row, 0, from * HASH_BYTES, (from + width) * HASH_BYTES);
  for (let nodes = width / 2; nodes >= 1; nodes /= 2) {
    for (let n = 0; n < nodes; n++) {
      for (let word = 0; word < PAIR_WORDS; word++) pairWords[1 + word] = rowWords[n * PAIR_WORDS + word]!;
      sha256Into(pair, row, n * HASH_BYTES);
    }
  }
  return Buffer.from(row.subarray(0, HASH_BYTES));
}

export function leafHash(leaf: string): Buffer {
  const to = Buffer.alloc(HASH_BYTES);
  leafHashInto(leaf, to, 0);
  return to;
}

export const nodeHash = (left: Buffer, right: Buffer): Buffer => rootOfRow(Buffer.concat([left, right]), 0, 2);

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = Buffer.from(hash('sha256', '', 'hex'), 'hex');
