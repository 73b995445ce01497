import { nodeHash } from './hashes.js';

/** Hashes of complete subtrees: the root of the leaves from `start`, `2 ** height` of them, `start` being a multiple of that. */
export type SubtreeRoot = (start: number, height: number) => Promise<Buffer>;

/** RFC 6962's proof that leaf `index` is in the tree of this size: from the leaf's sibling up. */
export async function inclusionProof(index: number, size: number, subtree: SubtreeRoot): Promise<Buffer[]> {
  if (index < 0 || index >= size) throw new RangeError(`A tree of ${size} leaves has no leaf ${index}.`);
  return pathTo(index, 0, size, subtree);
}

/** RFC 6962's proof that the tree of `size` leaves begins with the tree of `older` leaves; empty where they are one, or the older has none. */
export async function consistencyProof(older: number, size: number, subtree: SubtreeRoot): Promise<Buffer[]> {
  if (older < 0 || older > size) throw new RangeError(`A tree of ${size} leaves does not grow out of one of ${older}.`);
  return older === 0 || older === size ? [] : consistency(older, 0, size, true, subtree);
}

async function pathTo(index: number, start: number, size: number, subtree: SubtreeRoot): Promise<Buffer[]> {
  if (size === 1) return [];
  const left = leftSize(size);
  return index < left
    ? [...(await pathTo(index, start, left, subtree)), await rootOf(start + left, size - left, subtree)]
    : [...(await pathTo(index - left, start + left, size - left, subtree)), await rootOf(start, left, subtree)];
}

async function consistency(older: number, start: number, size: number, isWhole: boolean, subtree: SubtreeRoot): Promise<Buffer[]> {
  if (older === size) return isWhole ? [] : [await rootOf(start, size, subtree)];
  const left = leftSize(size);
  return older <= left
    ? [...(await consistency(older, start, left, isWhole, subtree)), await rootOf(start + left, size - left, subtree)]
    : [...(await consistency(older - left, start + left, size - left, false, subtree)), await rootOf(start, left, subtree)];
}

/** The root of any range that begins where a subtree of its size may begin. */
export async function rootOf(start: number, size: number, subtree: SubtreeRoot): Promise<Buffer> {
  if (Number.isInteger(Math.log2(size))) return subtree(start, Math.log2(size));
  const left = leftSize(size);
  return nodeHash(await rootOf(start, left, subtree), await rootOf(start + left, size - left, subtree));
}

/** The largest power of two that is smaller. */
function leftSize(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
