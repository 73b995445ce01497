import { instantFrom, requireZone } from './local-time.js';
import { RowFault } from './source.js';

const NEW_YORK = 'America/New_York';

describe('when a canvasser knocked', () => {
  it.each<[string, string]>([
    ['2025-10-04T14:02:05-04:00', '2025-10-04T18:02:05Z'],
    ['2025-10-04 14:02', '2025-10-04T18:02:00Z'],
    ['2025-12-04T14:02:05', '2025-12-04T19:02:05Z'],
    ['2025-10-04', '2025-10-04T04:00:00Z'],
    ['10/4/2025 2:02 PM', '2025-10-04T18:02:00Z'],
    ['10/04/2025 12:00:30 AM', '2025-10-04T04:00:30Z'],
  ])('is read from %s', (text, instant) => {
    expect(instantFrom(text, NEW_YORK, 'month-first')).toBe(instant);
  });

  it('is another day where days come first', () => {
    expect(instantFrom('4/10/2025 14:02', 'Europe/London', 'day-first')).toBe('2025-10-04T13:02:00Z');
  });

  it('is not guessed when the clocks skipped the time: both neighbours are named', () => {
    expect(() => instantFrom('2025-03-09T02:30', NEW_YORK)).toThrow(/skipped 2025-03-09T02:30\. Write 2025-03-09T01:30:00-05:00 or 2025-03-09T03:30:00-04:00\./);
  });

  it('is not guessed when the clocks showed the time twice: both are named', () => {
    expect(() => instantFrom('2025-11-02T01:30', NEW_YORK)).toThrow(/twice\. Write 2025-11-02T01:30:00-04:00 or 2025-11-02T01:30:00-05:00\./);
  });

  it.each(['', 'yesterday', '2025-02-30', '2025-13-01T10:00', '2025-10-04T25:00', '13/1/2025 10:00', '1/2/2025 13:00 PM', '1/2/2025 0:30 AM'])('is refused as %j', (text) => {
    expect(() => instantFrom(text, NEW_YORK, 'month-first')).toThrow(RowFault);
  });

  it('needs a zone when the time is local, and an order when it has slashes', () => {
    expect(() => instantFrom('2025-10-04T10:00', undefined)).toThrow(/no zone is named/);
    expect(() => instantFrom('10/4/2025', NEW_YORK)).toThrow(/"month-first" or "day-first"/);
  });

  it('is in a zone that exists', () => {
    expect(requireZone(NEW_YORK)).toBe(NEW_YORK);
    for (const zone of ['Mars/Base', '+05:00', 'New York']) expect(() => requireZone(zone)).toThrow(/is not an IANA time zone/);
  });
});
