import { parseCheckpoint, type Checkpoint } from './checkpoint.js';
import type { Findings } from './findings.js';
import type { KeyChain } from './key-chain.js';
import { called, namesOf, parseNote, signersOf, type Note, type Vkey } from './note.js';
import { quoted, Refused } from './refused.js';
import type { Hash } from './tree.js';

/** A checkpoint that the tree must have been at, and where it was read. */
export interface Held extends Checkpoint {
  readonly note: Note;
  /** `checkpoint`, `checkpoints` or `since`. */
  readonly check: string;
  readonly where: string;
}

/** The check of a checkpoint that the auditor kept. */
export const KEPT = 'since';

/** Reads a checkpoint; of which ledger it is and who signed it is not asked yet. @throws Refused */
export function readCheckpoint(bytes: Uint8Array | string, check: string, where: string): Held {
  const note = parseNote(bytes);
  return { ...parseCheckpoint(note.text), note, check, where };
}

/** @throws Refused when it is a checkpoint of another ledger */
export function demandOrigin(held: Held, origin: string): Held {
  if (held.origin === origin) return held;
  throw new Refused(`It is a checkpoint of another ledger, ${quoted(held.origin)}.`);
}

/** @throws Refused when the note is not signed by this key, or besides falsely by another one of the chain */
export function demandSigner(note: Note, due: Vkey, chain: KeyChain): void {
  if (!signersOf(note, chain.keys).includes(due)) {
    throw new Refused(`It is signed by ${namesOf(note)}, and not by ${called(due)}, whose turn it was.`);
  }
}

/** Holds signed checkpoints against the tree, in order of size, and says between which of them it parted from what was signed. */
export class SignedTree {
  private agreed = 0;
  /** The same of the auditor's own alone: those in a bundle whose history was signed anew are as the new history is. */
  private agreedWithKept = 0;
  /** How many were compared, well or not. */
  compared = 0;

  constructor(private readonly chain: KeyChain, private readonly findings: Findings) {}

  /** Every rotation before that size must be in the chain by now. */
  compare(held: Held, root: Hash): void {
    const { size, note, check, where } = held;
    this.compared += 1;
    const isSigned = this.findings.attempt(check, where, () => {
      demandSigner(note, this.chain.dueAt(size), this.chain);
      return true;
    });
    const isKept = check === KEPT;
    if (!held.root.equals(root) && !isSigned) {
      // Where the tree parted from what was signed is not told by what was not.
      this.findings.add({ check, where, problem: `The tree of size ${size} has another root than it says.` });
    } else if (!held.root.equals(root)) {
      const agreed = isKept ? this.agreedWithKept : this.agreed;
      const known = agreed > 0 ? `That of size ${agreed} is as it was signed` : 'No smaller one is known to be as it was signed';
      this.findings.add({ check, where, problem: `The tree of size ${size} has another root than was signed. ${known}: what was changed is among events ${agreed} to ${size - 1}.` });
    } else if (isSigned) {
      this.agreed = Math.max(this.agreed, size);
      if (isKept) this.agreedWithKept = Math.max(this.agreedWithKept, size);
    }
  }
}
