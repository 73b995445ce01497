import { createHmac } from 'node:crypto';

/** An organization's own way of finding the same person again: keyed, so that whoever has the log but not the key can try no names. */
export class Lookups {
  constructor(private readonly key: Buffer) {}

  /** Equal texts of one kind have equal tokens, in this organization only. 132 bits, base64url. */
  token(kind: string, ...parts: readonly string[]): string {
    return this.digest(kind, parts).toString('base64url', 0, TOKEN_BYTES).slice(0, 22);
  }

  /** The subject of a person that is known by these parts: a UUID (RFC 9562, version 8). */
  subject(kind: string, ...parts: readonly string[]): string {
    const hex = this.digest(`subject/${kind}`, parts).toString('hex', 0, 16);
    const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
  }

  private digest(kind: string, parts: readonly string[]): Buffer {
    return createHmac('sha256', this.key).update([kind, ...parts].join('\u001f')).digest();
  }
}

const TOKEN_BYTES = 17;
