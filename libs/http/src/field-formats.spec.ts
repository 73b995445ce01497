import fc from 'fast-check';
import { FIELD_FORMATS } from './field-formats.js';

const takes = (format: string) => (text: string) => FIELD_FORMATS[format]!.test(text);

describe('an instant', () => {
  const isInstant = takes('instant');

  it.each([
    '2026-10-03T21:14:05Z', '2026-10-03T21:14:05.1Z', '2026-10-03T21:14:05.123456789Z', '2026-10-03T21:14Z', '2026-10-03T17:14:05-04:00', '2026-10-03T21:14:05+05:45', '2024-02-29T00:00:00Z', '2000-01-01T00:00:00Z',
    '2099-12-31T23:59:59.999Z',
  ])('may be %s', (text) => expect(isInstant(text)).toBe(true));

  it.each([
    '', 'now', '2026-10-03', '2026-10-03T21:14:05', '2026-10-03 21:14:05Z', '2026-10-03T21:14:05 Z', ' 2026-10-03T21:14:05Z', '2026-10-03T21:14:05Z\n', '1999-12-31T23:59:59Z', '2100-01-01T00:00:00Z', '1900-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z', '2026-00-10T00:00:00Z', '2026-13-10T00:00:00Z', '2026-02-29T00:00:00Z', '2026-02-30T00:00:00Z', '2026-04-31T00:00:00Z', '2026-10-00T00:00:00Z', '2026-10-03T24:00:00Z', '2026-10-03T23:60:00Z',
    '2026-06-30T23:59:60Z', '2026-10-03T21:14:05.Z', '2026-10-03T21:14:05.1234567890Z', '2026-10-03T21:14:05+24:00', '2026-10-03T21:14:05-04:60', '2026-10-03T21:14:05-0400', '20261003T211405Z', '+002026-10-03T21:14:05Z', '２026-10-03T21:14:05Z',
  ])('is not %j', (text) => expect(isInstant(text)).toBe(false));

  it('is one that JavaScript understands, with the same day in its own zone', () => {
    const text = fc.tuple(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }), fc.integer({ min: -23 * 60, max: 23 * 60 })).map(([date, minutes]) => {
      const pad = (n: number) => String(Math.floor(n)).padStart(2, '0');
      const zone = `${minutes < 0 ? '-' : '+'}${pad(Math.abs(minutes) / 60)}:${pad(Math.abs(minutes) % 60)}`;
      return [date.toISOString().replace('Z', zone), date.getTime() - minutes * 60_000] as const;
    });
    fc.assert(fc.property(text, ([instant, milliseconds]) => isInstant(instant) && Date.parse(instant) === milliseconds));
  });

  it('is never anything that JavaScript would turn into another moment, or into none', () => {
    const digits = fc.stringMatching(/^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    fc.assert(fc.property(digits, (text) => !isInstant(text) || new Date(text).toISOString() === text.replace('Z', '.000Z')), { numRuns: 2_000 });
  });
});

describe('an id of a producer’s', () => {
  const isCode = takes('code');
  it.each(['a', '7', 'OH.myvoters', 'minivan-2026-10-03', 'canvasser_17', 'urn:list:4', 'x'.repeat(64)])('may be %s', (text) => expect(isCode(text)).toBe(true));
  it.each(['', ' ', '.', '-a', '_a', ':a', 'a b', 'a/b', 'a\n', '\ta', "a'", 'a"', 'a;b', 'é', 'Ⅳ', '１', 'a\u200b', 'x'.repeat(65), '=1+1'])('is not %j', (text) => expect(isCode(text)).toBe(false));
});

describe('a zone', () => {
  const isZone = takes('zone');
  it.each(['UTC', 'America/New_York', 'America/Argentina/Buenos_Aires', 'Asia/Kathmandu', 'Etc/GMT+5'])('may be %s', (text) => expect(isZone(text)).toBe(true));
  it.each(['', 'Mars/Base', '+05:00', '-04:00', 'America/New_York\n', ' UTC', '../../etc/passwd', 'a'.repeat(65)])('is not %j', (text) => {
    // Asked twice, since answers are remembered.
    expect([isZone(text), isZone(text)]).toEqual([false, false]);
  });

  const spelled = (text: string) => FIELD_FORMATS.zone!.spell!(text);
  it('is spelled as the tz database has it, in whatever letters it is written', () => {
    expect(['america/new_york', 'AMERICA/PORT-AU-PRINCE', 'etc/gmt+5', 'utc', 'us/eastern'].map(spelled)).toEqual(['America/New_York', 'America/Port-au-Prince', 'Etc/GMT+5', 'UTC', 'US/Eastern']);
  });
  it('that is spelled so keeps its name, also where another has the same clocks', () => {
    const names = [...Intl.supportedValuesOf('timeZone'), 'Asia/Kolkata', 'Asia/Calcutta', 'Europe/Kyiv', 'US/Pacific', 'America/North_Dakota/New_Salem', 'Antarctica/DumontDUrville', 'EST5EDT', 'NZ-CHAT'];
    expect(names.map(spelled)).toEqual(names);
  });
});

describe('a UUID', () => {
  const isUuid = takes('uuid');
  it.each(['0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10', '0D8F4B9E-57A4-4F0E-9D2F-1F6C8A3B7E10', '018f4b9e-57a4-7f0e-8d2f-1f6c8a3b7e10'])('may be %s', (text) => expect(isUuid(text)).toBe(true));
  it.each(['', '0d8f4b9e57a44f0e9d2f1f6c8a3b7e10', '{0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10}', '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10\n', '00000000-0000-0000-0000-000000000000', '0d8f4b9e-57a4-0f0e-9d2f-1f6c8a3b7e10', '0d8f4b9e-57a4-4f0e-cd2f-1f6c8a3b7e10'])('is not %j', (text) =>
    expect(isUuid(text)).toBe(false),
  );
});
