import { EMPTY_ROOT, nodeHash, type Hash } from './tree.js';

/** No tree that can be counted needs more. */
export const LONGEST_PROOF = 63;

const isSize = (size: number) => Number.isSafeInteger(size) && size >= 0;
const isOdd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/** Whether the leaf with this hash is at `index` in the tree with this size and root: RFC 9162, section 2.1.3.2. */
export function verifyInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || proof.length > LONGEST_PROOF) return false;
  let node = index;
  let last = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      hash = nodeHash(sibling, hash);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && hash.equals(root);
}

/** Whether the tree of size `second` begins with that of size `first`: RFC 9162, section 2.1.4.2. Every tree begins with the empty one. */
export function verifyConsistency(first: number, firstRoot: Hash, second: number, secondRoot: Hash, proof: readonly Hash[]): boolean {
  if (!isSize(first) || !isSize(second) || first > second || proof.length > LONGEST_PROOF) return false;
  if (first === second) return proof.length === 0 && firstRoot.equals(secondRoot);
  if (first === 0) return proof.length === 0 && firstRoot.equals(EMPTY_ROOT);
  let node = first - 1;
  let last = second - 1;
  while (isOdd(node)) {
    node = half(node);
    last = half(last);
  }
  // A perfect tree is itself the first node of the proof.
  const [start, ...rest] = node === 0 ? [firstRoot, ...proof] : proof;
  if (!start) return false;
  let old = start;
  let now = start;
  for (const sibling of rest) {
    if (last === 0) return false;
    if (isOdd(node) || node === last) {
      old = nodeHash(sibling, old);
      now = nodeHash(sibling, now);
      while (!isOdd(node) && node !== 0) {
        node = half(node);
        last = half(last);
      }
    } else {
      now = nodeHash(now, sibling);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0 && old.equals(firstRoot) && now.equals(secondRoot);
}
