/** Hashes in a full tile, and leaves in a full bundle (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** A tile of hashes at a level, or a bundle of entries. */
export type TileLevel = number | 'entries';

/** Where a tile is served and kept: `tile/0/x001/234.p/17`; without a width, the full one. */
export function tilePath(level: TileLevel, n: number, width = TILE_WIDTH): string {
  const groups: string[] = [];
  for (let rest = n, first = true; first || rest > 0; rest = Math.floor(rest / 1000), first = false) {
    groups.unshift(`${first ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
  }
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9]|[1-5]\d|6[0-3])\/((?:x\d{3}\/){0,4}\d{3})(?:\.p\/([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]))?$/;

/** What such a path names; undefined for one that names nothing. */
export function tileAt(path: string): { readonly level: TileLevel; readonly n: number; readonly width: number } | undefined {
  const [, level, groups, width] = PATH.exec(path) ?? [];
  if (level === undefined) return undefined;
  const n = Number(groups!.replaceAll(/[x/]/g, ''));
  const found = { level: level === 'entries' ? ('entries' as const) : Number(level), n, width: width === undefined ? TILE_WIDTH : Number(width) };
  // One name for each tile: no needless groups of zeroes.
  return tilePath(found.level, n, found.width) === path ? found : undefined;
}

/** How many tiles or entries wide the last, partial tile of a level is in a tree of this size; 0 where there is none. */
export function partialWidth(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level) % TILE_WIDTH;
}

/** How many full tiles a level has in a tree of this size. */
export function fullTiles(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** (level + 1));
}

/** Every tile of hashes of a tree of this size, and its width, from the leaves up. */
export function* tilesOf(size: number): Generator<{ readonly level: number; readonly n: number; readonly width: number }> {
  for (let level = 0; TILE_WIDTH ** level <= size; level++) {
    const full = fullTiles(size, level);
    for (let n = 0; n < full; n++) yield { level, n, width: TILE_WIDTH };
    const width = partialWidth(size, level);
    if (width > 0) yield { level, n: full, width };
  }
}
