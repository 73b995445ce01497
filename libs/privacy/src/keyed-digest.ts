import { hash } from 'node:crypto';

/**
 * HMAC-SHA256 (RFC 2104) of a text's UTF-8 under a key of at most 64 bytes, hexadecimal. An import makes three for each
 * row, and an Hmac object costs more to make and to clear away than its two hashes.
 */
export function keyedDigest(key: Buffer, text: string): string {
  const bytes = Buffer.byteLength(text);
  if (inner.length < BLOCK_BYTES + bytes) inner = Buffer.alloc(2 * (BLOCK_BYTES + bytes));
  for (let i = 0; i < BLOCK_BYTES; i++) {
    const byte = i < key.length ? key[i]! : 0;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  inner.write(text, BLOCK_BYTES);
  outer.write(hash('sha256', inner.subarray(0, BLOCK_BYTES + bytes), 'binary'), BLOCK_BYTES, 'binary');
  return hash('sha256', outer, 'hex');
}

const BLOCK_BYTES = 64;
/** Used again and again, and seen by nobody else. */
let inner = Buffer.alloc(4_096);
const outer = Buffer.alloc(BLOCK_BYTES + 32);
