import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { EMPTY_ROOT, leafHash, rootOfRow } from './hashes.js';
import { consistencyProof, inclusionProof } from './proofs.js';
import { tileAt, tilePath, tilesOf, TILE_WIDTH } from './tiles.js';
import { Tree } from './tree.js';

const sha = (...parts: (Buffer | string)[]) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

/** RFC 6962 section 2.1, word for word. */
function mth(leaves: readonly string[]): Buffer {
  if (leaves.length === 0) return sha('');
  if (leaves.length === 1) return sha(Buffer.from([0]), leaves[0]!);
  const k = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  return sha(Buffer.from([1]), mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const leavesOf = (size: number) => Array.from({ length: size }, (_, n) => `leaf ${n} ü`);
const subtreeOf = (leaves: readonly string[]) => async (start: number, height: number) => mth(leaves.slice(start, start + 2 ** height));

describe('the tree', () => {
  it('has the empty root, and the roots of RFC 6962 at every size, however the leaves come', () => {
    expect(new Tree().root()).toEqual(EMPTY_ROOT);
    const sizes = [1, 2, 3, 4, 5, 7, 8, 100, 255, 256, 257, 511, 512, 513, 700];
    for (const size of sizes) {
      const tree = new Tree();
      for (let at = 0; at < size; at += 37) tree.append(leavesOf(size).slice(at, at + 37));
      expect([size, tree.root()]).toEqual([size, mth(leavesOf(size))]);
    }
  });

  it('hands out just the tiles that tlog-tiles asks for, and goes on from them', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 1_200 }), fc.integer({ min: 1, max: 1_200 }), async (first, second) => {
      const kept = new Map<string, Buffer>();
      const keep = (tree: Tree, leaves: string[]) => tree.append(leaves).forEach(({ level, n, hashes }) => kept.set(`${level}/${n}`, hashes));
      const leaves = leavesOf(first + second);
      keep(new Tree(), leaves.slice(0, first));
      const again = await Tree.at(first, async (level, n) => kept.get(`${level}/${n}`)!);
      keep(again, leaves.slice(first));
      expect(again.root()).toEqual(mth(leaves));
      const expected = [...tilesOf(leaves.length)];
      expect([...kept.keys()].sort()).toEqual(expected.map(({ level, n }) => `${level}/${n}`).sort());
      for (const { level, n, width } of expected) expect(kept.get(`${level}/${n}`)).toHaveLength(width * 32);
      expect(kept.get('0/0')!.subarray(0, 32)).toEqual(leafHash(leaves[0]!));
    }), { numRuns: 25 });
  });

  it('has tiles above tiles', () => {
    const tree = new Tree();
    const leaves = leavesOf(66_000);
    const grown = tree.append(leaves);
    expect(grown.filter(({ level }) => level === 2)).toMatchObject([{ n: 0, hashes: mth(leaves.slice(0, 65_536)) }]);
    expect(rootOfRow(grown.find(({ level, n }) => level === 1 && n === 0)!.hashes, 0, TILE_WIDTH)).toEqual(mth(leaves.slice(0, 65_536)));
    expect(tree.root()).toEqual(mth(leaves));
  });

  it.each([[0, 'tile/0/000'], [1_234_067, 'tile/0/x001/x234/067'], [999, 'tile/0/999'], [1000, 'tile/0/x001/000']])('names tile %i %s, as the standard does', (n, path) => {
    expect(tilePath(0, n)).toBe(path);
    expect(tileAt(path)).toEqual({ level: 0, n, width: TILE_WIDTH });
  });

  it.each(['tile/0/x000/001', 'tile/64/000', 'tile/00/000', 'tile/0/000.p/0', 'tile/0/000.p/256', 'tile/0/../000', 'tile/entries/1', 'tile/0/000.p/01', 'tile/0/0001'])('knows no tile %s', (path) => {
    expect(tileAt(path)).toBeUndefined();
  });

  it('gives the proofs of RFC 6962’s own example', async () => {
    // Section 2.1.3: a tree of seven leaves.
    const leaves = leavesOf(7);
    const d = leaves.map((leaf) => leafHash(leaf));
    const at = (from: number, to: number) => mth(leaves.slice(from, to));
    expect(await inclusionProof(0, 7, subtreeOf(leaves))).toEqual([d[1], at(2, 4), at(4, 7)]);
    expect(await inclusionProof(3, 7, subtreeOf(leaves))).toEqual([d[2], at(0, 2), at(4, 7)]);
    expect(await inclusionProof(6, 7, subtreeOf(leaves))).toEqual([at(4, 6), at(0, 4)]);
    expect(await consistencyProof(3, 7, subtreeOf(leaves))).toEqual([d[2], d[3], at(0, 2), at(4, 7)]);
    expect(await consistencyProof(4, 7, subtreeOf(leaves))).toEqual([at(4, 7)]);
    expect(await consistencyProof(6, 7, subtreeOf(leaves))).toEqual([at(4, 6), d[6], at(0, 4)]);
  });

  it('has no proof of a leaf that it does not have, nor that it grew out of a larger one', async () => {
    const subtree = subtreeOf(leavesOf(7));
    for (const index of [-1, 7]) await expect(inclusionProof(index, 7, subtree)).rejects.toThrow(`has no leaf ${index}`);
    for (const older of [-1, 8]) await expect(consistencyProof(older, 7, subtree)).rejects.toThrow(`does not grow out of one of ${older}`);
    expect([await consistencyProof(0, 7, subtree), await consistencyProof(7, 7, subtree)]).toEqual([[], []]);
  });
});
