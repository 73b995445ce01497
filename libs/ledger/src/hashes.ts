import { hash } from 'node:crypto';

/** Bytes of a SHA-256 hash. */
export const HASH_BYTES = 32;

/**
 * Hashes are asked for as text of one character a byte and written where they belong: Node hands text out four times faster than a Buffer
 * of its own (infra/adr/0020-one-tree-for-each-organization.md).
 */
const sha256Into = (bytes: Uint8Array, to: Buffer, at: number): void => {
  to.write(hash('sha256', bytes, 'binary'), at, HASH_BYTES, 'binary');
};

const prefixedLeaf = Buffer.alloc(65_536);
const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** RFC 6962's hash of a leaf, written into a buffer. @param leaf at most 65,535 bytes, as an entry bundle can hold */
export function leafHashInto(leaf: string, to: Buffer, at: number): number {
  const bytes = prefixedLeaf.write(leaf, 1, 'utf8');
  sha256Into(prefixedLeaf.subarray(0, 1 + bytes), to, at);
  return bytes;
}

/** RFC 6962's hash of two subtrees that lie beside each other in a buffer, written into another. */
export function nodeHashInto(children: Buffer, from: number, to: Buffer, at: number): void {
  children.copy(pair, 1, from, from + 2 * HASH_BYTES);
  sha256Into(pair, to, at);
}

export function leafHash(leaf: string): Buffer {
  const to = Buffer.alloc(HASH_BYTES);
  leafHashInto(leaf, to, 0);
  return to;
}

export function nodeHash(left: Buffer, right: Buffer): Buffer {
  const to = Buffer.alloc(HASH_BYTES);
  nodeHashInto(Buffer.concat([left, right]), 0, to, 0);
  return to;
}

/** The root of a tree without leaves. */
export const EMPTY_ROOT: Buffer = Buffer.from(hash('sha256', '', 'hex'), 'hex');
