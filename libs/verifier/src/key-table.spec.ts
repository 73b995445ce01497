import { randomUUID } from 'node:crypto';
import { keyOfId, keyOfText, KeyTable } from './key-table.js';

const wordsOf = (id: string) => {
  const words = new Uint32Array(4);
  keyOfId(id, words, 0);
  return words;
};

it('A table of ids remembers each, however many there are', () => {
  const table = new KeyTable();
  const ids = Array.from({ length: 20_000 }, (_, n) => (n % 2 ? randomUUID() : `id ${n}`));
  ids.forEach((id, n) => expect(table.set(wordsOf(id), 0, n + 1)).toBe(0));
  ids.forEach((id, n) => expect(table.set(wordsOf(id), 0, n + 2)).toBe(n + 1));
});

it('The key of a UUID is its bits; that of anything else is its hash, and none is empty', () => {
  expect([...wordsOf('00112233-4455-6677-8899-aabbccddeeff')]).toEqual([0x00112233, 0x44556677, 0x8899aabb, 0xccddeeff]);
  const hashed = new Uint32Array(4);
  for (const odd of ['00000000-0000-0000-0000-000000000000', '0011223344556677-8899-aabbccddeeff00', '00112233-4455-6677-8899-AABBCCDDEEFF', 'x', '']) {
    keyOfText(odd, hashed, 0);
    expect(wordsOf(odd)).toEqual(hashed);
  }
});
