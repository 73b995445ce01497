import { createHash, hash as oneShot } from 'node:crypto';

/** SHA-256 of the UTF-8 bytes of a text, hexadecimal. */
export function sha256(text: string): string {
  return digest('sha256', text);
}

/** `crypto.hash` is several times faster than a Hash object for short texts; it came with Node 20.12. */
const digest = oneShot
  ? (algorithm: string, text: string) => oneShot(algorithm, text, 'hex')
  : (algorithm: string, text: string) => createHash(algorithm).update(text, 'utf8').digest('hex');

/**
 * A UUID made from names (RFC 9562, version 5): the same parts always give the same id, so an id can be made again
 * by whoever knows the parts and no table of issued ids is needed. Parts hold ids, never anything personal.
 */
export function nameUuid(...parts: readonly string[]): string {
  const hex = digest('sha1', NAMESPACE + parts.join('\u001f'));
  const variant = ((parseInt(hex.slice(16, 18), 16) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** Ours alone, drawn once: bytes before the name, as version 5 asks (as text, since names are text here). */
const NAMESPACE = 'fieldledger:4b1c9a6e-6f0f-4f59-9d5f-0b7f6f6a2c11:';
