import { keyedDigest } from './keyed-digest.js';

/** An organization's own way of finding the same person again: keyed, so that whoever has the log but not the key can try no names. */
export class Lookups {
  constructor(private readonly key: Buffer) {}

  /** Equal texts of one kind have equal tokens, in this organization only. 132 bits, base64url. */
  token(kind: string, ...parts: readonly string[]): string {
    return tokenOf(this.digest(kind, parts), TOKEN_BYTES);
  }

  /** Of an e-mail address, in whatever spelling. */
  email(address: string): string {
    return this.token('email', address.normalize('NFKC').trim().toLowerCase());
  }

  /** Of a telephone number, by its digits; the country's code of North America may be there or not. */
  phone(number: string): string {
    return this.token('phone', number.normalize('NFKC').replace(/\D/g, '').replace(/^1(?=\d{10}$)/, ''));
  }

  /** Everything by which somebody may be known again who was erased and asked not to be recorded: as it was written, and without what lists write around it. */
  knownBy({ reference, email, phone }: KnownBy): string[] {
    return [...new Set([
      ...(reference ? [this.token('reference', reference.system, reference.scope, reference.id)] : []),
      ...(email === undefined ? [] : [email, bareAddress(email)].filter(isAddress).map((each) => this.email(each))),
      ...(phone === undefined ? [] : [phone, bareNumber(phone)].filter(isNumber).map((each) => this.phone(each))),
    ])];
  }

  /** The subject of a person that is known by these parts: a UUID (RFC 9562, version 8). */
  subject(kind: string, ...parts: readonly string[]): string {
    return uuidOf(this.digest(`subject/${kind}`, parts));
  }

  /** Both at once, of a person that is known by nothing but these parts. */
  person(kind: string, ...parts: readonly string[]): { readonly token: string; readonly subject: string } {
    const digest = this.digest(`person/${kind}`, parts);
    return { token: tokenOf(digest, HALF), subject: uuidOf(digest.slice(2 * HALF)) };
  }

  private digest(kind: string, parts: readonly string[]): string {
    return keyedDigest(this.key, [kind, ...parts].join('\u001f'));
  }
}

/** What a list tells of a person. */
export interface KnownBy {
  readonly reference?: { readonly system: string; readonly scope: string; readonly id: string };
  readonly email?: string;
  readonly phone?: string;
}

/** `Ada <ada@example.org>`, `mailto:ada@example.org` and `ada@example.org.` are one address. */
const bareAddress = (written: string): string => (/<([^<>]*)>/.exec(written)?.[1] ?? written).replace(/^\s*mailto:/i, '').replace(/\.\s*$/, '');

/** Without an extension, and without the digits that are dialled before a country's code. */
const bareNumber = (written: string): string => written.normalize('NFKC').replace(/^((?:\D*\d){7}.*?)[^\d\s.()/-].*$/s, '$1').replace(/\D/g, '').replace(/^(?:00|011)(?=1\d{10}$)/, '');

/** Nobody is known by a word that stands where an address or a number was missing: `none`, `n/a`, `-`. */
const isAddress = (written: string): boolean => /[^\s@][@＠][^\s@]/.test(written);
const isNumber = (written: string): boolean => written.normalize('NFKC').replace(/\D/g, '').length >= 7;

/** The first so many bytes of a digest. */
function tokenOf(hex: string, bytes: number): string {
  return Buffer.from(hex.slice(0, 2 * bytes), 'hex').toString('base64url').slice(0, 22);
}

function uuidOf(hex: string): string {
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

const TOKEN_BYTES = 17;
const HALF = 16;
