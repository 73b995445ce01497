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
  const answer = first.status === 409 && /^\d{1,16}\n?$/.test(first.body) ? await ask(witness, checkpoint, Number(first.body), proofFrom) : first;
  if (answer.status !== 200) throw new WitnessRefusal(`The witness ${witness.url} did not sign (${answer.status}): ${answer.body.slice(0, 200).trim()}`);
  const { lines } = openNote(checkpoint + answer.body, [parseVkey(witness.vkey)]);
  return checkpoint + lines.join('');
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
