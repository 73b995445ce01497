import { opendirSync, type Dir, type Dirent } from 'node:fs';
import { join } from 'node:path';
import type { Findings } from './findings.js';
import { quoted, Refused } from './refused.js';

/** The height of a tile, and how many leaves or hashes it has at most (C2SP tlog-tiles). */
export const HEIGHT = 8;
export const WIDTH = 2 ** HEIGHT;
/** Events whose payloads share a file. */
export const EVENTS_PER_FILE = 65_536;

/** Files that `bundle.json` lists with their hashes; nothing else may be in that list. */
export const HASHED = /^(?:README\.md|keys\/ledger\.vkey|checkpoints\.jsonl|(?:schemas|tables)\/[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\.json|figures\/[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.jsonl)$/;
export const ALWAYS_HASHED = ['README.md', 'checkpoints.jsonl', 'keys/ledger.vkey'];
const UNHASHED = ['bundle.json', 'bundle.note', 'ledger/checkpoint'];
const DIRECTORY = /^(?:keys|events|schemas|tables|figures|ledger(?:\/tile(?:\/(?:\d|entries)(?:\/x\d{3}){0,5}(?:\/\d{3}\.p)?)?)?)$/;
const TILE = /^ledger\/tile\/(\d|entries)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/;

/** Where the payloads of the events from `first` on are. */
export const eventsPath = (first: number) => `events/${String(first).padStart(12, '0')}.jsonl`;

/** Where C2SP tlog-tiles puts a tile: `ledger/tile/0/x001/x234/067`, and `….p/<width>` for one that is not full. */
export function tilePath(level: number | 'entries', n: number, width = WIDTH): string {
  const digits = String(n);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g)!;
  return `ledger/tile/${level}/${groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/')}${width < WIDTH ? `.p/${width}` : ''}`;
}

/** How many hashes tile n of a level has in a tree of this size; 0 when there is no such tile. */
export const tileWidth = (level: number, n: number, size: number): number =>
  Math.max(0, Math.min(WIDTH, Math.floor(size / WIDTH ** level) - n * WIDTH));

/** Whether a bundle of this size has such a file. */
export function isExpected(path: string, size: number, listed: ReadonlySet<string>): boolean {
  if (listed.has(path) || UNHASHED.includes(path)) return true;
  const tile = TILE.exec(path);
  if (tile) {
    const n = Number(tile[2]!.replace(/\D/g, ''));
    const width = tileWidth(tile[1] === 'entries' ? 0 : Number(tile[1]), n, size);
    return width > 0 && path === tilePath(tile[1] === 'entries' ? 'entries' : Number(tile[1]), n, width);
  }
  const first = Number(/^events\/(\d{12,16})\.jsonl$/.exec(path)?.[1] ?? NaN);
  return first % EVENTS_PER_FILE === 0 && first < size && path === eventsPath(first);
}

/**
 * Looks at every name in the bundle. Answers whether it is safe to open what is there: a link or a device is never opened.
 */
export function checkNames(directory: string, size: number, listed: ReadonlySet<string>, findings: Findings): boolean {
  let isSafe = true;
  /** Answers whether anything is in there, be it what does not belong. */
  const look = (below: string): boolean => {
    const open = findings.attempt('files', quoted(below), () => openDirectory(join(directory, below)));
    isSafe &&= open !== undefined;
    if (!open) return true;
    let isEmpty = true;
    try {
      for (let entry: Dirent | null; (entry = open.readSync()) && !findings.isFull; ) {
        const path = below ? `${below}/${entry.name}` : entry.name;
        isEmpty = false;
        if (entry.isDirectory() ? DIRECTORY.test(path) && look(path) : entry.isFile() && isExpected(path, size, listed)) continue;
        const isOrdinary = entry.isFile() || entry.isDirectory();
        isSafe &&= isOrdinary;
        findings.add({
          check: 'files', where: quoted(path),
          problem: isOrdinary ? 'This does not belong in the bundle.' : 'This is a link, a device or the like; in a bundle there are only files and directories.',
        });
      }
    } finally {
      open.closeSync();
    }
    return !isEmpty;
  };
  look('');
  return isSafe;
}

function openDirectory(path: string): Dir {
  try {
    return opendirSync(path);
  } catch (error) {
    throw new Refused(`This cannot be opened (${(error as NodeJS.ErrnoException).code}).`);
  }
}
