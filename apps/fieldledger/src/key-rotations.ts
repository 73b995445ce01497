import { sha256, type Position } from '@fieldledger/kernel';
import { KeyChain, parseProof, parseVkey, Refused, verifyProof } from '@fieldledger/verifier';
import { problemText, type Client } from './client.js';

/** A key that is trusted. */
export interface TrustedKey {
  readonly vkey: string;
  /** Where in the log another took its place, if one did. */
  readonly replacedAt?: Position;
}

/** The event by which a key was replaced, and the proof that it is in the ledger. */
interface Rotation {
  readonly position: Position;
  readonly payload: string;
  readonly proof: string;
}

/**
 * The keys of a ledger that are trusted when these are: they themselves, and those that its rotations lead to from them.
 * The server only hands over what was signed; a key that it names is trusted for that no more than any other.
 * @param served every key that it says has signed, the newest first
 * @throws Error with the server's sentence when it does not tell; and Refused when what it tells does not hold
 */
export async function followed(client: Client, served: readonly string[], trusted: readonly string[]): Promise<TrustedKey[]> {
  const first = parseVkey(served.at(-1)!);
  const chain = new KeyChain(first.name, first, trusted.map(parseVkey));
  const rotations = served.length > 1 ? await provenRotations(client) : [];
  for (const { payload, proof } of rotations) chain.rotate(parseProof(proof).index, payload);
  const found = chain.keys.flatMap((key, n): TrustedKey[] => (chain.isTrusted(key) ? [{ vkey: key.text, replacedAt: rotations[n]?.position }] : []));
  if (found.length > 0) for (const each of rotations) demandProof(each, found.map(({ vkey }) => vkey));
  return [...found, ...trusted.filter((own) => !found.some(({ vkey }) => vkey === own)).map((vkey) => ({ vkey }))];
}

/** In order. One that was just recorded, and is in no checkpoint yet, is left for later. */
async function provenRotations(client: Client): Promise<Rotation[]> {
  const { records } = JSON.parse(await textOf(await client.request('GET', '/feed/fieldledger.ledger'))) as { records: { headers: Record<string, string>; value: string }[] };
  const found: Rotation[] = [];
  for (const { headers: { ce_type: type, ce_subject: stream, ce_position: position }, value: payload } of records) {
    if (type !== TYPE || stream !== STREAM) continue;
    const response = await client.request('GET', `/ledger/proofs/${position!}`);
    if (response.status === 404) break;
    found.push({ position: position!, payload, proof: await textOf(response) });
  }
  return found;
}

/** @throws Refused for no proof, or one of another event */
function demandProof({ position, payload, proof }: Rotation, keys: readonly string[]): void {
  const leaf = JSON.parse(verifyProof(proof, { keys }).leaf) as Readonly<Record<string, unknown>>;
  if (leaf['type'] !== TYPE || leaf['stream'] !== STREAM || leaf['position'] !== position || leaf['payloadHash'] !== sha256(payload)) throw new Refused(`What is proven to be at position ${position} is another event than the rotation that is told.`);
}

const [TYPE, STREAM] = ['LedgerKeyRotated', 'ledger-keys'];

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (!response.ok) throw new Error(problemText(response.status, text));
  return text;
}
