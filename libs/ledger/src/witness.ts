import { parseCheckpoint } from './checkpoint.js';
import { COSIGNATURE, openNote, parseVkey, type NoteVerifier } from './note.js';

/** Somebody else who follows the ledger and puts a signature of theirs under each head (C2SP tlog-witness). */
export interface WitnessSettings {
  /** The submission prefix. */
  readonly url: string;
  /** Its key, signature type 4. */
  readonly vkey: string;
}

/** @throws Error for what is no witness's key: under that of the ledger itself every checkpoint would be witnessed */
export function witnessKey(vkey: string): NoteVerifier {
  const key = parseVkey(vkey);
  if (key.type !== COSIGNATURE) throw new Error('This is a key that ledgers sign with. A witness has one of signature type 4, as C2SP tlog-cosignature says.');
  return key;
}

/** A witness does not see a head as one that follows on what it has seen. */
export class WitnessRefusal extends Error {}

/** A witness says nothing, or not in time. */
export class WitnessSilence extends Error {}

/** What its status says (C2SP tlog-witness); the answer itself is mostly empty then. */
const REFUSALS: Readonly<Record<number, string>> = {
  403: "it trusts no key that has signed this. Tell whoever runs it the ledger's key: fieldledger ledger-key.",
  404: "it does not know this ledger. Tell whoever runs it the ledger's key: fieldledger ledger-key.",
  409: 'it has signed another head of this size.',
  422: 'this does not follow on what it has signed.',
};

/** The witness of transparency-dev says so of a key that it does not know. */
const UNTOLD = "it does not say why. Does whoever runs it have the ledger's key, which fieldledger ledger-key prints?";

/**
 * Has a checkpoint cosigned.
 * @param old the size up to which the witness has followed; it says when that is another
 * @param proofFrom the consistency proof from a size to that of the checkpoint
 * @returns the checkpoint with its signature lines, and nobody else's
 * @param stopping ends the wait for it
 * @throws WitnessRefusal, WitnessSilence
 */
export async function cosigned(witness: WitnessSettings, checkpoint: string, old: number, proofFrom: ProofFrom, stopping: AbortSignal): Promise<string> {
  const first = await ask(witness, checkpoint, old, proofFrom, stopping);
  const followed = first.status === 409 && /^\d{1,16}\n?$/.test(first.body) ? Number(first.body) : undefined;
  const { size } = parseCheckpoint(checkpoint);
  if (followed !== undefined && followed > size) throw new WitnessRefusal(`The witness ${witness.url} has followed this ledger up to ${followed} events, and it has ${size}: it was set back, or is not the one that was signed. It is signed again when it has as many, if they are the same.`);
  const answer = followed === undefined ? first : await ask(witness, checkpoint, followed, proofFrom, stopping);
  if (answer.status !== 200) throw new WitnessRefusal(`The witness ${witness.url} did not sign (${answer.status}): ${REFUSALS[answer.status] ?? (answer.body.slice(0, 200).trim() || UNTOLD)}`);
  return checkpoint + linesOf(witness, checkpoint, answer.body);
}

/** Its own signature lines. */
function linesOf({ url, vkey }: WitnessSettings, checkpoint: string, answer: string): string {
  try {
    return openNote(checkpoint + answer, [witnessKey(vkey)]).lines.join('');
  } catch (error) {
    throw new WitnessRefusal(`What the witness ${url} answered is no signature of ${vkey.slice(0, vkey.indexOf('+'))} for this checkpoint: ${(error as Error).message}`, { cause: error });
  }
}

const PATIENCE_MS = 5_000;
const LONGEST_ANSWER = 64 * 1024;

type ProofFrom = (size: number) => Promise<readonly Buffer[]>;

async function ask({ url }: WitnessSettings, checkpoint: string, old: number, proofFrom: ProofFrom, stopping: AbortSignal): Promise<{ status: number; body: string }> {
  const hashes = await proofFrom(old);
  const body = [`old ${old}`, ...hashes.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');
  try {
    const response = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, { method: 'POST', body, redirect: 'error', signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), stopping]) });
    return { status: response.status, body: await shortText(response) };
  } catch (error) {
    const why = (error as Error).name === 'TimeoutError' ? `within ${PATIENCE_MS / 1000} seconds` : `(${(error as { cause?: { code?: string } }).cause?.code ?? (error as Error).message})`;
    throw new WitnessSilence(`The witness ${url} does not answer ${why}. No checkpoint is published until it does.`, { cause: error });
  }
}

async function shortText({ body }: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body ?? []) {
    length += part.length;
    if (length > LONGEST_ANSWER) throw new Error(`more than ${LONGEST_ANSWER} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}
