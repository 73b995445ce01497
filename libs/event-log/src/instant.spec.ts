import { claimedInstant, normalInstant, recordedInstant } from './instant.js';

describe('when something happened', () => {
  it.each([
    ['2026-10-03T17:04:05Z', '2026-10-03T17:04:05.000Z'],
    ['2026-10-03t17:04:05z', '2026-10-03T17:04:05.000Z'],
    ['2026-10-03T13:04-04:00', '2026-10-03T17:04:00.000Z'],
    ['2026-10-03T13:04:05,5-0400', '2026-10-03T17:04:05.500Z'],
    ['2026-10-03T17:04:05.1234567Z', '2026-10-03T17:04:05.123456Z'],
    ['2026-10-03T17:04:05.120000Z', '2026-10-03T17:04:05.120Z'],
    ['2026-10-03T17:04:05.000001Z', '2026-10-03T17:04:05.000001Z'],
    ['0001-01-02T00:00:00Z', '0001-01-02T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('is %s in UTC, to the microsecond that was claimed', (claimed, normal) => expect(normalInstant(claimed)).toBe(normal));

  it.each(['', '2026-10-03', '2026-10-03T17:04:05', '2026-13-03T17:04:05Z', '2026-10-03 17:04:05Z', '0001-01-01T23:59:59Z', '9999-12-31T23:00:00-01:00', '10000-01-01T00:00:00Z', 'yesterday', '2026-10-03T17:04:05Z '])(
    'is not %j', (claimed) => expect(() => normalInstant(claimed)).toThrow('An instant is ISO 8601 with an offset'),
  );

  it.each([
    ['2026-10-03 17:04:05+00', '2026-10-03T17:04:05.000000Z', '2026-10-03T17:04:05.000Z'],
    ['2026-10-03 17:04:05.1+00', '2026-10-03T17:04:05.100000Z', '2026-10-03T17:04:05.100Z'],
    ['2026-10-03 17:04:05.123456+00', '2026-10-03T17:04:05.123456Z', '2026-10-03T17:04:05.123456Z'],
  ])('is read as PostgreSQL writes it: %s', (raw, recorded, claimed) => expect([recordedInstant(raw), claimedInstant(raw)]).toEqual([recorded, claimed]));
});
