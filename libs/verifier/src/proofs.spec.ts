import { naiveConsistency, naivePath, naiveRoot, randomFrom, trialLeafHash } from '@fieldledger/testing';
import fc from 'fast-check';
import { verifyConsistency, verifyInclusion } from './proofs.js';
import { TileTree } from './tile-tree.js';
import { EMPTY_ROOT, leafHash, nodeHash, rootOver, Tree, type Hash } from './tree.js';

const leaves = Array.from({ length: 1_200 }, (_, n) => trialLeafHash(Buffer.from(`leaf ${n}`)));
const ofSize = (size: number) => leaves.slice(0, size);

describe('the tree of RFC 6962', () => {
  it('has the known answers', () => {
    expect(EMPTY_ROOT.toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    // The vectors of the Certificate Transparency project: eight leaves, and the root at every size.
    const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
    const roots = [
      '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d', 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
      'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77', 'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
      '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4', '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
      'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c', '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
    ];
    const tree = new Tree();
    inputs.forEach((input, n) => {
      tree.append(leafHash(Buffer.from(input, 'hex')));
      expect(tree.root().toString('hex')).toBe(roots[n]);
    });
  });

  it('is that of its definition at every size, leaf by leaf and tile by tile', () => {
    const tree = new Tree();
    expect(tree.root()).toEqual(naiveRoot([]));
    const tile = new TileTree();
    leaves.slice(0, 256).forEach((leaf, n) => tile.setLeaf(n, leaf.toString('latin1')));
    tile.build(256);
    for (let size = 1; size <= 300; size++) {
      tree.append(leaves[size - 1]!);
      expect(tree.root()).toEqual(naiveRoot(ofSize(size)));
      if (size > 256) continue;
      const bytes = tile.subtrees(size);
      expect(rootOver(Array.from({ length: bytes.length / 32 }, (_, n) => bytes.subarray(32 * n, 32 * n + 32)))).toEqual(naiveRoot(ofSize(size)));
    }
  });

  it('tells of every perfect subtree once', () => {
    const made: string[] = [];
    const tree = new Tree((height) => made.push(`${height}`));
    leaves.slice(0, 8).forEach((leaf) => tree.append(leaf));
    expect(made.join('')).toBe('0' + '01' + '0' + '012' + '0' + '01' + '0' + '0123');
  });
});

describe('A proof of inclusion', () => {
  it('is taken for every leaf of every tree up to 70, and for no other place', () => {
    for (let size = 1; size <= 70; size++) {
      const root = naiveRoot(ofSize(size));
      for (let index = 0; index < size; index++) {
        const path = naivePath(index, ofSize(size));
        const taken = (leaf: Hash, at: number, of: number, proof: Hash[], top = root) => verifyInclusion(leaf, at, of, proof, top);
        const own = leaves[index]!;
        expect(taken(own, index, size, path)).toBe(true);
        expect(taken(leaves[index + 1]!, index, size, path)).toBe(false);
        expect(taken(own, index + 1, size, path)).toBe(false);
        expect(taken(own, index, size, [...path, own])).toBe(false);
        expect(taken(own, index, size, path.slice(1))).toBe(size === 1);
        expect(taken(own, index, size, path, leaves[999]!)).toBe(false);
        if (path.length > 1) expect(taken(own, index, size, [...path].reverse())).toBe(false);
      }
    }
  });

  it('is taken from any larger tree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_200 }), fc.nat(), (size, n) => {
        const index = n % size;
        return verifyInclusion(leaves[index]!, index, size, naivePath(index, ofSize(size)), naiveRoot(ofSize(size)));
      }),
      { numRuns: 60 },
    );
  });

  it('is refused when it is longer than any tree is high, or about no place', () => {
    const leaf = leaves[0]!;
    const long = Array.from({ length: 64 }, () => leaf);
    for (const size of [1, 2, 2 ** 32, Number.MAX_SAFE_INTEGER]) expect(verifyInclusion(leaf, 0, size, long, leaf)).toBe(false);
    for (const [index, size] of [[-1, 1], [1, 1], [0, 0], [0, 1e300], [0.5, 2], [NaN, 2], [0, Infinity], [0, 2 ** 53]]) {
      expect(verifyInclusion(leaf, index!, size!, [], leaf)).toBe(false);
    }
    expect(verifyInclusion(leaf, 0, 2, [], leaf)).toBe(false);
  });

  it('reaches the largest sizes exactly', () => {
    // The last leaf of a tree of 2^40 + 1 is the right half by itself.
    expect(verifyInclusion(leaves[0]!, 2 ** 40, 2 ** 40 + 1, [leaves[1]!], nodeHash(leaves[1]!, leaves[0]!))).toBe(true);
    expect(verifyInclusion(leaves[0]!, 2 ** 40 - 1, 2 ** 40 + 1, [leaves[1]!], nodeHash(leaves[1]!, leaves[0]!))).toBe(false);
  });
});

describe('A proof of consistency', () => {
  it('is taken for every two sizes up to 70, and not when anything is changed', () => {
    for (let second = 1; second <= 70; second++) {
      const root = naiveRoot(ofSize(second));
      for (let first = 1; first <= second; first++) {
        const proof = naiveConsistency(first, ofSize(second));
        const old = naiveRoot(ofSize(first));
        expect(verifyConsistency(first, old, second, root, proof)).toBe(true);
        expect(verifyConsistency(first, leaves[999]!, second, root, proof)).toBe(false);
        expect(verifyConsistency(first, old, second, leaves[999]!, proof)).toBe(false);
        expect(verifyConsistency(first, old, second, root, [...proof, old])).toBe(false);
        if (proof.length > 0) expect(verifyConsistency(first, old, second, root, proof.slice(0, -1))).toBe(false);
        if (first < second) expect(verifyConsistency(second, root, first, old, proof)).toBe(false);
      }
      expect(verifyConsistency(0, EMPTY_ROOT, second, root, [])).toBe(true);
      expect(verifyConsistency(0, root, second, root, [])).toBe(false);
    }
  });

  it('is taken for any larger trees, and not with a hash exchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1_200 }), fc.nat(), fc.nat(), (second, n, seed) => {
        const first = 1 + (n % (second - 1));
        const proof = naiveConsistency(first, ofSize(second));
        const roots = [naiveRoot(ofSize(first)), naiveRoot(ofSize(second))] as const;
        const broken = proof.with(randomFrom(seed)(proof.length), leaves[1_100]!);
        return verifyConsistency(first, roots[0], second, roots[1], proof) && !verifyConsistency(first, roots[0], second, roots[1], broken);
      }),
      { numRuns: 60 },
    );
  });
});
