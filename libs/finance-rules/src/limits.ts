/** Who receives, as far as limits tell recipients apart. */
export const RECIPIENTS = ['candidate', 'pac', 'national-party', 'state-party'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** What one individual may give to one recipient, from one day to another. */
export interface Limit {
  readonly recipient: Recipient;
  readonly from: string;
  readonly until: string;
  readonly cents: number;
  /** A candidate's limit is for each election; the others are for each calendar year. */
  readonly per: 'election' | 'year';
  readonly source: string;
}

const candidate = (from: string, until: string, cents: number, source: string): Limit => ({ recipient: 'candidate', from, until, cents, per: 'election', source });
const national = (year: number, cents: number, source: string): Limit => ({ recipient: 'national-party', from: `${year}-01-01`, until: `${year + 1}-12-31`, cents, per: 'year', source });

/** PACs and state, district and local parties are not indexed (52 U.S.C. 30116(a)(1)(C) and (D)). */
const FIXED: readonly Limit[] = [
  { recipient: 'pac', from: '2003-01-01', until: '2026-12-31', cents: 5_000_00, per: 'year', source: '52 U.S.C. 30116(a)(1)(C)' },
  { recipient: 'state-party', from: '2003-01-01', until: '2026-12-31', cents: 10_000_00, per: 'year', source: '52 U.S.C. 30116(a)(1)(D)' },
];

/** Indexed for inflation in odd years; a candidate's from the day after one general election to the day of the next. */
export const LIMITS_UNTIL_2024: readonly Limit[] = [
  ...FIXED,
  candidate('2016-11-09', '2018-11-06', 2_700_00, 'politicallawbriefing.com 2019/02 ("up from")'),
  candidate('2018-11-07', '2020-11-03', 2_800_00, 'politicallawbriefing.com 2019/02'),
  candidate('2020-11-04', '2022-11-08', 2_900_00, 'transition.fec.gov archive of contribution limits'),
  candidate('2022-11-09', '2024-11-05', 3_300_00, 'cov.com 2023/02; politicallawbriefing.com 2023/02'),
  national(2017, 33_900_00, 'politicallawbriefing.com 2019/02 ("up from")'),
  national(2019, 35_500_00, 'politicallawbriefing.com 2019/02'),
  national(2021, 36_500_00, 'transition.fec.gov archive of contribution limits'),
  national(2023, 41_300_00, 'cov.com 2023/02; politicallawbriefing.com 2023/02'),
];

export const LIMITS_UNTIL_2026: readonly Limit[] = [
  ...LIMITS_UNTIL_2024,
  candidate('2024-11-06', '2026-11-03', 3_500_00, 'mondaq 1579908; politicallawbriefing.com; wiley.law'),
  national(2025, 44_300_00, 'mondaq 1579908; politicallawbriefing.com; wiley.law'),
];

/**
 * Form 3X's other receipts. A person's gift on it to a national party is in one of its accounts for conventions,
 * headquarters or recounts, and the row does not say which. The table has no limit of theirs: each is three times the
 * party's own (52 U.S.C. 30116(a)(1)(B)), so that what is within that one is within each.
 */
export const SPECIAL_ACCOUNT_LINE = 'SA17';
