import { aggregateWindow, daysAfter, generalElection, limitOn, PRESENT_RULES, reportDueBy, retainedUntil, RULE_SETS, ruleSet, windowStarts } from './rule-set.js';

describe('the rules of campaign finance, as dated data', () => {
  it.each([
    ['2016-11-09', 2_700_00], ['2018-11-06', 2_700_00], ['2018-11-07', 2_800_00], ['2020-11-03', 2_800_00], ['2020-11-04', 2_900_00], ['2022-11-08', 2_900_00], ['2022-11-09', 3_300_00], ['2024-11-05', 3_300_00], ['2024-11-06', 3_500_00], ['2026-11-03', 3_500_00],
  ])('let an individual give a candidate on %s, for each election, %i cents', (day, cents) => {
    expect(limitOn(PRESENT_RULES, 'candidate', day)).toMatchObject({ cents, per: 'election', source: expect.stringMatching(/\w/) });
  });

  it.each([
    ['national-party', '2017-01-01', 33_900_00], ['national-party', '2018-12-31', 33_900_00], ['national-party', '2019-01-01', 35_500_00], ['national-party', '2020-12-31', 35_500_00], ['national-party', '2021-01-01', 36_500_00], ['national-party', '2022-12-31', 36_500_00], ['national-party', '2023-01-01', 41_300_00], ['national-party', '2024-12-31', 41_300_00], ['national-party', '2025-01-01', 44_300_00], ['national-party', '2026-12-31', 44_300_00],
    ['national-party-account', '2018-12-31', 101_700_00], ['national-party-account', '2019-01-01', 106_500_00], ['national-party-account', '2022-12-31', 109_500_00], ['national-party-account', '2023-01-01', 123_900_00], ['national-party-account', '2026-12-31', 132_900_00],
    ['pac', '2003-01-01', 5_000_00], ['pac', '2026-12-31', 5_000_00], ['state-party', '2003-01-01', 10_000_00], ['state-party', '2026-12-31', 10_000_00],
  ] as const)('let an individual give a %s on %s, in a calendar year, %i cents', (recipient, day, cents) => {
    expect(limitOn(PRESENT_RULES, recipient, day)).toMatchObject({ cents, per: 'year', source: expect.stringMatching(/\w/) });
  });

  it('know no limit where the table has none, and never "unlimited"', () => {
    expect(limitOn(PRESENT_RULES, 'candidate', '2016-11-08')).toBeUndefined();
    for (const recipient of ['pac', 'state-party'] as const) expect([limitOn(PRESENT_RULES, recipient, '2002-12-31'), limitOn(PRESENT_RULES, recipient, '2027-01-01')]).toEqual([undefined, undefined]);
    expect(limitOn(PRESENT_RULES, 'candidate', '2026-11-04')).toBeUndefined();
    expect(limitOn(PRESENT_RULES, 'national-party', '2027-01-01')).toBeUndefined();
    expect(limitOn(ruleSet('fec-2023')!, 'candidate', '2025-01-01')).toBeUndefined();
    expect(ruleSet('fec-1789')).toBeUndefined();
    expect([limitOn(PRESENT_RULES, 'independent-expenditure-only', '2010-03-25'), limitOn(PRESENT_RULES, 'independent-expenditure-only', '2010-03-26')]).toEqual([undefined, expect.objectContaining({ cents: null, source: expect.stringMatching(/SpeechNow/) })]);
    expect(limitOn(ruleSet('fec-2025')!, 'national-party-account', '2025-01-01')).toBeUndefined();
  });

  it('have no two limits for one recipient on one day, in any set', () => {
    for (const { limits } of RULE_SETS) {
      for (const one of limits) for (const other of limits) if (one !== other && one.recipient === other.recipient) expect(one.until < other.from || other.until < one.from).toBe(true);
    }
  });

  it.each([
    ['candidate', '2025-01-01', undefined, 'cycle 2026'], ['candidate', '2026-11-03', undefined, 'cycle 2026'], ['candidate', '2026-11-04', undefined, 'cycle 2028'],
    ['candidate', '2017-01-01', { years: 6, endsIn: 2018 }, 'cycle 2018'], ['candidate', '2018-11-07', { years: 6, endsIn: 2018 }, 'cycle 2024'],
    ['candidate', '2021-05-01', { years: 4, endsIn: 2020 }, 'cycle 2024'], ['pac', '2025-12-31', undefined, 'year 2025'], [null, '2026-01-01', undefined, 'year 2026'],
  ] as const)('add up gifts to a %s on %s (%j) in the %s', (kind, day, cycle, window) => {
    expect(aggregateWindow(kind, day, cycle)).toBe(window);
  });

  it('begin their windows on the days between which gifts add up', () => {
    expect([windowStarts('candidate', 2023, 2027), windowStarts('candidate', 2017, 2030, { years: 6, endsIn: 2024 }), windowStarts('pac', 2025, 2026), windowStarts(null, 2025, 2025)]).toEqual([
      ['2024-11-06', '2026-11-04'], ['2018-11-07', '2024-11-06', '2030-11-06'], ['2025-01-01', '2026-01-01'], ['2025-01-01'],
    ]);
    for (const recipient of ['candidate', 'pac'] as const) {
      for (const day of windowStarts(recipient, 1990, 2030)) expect(aggregateWindow(recipient, daysAfter(day, -1))).not.toBe(aggregateWindow(recipient, day));
    }
  });

  it('know the day of every general election', () => {
    expect([2016, 2018, 2020, 2022, 2024, 2026].map(generalElection)).toEqual(['2016-11-08', '2018-11-06', '2020-11-03', '2022-11-08', '2024-11-05', '2026-11-03']);
  });

  it.each([
    ['2026-01-01', '2026-07-31'], ['2026-06-30', '2026-07-31'], ['2026-07-01', '2027-01-31'], ['2026-12-31', '2027-01-31'],
  ])('have what was received on %s reported by %s at the latest', (day, due) => expect(reportDueBy(day)).toBe(due));

  it.each([
    ['2026-07-31', '2029-08-01'], ['2027-01-31', '2030-02-01'], ['2026-12-31', '2030-01-01'], ['2024-02-29', '2027-03-02'],
  ])('have records kept for three years after the filing of %s, and no more from %s', (filed, free) => expect(retainedUntil(filed, PRESENT_RULES)).toBe(free));

  it('count days over the end of a month and a leap day', () => {
    expect([daysAfter('2024-01-01', 60), daysAfter('2025-12-31', 1)]).toEqual(['2024-03-01', '2026-01-01']);
  });
});
