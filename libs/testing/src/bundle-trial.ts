import { createHash, createPrivateKey, createPublicKey, sign, type KeyObject } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomFrom } from './random.js';

/**
 * Bundles straight from `libs/ledger/FORMAT.md`, by the definitions and not by anybody's code: the tree is the recursive
 * MTH of RFC 6962, so that neither the ledger nor the verifier is held against itself.
 */

export const sha256 = (...parts: (Uint8Array | string)[]): Buffer => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** RFC 6962, section 2.1, over the hashes of leaves. */
export function naiveRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return sha256('');
  if (leaves.length === 1) return leaves[0]!;
  const k = splitOf(leaves.length);
  return sha256(Buffer.of(1), naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

/** PATH(m, D[n]) of RFC 6962, section 2.1.1. */
export function naivePath(m: number, leaves: readonly Buffer[]): Buffer[] {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

/** PROOF(m, D[n]) of RFC 6962, section 2.1.2. */
export function naiveConsistency(m: number, leaves: readonly Buffer[], isWhole = true): Buffer[] {
  const n = leaves.length;
  if (m === n) return isWhole ? [] : [naiveRoot(leaves)];
  const k = splitOf(n);
  return m <= k
    ? [...naiveConsistency(m, leaves.slice(0, k), isWhole), naiveRoot(leaves.slice(k))]
    : [...naiveConsistency(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

function splitOf(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

export interface TrialKey {
  readonly vkey: string;
  readonly name: string;
  readonly type: number;
  /** The signature line of a note with this text. */
  readonly sign: (text: string) => string;
}

/** An Ed25519 key that is the same for the same seed; of type 4 it is a witness's, who signs as of this second since 1970. */
export function trialKey(name: string, seed: number, type: 1 | 4 = 1, second = 1_790_000_000n): TrialKey {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha256(`trial key ${seed}`)]);
  const secret: KeyObject = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const bytes = Buffer.concat([Buffer.of(type), createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)]);
  const id = sha256(`${name}\n`, bytes).subarray(0, 4);
  const signature = (text: string) => {
    if (type === 1) return sign(null, Buffer.from(text), secret);
    const moment = Buffer.alloc(8);
    moment.writeBigUInt64BE(second);
    return Buffer.concat([moment, sign(null, Buffer.from(`cosignature/v1\ntime ${second}\n${text}`), secret)]);
  };
  return {
    name, type, vkey: `${name}+${hex(id)}+${bytes.toString('base64')}`,
    sign: (text) => `\u2014 ${name} ${Buffer.concat([id, signature(text)]).toString('base64')}\n`,
  };
}

export const trialNote = (text: string, ...keys: TrialKey[]): string => `${text}\n${keys.map((key) => key.sign(text)).join('')}`;

export interface TrialEvent {
  /** As in FORMAT.md; `payloadHash` is made from the payload. */
  readonly envelope: Readonly<Record<string, unknown>>;
  readonly payload: string;
}

export interface TrialLedger {
  readonly organization: string;
  readonly origin: string;
  readonly events: readonly TrialEvent[];
  /** The first key, then one for each rotation: it signs what is larger than the index `after`. */
  readonly keys: readonly { readonly key: TrialKey; readonly after: number }[];
  /** Sizes of the published checkpoints; the last is that of the bundle. */
  readonly checkpoints: readonly number[];
  readonly witnesses: readonly TrialKey[];
  readonly figures: readonly { readonly projection: string; readonly rows: readonly string[] }[];
}

export interface TrialOptions {
  readonly seed: number;
  readonly events: number;
  /** Indexes of the events that announce a new key. */
  readonly rotations?: readonly number[];
  /** Sizes; that of the whole ledger comes by itself. */
  readonly checkpoints?: readonly number[];
  readonly witnesses?: readonly TrialKey[];
  /** Keys are made from it; the ledger's seed when absent. */
  readonly keySeed?: number;
}

/** A ledger of random events over several streams. */
export function trialLedger({ seed, events, rotations = [], checkpoints = [], witnesses = [], keySeed = seed }: TrialOptions): TrialLedger {
  const random = randomFrom(seed);
  const uuid = () => `${digits(8)}-${digits(4)}-8${digits(3)}-a${digits(3)}-${digits(12)}`;
  const digits = (count: number) => Array.from({ length: count }, () => '0123456789abcdef'[random(16)]).join('');
  const organization = uuid();
  const origin = `ledger.example.org/${organization}`;
  const keys = [-1, ...rotations].map((after, n) => ({ key: trialKey(origin, keySeed * 1_000 + n), after }));
  const streams = new Map<string, number>();
  let position = 0;
  let moment = Date.UTC(2026, 9, 3);
  const made = Array.from({ length: events }, (_, index): TrialEvent => {
    const announced = keys.findIndex(({ after }) => after === index);
    const stream = announced > 0 ? 'ledger-keys' : `attempt-${random(Math.max(2, events >> 1))}${random(20) === 0 ? ' \u00e9"\\\n' : ''}`;
    const revision = streams.get(stream) ?? 0;
    streams.set(stream, revision + 1);
    position += 1 + random(3);
    moment += random(2_000);
    const occurredAt = new Date(moment - random(100_000)).toISOString();
    const payload = announced > 0
      ? trialRotation(origin, keys[announced - 1]!.key, keys[announced]!.key)
      : trialJson({ amountCents: random(100_000), note: digits(20 + random(600)), voterId: uuid(), word: 'señor 🗳' });
    const envelope = {
      v: 1, index, organization, position: String(position).padStart(16, '0'), stream, revision, id: uuid(),
      type: announced > 0 ? 'LedgerKeyRotated' : 'ContactAttempted', schemaVersion: 1 + random(3), occurredAt,
      recordedAt: `${new Date(moment).toISOString().slice(0, -1)}000Z`,
      actor: `key-${random(5)}`, app: 'walk', correlationId: uuid(), causationId: random(3) ? null : uuid(),
      provenance: random(3) ? null : { fileHash: digits(64), row: random(1_000), sourceSystem: 'canvass-csv' }, digest: digits(64),
    };
    return { envelope, payload };
  });
  const figures = [{ projection: 'contact_rates', rows: Array.from({ length: 5 }, (_, n) => trialJson({ attempts: random(90), precinct_id: `p-${n}` })).sort(byBytes) }];
  return { organization, origin, events: made, keys, checkpoints: [...new Set([...checkpoints, events])].sort((a, b) => a - b), witnesses, figures };
}

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The payload of a LedgerKeyRotated. */
export function trialRotation(origin: string, from: TrialKey, to: TrialKey, signer = from): string {
  return trialJson({ from: from.vkey, statement: trialNote(`${origin}/key-rotation/v1\n${to.vkey}\n`, signer), to: to.vkey });
}

/** RFC 8785, for what a trial has in it. */
export function trialJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(trialJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  return `{${Object.keys(record).sort().map((name) => `${JSON.stringify(name)}:${trialJson(record[name])}`).join(',')}}`;
}

export const trialLeaf = ({ envelope, payload }: TrialEvent): Buffer => Buffer.from(trialJson({ ...envelope, payloadHash: hex(sha256(payload)) }));
export const trialLeafHash = (leaf: Uint8Array): Buffer => sha256(Buffer.of(0), leaf);

/** The files of a bundle by name. */
export type TrialFiles = Map<string, Buffer>;

const keyAt = (keys: TrialLedger['keys'], size: number) => keys.findLast(({ after }) => after < size)!.key;

export const trialCheckpoint = (ledger: TrialLedger, size: number, leaves: readonly Buffer[], key = keyAt(ledger.keys, size)): string =>
  trialNote(`${ledger.origin}\n${size}\n${naiveRoot(leaves.slice(0, size)).toString('base64')}\n`, key, ...ledger.witnesses);

/** The receipt of one event. */
export function trialProof(ledger: TrialLedger, index: number, size = ledger.events.length): string {
  const leaves = ledger.events.map(trialLeaf);
  const hashes = leaves.map(trialLeafHash);
  const path = naivePath(index, hashes.slice(0, size)).map((hash) => `${hash.toString('base64')}\n`).join('');
  return `c2sp.org/tlog-proof@v1\nextra ${leaves[index]!.toString('base64')}\nindex ${index}\n${path}\n${trialCheckpoint(ledger, size, hashes)}`;
}

/** A whole bundle of a ledger, signed by its keys. */
export function trialBundle(ledger: TrialLedger): TrialFiles {
  const { events, keys, figures } = ledger;
  const size = events.length;
  const files: TrialFiles = new Map();
  const put = (name: string, content: Uint8Array | string) => files.set(name, Buffer.from(content));
  const leaves = events.map(trialLeaf);
  const hashes = leaves.map(trialLeafHash);

  putTiles(put, leaves, hashes);
  for (let first = 0; first < size; first += 65_536) {
    put(`events/${String(first).padStart(12, '0')}.jsonl`, events.slice(first, first + 65_536).map(({ payload }) => `${payload}\n`).join(''));
  }
  put('ledger/checkpoint', trialCheckpoint(ledger, size, hashes));
  put('checkpoints.jsonl', ledger.checkpoints.map((at) => `${JSON.stringify(trialCheckpoint(ledger, at, hashes))}\n`).join(''));
  const used = keys.filter(({ after }) => after < size);
  put('keys/ledger.vkey', [...used].reverse().map(({ key }) => `${key.vkey}\n`).join(''));
  put('README.md', 'A bundle for trials.\n');
  put('schemas/ContactAttempted.json', '{"type":"object"}');
  put('tables/result-codes.json', '{"01":"talked"}');
  for (const { projection, rows } of figures) put(`figures/${projection}.jsonl`, rows.map((row) => `${row}\n`).join(''));
  sealTrial(files, ledger);
  return files;
}

/** Writes `bundle.json` over the files as they are, and signs it. */
export function sealTrial(files: TrialFiles, { origin, organization, events, figures, keys }: TrialLedger, key = keyAt(keys, events.length)): void {
  const listed = [...files].filter(([name]) => !/^(?:ledger|events)\/|^bundle\./.test(name)).map(([name, content]) => [name, hex(sha256(content))]);
  const manifest = trialJson({
    exportedAt: '2026-11-25T12:00:00.000Z', figures: figures.map(({ projection, rows }) => ({ position: '0000000000000009', projection, rows: rows.length, version: 3 })),
    files: Object.fromEntries(listed), format: 'fieldledger-bundle/1', organization, origin, size: events.length,
  });
  files.set('bundle.json', Buffer.from(manifest));
  files.set('bundle.note', Buffer.from(trialNote(`${origin}/bundle/v1\n${sha256(manifest).toString('base64')}\n`, key)));
}

/** The tiles and entry bundles of C2SP tlog-tiles, by their definition. */
function putTiles(put: (name: string, content: Uint8Array) => unknown, leaves: readonly Buffer[], hashes: readonly Buffer[]): void {
  const place = (level: number | 'entries', n: number, width: number) => {
    const padded = String(n).padStart(Math.ceil(String(n).length / 3) * 3, '0');
    return `ledger/tile/${level}/${padded.replace(/\d{3}(?=\d)/g, 'x$&/')}${width === 256 ? '' : `.p/${width}`}`;
  };
  for (let level = 0, row = hashes; row.length > 0; level++) {
    for (let n = 0; n * 256 < row.length; n++) {
      const tile = row.slice(n * 256, n * 256 + 256);
      put(place(level, n, tile.length), Buffer.concat(tile));
      if (level > 0) continue;
      const entries = leaves.slice(n * 256, n * 256 + 256).flatMap((leaf) => [Buffer.of(leaf.length >> 8, leaf.length & 255), leaf]);
      put(place('entries', n, tile.length), Buffer.concat(entries));
    }
    row = Array.from({ length: Math.floor(row.length / 256) }, (_, n) => naiveRoot(row.slice(n * 256, n * 256 + 256)));
  }
}

export function writeTrial(directory: string, files: TrialFiles): void {
  for (const [name, content] of files) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}
