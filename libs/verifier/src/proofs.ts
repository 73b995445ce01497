import { EMPTY_ROOT, nodeHash, type Hash } from './tree.js';

/** No tree that can be counted needs more. */
export const LONGEST_PROOF = 63;

const isSize = (size: number) => Number.isSafeInteger(size) && size >= 0;
const isOdd = (n: number) => n % 2 === 1;
const half = (n: number) => Math.floor(n / 2);

/** Whether the leaf with this hash is at `index` in the tree with this size and root: RFC 9162, section 2.1.3.2. */
export function verifyInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || proof.length > LONGEST_PROOF) return false;
  let hash = leaf;
  const isWhole = walkUp(index, size - 1, proof, (sibling, isLeft) => {
    hash = isLeft ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  });
  return isWhole && hash.equals(root);
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
  const isWhole = walkUp(node, last, rest, (sibling, isLeft) => {
    if (isLeft) old = nodeHash(sibling, old);
    now = isLeft ? nodeHash(sibling, now) : nodeHash(now, sibling);
  });
  return isWhole && old.equals(firstRoot) && now.equals(secondRoot);
}

/** Goes from a node of a row up to the root, past one hash of the proof at a time; whether they lead there and no further. */
function walkUp(from: number, lastInRow: number, proof: readonly Hash[], past: (sibling: Hash, isLeft: boolean) => void): boolean {
  let node = from;
  let last = lastInRow;
  for (const sibling of proof) {
    if (last === 0) return false;
    const isLeft = isOdd(node) || node === last;
    past(sibling, isLeft);
    // Where a row ends without a partner, its last node is also that of the rows above.
    while (isLeft && !isOdd(node) && node !== 0) {
      node = half(node);
      last = half(last);
    }
    node = half(node);
    last = half(last);
  }
  return last === 0;
}
