import { isUtf8 } from 'node:buffer';

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

/** What a check asks of a leaf. Texts are as they are spelled in it: not unescaped, a character for each byte. */
export interface Said {
  readonly id: string;
  readonly index: number;
  readonly organization: string;
  readonly payloadHash: string;
  readonly position: string;
  readonly recordedAt: string;
  readonly revision: number;
  readonly stream: string;
  readonly type: string;
}

// What RFC 8785 leaves of the ways to spell a value. Only the short escapes, and \u00xx in lower case for what has none.
const ESCAPE = String.raw`\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))`;
const CHARS = String.raw`[^"\\\x00-\x1f]*(?:${ESCAPE}[^"\\\x00-\x1f]*)*`;
const COUNT = '(?:0|[1-9][0-9]{0,14})';
/** ISO 8601 in UTC, with up to nine digits of a second. */
const INSTANT = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z`;
/** An object of plain values, its members named in ASCII without escapes. */
const NAME = String.raw`[ !#-\[\]-~]*`;
const VALUE = `(?:"${CHARS}"|null|true|false|${COUNT}|-[1-9][0-9]{0,14})`;
const OBJECT = String.raw`\{(?:"${NAME}":${VALUE}(?:,"${NAME}":${VALUE})*)?\}`;

/**
 * The only spelling that RFC 8785 leaves to an envelope: members in order, no space. No text can be read in two ways by
 * it, so that it never goes back over more than it has read once.
 */
const LEAF = new RegExp(`^\\{${[
  `"actor":"${CHARS}"`, `"app":"${CHARS}"`, `"causationId":(?:null|"${CHARS}")`, `"correlationId":"${CHARS}"`, `"digest":"${CHARS}"`,
  `"id":"(${CHARS})"`, `"index":(${COUNT})`, `"occurredAt":"${INSTANT}"`, `"organization":"(${CHARS})"`, `"payloadHash":"(${CHARS})"`,
  `"position":"(${CHARS})"`, `"provenance":(?:null|(${OBJECT}))`, `"recordedAt":"(${INSTANT})"`, `"revision":(${COUNT})`,
  `"schemaVersion":${COUNT}`, `"stream":"(${CHARS})"`, `"type":"(${CHARS})"`, '"v":1',
].join(',')}\\}$`);

/** Reads a leaf, if these bytes of it from `from` on are the canonical JSON of an envelope: quicker than JSON.parse, and stricter. */
export function readEnvelope(bytes: Buffer, from = 0): Said | undefined {
  const said = LEAF.exec(bytes.toString('latin1', from));
  if (!said || !isUtf8(bytes)) return undefined;
  const [, id, index, organization, payloadHash, position, provenance, recordedAt, revision, stream, type] = said as unknown as string[];
  if (provenance !== undefined && !isInOrder(provenance)) return undefined;
  return { id: id!, index: Number(index), organization: organization!, payloadHash: payloadHash!, position: position!, recordedAt: recordedAt!, revision: Number(revision), stream: stream!, type: type! };
}

/** Whether the members of a plain object are sorted, and none is there twice. */
function isInOrder(object: string): boolean {
  for (let at = 1, before: string | undefined; at < object.length - 1; ) {
    const name = object.slice(at + 1, (at = object.indexOf('"', at + 1)));
    if (before !== undefined && name <= before) return false;
    before = name;
    at = endOfValue(object, at + 2) + 1;
  }
  return true;
}

/** Of a plain value in an object that is known to be well spelled. */
function endOfValue(object: string, from: number): number {
  if (object[from] !== '"') {
    const comma = object.indexOf(',', from);
    return comma < 0 ? object.length - 1 : comma;
  }
  let end = object.indexOf('"', from + 1);
  while (isEscaped(object, end)) end = object.indexOf('"', end + 1);
  return end + 1;
}

/** Whether an odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text[before - 1] === '\\') before -= 1;
  return (at - before) % 2 === 1;
}
