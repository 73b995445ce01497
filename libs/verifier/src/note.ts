import { createPublicKey, hash, verify, type KeyObject } from 'node:crypto';
import { fromBase64, textOf } from './canonical.js';
import { quoted, Refused } from './refused.js';

/** A note is short; a longer one is refused unread. */
export const LONGEST_NOTE = 64 * 1024;
const MOST_SIGNATURES = 64;

const ED25519 = 0x01;
const COSIGNATURE = 0x04;
/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const DER = Buffer.from('302a300506032b6570032100', 'hex');

/** A key that signs notes, as its vkey `<name>+<id>+<base64 of type and key>` says. */
export interface Vkey {
  /** The whole vkey. */
  readonly text: string;
  readonly name: string;
  /** Eight hexadecimal digits. */
  readonly id: string;
  readonly type: typeof ED25519 | typeof COSIGNATURE;
  readonly key: KeyObject;
}

/** C2SP signed-note, read but not yet believed. */
export interface Note {
  /** What is signed, with its last LF. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: string; readonly bytes: Buffer }[];
}

// U+0085 is a space to Unicode, but not to `\s`.
const VKEY = /^([^\s\x00-\x1f\x7f\x85+]+)\+([0-9a-f]{8})\+(\S+)$/;
const SIGNATURE = /^\u2014 ([^\s\x85+]+) (\S+)$/;

/** The key in a vkey: Ed25519, of a log (type 1) or of a witness (type 4). @throws Refused */
export function parseVkey(text: string): Vkey {
  const [, name, id, base64] = VKEY.exec(text) ?? [];
  if (!name || !id || !base64) throw new Refused(`${quoted(text)} is not a vkey: name, id and key, joined by plus signs.`);
  const bytes = fromBase64(base64, 33);
  const type = bytes[0]!;
  if (type !== ED25519 && type !== COSIGNATURE) throw new Refused(`The key ${quoted(name)} is not for Ed25519.`);
  const due = hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), bytes]), 'hex').slice(0, 8);
  if (id !== due) throw new Refused(`The key ${quoted(name)} has the id ${due}, and says ${id}.`);
  return { text, name, id, type, key: createPublicKey({ key: Buffer.concat([DER, bytes.subarray(1)]), format: 'der', type: 'spki' }) };
}

/** A note's text and signatures, nothing checked yet. @throws Refused */
export function parseNote(note: Uint8Array | string): Note {
  if (note.length > LONGEST_NOTE) throw new Refused(`It is longer than a note may be (${LONGEST_NOTE} bytes).`);
  const whole = typeof note === 'string' ? note : textOf(note);
  if (/[\x00-\x09\x0b-\x1f]/.test(whole)) throw new Refused('A note has no control characters but LF.');
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n')) throw new Refused('It is not a note: a text, an empty line, signature lines.');
  const lines = whole.slice(end + 2).split('\n').slice(0, -1);
  if (lines.length === 0) throw new Refused('The note is not signed.');
  if (lines.length > MOST_SIGNATURES) throw new Refused(`It has more than ${MOST_SIGNATURES} signatures.`);
  const signatures = lines.map((line) => {
    const [, name, base64] = SIGNATURE.exec(line) ?? [];
    if (!name || !base64) throw new Refused(`${quoted(line)} is not a signature line.`);
    const bytes = fromBase64(base64);
    if (bytes.length < 5) throw new Refused(`The signature of ${quoted(name)} is too short.`);
    return { name, id: bytes.toString('hex', 0, 4), bytes: bytes.subarray(4) };
  });
  return { text: whole.slice(0, end + 1), signatures };
}

/** Which of these keys signed the note. A signature that names one of them and is not its own spoils the note. @throws Refused */
export function signersOf({ text, signatures }: Note, keys: readonly Vkey[]): Vkey[] {
  return keys.filter((key) => {
    const own = signatures.filter(({ name, id }) => name === key.name && id === key.id);
    if (!own.every(({ bytes }) => isSignature(text, bytes, key))) throw new Refused(`The signature of ${called(key)} is false.`);
    return own.length > 0;
  });
}

/** Reads a note that one of these keys signed. @throws Refused when none did, or one falsely */
export function openNote(note: Uint8Array | string, keys: readonly Vkey[]): Note & { readonly signers: readonly Vkey[] } {
  const parsed = parseNote(note);
  const signers = signersOf(parsed, keys);
  if (signers.length === 0) throw new Refused(`It is signed by ${namesOf(parsed)}, and by no key that is trusted.`);
  return { ...parsed, signers };
}

/** A key as a person compares it. */
export const called = ({ name, id }: { readonly name: string; readonly id: string }) => `${quoted(name).slice(1, -1)}+${id}`;

export const namesOf = ({ signatures }: Note) => signatures.slice(0, 4).map(called).join(', ');

function isSignature(text: string, bytes: Buffer, { type, key }: Vkey): boolean {
  if (type === ED25519) return bytes.length === 64 && verify(null, Buffer.from(text), key, bytes);
  if (bytes.length !== 8 + 64) return false;
  // C2SP tlog-cosignature: the moment, 2^63 - 1 at the latest, then the signature over it and the checkpoint.
  const moment = bytes.readBigUInt64BE();
  return moment < 2n ** 63n && verify(null, Buffer.from(`cosignature/v1\ntime ${moment}\n${text}`), key, bytes.subarray(8));
}
