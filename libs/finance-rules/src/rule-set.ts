import { LIMITS_UNTIL_2024, LIMITS_UNTIL_2026, LIMITS_WITH_ACCOUNTS, type Limit, type Recipient } from './limits.js';

/** The rules that a report is computed under: data with dates, under a name that the report gives. */
export interface RuleSet {
  readonly name: string;
  readonly limits: readonly Limit[];
  /** Listed by name when an aggregate is over this (52 U.S.C. 30104(b)(3)(A)). */
  readonly itemizeOverCents: number;
  /** Whether a refund lowers the donor's aggregate: the FEC's own software says so, a vendor's handbook denies it (trailblz KB211). */
  readonly refundsLowerAggregate: boolean;
  /** Days to redesignate, reattribute or refund what is excessive (11 CFR 110.1(b)(5)). */
  readonly remedyDays: number;
  /** Days to forward a gift to the treasurer (11 CFR 102.8). */
  readonly forwardDays: number;
  /** Days to send a gift back undeposited (11 CFR 103.3(a)). */
  readonly returnDays: number;
  /** Days after the gift within which the second request for employer and occupation is due (11 CFR 104.7(b)(2)). */
  readonly followUpDays: number;
  /** Days to refund a gift of a questionable source after it was received (11 CFR 103.3(b)). */
  readonly questionableDays: number;
  readonly mostCashCents: number;
  readonly mostAnonymousCents: number;
  /** Of a gift over this, the giver's name and address must be on record (52 U.S.C. 30102(c)(2), 11 CFR 102.9(a)(1)). */
  readonly recordOverCents: number;
  /** Years for which records are kept after the report to which they relate was filed (52 U.S.C. 30102(d), 11 CFR 102.9(c)). */
  readonly retentionYears: number;
}

const BASE = {
  itemizeOverCents: 200_00, refundsLowerAggregate: true, remedyDays: 60, forwardDays: 10, returnDays: 10, followUpDays: 30, questionableDays: 30, mostCashCents: 100_00, mostAnonymousCents: 50_00,
  recordOverCents: 50_00, retentionYears: 3,
} as const;

/** Every set that a report can be run under, the present one first. A set is never changed: a new law is a new set. */
export const RULE_SETS: readonly RuleSet[] = [
  { ...BASE, name: 'fec-2026', limits: LIMITS_WITH_ACCOUNTS },
  { ...BASE, name: 'fec-2026-gross', limits: LIMITS_WITH_ACCOUNTS, refundsLowerAggregate: false },
  { ...BASE, name: 'fec-2025', limits: LIMITS_UNTIL_2026 },
  { ...BASE, name: 'fec-2025-gross', limits: LIMITS_UNTIL_2026, refundsLowerAggregate: false },
  { ...BASE, name: 'fec-2023', limits: LIMITS_UNTIL_2024 },
];

/** The rules under which facts are flagged when they are recorded. */
export const PRESENT_RULES = RULE_SETS[0]!;

/** @returns undefined for a name that nobody knows */
export function ruleSet(name: string): RuleSet | undefined {
  return RULE_SETS.find((set) => set.name === name);
}

/** The limit of that day; undefined when the table has none, which never means that there is no limit. */
export function limitOn(rules: RuleSet, recipient: Limit['recipient'], day: string): Limit | undefined {
  return rules.limits.find((limit) => limit.recipient === recipient && limit.from <= day && day <= limit.until);
}

/** How often a committee's office is up for election, and in which year it is. */
export interface Cycle {
  readonly years: number;
  readonly endsIn: number;
}

/** The House's, where nothing else is known. */
const HOUSE: Cycle = { years: 2, endsIn: 2024 };

/**
 * The window in which an individual's gifts to a committee add up for itemization: for a candidate the election cycle,
 * from the day after one general election to the day of the next (11 CFR 100.3(b)), else the calendar year.
 */
export function aggregateWindow(recipient: Recipient | null, day: string, { years, endsIn }: Cycle = HOUSE): string {
  const year = Number(day.slice(0, 4));
  if (recipient !== 'candidate') return `year ${year}`;
  const since = (((year - endsIn) % years) + years) % years;
  if (since === 0) return `cycle ${day <= generalElection(year) ? year : year + years}`;
  return `cycle ${year + years - since}`;
}

/** The first days of the windows of some years, oldest first: two days are of one window when as many have begun by either. */
export function windowStarts(recipient: Recipient | null, firstYear: number, lastYear: number, { years, endsIn }: Cycle = HOUSE): string[] {
  const all = Array.from({ length: lastYear - firstYear + 1 }, (_, n) => firstYear + n);
  if (recipient !== 'candidate') return all.map((year) => `${year}-01-01`);
  return all.filter((year) => (year - endsIn) % years === 0).map((year) => daysAfter(generalElection(year), 1));
}

/** The Tuesday after the first Monday of November (2 U.S.C. 7). */
export function generalElection(year: number): string {
  const weekday = new Date(Date.UTC(year, 10, 1)).getUTCDay();
  return `${year}-11-${String(2 + ((8 - weekday) % 7)).padStart(2, '0')}`;
}

/**
 * The last day on which any filer's report of that day is due: those who report least often do it by 31 July and by 31
 * January for the half-year before (52 U.S.C. 30104(a)(4)(A)); all others are earlier.
 */
export function reportDueBy(day: string): string {
  const year = Number(day.slice(0, 4));
  return day.slice(5) <= '06-30' ? `${year}-07-31` : `${year + 1}-01-31`;
}

/** The first day on which a record need not be kept any more, when the report that it relates to was filed on that day. */
export function retainedUntil(filedOn: string, { retentionYears }: Pick<RuleSet, 'retentionYears'>): string {
  // The same day three years later is the last one; 29 February has none, and the day after is reached through 1 March.
  const anniversary = new Date(`${Number(filedOn.slice(0, 4)) + retentionYears}${filedOn.slice(4)}T00:00:00Z`);
  return daysAfter(anniversary.toISOString().slice(0, 10), 1);
}

/** A day so many days later. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
