import type { SeriesCancelled, SeriesCharged, SeriesEvent, SeriesStarted } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { donorByReference, donorOf } from '../donor-matching.js';
import { beside } from '../report.js';

type Key = { seriesId: string };

export type SeriesRow = {
  committeeId: string | null;
  donor: string | null;
  donorByReference: string | null;
  page: string | null;
  referenceCode: string | null;
  startedOn: string | null;
  plannedCharges: number | null;
  amountCents: number | null;
  amountTold: string | null;
  frequency: string | null;
  frequencyTold: string | null;
  charges: number;
  chargedCents: number;
  lastSequence: number;
  lastChargedOn: string | null;
  failedOn: readonly string[];
  cancelledOn: string | null;
  cancellationReason: string | null;
};

/** Whatever the order in which the events of a series become known, its row is the same. */
export const recurring: Projection<SeriesEvent, Key, SeriesRow> = {
  name: 'recurring',
  version: 1,
  table: beside(import.meta.url, './recurring.table.sql'),
  keyColumns: ['seriesId'],
  key: ({ data }) => ({ seriesId: data.seriesId }),
  initial: {
    committeeId: null, donor: null, donorByReference: null, page: null, referenceCode: null, startedOn: null, plannedCharges: null, amountCents: null, amountTold: null, frequency: null,
    frequencyTold: null, charges: 0, chargedCents: 0, lastSequence: 0, lastChargedOn: null, failedOn: [], cancelledOn: null, cancellationReason: null,
  },
  fold: {
    SeriesStarted: (row, { data }) => agreed(startOf(row, data), data, `${data.startedOn} 1 start`),
    SeriesCharged: (row, { data }) => (data.flags.includes('charged-before') ? row : agreed(charged(row, data), { amountCents: data.amountCents, ...data.terms }, `${data.chargedOn} 2 charge ${data.chargeId}`)),
    SeriesChargeFailed: (row, { data }) => ({ ...row, failedOn: since(row.lastChargedOn, [...row.failedOn, data.failedOn]) }),
    SeriesChanged: (row, { data }) => agreed(row, data, `${data.changedOn} 3 change ${data.changeId}`),
    SeriesCancelled: (row, { data }) => (endsEarlier(data, row) ? { ...row, cancelledOn: data.cancelledOn, cancellationReason: data.reasonCode } : row),
  },
};

/** The latest word holds, a charge's too: not every source tells of a change, and then only the charges show it. On one day a change knows best. */
function agreed(row: SeriesRow, { amountCents, frequency }: { readonly amountCents?: number; readonly frequency?: string }, told: string): SeriesRow {
  return {
    ...row,
    ...(amountCents !== undefined && told > (row.amountTold ?? '') && { amountCents, amountTold: told }),
    ...(frequency !== undefined && told > (row.frequencyTold ?? '') && { frequency, frequencyTold: told }),
  };
}

function startOf(row: SeriesRow, { committeeId, giver, page, referenceCode, startedOn, plannedCharges }: SeriesStarted['data']): SeriesRow {
  return {
    ...row, committeeId, donor: donorOf(giver), donorByReference: donorByReference(giver), page: page ?? null, referenceCode: referenceCode ?? null, startedOn, plannedCharges: plannedCharges ?? null,
  };
}

function charged(row: SeriesRow, { terms, amountCents, sequence, chargedOn }: SeriesCharged['data']): SeriesRow {
  const lastChargedOn = row.lastChargedOn !== null && row.lastChargedOn > chargedOn ? row.lastChargedOn : chargedOn;
  return {
    ...row,
    // The start knows best; of charges that disagree, none knows better than another.
    committeeId: row.startedOn === null ? first(row.committeeId, terms?.committeeId ?? null) : row.committeeId,
    charges: row.charges + 1,
    chargedCents: row.chargedCents + amountCents,
    lastSequence: Math.max(row.lastSequence, sequence),
    lastChargedOn,
    failedOn: since(lastChargedOn, row.failedOn),
  };
}

function first(one: string | null, other: string | null): string | null {
  return one === null || (other !== null && other < one) ? other : one;
}

/** A failure on the day of a charge came before it: that is what trying again is for. */
function since(day: string | null, failures: readonly string[]): string[] {
  return failures.filter((failed) => day === null || failed > day).sort();
}

/** Of two who name one day, the reason that sorts first holds, so that the order does not matter. */
function endsEarlier({ cancelledOn, reasonCode }: SeriesCancelled['data'], row: SeriesRow): boolean {
  return row.cancelledOn === null || cancelledOn < row.cancelledOn || (cancelledOn === row.cancelledOn && reasonCode < row.cancellationReason!);
}
