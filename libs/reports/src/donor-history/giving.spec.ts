import { givingOf } from './giving.js';

const line = (day: string, kind: string, effectCents: string) => ({ day, kind, effectCents });
const gave = [line('2024-10-01', 'contribution', '10001'), line('2024-12-01', 'refund', '-1'), line('2025-02-01', 'reattribution', '5000'), line('2025-02-02', 'deposit', '0'), line('2025-03-01', 'reattribution', '-100')];

describe('a donor’s giving', () => {
  it('is summed from what each movement did', () => {
    expect(givingOf(gave, 2025)).toEqual({
      gifts: 2, givenCents: 15001, wentBackCents: 101, netCents: 14900, largestCents: 10001, averageCents: 7501, firstDay: '2024-10-01', lastDay: '2025-02-01', years: [2024, 2025], lapsed: null,
    });
  });

  it('is between the first day and the last of all gifts, and a part that moved nothing is none', () => {
    const more = [line('2023-01-05', 'reattribution', '0'), ...gave, line('2025-09-01', 'contribution', '100'), line('2025-06-01', 'contribution', '100'), line('2025-12-31', 'reattribution', '0')];
    expect(givingOf(more, 2025)).toMatchObject({ gifts: 4, givenCents: 15201, firstDay: '2024-10-01', lastDay: '2025-09-01', years: [2024, 2025] });
  });

  it('has lapsed where there is none this year: last year’s donor, or some year’s', () => {
    expect([2026, 2027].map((year) => givingOf(gave, year).lapsed)).toEqual(['lybunt', 'sybunt']);
    expect(givingOf([], 2025)).toMatchObject({ gifts: 0, netCents: 0, averageCents: null, firstDay: null, lapsed: null });
  });

  it('is exact beyond what a number holds', () => {
    expect(givingOf(Array.from({ length: 10_001 }, () => line('2025-01-01', 'contribution', '1000000000000')), 2025).netCents).toBe('10001000000000000');
  });
});
