import fc from 'fast-check';
import { utf8Bytes } from './utf8-bytes.js';

async function* pieces(bytes: Buffer, size: number) {
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

async function read(bytes: Buffer, size: number, encoding?: string): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of utf8Bytes(pieces(bytes, size), encoding)) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe('the bytes of a canvass file', () => {
  it('read the same however the disk cuts them, in UTF-8 and UTF-16', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.startsWith('\uFEFF')), fc.integer({ min: 1, max: 9 }), async (text, size) => {
        expect(await read(Buffer.from(text), size, 'utf-8')).toBe(text);
        expect(await read(Buffer.from(`\uFEFF${text}`), size)).toBe(text);
        expect(await read(Buffer.from(`\uFEFF${text}`, 'utf16le'), size)).toBe(text);
        expect(await read(Buffer.from(`\uFEFF${text}`, 'utf16le').swap16(), size)).toBe(text);
      }),
    );
  });

  it('name the first byte that is not text, however the disk cuts them', async () => {
    const bytes = Buffer.from('caf\u00e9 €, then \u00ff', 'utf8');
    const broken = Buffer.concat([bytes, Buffer.from([0xe9, 0x20])]);
    for (let size = 1; size <= broken.length; size++) await expect(read(broken, size)).rejects.toMatchObject({ at: bytes.length });
  });

  it('are not guessed at: an encoding that nobody knows is refused', async () => {
    await expect(read(Buffer.from('abcd'), 9, 'klingon')).rejects.toThrow(/The encoding "klingon" is not known/);
  });
});
