import { HEIGHT, tilePath, tileWidth, WIDTH } from './bundle-files.js';
import type { Findings } from './findings.js';
import { FileReader } from './read-file.js';
import type { Hash } from './tree.js';

/** The tiles of level 1 and above, each read when the first hash that belongs into it has been computed. */
export class UpperTiles {
  private readonly levels: { count: number; tile: Buffer | undefined }[] = [];
  private readonly files: FileReader;

  constructor(directory: string, private readonly size: number, private readonly findings: Findings) {
    this.files = new FileReader(directory, WIDTH * 32);
  }

  /** Compares the hash of a perfect subtree with its place in the tiles, if it has one. */
  compare(height: number, hash: Hash): void {
    const level = height / HEIGHT;
    if (!Number.isInteger(level) || level === 0) return;
    const state = (this.levels[level] ??= { count: 0, tile: undefined });
    const n = Math.floor(state.count / WIDTH);
    const k = state.count % WIDTH;
    const width = tileWidth(level, n, this.size);
    const path = tilePath(level, n, width);
    if (k === 0) {
      state.tile = this.findings.attempt('tile', path, () => Buffer.from(this.files.readHashes(path, width)));
    }
    state.count += 1;
    if (state.tile && !hash.equals(state.tile.subarray(32 * k, 32 * k + 32))) {
      const span = WIDTH ** level;
      this.findings.add({
        check: 'tile', where: `${path}, hash ${k} (events ${(state.count - 1) * span} to ${state.count * span - 1})`,
        problem: 'It does not follow from the tile below.',
      });
    }
  }
}
