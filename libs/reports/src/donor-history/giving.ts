import { exactCents } from '../exact-cents.js';

/** A line of a history as far as the sums are concerned. */
export interface GivingLine {
  readonly day: string;
  readonly kind: string;
  /** What it does to the donor's net, whole cents as text. */
  readonly effectCents: string;
}

/** A donor's giving in sum. */
export interface Giving {
  readonly gifts: number;
  readonly givenCents: number | string;
  /** Refunds, chargebacks, what the bank took back, and what was reattributed to somebody else. */
  readonly wentBackCents: number | string;
  readonly netCents: number | string;
  readonly largestCents: number | string;
  /** Rounded half up. */
  readonly averageCents: number | string | null;
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  /** In which the donor gave. */
  readonly years: readonly number[];
  /** As fundraisers say: gave last year but unfortunately not this one, or some year but unfortunately not this one. */
  readonly lapsed: 'lybunt' | 'sybunt' | null;
}

/** @param thisYear of the moment that the history reflects */
export function givingOf(lines: readonly GivingLine[], thisYear: number): Giving {
  const gifts = lines.filter(({ kind, effectCents }) => (kind === 'contribution' || kind === 'reattribution') && BigInt(effectCents) > 0n);
  const amounts = gifts.map(({ effectCents }) => BigInt(effectCents));
  const sum = (cents: readonly bigint[]) => cents.reduce((total, it) => total + it, 0n);
  const given = sum(amounts);
  const net = sum(lines.map(({ effectCents }) => BigInt(effectCents)));
  const days = gifts.map(({ day }) => day).sort();
  const years = [...new Set(days.map((day) => Number(day.slice(0, 4))))];
  const count = BigInt(gifts.length);
  return {
    gifts: gifts.length,
    givenCents: exactCents(given),
    wentBackCents: exactCents(given - net),
    netCents: exactCents(net),
    largestCents: exactCents(amounts.reduce((most, it) => (it > most ? it : most), 0n)),
    averageCents: count === 0n ? null : exactCents((2n * given + count) / (2n * count)),
    firstDay: days[0] ?? null,
    lastDay: days.at(-1) ?? null,
    years,
    lapsed: years.length === 0 || years.includes(thisYear) ? null : years.includes(thisYear - 1) ? 'lybunt' : 'sybunt',
  };
}
