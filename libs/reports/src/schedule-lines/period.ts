import { Rejection } from '@fieldledger/kernel';
import { isDay } from '../asked-values.js';
import { refuseBackwards } from '../days-asked.js';
import type { Line } from './line.js';

/** The days that a schedule covers, both included. */
export interface Period {
  readonly from: string;
  readonly to: string;
}

/** Reads `from` and `to`: days, written YYYY-MM-DD or YYYYMMDD as filings write them. @throws Rejection `invalid-day`, `period-backwards` */
export function periodAsked({ from, to }: Readonly<Record<string, string>>): Period {
  const period = { from: dayIn(from, 'from'), to: dayIn(to, 'to') };
  refuseBackwards(period.from, period.to, 'to');
  return period;
}

function dayIn(text: string | undefined, name: string): string {
  const day = text?.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3') ?? '';
  if (!isDay(day)) throw new Rejection('invalid', 'invalid-day', `${name} is a day that there is, written YYYY-MM-DD or YYYYMMDD.`);
  return day;
}

/** Whether a row belongs to the period: a filing's row with the report that it stands in, or by its own day where the report lies within only in part. */
export function belongsTo({ from, to }: Period, { filingId, coverageFrom, coverageThrough, day }: Pick<Line, 'filingId' | 'coverageFrom' | 'coverageThrough' | 'day'>): boolean {
  const isWithin = from <= day! && day! <= to;
  if (filingId === null) return isWithin;
  const [begins, ends] = [coverageFrom!, coverageThrough!];
  return from <= begins && ends <= to ? true : overlaps({ from, to }, { coverageFrom: begins, coverageThrough: ends }) && isWithin;
}

/** Whether a report covers a day of the period. */
export const overlaps = ({ from, to }: Period, { coverageFrom, coverageThrough }: { readonly coverageFrom: string; readonly coverageThrough: string }): boolean => coverageFrom <= to && from <= coverageThrough;
