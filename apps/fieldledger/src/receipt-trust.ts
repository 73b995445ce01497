import type { AnswerReceipt } from '@fieldledger/kernel';
import { openAnswerNote, parseVkey } from '@fieldledger/ledger';
import { Refused } from '@fieldledger/verifier';
import type { Client } from './client.js';
import { followed, type TrustedKey } from './key-rotations.js';
import { vkeysIn } from './ledger-keys.js';

/** Whose signature below a receipt counts. */
export interface ReceiptTrust {
  readonly keys: readonly TrustedKey[];
  /** Why it is not known what became of these keys, where it is not. */
  readonly unfollowed?: string;
}

/**
 * The keys in a file, or else those that the server names, and every key that they lead to by the ledger's rotations.
 * @param served the server's keys, newest first, or why it does not tell them
 * @throws Error when there are none, or the server's rotations do not hold
 */
export async function receiptTrust(client: Client, served: readonly string[] | Error, file: string | undefined): Promise<ReceiptTrust> {
  const own = file === undefined ? served : await vkeysIn(file);
  if (own instanceof Error) throw new Error(`The ledger's keys are needed to check the signature: ${own.message} Or name a file with them by --key.`);
  try {
    if (served instanceof Error) throw served;
    return { keys: await followed(client, served, own) };
  } catch (error) {
    if (error instanceof Refused) throw new Error(`What the server tells of the rotations of its key does not hold. ${error.message}`, { cause: error });
    return { keys: own.map((vkey) => ({ vkey })), unfollowed: (error as Error).message };
  }
}

/**
 * What a receipt says, and the key that is trusted with it.
 * @throws Error for a key that had been replaced; and one that tells how to come by the key, where it is another of the same ledger
 */
export function openTrusted(note: string, trust: ReceiptTrust, served: readonly string[] | Error): { readonly receipt: AnswerReceipt; readonly signedBy: TrustedKey } {
  const { receipt, signedBy } = openKnown(note, trust, served);
  const { vkey, replacedAt } = trust.keys.find((each) => each.vkey === signedBy.vkey)!;
  // By the place in the log and not by the clock: the new key is in use before its event is recorded, so that no answer that counts the event has the old one.
  if (replacedAt !== undefined && replacedAt <= receipt.position) throw new Error(`This receipt is of position ${receipt.position}, and is signed by a key that was replaced at position ${replacedAt}: ${vkey} Whoever signed with it, this ledger did not.`);
  return { receipt, signedBy: { vkey, replacedAt } };
}

function openKnown(note: string, { keys, unfollowed }: ReceiptTrust, served: readonly string[] | Error): ReturnType<typeof openAnswerNote> {
  try {
    return openAnswerNote(note, keys.map(({ vkey }) => parseVkey(vkey)));
  } catch (error) {
    const other = served instanceof Error ? undefined : served.find((vkey) => isSignedBy(note, vkey));
    if (other !== undefined) throw new Error(`No key that is trusted leads to the one that has signed this receipt. The server says that it is one of this ledger: ${other} Hold that against what its organization has published (fieldledger ledger-key prints it), and add it to the file.`, { cause: error });
    if (unfollowed !== undefined) throw new Error(`${(error as Error).message} Whether it is by a later key of the same ledger, to which they lead, the server did not tell (${unfollowed}); fieldledger ledger-key prints them to a key that has the scope audit.`, { cause: error });
    throw error;
  }
}

function isSignedBy(note: string, vkey: string): boolean {
  try {
    return openAnswerNote(note, [parseVkey(vkey)]) !== undefined;
  } catch {
    return false;
  }
}
