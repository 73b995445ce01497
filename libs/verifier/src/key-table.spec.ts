import { randomBytes, randomUUID } from 'node:crypto';
import { KEY, keyOf, KeyTable, numbersOf } from './key-table.js';

const numbers = numbersOf(randomBytes(16));
const keyIn = (text: string, of = numbers) => {
  const words = new Int32Array(KEY);
  keyOf(text, of, words, 0);
  return words;
};

it('A table of ids remembers each, however many there are', () => {
  const table = new KeyTable();
  const ids = Array.from({ length: 20_000 }, (_, n) => (n % 2 ? randomUUID() : `id ${n}`));
  ids.forEach((id, n) => expect(table.set(keyIn(id), 0, n + 1)).toBe(0));
  ids.forEach((id, n) => expect(table.set(keyIn(id), 0, n + 2)).toBe(n + 1));
});

it('The key of a text is the sums of its characters, each times its number', () => {
  const sum = (text: string, word: number) => [...text].reduce((all, char, n) => (all + BigInt(char.charCodeAt(0) + 1) * BigInt(numbers[word]![n]!)), 0n);
  for (const text of ['', 'x', '\u0000', 'attempt-7b0c6d1e', '\u00ff'.repeat(65_535)]) expect([...keyIn(text)].map(BigInt)).toEqual([0, 1, 2].map((word) => BigInt.asIntN(32, sum(text, word))));
});

it('Texts that differ in a character, in length or in order have other keys, and other keys in every run', () => {
  const texts = ['', '\u0000', '\u0000\u0000', 'ab', 'ba', 'abc', 'abd', 'ab\u0000', '\u00ff', 'a'.repeat(65_535), `${'a'.repeat(65_534)}b`];
  expect(new Set(texts.map((text) => keyIn(text).join())).size).toBe(texts.length);
  expect(keyIn('ab')).not.toEqual(keyIn('ab', numbersOf(randomBytes(16))));
});

it('Keys that differ in one word only are two', () => {
  const table = new KeyTable(1);
  const keys = [[7, 7, 7], [8, 7, 7], [7, 8, 7], [7, 7, 8], [0, 0, 0]].map((words) => Int32Array.from(words));
  expect(keys.map((key, n) => table.set(key, 0, n + 1))).toEqual([0, 0, 0, 0, 0]);
  expect(keys.map((key) => table.set(key, 0, 9))).toEqual([1, 2, 3, 4, 5]);
});
