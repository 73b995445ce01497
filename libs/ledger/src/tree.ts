import { EMPTY_ROOT, HASH_BYTES, leafHashInto, nodeHash, rootOfRow } from './hashes.js';
import { fullTiles, partialWidth, TILE_WIDTH } from './tiles.js';

/** A tile as it stands after leaves came: full, or the last of its level. */
export interface GrownTile {
  readonly level: number;
  readonly n: number;
  readonly hashes: Buffer;
}

/** The growing edge of a tree: the last, partial tile of every level. What lies to the left of it never changes. */
export class Tree {
  private readonly edge: Buffer[] = [];
  private leaves = 0;

  /** A tree of this size, with the partial tile of each level as it was kept. */
  static async at(size: number, partialTile: (level: number, n: number, width: number) => Promise<Buffer>): Promise<Tree> {
    const tree = new Tree();
    tree.leaves = size;
    for (let level = 0; TILE_WIDTH ** level <= size; level++) {
      const width = partialWidth(size, level);
      if (width > 0) (await partialTile(level, fullTiles(size, level), width)).copy(tree.tile(level));
    }
    return tree;
  }

  /** Another that grows by itself. */
  copy(): Tree {
    const tree = new Tree();
    tree.leaves = this.leaves;
    for (const [level, tile] of this.edge.entries()) tree.edge[level] = Buffer.from(tile);
    return tree;
  }

  get size(): number {
    return this.leaves;
  }

  /** Takes leaves in their order. @returns every tile that changed, as it stands now */
  append(leaves: readonly string[]): GrownTile[] {
    const grown: GrownTile[] = [];
    for (const leaf of leaves) {
      leafHashInto(leaf, this.tile(0), (this.leaves % TILE_WIDTH) * HASH_BYTES);
      this.leaves++;
      if (this.leaves % TILE_WIDTH === 0) for (let level = 0; partialWidth(this.leaves, level) === 0; level++) this.close(level, grown);
    }
    for (let level = 0; TILE_WIDTH ** level <= this.leaves && leaves.length > 0; level++) {
      const width = partialWidth(this.leaves, level);
      const isNew = fullTiles(this.leaves - leaves.length, level) !== fullTiles(this.leaves, level) || partialWidth(this.leaves - leaves.length, level) !== width;
      if (width > 0 && isNew) grown.push({ level, n: fullTiles(this.leaves, level), hashes: Buffer.from(this.tile(level).subarray(0, width * HASH_BYTES)) });
    }
    return grown;
  }

  root(): Buffer {
    let right: Buffer | undefined;
    for (let level = 0; TILE_WIDTH ** level <= this.leaves; level++) {
      right = partialRoot(this.tile(level), partialWidth(this.leaves, level), right);
    }
    return right ?? EMPTY_ROOT;
  }

  /** A full tile is handed out, and its root begins or goes on a tile above. */
  private close(level: number, grown: GrownTile[]): void {
    const hashes = Buffer.from(this.tile(level));
    grown.push({ level, n: fullTiles(this.leaves, level) - 1, hashes });
    const above = this.leaves / TILE_WIDTH ** (level + 1);
    rootOfRow(hashes, 0, TILE_WIDTH).copy(this.tile(level + 1), ((above - 1) % TILE_WIDTH) * HASH_BYTES);
  }

  private tile(level: number): Buffer {
    return (this.edge[level] ??= Buffer.alloc(TILE_WIDTH * HASH_BYTES));
  }
}

/** The root of the hashes of a partial tile and of what lies to their right, if anything does. */
function partialRoot(hashes: Buffer, width: number, right: Buffer | undefined): Buffer | undefined {
  let root = right;
  let end = width;
  for (let power = 1; end > 0; power *= 2) {
    if ((end & power) === 0) continue;
    end -= power;
    const left = rootOfRow(hashes, end, power);
    root = root ? nodeHash(left, root) : left;
  }
  return root;
}
