import { fromBase64 } from './canonical.js';
import { parseCheckpoint, parseCount } from './checkpoint.js';
import { readEnvelope } from './envelope.js';
import { LONGEST_NOTE, openNote, parseVkey } from './note.js';
import { LONGEST_PROOF, verifyInclusion } from './proofs.js';
import { Refused } from './refused.js';
import { leafHash, type Hash } from './tree.js';

/** A leaf has at most 65,535 bytes; the rest is hashes and a note. */
const LONGEST = 3 * LONGEST_NOTE;

/** C2SP tlog-proof, read but not yet believed. */
export interface Proof {
  readonly extra: Buffer | undefined;
  readonly index: number;
  readonly hashes: readonly Hash[];
  /** The checkpoint, a signed note. */
  readonly note: string;
}

/** What a receipt proves: this leaf is at this index of a tree of this size. */
export interface Proven {
  readonly ok: true;
  readonly origin: string;
  readonly index: number;
  readonly size: number;
  readonly leaf: string;
}

/** @throws Refused */
export function parseProof(text: string): Proof {
  if (text.length > LONGEST) throw new Refused(`It is longer than a proof may be (${LONGEST} characters).`);
  const end = text.indexOf('\n\n');
  const [first, ...lines] = text.slice(0, Math.max(end, 0)).split('\n');
  if (first !== 'c2sp.org/tlog-proof@v1') throw new Refused('It is not a proof that begins with the line c2sp.org/tlog-proof@v1.');
  const extra = lines[0]?.startsWith('extra ') ? fromBase64(lines.shift()!.slice('extra '.length)) : undefined;
  const index = lines.shift();
  if (!index?.startsWith('index ')) throw new Refused('The proof does not say its index.');
  if (lines.length > LONGEST_PROOF) throw new Refused(`A proof has at most ${LONGEST_PROOF} hashes.`);
  return {
    extra, index: parseCount(index.slice('index '.length)), hashes: lines.map((line) => fromBase64(line, 32)), note: text.slice(end + 2),
  };
}

/**
 * Checks the receipt of one event: that the leaf in it, or the one that is held against it, is in the tree that one of
 * these keys signed. @throws Refused with a sentence that says why not
 */
export function verifyProof(text: string, { keys, leaf }: { readonly keys: readonly string[]; readonly leaf?: string }): Proven {
  const { extra, index, hashes, note } = parseProof(text);
  const checkpoint = parseCheckpoint(openNote(note, keys.map(parseVkey)).text);
  // A key is its log's: under another origin its name would be a mistake at best.
  openNote(note, keys.map(parseVkey).filter(({ name }) => name === checkpoint.origin));
  const given = leaf === undefined ? undefined : Buffer.from(leaf);
  const bytes = given ?? extra;
  if (!bytes) throw new Refused('The proof carries no leaf, and none is held against it.');
  if (given && extra && !given.equals(extra)) throw new Refused('The proof is about another leaf than the one that is held against it.');
  if (!verifyInclusion(leafHash(bytes), index, checkpoint.size, hashes, checkpoint.root)) {
    throw new Refused(`The leaf is not at index ${index} of the tree of size ${checkpoint.size} that was signed.`);
  }
  const said = readEnvelope(bytes);
  if (!said) throw new Refused('The leaf is not the canonical envelope of an event.');
  if (said.index !== index) throw new Refused(`The leaf at index ${index} says that it is at ${said.index}.`);
  if (!checkpoint.origin.endsWith(`/${said.organization}`)) throw new Refused('The leaf is of another organization than the ledger.');
  return { ok: true, origin: checkpoint.origin, index, size: checkpoint.size, leaf: bytes.toString('utf8') };
}
