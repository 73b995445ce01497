import { membersOf, parseCanonical } from './canonical.js';
import { called, openNote, parseVkey, type Vkey } from './note.js';
import { Refused } from './refused.js';

/** An announcement is short, and a ledger has few of them. */
export const LONGEST_ROTATION = 8 * 1024;
const MOST_ROTATIONS = 1_000;

/** The keys of a ledger one after the other, each announced in the ledger under the signature of the one before it. */
export class KeyChain {
  /** The first has no event. */
  private readonly links: { readonly key: Vkey; readonly index: number }[];

  /** @param first the key that signed before any rotation; naming it gives it no trust */
  constructor(private readonly origin: string, first: Vkey, private readonly trusted: readonly Vkey[]) {
    this.links = [{ key: first, index: -1 }];
  }

  get keys(): Vkey[] {
    return this.links.map(({ key }) => key);
  }

  /** Takes the payload of the event `LedgerKeyRotated` with this index. @throws Refused, and then the chain stays as it was */
  rotate(index: number, payload: string): void {
    if (this.links.length > MOST_ROTATIONS) throw new Refused(`There are more than ${MOST_ROTATIONS} rotations.`);
    const { from, statement, to } = membersOf(parseCanonical(payload), ['from', 'statement', 'to']);
    if (typeof from !== 'string' || typeof statement !== 'string' || typeof to !== 'string') throw new Refused('Its members are not text.');
    const now = this.links.at(-1)!.key;
    if (from !== now.text) throw new Refused(`It replaces another key than the one that signs until then, ${called(now)}.`);
    const next = parseVkey(to);
    if (next.name !== this.origin || next.type !== 1) throw new Refused('The new key is not one of this ledger.');
    if (this.keys.some(({ text }) => text === to)) throw new Refused(`It leads back to the key ${called(next)}, which was replaced: the chain loops.`);
    const { text } = openNote(statement, [now]);
    if (text !== `${this.origin}/key-rotation/v1\n${to}\n`) throw new Refused('What the old key signed does not announce the new key.');
    this.links.push({ key: next, index });
  }

  /** The key that was to sign a checkpoint of this size. */
  dueAt(size: number): Vkey {
    return this.links.findLast(({ index }) => index < size)!.key;
  }

  /** Which key was to sign the checkpoints of which sizes, up to that of the ledger. */
  spans(size: number): string {
    return this.links.map(({ key, index }, n) => `those of ${index + 1} to ${this.links[n + 1]?.index ?? size} events by ${called(key)}`).join(', ');
  }

  /** The index of the event that had replaced this key in a ledger of that size, if one had. */
  replacedAt({ text }: Vkey, size: number): number | undefined {
    const at = this.links.findIndex(({ key }) => key.text === text);
    const next = at < 0 ? undefined : this.links[at + 1];
    return next && next.index < size ? next.index : undefined;
  }

  /** Keys of this ledger that the auditor trusts and the chain does not have. */
  get unknown(): readonly Vkey[] {
    return this.trusted.filter(({ name, text }) => name === this.origin && !this.keys.some((key) => key.text === text));
  }

  /** Whether the auditor trusts this key, or one that came before it. */
  isTrusted(key: Vkey): boolean {
    const at = this.keys.indexOf(key);
    return this.keys.slice(0, at + 1).some(({ text }) => this.trusted.some((own) => own.text === text));
  }
}
