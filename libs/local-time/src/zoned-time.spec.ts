import { zonedTime } from './zoned-time.js';

describe('a local time', () => {
  it('is an instant in its zone', () => {
    expect(zonedTime('2026-10-03T17:00', 'America/New_York')).toEqual({ instant: '2026-10-03T21:00:00Z' });
    expect(zonedTime('2026-12-03T17:00', 'America/New_York')).toEqual({ instant: '2026-12-03T22:00:00Z' });
  });

  it('that the clocks skipped, or showed twice, has two neighbours', () => {
    expect(zonedTime('2026-03-08T02:30', 'America/New_York')).toEqual({ problem: 'skipped', neighbours: ['2026-03-08T01:30:00-05:00', '2026-03-08T03:30:00-04:00'] });
    expect(zonedTime('2026-11-01T01:30', 'America/New_York')).toEqual({ problem: 'twice', neighbours: ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'] });
  });

  it('of a zone without such clocks always exists', () => {
    expect(zonedTime('2026-03-08T02:30', 'America/Phoenix')).toEqual({ instant: '2026-03-08T09:30:00Z' });
  });

  it('is refused where it is none', () => {
    // By name: from Node 26 on Temporal is Node's own, whose errors are not those of Jest's realm.
    const rangeError = expect.objectContaining({ name: 'RangeError' });
    expect(() => zonedTime('2026-02-30T10:00', 'America/New_York')).toThrow(rangeError);
    expect(() => zonedTime('2026-02-20T10:00', 'Mars/Olympus')).toThrow(rangeError);
  });
});
