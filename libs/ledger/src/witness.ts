import { parseCheckpoint } from './checkpoint.js';
import { openNote, parseVkey } from './note.js';

/** Somebody else who follows the ledger and puts a signature of theirs under each head (C2SP tlog-witness). */
export interface WitnessSettings {
  /** The submission prefix. */
  readonly url: string;
  /** Its key, signature type 4. */
  readonly vkey: string;
}

/** A witness does not see a head as one that follows on what it has seen. */
export class WitnessRefusal extends Error {}

/**
 * Has a checkpoint cosigned.
 * @param old the size up to which the witness has followed; it says when that is another
 * @param proofFrom the consistency proof from a size to that of the checkpoint
 * @returns the checkpoint with its signature lines, and nobody else's
 * @throws WitnessRefusal; Error when it does not answer
 */
export async function cosigned(witness: WitnessSettings, checkpoint: string, old: number, proofFrom: (size: number) => Promise<readonly Buffer[]>): Promise<string> {
  const first = await ask(witness, checkpoint, old, proofFrom);
  const followed = first.status === 409 && /^\d{1,16}\n?$/.test(first.body) ? Number(first.body) : undefined;
  const { size } = parseCheckpoint(checkpoint);
  if (followed !== undefined && followed > size) throw new WitnessRefusal(`The witness ${witness.url} has followed this ledger up to ${followed} events, and it has ${size}: it was set back, or is not the one that was signed. It is signed again when it has as many, if they are the same.`);
  const answer = followed === undefined ? first : await ask(witness, checkpoint, followed, proofFrom);
  if (answer.status !== 200) throw new WitnessRefusal(`The witness ${witness.url} did not sign (${answer.status}): ${answer.body.slice(0, 200).trim()}`);
  return checkpoint + linesOf(witness, checkpoint, answer.body);
}

/** Its own signature lines. */
function linesOf({ url, vkey }: WitnessSettings, checkpoint: string, answer: string): string {
  try {
    return openNote(checkpoint + answer, [parseVkey(vkey)]).lines.join('');
  } catch (error) {
    throw new WitnessRefusal(`What the witness ${url} answered is no signature of ${vkey.slice(0, vkey.indexOf('+'))} for this checkpoint: ${(error as Error).message}`, { cause: error });
  }
}

const PATIENCE_MS = 5_000;
const LONGEST_ANSWER = 64 * 1024;

async function ask({ url }: WitnessSettings, checkpoint: string, old: number, proofFrom: (size: number) => Promise<readonly Buffer[]>): Promise<{ status: number; body: string }> {
  const hashes = await proofFrom(old);
  const body = [`old ${old}`, ...hashes.map((hash) => hash.toString('base64')), '', checkpoint].join('\n');
  const response = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, { method: 'POST', body, redirect: 'error', signal: AbortSignal.timeout(PATIENCE_MS) });
  const text = await response.text();
  if (text.length > LONGEST_ANSWER) throw new Error(`The witness ${url} answers at too great length.`);
  return { status: response.status, body: text };
}
