import { canonical, Unavailable, type AnswerReceipt, type AnswerSigner } from '@fieldledger/kernel';
import { openNote, splitNote, type NoteVerifier } from './note.js';
import type { SigningKeys } from './signing-keys.js';

/** Signs what reports answered with the key of the organization's ledger: a heading and, below it, canonical JSON. */
export class AnswerNotes implements AnswerSigner {
  constructor(
    private readonly keys: () => Promise<SigningKeys>,
    private readonly originOf: (organization: string) => string,
  ) {}

  async sign(organization: string, receipt: AnswerReceipt): Promise<string> {
    const { current } = await this.keys().catch((cause: Error) => {
      throw new Unavailable('receipt-unsigned', `A report's answer cannot be signed. ${cause.message}`, 30, { cause });
    });
    const origin = this.originOf(organization);
    return current.sign(origin, `${heading(origin)}${canonical(receipt)}\n`);
  }
}

/** What a receipt says, and whose signature of those that are trusted is below it. @throws Error for what is no receipt, or is signed by none of them */
export function openAnswerNote(note: string, trusted: readonly NoteVerifier[]): { readonly receipt: AnswerReceipt; readonly signedBy: NoteVerifier } {
  const { text, signedBy: [signedBy] } = openNote(note, trusted);
  if (!text.startsWith(heading(signedBy!.name))) throw new Error('This is signed, and is not the receipt of an answer.');
  return { receipt: JSON.parse(text.slice(heading(signedBy!.name).length)) as AnswerReceipt, signedBy: signedBy! };
}

/** The ledger that a receipt says it is of; no signature is looked at. @throws Error for what is no receipt */
export function originOfAnswer(note: string): string {
  const [, origin] = /^(\S+)\/answer\/v1\n/.exec(splitNote(note).text) ?? [];
  if (origin === undefined) throw new Error('This is not the receipt of an answer.');
  return origin;
}

const heading = (origin: string): string => `${origin}/answer/v1\n`;
