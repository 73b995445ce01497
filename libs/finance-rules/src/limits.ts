/** Who receives, as far as limits tell recipients apart. */
export const RECIPIENTS = ['candidate', 'pac', 'national-party', 'state-party', 'independent-expenditure-only'] as const;
export type Recipient = (typeof RECIPIENTS)[number];

/** Each of a national party's accounts for conventions, headquarters or recounts: a limit of its own, beside the party's. */
export const SPECIAL_ACCOUNT = 'national-party-account';

/** What one individual may give to one recipient, from one day to another. */
export interface Limit {
  readonly recipient: Recipient | typeof SPECIAL_ACCOUNT;
  readonly from: string;
  readonly until: string;
  /** Null where the law sets none, as the source says; of a day that has no entry nothing is known. */
  readonly cents: number | null;
  /** A candidate's limit is for each election; the others are for each calendar year. */
  readonly per: 'election' | 'year';
  readonly source: string;
}

const candidate = (from: string, until: string, cents: number, source: string): Limit => ({ recipient: 'candidate', from, until, cents, per: 'election', source });
const national = (year: number, cents: number, source: string): Limit => ({ recipient: 'national-party', from: `${year}-01-01`, until: `${year + 1}-12-31`, cents, per: 'year', source });
/** Three times the party's own, rounded as that is (52 U.S.C. 30116(a)(1)(B), (a)(9) and (c)). */
const account = (year: number, cents: number, source: string): Limit => ({ ...national(year, cents, source), recipient: SPECIAL_ACCOUNT });

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

/** The same law; but what goes to accounts of parties, and to committees that make independent expenditures alone, is known as well. */
export const LIMITS_WITH_ACCOUNTS: readonly Limit[] = [
  ...LIMITS_UNTIL_2026,
  account(2017, 101_700_00, 'politicallawbriefing.com 2019/02 ("up from")'),
  account(2019, 106_500_00, 'politicallawbriefing.com 2019/02'),
  account(2021, 109_500_00, 'transition.fec.gov archive of contribution limits'),
  account(2023, 123_900_00, 'cov.com 2023/02; politicallawbriefing.com 2023/02'),
  account(2025, 132_900_00, 'mondaq 1579908; politicallawbriefing.com; wiley.law'),
  { recipient: 'independent-expenditure-only', from: '2010-03-26', until: '2026-12-31', cents: null, per: 'year', source: 'SpeechNow.org v. FEC, 599 F.3d 686 (D.C. Cir. 2010)' },
];

/** Form 3X's other receipts. A person's gift on it to a national party is in one of its special accounts, and the row does not say in which; to a PAC it is in what a hybrid PAC keeps apart for independent expenditures. */
export const SPECIAL_ACCOUNT_LINE = 'SA17';
