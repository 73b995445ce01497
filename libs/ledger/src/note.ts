import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';

/** Signature types of C2SP signed notes that we know. */
const ED25519 = 0x01;
export const COSIGNATURE = 0x04;
/** What comes before a raw Ed25519 key in PKCS#8 and SPKI (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
/** The last moment that a cosignature may name, in seconds since 1970: other programs refuse one that names a later. */
const LAST_MOMENT = 2n ** 63n - 1n;
/** C2SP asks that a reader takes at least sixteen. */
const MOST_SIGNATURES = 64;

/** A key that checks notes, by its name: C2SP's vkey. */
export interface NoteVerifier {
  readonly name: string;
  readonly vkey: string;
  /** Whether this is the signature line of that key over the text. @param signature with the key's id before it */
  verify(text: string, signature: Buffer): boolean;
  readonly id: Buffer;
  /** 1 for what a ledger signs with, 4 for a witness. */
  readonly type: number;
}

/** One Ed25519 key pair: it signs under whatever name it is given. */
export class SigningKey {
  private constructor(
    private readonly key: KeyObject,
    private readonly publicKey: Buffer,
  ) {}

  /** Of 32 random bytes. */
  static fromSeed(seed: Buffer): SigningKey {
    if (seed.length !== 32) throw new Error('An Ed25519 seed has 32 bytes.');
    const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
    return new SigningKey(key, createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length));
  }

  /** The public key under a name, as C2SP writes it: `name+hexid+base64`. */
  vkey(name: string): string {
    return vkeyOf(name, ED25519, this.publicKey);
  }

  /** A signed note. @param text ends with LF */
  sign(name: string, text: string): string {
    return `${text}\n${this.signatureLine(name, text)}`;
  }

  private signatureLine(name: string, text: string): string {
    const id = keyId(name, ED25519, this.publicKey);
    return `\u2014 ${name} ${Buffer.concat([id, sign(null, Buffer.from(text), this.key)]).toString('base64')}\n`;
  }
}

/** @throws Error for what is no vkey of a type that we know */
export function parseVkey(vkey: string): NoteVerifier {
  const [name, hex, ...rest] = vkey.trim().split('+');
  const raw = Buffer.from(rest.join('+'), 'base64');
  const type = raw[0];
  const isKnown = raw.length === 33 && (type === ED25519 || type === COSIGNATURE) && raw.toString('base64') === rest.join('+');
  if (!name || /[\s+]/.test(name) || !isKnown) throw new Error('This is not a key as C2SP signed notes write it: name+id+base64 of an Ed25519 key.');
  const id = keyId(name, type, raw.subarray(1));
  if (id.toString('hex') !== hex) throw new Error('The id in this key is not that of the key itself.');
  const key = createPublicKey({ key: Buffer.concat([SPKI, raw.subarray(1)]), format: 'der', type: 'spki' });
  return {
    name, vkey: vkey.trim(), id, type,
    verify: (text, signature) => (type === ED25519 ? verify(null, Buffer.from(text), key, signature.subarray(4)) : isCosignature(text, signature.subarray(4), key)),
  };
}

/** A note and its signature lines, not yet believed. @throws Error for what is none */
export function splitNote(note: string): { readonly text: string; readonly signatures: readonly { readonly name: string; readonly line: string; readonly signature: Buffer }[] } {
  const at = note.lastIndexOf('\n\n');
  const lines = note.slice(at + 2).split('\n');
  if (at < 0 || lines.pop() !== '' || lines.length === 0 || lines.length > MOST_SIGNATURES || /[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new Error('This is not a signed note.');
  const signatures = lines.map((line) => {
    const [, name, base64] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
    const signature = Buffer.from(base64 ?? '', 'base64');
    if (name === undefined || signature.length < 5 || signature.toString('base64') !== base64) throw new Error('This is not a signed note: a line below its text is no signature.');
    return { name, line: `${line}\n`, signature };
  });
  return { text: note.slice(0, at + 1), signatures };
}

/** The text of a note that one of these keys signed, and the lines that are theirs. @throws Error when none did, or one did not sign this text */
export function openNote(note: string, keys: readonly NoteVerifier[]): { readonly text: string; readonly signedBy: readonly NoteVerifier[]; readonly lines: readonly string[] } {
  const { text, signatures } = splitNote(note);
  const signedBy: NoteVerifier[] = [];
  const lines: string[] = [];
  for (const { name, line, signature } of signatures) {
    const key = keys.find((each) => each.name === name && each.id.equals(signature.subarray(0, 4)));
    if (!key) continue;
    if (!key.verify(text, signature)) throw new Error(`The signature of ${name} is not of this text.`);
    signedBy.push(key);
    lines.push(line);
  }
  if (signedBy.length === 0) throw new Error('None of the keys that are trusted has signed this note.');
  return { text, signedBy, lines };
}

function isCosignature(text: string, timestamped: Buffer, key: KeyObject): boolean {
  const moment = timestamped.length === 72 ? timestamped.readBigUInt64BE() : undefined;
  if (moment === undefined || moment > LAST_MOMENT) return false;
  const message = `cosignature/v1\ntime ${moment}\n${text}`;
  return verify(null, Buffer.from(message), key, timestamped.subarray(8));
}

function keyId(name: string, type: number, publicKey: Buffer): Buffer {
  return createHash('sha256').update(`${name}\n`).update(Buffer.from([type])).update(publicKey).digest().subarray(0, 4);
}

function vkeyOf(name: string, type: number, publicKey: Buffer): string {
  return `${name}+${keyId(name, type, publicKey).toString('hex')}+${Buffer.concat([Buffer.from([type]), publicKey]).toString('base64')}`;
}
