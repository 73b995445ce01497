import { murmur2, partitionOf } from './partition-of.js';

describe('the partition of a key', () => {
  // The values of Apache Kafka's own UtilsTest.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('of %s is hashed as Kafka hashes it', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });

  it('is one of those that there are, the same each time, and no partition stays empty', () => {
    const found = Array.from({ length: 2_000 }, (_, n) => partitionOf(`7c9e6679-7425-40de-944b-e07fc1f90ae7/attempt-${n}`, 6));
    expect(found).toEqual(Array.from({ length: 2_000 }, (_, n) => partitionOf(`7c9e6679-7425-40de-944b-e07fc1f90ae7/attempt-${n}`, 6)));
    expect([...new Set(found)].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
});
