import { hash } from 'node:crypto';

/** A SHA-256 of 32 bytes. */
export type Hash = Buffer;

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

/** RFC 6962, section 2.1: the hash of a leaf. */
export const leafHash = (leaf: Uint8Array): Hash => Buffer.from(hash('sha256', Buffer.concat([LEAF, leaf]), 'binary'), 'latin1');

/** RFC 6962, section 2.1: the hash over two subtrees. */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Hash =>
  Buffer.from(hash('sha256', Buffer.concat([NODE, left, right]), 'binary'), 'latin1');

/** The root of the tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Hash = Buffer.from(hash('sha256', '', 'hex'), 'hex');

interface Subtree {
  readonly height: number;
  readonly hash: Hash;
}

/** The root over perfect subtrees that lie side by side, the tallest first. */
export const rootOver = (subtrees: readonly Hash[]): Hash =>
  subtrees.length === 0 ? EMPTY_ROOT : subtrees.reduceRight((right, left) => nodeHash(left, right));

/** A Merkle tree that only grows: the perfect subtrees of its leaves, the tallest first, two of one height never. */
export class Tree {
  private readonly subtrees: Subtree[] = [];

  /** @param made is told of every perfect subtree that is complete now. */
  constructor(private readonly made: (height: number, hash: Hash) => void = () => undefined) {}

  /** Appends a perfect subtree of 2^height leaves; what is there already must be a multiple of that. */
  append(hash: Hash, height = 0): void {
    let subtree: Subtree = { height, hash };
    this.made(height, hash);
    while (this.subtrees.at(-1)?.height === subtree.height) {
      subtree = { height: subtree.height + 1, hash: nodeHash(this.subtrees.pop()!.hash, subtree.hash) };
      this.made(subtree.height, subtree.hash);
    }
    this.subtrees.push(subtree);
  }

  /** The root, as if these smaller subtrees had been appended too. */
  root(more: readonly Hash[] = []): Hash {
    return rootOver([...this.subtrees.map((subtree) => subtree.hash), ...more]);
  }
}
