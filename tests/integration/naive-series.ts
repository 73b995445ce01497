import type { Contributor, Frequency, SeriesEnd } from '@fieldledger/donations';
import type { DonorRule, Happened } from './naive-gifts.js';
import { compare, push } from './naive-lists.js';
import { daysLater, type NaiveMoney } from './naive-money.js';

interface Charge {
  readonly day: string;
  readonly cents: number;
  readonly sequence: number;
  readonly contributionId: string;
  readonly committeeId?: string;
}

/** What was said of a series' amount or frequency, on a day; of one day a change knows best, and then a charge. */
interface Word {
  readonly day: string;
  readonly by: 'start' | 'charge' | 'change';
  readonly id: string;
  readonly cents?: number;
  readonly frequency?: Frequency;
}

interface Series {
  start: { readonly committeeId: string; readonly contributor?: Contributor; readonly startedOn: string; readonly plannedCharges?: number; readonly page?: string; readonly referenceCode?: string } | null;
  readonly charges: Charge[];
  readonly failures: string[];
  readonly words: Word[];
  readonly ends: { readonly day: string; readonly reason: SeriesEnd }[];
}

const MONTHS: Readonly<Record<Frequency, number>> = { weekly: 0, monthly: 1, quarterly: 3, yearly: 12 };

/** Recurring gifts, each series' story read from beginning to end. */
export class NaiveSeries {
  private readonly series = new Map<string, Series>();

  constructor(happened: readonly Happened[], private readonly naive: NaiveMoney) {
    for (const it of happened) if (it.door.startsWith('series')) this.read(it);
  }

  private read({ door, item }: Happened): void {
    const { seriesId } = item as { seriesId: string };
    const series: Series = this.series.get(seriesId) ?? { start: null, charges: [], failures: [], words: [], ends: [] };
    this.series.set(seriesId, series);
    switch (door) {
      case 'series':
        series.start = item;
        return void series.words.push({ day: item.startedOn, by: 'start', id: '', cents: item.amountCents, frequency: item.frequency });
      case 'series/charges':
        // Two may tell of one charge: the first did.
        if (series.charges.some(({ contributionId }) => contributionId === item.contributionId)) return;
        series.charges.push({ day: item.chargedOn, cents: item.amountCents, sequence: item.sequence, contributionId: item.contributionId, committeeId: item.terms?.committeeId });
        return void series.words.push({ day: item.chargedOn, by: 'charge', id: item.chargeId, cents: item.amountCents, frequency: item.terms?.frequency });
      case 'series/failures':
        return void series.failures.push(item.failedOn);
      case 'series/changes':
        return void series.words.push({ day: item.changedOn, by: 'change', id: item.changeId, cents: item.amountCents, frequency: item.frequency });
      case 'series/cancellations':
        return void series.ends.push({ day: item.cancelledOn, reason: item.reasonCode });
    }
  }

  /** Every series that had begun on a day, as it was then; what is worth, and what was charged, is of all that is known. */
  on(day: string, rule: DonorRule): Record<string, Record<string, unknown>> {
    return Object.fromEntries([...this.series].filter(([, { start }]) => start === null || start.startedOn <= day).map(([seriesId, series]) => [seriesId, this.rowOf(seriesId, series, day, rule)]));
  }

  /** Every series' last day on which it is not called silent yet, and the day after. */
  edges(): string[] {
    return [...this.series.values()].flatMap((series) => {
      const { alive, frequency } = standOf(series);
      const last = alive === undefined || frequency === null ? undefined : twoPeriodsAfter(alive, frequency);
      return last === undefined ? [] : [last, daysLater(last, 1)];
    });
  }

  /** Those of which nothing is told that came later. */
  isOverBy(day: string, seriesId: string): boolean {
    const { start, charges, failures, words, ends } = this.series.get(seriesId)!;
    return [start?.startedOn ?? '', ...failures, ...[...charges, ...words, ...ends].map((it) => it.day)].every((its) => its <= day);
  }

  /** Those in sum that have one value of a member; no value is of no name. */
  grouped(day: string, rule: DonorRule, by: string): Record<string, Record<string, number | null>> {
    const groups = new Map<string, Record<string, unknown>[]>();
    for (const row of Object.values(this.on(day, rule))) push(groups, String(row[by] ?? ''), row);
    return Object.fromEntries([...groups].map(([name, rows]) => [name, seriesTotals(rows)]));
  }

  private rowOf(seriesId: string, { start, charges, failures, words, ends }: Series, day: string, rule: DonorRule): Record<string, unknown> {
    const { amountCents, frequency, last, alive } = standOf({ start, charges, words });
    const [end] = [...ends].sort((one, other) => compare(one.day, other.day) || compare(one.reason, other.reason));
    const failed = failures.filter((on) => on <= day && (last === null || on > last)).length;
    const isComplete = start?.plannedCharges !== undefined && last !== null && last <= day && Math.max(charges.length, ...charges.map(({ sequence }) => sequence)) >= start.plannedCharges;
    const isSilent = alive !== undefined && frequency !== null && twoPeriodsAfter(alive, frequency) < day;
    const hasEnded = end !== undefined && end.day <= day;
    const status = isComplete || (hasEnded && end.reason === 'completed') ? 'completed' : hasEnded || isSilent ? 'churned' : failed > 0 ? 'failing' : 'active';
    const committees = charges.flatMap(({ committeeId }) => committeeId ?? []).sort();
    return {
      seriesId, committee: start?.committeeId ?? committees[0] ?? null, donor: this.naive.donorOf(start?.contributor, rule), status, amountCents, frequency, monthlyValueCents: amountCents === null || frequency === null ? null : inAMonth(amountCents, frequency), startedOn: start?.startedOn ?? null,
      plannedCharges: start?.plannedCharges ?? null, page: start?.page ?? null, referenceCode: start?.referenceCode ?? null, charges: charges.length, chargedCents: charges.reduce((sum, { cents }) => sum + cents, 0), lastChargedOn: last, failuresSinceCharge: failed, cancelledOn: end?.day ?? null,
      reasonCode: end?.reason ?? null,
    };
  }
}

/** The latest word on a series, and when it was last alive. */
function standOf({ start, charges, words }: Pick<Series, 'start' | 'charges' | 'words'>): { readonly amountCents: number | null; readonly frequency: Frequency | null; readonly last: string | null; readonly alive: string | undefined } {
  const inTurn = [...words].sort((one, other) => compare(one.day, other.day) || RANK[one.by] - RANK[other.by] || compare(one.id, other.id));
  const last = charges.map((charge) => charge.day).sort().at(-1) ?? null;
  return {
    amountCents: inTurn.findLast(({ cents }) => cents !== undefined)?.cents ?? null, frequency: inTurn.findLast(({ frequency }) => frequency !== undefined)?.frequency ?? null, last,
    alive: [start?.startedOn, last].filter((it) => it != null).sort().at(-1),
  };
}

/** What series are in sum. */
export function seriesTotals(rows: readonly Record<string, unknown>[]): Record<string, number | null> {
  const of = (status: string) => rows.filter((row) => row['status'] === status);
  const sum = (some: readonly Record<string, unknown>[], name: string) => some.reduce((total, row) => total + ((row[name] as number | null) ?? 0), 0);
  const lasting = rows.length - of('completed').length;
  return {
    series: rows.length, active: of('active').length, failing: of('failing').length, churned: of('churned').length, completed: of('completed').length, activeMonthlyValueCents: sum(of('active'), 'monthlyValueCents'), failingMonthlyValueCents: sum(of('failing'), 'monthlyValueCents'),
    valueUnknown: [...of('active'), ...of('failing')].filter((row) => row['monthlyValueCents'] === null).length, churnRate: lasting === 0 ? null : Math.round((of('churned').length / lasting) * 10_000) / 10_000,
    donors: new Set(rows.map((row) => row['donor']).filter((donor) => donor !== null)).size, charges: sum(rows, 'charges'), chargedCents: sum(rows, 'chargedCents'),
  };
}

const RANK = { start: 1, charge: 2, change: 3 };

/** Half a cent counts as one; 52 weeks are 12 months. */
function inAMonth(cents: number, frequency: Frequency): number {
  const [times, by] = { weekly: [52, 12], monthly: [1, 1], quarterly: [1, 3], yearly: [1, 12] }[frequency] as [number, number];
  return Number((2n * BigInt(cents) * BigInt(times) + BigInt(by)) / (2n * BigInt(by)));
}

/** The same day of the month, or its last. */
function twoPeriodsAfter(day: string, frequency: Frequency): string {
  if (frequency === 'weekly') return daysLater(day, 14);
  const [year, month, date] = day.split('-').map(Number) as [number, number, number];
  const then = month - 1 + 2 * MONTHS[frequency];
  const lastDate = new Date(Date.UTC(year, then + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, then, Math.min(date, lastDate))).toISOString().slice(0, 10);
}
