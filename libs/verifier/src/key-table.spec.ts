import { hash, randomUUID } from 'node:crypto';
import { keyOfId, keyOfName, KeyTable } from './key-table.js';

const wordsOf = (id: string) => {
  const words = new Uint32Array(4);
  keyOfId(Buffer.from(id), 0, Buffer.byteLength(id), words, 0);
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
  for (const odd of ['00000000-0000-0000-0000-000000000000', '0011223344556677-8899-aabbccddeeff00', '00112233-4455-6677-8899-AABBCCDDEEFF', 'x', '']) {
    expect([...wordsOf(odd)].map((word) => word.toString(16).padStart(8, '0')).join('')).toBe(hash('sha256', odd, 'hex').slice(0, 32));
  }
});

it('The key of a name is its HalfSipHash, as the authors computed it', () => {
  // vectors_hsip64 of the reference implementation: key 00…07, messages 00 01 02… of these lengths.
  const known = { 0: '218d1f59b9b83cc8', 1: 'be552412f8387315', 2: '064f39ef7c50eb57', 3: 'ce0f1a45f7060679', 4: 'd5e78a175be52ea1', 12: '7bc71f9faef5c799', 63: '2ea63c71bf326087' };
  Object.entries(known).forEach(([size, hex]) => {
    const length = Number(size);
    const words = new Uint32Array(4);
    keyOfName(Buffer.from(Array.from({ length }, (_, n) => n)), 0, length, [0x03020100, 0x07060504], words, 0);
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(words[0]!, 0);
    bytes.writeUInt32LE(words[1]!, 4);
    expect([length, bytes.toString('hex')]).toEqual([length, hex]);
    expect(words[2]).toBe(length);
  });
});

it('What was known of a key first can be kept', () => {
  const table = new KeyTable(1);
  expect([table.getOrSet(wordsOf('a'), 0, 7), table.getOrSet(wordsOf('a'), 0, 8), table.set(wordsOf('a'), 0, 9), table.getOrSet(wordsOf('a'), 0, 1)]).toEqual([7, 7, 7, 9]);
});
