import { nameUuid, sha256 } from './digest.js';

describe('ids made from names', () => {
  it('are the same for the same parts and differ for others', () => {
    expect(nameUuid('a', 'b')).toBe(nameUuid('a', 'b'));
    expect(nameUuid('a', 'b')).not.toBe(nameUuid('ab', ''));
  });

  it('are UUIDs of version 5', () => {
    for (let i = 0; i < 100; i++) expect(nameUuid('x', String(i))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('are hashed over UTF-8', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('€')).toBe('c4cc90ed3d26f12d4b08a75140970a7904035c31cbb4515a83f19b9003c00d1d');
  });
});
