import { fromBase64 } from './canonical.js';
import { quoted, Refused } from './refused.js';
import type { Hash } from './tree.js';

/** What a log signs: how many leaves its tree has, and their root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

/** A checkpoint that the auditor holds is of another ledger than the bundle, of which they trust a key: it is the wrong file, which is no finding about the bundle. */
export class ForeignCheckpoint extends Error {
  /** @param nth among those that the auditor holds, from 0 */
  constructor(readonly nth: number, readonly origin: string, readonly bundleOrigin: string) {
    super(`Checkpoint ${nth + 1} that you hold is of the ledger ${quoted(origin)}, and the bundle of ${quoted(bundleOrigin)}.`);
  }
}

/** A count in decimal that a number holds exactly, without leading zeroes. @throws Refused */
export function parseCount(text: string): number {
  const count = /^(?:0|[1-9]\d{0,15})$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(count)) throw new Refused(`${quoted(text)} is not a count.`);
  return count;
}

/** The text of a C2SP tlog-checkpoint without extension lines. @throws Refused */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin, size, root, ...rest] = text.split('\n');
  if (!origin || size === undefined || root === undefined || rest.length !== 1 || rest[0] !== '') {
    throw new Refused('It is not a checkpoint of three lines: origin, size, root.');
  }
  return { origin, size: parseCount(size), root: fromBase64(root, 32) };
}
