import { isUtf8 } from 'node:buffer';
import { parseCanonical } from './canonical.js';

/** Where an event came from, when not from an app's own request. */
export type Provenance = Readonly<Record<string, string | number | boolean | null>>;

/** A leaf of the tree: everything about an event but its payload. */
export interface Envelope {
  readonly v: 1;
  readonly index: number;
  readonly organization: string;
  readonly position: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly app: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly provenance: Provenance | null;
  readonly digest: string;
  readonly payloadHash: string;
}

/** What order and payload are checked by, as it is spelled in the leaf: text between its quotation marks, not unescaped. */
export interface Spelled {
  readonly id: string;
  readonly index: string;
  readonly organization: string;
  readonly payloadHash: string;
  readonly position: string;
  readonly recordedAt: string;
  readonly revision: string;
  readonly stream: string;
  readonly type: string;
}

const ASCII = '[ !#-\\[\\]-\\x7f]';
const ANY = '[^"\\\\\\x00-\\x1f]';
const COUNT = '(?:0|[1-9]\\d{0,14})';
const VERSION = '(?:0|[1-9]\\d{0,8})';
const HASH = '[0-9a-f]{64}';
/** What sorts as text in the same way whatever sorts it. */
const POSITION = '[!#-\\[\\]-~]{1,64}';
const INSTANT = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?Z';

/**
 * The one spelling that RFC 8785 leaves to an envelope: members in order, no space, the shortest escapes. One pattern
 * that walks it is both quicker than JSON.parse and stricter; whatever differs by a byte is no leaf.
 */
function spelling(char: string): RegExp {
  const inner = `${char}*(?:\\\\(?:["\\\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))${char}*)*`;
  const text = `"${inner}"`;
  const value = `(?:${text}|-?${COUNT}|true|false|null)`;
  const flat = `\\{(?:${text}:${value}(?:,${text}:${value})*)?\\}`;
  const members = [
    `"actor":${text}`,
    `"app":${text}`,
    `"causationId":(?:null|${text})`,
    `"correlationId":${text}`,
    `"digest":"${HASH}"`,
    `"id":"(${inner})"`,
    `"index":(${COUNT})`,
    `"occurredAt":"${INSTANT}"`,
    `"organization":"(${inner})"`,
    `"payloadHash":"(${HASH})"`,
    `"position":"(${POSITION})"`,
    `"provenance":(?:null|(${flat}))`,
    `"recordedAt":"(${INSTANT})"`,
    `"revision":(${COUNT})`,
    `"schemaVersion":${VERSION}`,
    `"stream":"(${inner})"`,
    `"type":"(${inner})"`,
    '"v":1',
  ];
  return new RegExp(`\\{${members.join(',')}\\}`, 'y');
}

const PLAIN = spelling(ASCII);
const WIDE = spelling(ANY);

/**
 * The envelope in some of these bytes, or nothing when they are not the canonical JSON of one.
 * @param latin1 the same bytes as a text in Latin-1, which is made once for many leaves
 */
export function readEnvelope(bytes: Buffer, latin1: string, from: number, to: number): Spelled | undefined {
  return read(PLAIN, latin1, from, to) ?? readWide(bytes.subarray(from, to));
}

/** Most leaves are ASCII, and are read where they lie; another is decoded first. */
function readWide(leaf: Buffer): Spelled | undefined {
  const text = isUtf8(leaf) ? leaf.toString('utf8') : '';
  return read(WIDE, text, 0, text.length);
}

function read(pattern: RegExp, text: string, from: number, to: number): Spelled | undefined {
  pattern.lastIndex = from;
  const match = pattern.exec(text);
  if (!match || pattern.lastIndex !== to) return undefined;
  const [, id, index, organization, payloadHash, position, provenance, recordedAt, revision, stream, type] = match as string[];
  if (provenance !== undefined && !isCanonical(provenance)) return undefined;
  return { id: id!, index: index!, organization: organization!, payloadHash: payloadHash!, position: position!, recordedAt: recordedAt!, revision: revision!, stream: stream!, type: type! };
}

function isCanonical(text: string): boolean {
  try {
    parseCanonical(text);
    return true;
  } catch {
    return false;
  }
}
