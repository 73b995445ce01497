import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { localDay } from './local-day.js';

const ZONES = ['UTC', 'America/New_York', 'America/Los_Angeles', 'Pacific/Honolulu', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Pacific/Apia', 'Africa/Monrovia'];

describe('the day of an attempt', () => {
  it('turns at midnight of the campaign, not of Greenwich', () => {
    expect(localDay('2026-10-04T03:59:59.999Z', 'America/New_York')).toBe('2026-10-03');
    expect(localDay('2026-10-04T04:00:00.000Z', 'America/New_York')).toBe('2026-10-04');
    expect(localDay('2026-10-04T00:00:00.000Z', 'UTC')).toBe('2026-10-04');
    expect(localDay('2026-10-03T18:14:59.999Z', 'Asia/Kathmandu')).toBe('2026-10-03');
    expect(localDay('2026-10-03T18:15:00.000Z', 'Asia/Kathmandu')).toBe('2026-10-04');
    // Liberia kept 44 minutes and 30 seconds behind Greenwich until 1972.
    expect(localDay('1970-01-02T00:44:29.000Z', 'Africa/Monrovia')).toBe('1970-01-01');
    expect(localDay('1970-01-02T00:44:30.000Z', 'Africa/Monrovia')).toBe('1970-01-02');
  });

  it('has 23 hours in spring and 25 in autumn', () => {
    const hoursOf = (day: string, from: string) => {
      const start = Date.parse(from);
      return Array.from({ length: 60 }, (_, hour) => localDay(new Date(start + hour * 3_600_000).toISOString(), 'America/New_York')).filter((each) => each === day).length;
    };
    expect([hoursOf('2026-03-08', '2026-03-07T12:00:00Z'), hoursOf('2026-11-01', '2026-10-31T12:00:00Z'), hoursOf('2026-07-04', '2026-07-03T12:00:00Z')]).toEqual([23, 25, 24]);
  });

  it('is what Temporal says, in any zone and at any instant of this century', () => {
    const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, fc.constantFrom(...ZONES), (date, zone) => {
        expect([zone, date, localDay(date.toISOString(), zone)]).toEqual([zone, date, Temporal.Instant.from(date.toISOString()).toZonedDateTimeISO(zone).toPlainDate().toString()]);
      }),
      { numRuns: 300 },
    );
  });

  it('is right to the millisecond where the clocks change, at whatever minute', () => {
    for (const zone of ZONES) {
      let at = Temporal.Instant.from('2000-01-01T00:00:00Z').toZonedDateTimeISO(zone);
      for (let n = 0; n < 30; n++) {
        const change = at.getTimeZoneTransition('next');
        if (!change) break;
        for (const milliseconds of [-1, 0, 1, -600_000, 600_000]) {
          const moment = change.add({ milliseconds });
          expect([zone, `${moment}`, localDay(moment.toInstant().toString(), zone)]).toEqual([zone, `${moment}`, moment.toPlainDate().toString()]);
        }
        at = change;
      }
    }
  });
});
