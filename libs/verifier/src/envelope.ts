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

type Shape = (scan: EnvelopeScan) => boolean;
const text: Shape = (scan) => scan.text();
const count: Shape = (scan) => scan.count();
const orNull = (shape: Shape): Shape => (scan) => scan.literal(NULL) || shape(scan);

const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const [QUOTE, BACKSLASH, COLON, COMMA, DASH, POINT, OPEN, CLOSE, ZERO, NINE, ZULU] = Buffer.from('"\\:,-.{}09Z') as unknown as [number, number, number, number, number, number, number, number, number, number, number];
/** 1 for a byte that stands for itself in a string, 2 for one that is part of a longer character. */
const PLAIN = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x80 ? 2 : byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0));
/** The only escapes of RFC 8785: the short ones, and `\u00xx` in lower case for what has none. */
const SHORT = Buffer.from('"\\bfnrt');
const LONG = /^u00(?:0[0-7bef]|1[0-9a-f])$/;
const INSTANT = Buffer.from('0000-00-00T00:00:00');
const MOST_DIGITS = 15;

/** The members of an envelope in the order of RFC 8785. */
const MEMBERS: readonly (readonly [name: keyof Envelope, shape: Shape])[] = [
  ['actor', text], ['app', text], ['causationId', orNull(text)], ['correlationId', text], ['digest', text], ['id', text], ['index', count],
  ['occurredAt', (scan) => scan.instant()], ['organization', text], ['payloadHash', text], ['position', text], ['provenance', orNull((scan) => scan.flatObject())],
  ['recordedAt', (scan) => scan.instant()], ['revision', count], ['schemaVersion', count], ['stream', text], ['type', text], ['v', count],
];
const NAMES = MEMBERS.map(([name], n) => Buffer.from(`${n === 0 ? '{' : ','}"${name}":`));
/** The places of those that are asked for, in the order above. */
export const AT = { id: 5, index: 6, organization: 8, payloadHash: 9, position: 10, recordedAt: 12, revision: 13, stream: 15, type: 16, v: 17 } as const;
type Place = (typeof AT)[keyof typeof AT];

/**
 * Walks a leaf byte by byte and takes only the one spelling that RFC 8785 leaves to an envelope: members in order, no
 * space, the shortest escapes. That is quicker than JSON.parse, and stricter. Then it knows where each member is.
 */
export class EnvelopeScan {
  bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private end = 0;
  private isAscii = true;
  private readonly begins = new Uint32Array(MEMBERS.length);
  private readonly ends = new Uint32Array(MEMBERS.length);

  /** Whether these bytes are the canonical JSON of an envelope. */
  read(bytes: Buffer, from: number, to: number): boolean {
    this.bytes = bytes;
    this.at = from;
    this.end = to;
    this.isAscii = true;
    for (let n = 0; n < MEMBERS.length; n++) {
      if (!this.literal(NAMES[n]!)) return false;
      this.begins[n] = this.at;
      if (!MEMBERS[n]![1](this)) return false;
      this.ends[n] = this.at;
    }
    return this.byte(CLOSE) && this.at === to && this.number(AT.v) === 1 && (this.isAscii || isUtf8(bytes.subarray(from, to)));
  }

  /** Where the text of a member begins, behind its quotation mark. */
  from(place: Place): number {
    return this.begins[place]! + 1;
  }

  /** Where it ends, before its quotation mark. */
  to(place: Place): number {
    return this.ends[place]! - 1;
  }

  /** The text of a member as it is spelled, not unescaped. */
  spelled(place: Place): string {
    return this.bytes.toString(this.isAscii ? 'latin1' : 'utf8', this.from(place), this.to(place));
  }

  /** Whether the text of a member is this. */
  is(place: Place, word: Uint8Array): boolean {
    const from = this.from(place);
    if (this.to(place) - from !== word.length) return false;
    for (let n = 0; n < word.length; n++) if (this.bytes[from + n] !== word[n]) return false;
    return true;
  }

  number(place: Place): number {
    let number = 0;
    for (let at = this.begins[place]!; at < this.ends[place]!; at++) number = number * 10 + this.bytes[at]! - ZERO;
    return number;
  }

  literal(word: Uint8Array): boolean {
    const { bytes, at } = this;
    if (at + word.length > this.end) return false;
    for (let n = 0; n < word.length; n++) if (bytes[at + n] !== word[n]) return false;
    this.at = at + word.length;
    return true;
  }

  text(): boolean {
    if (!this.byte(QUOTE)) return false;
    const { bytes, end } = this;
    let at = this.at;
    let kinds = 0;
    for (;;) {
      let kind: number;
      while (at < end && (kind = PLAIN[bytes[at]!]!) > 0) {
        kinds |= kind;
        at += 1;
      }
      if (at >= end || bytes[at] !== BACKSLASH) break;
      if (SHORT.includes(bytes[at + 1]!)) at += 2;
      else if (LONG.test(bytes.toString('latin1', at + 1, at + 6))) at += 6;
      else return false;
    }
    if (kinds > 1) this.isAscii = false;
    this.at = at;
    return this.byte(QUOTE);
  }

  count(): boolean {
    const { bytes, end } = this;
    const from = this.at;
    let at = from;
    while (at < end && bytes[at]! >= ZERO && bytes[at]! <= NINE) at += 1;
    this.at = at;
    return at > from && at - from <= MOST_DIGITS && (bytes[from] !== ZERO || at === from + 1);
  }

  /** ISO 8601 in UTC, with up to nine digits of a second. */
  instant(): boolean {
    const from = this.at + 1;
    if (!this.text()) return false;
    const { bytes } = this;
    for (let n = 0; n < INSTANT.length; n++) {
      const byte = bytes[from + n]!;
      if (INSTANT[n] === ZERO ? byte < ZERO || byte > NINE : byte !== INSTANT[n]) return false;
    }
    const point = from + INSTANT.length;
    const last = this.at - 2;
    if (bytes[last] !== ZULU) return false;
    if (last === point) return true;
    if (bytes[point] !== POINT || last < point + 2 || last > point + 10) return false;
    for (let at = point + 1; at < last; at++) if (bytes[at]! < ZERO || bytes[at]! > NINE) return false;
    return true;
  }

  /** An object of plain values, its members named in ASCII without escapes. */
  flatObject(): boolean {
    if (!this.byte(OPEN)) return false;
    if (this.byte(CLOSE)) return true;
    for (let before: string | undefined; ; ) {
      const from = this.at + 1;
      const wasAscii = this.isAscii;
      if (!this.text() || this.isAscii !== wasAscii) return false;
      const name = this.bytes.toString('latin1', from, this.at - 1);
      if ((before !== undefined && name <= before) || name.includes('\\') || !this.byte(COLON)) return false;
      before = name;
      if (!this.value()) return false;
      if (this.byte(CLOSE)) return true;
      if (!this.byte(COMMA)) return false;
    }
  }

  private value(): boolean {
    if (this.bytes[this.at] === QUOTE) return this.text();
    if (this.byte(DASH)) return this.bytes[this.at] !== ZERO && this.count();
    return this.literal(NULL) || this.literal(TRUE) || this.literal(FALSE) || this.count();
  }

  private byte(byte: number): boolean {
    if (this.at >= this.end || this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }
}
