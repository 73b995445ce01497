import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { keyedDigest } from './keyed-digest.js';

const theirs = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest('hex');

describe('a keyed digest', () => {
  it('is the HMAC-SHA256 of any text under any key, whatever was digested before', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.string({ unit: 'binary', maxLength: 200 }), (bytes, text) => {
        const key = Buffer.from(bytes);
        expect(keyedDigest(key, text)).toBe(theirs(key, text));
      }),
    );
  });

  it('is so of a text that is longer than any before it', () => {
    const key = randomBytes(32);
    for (const length of [5_000, 3, 100_000, 0]) expect(keyedDigest(key, '€'.repeat(length))).toBe(theirs(key, '€'.repeat(length)));
  });
});
