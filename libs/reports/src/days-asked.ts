import type { Parameter } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';
import { DAY } from './asked-values.js';

/** A report's first and its last day, which may be called either way: schedules say `to`, where the others say `until`. */
const DAYS_ASKED = ['from', 'until', 'to'] as const;

export const DAYS_TAKEN: readonly Parameter[] = DAYS_ASKED.map((name) => ({ name, schema: DAY.schema }));

/** What each of them that is given asks of a day. @throws Rejection `invalid-day`, `period-backwards` */
export function daysAsked(asked: Readonly<Record<string, string>>): { readonly compared: '>=' | '<='; readonly day: string }[] {
  const days = DAYS_ASKED.flatMap((name) => (asked[name] === undefined ? [] : [{ name, compared: name === 'from' ? '>=' : '<=', day: DAY.read(asked[name], name) } as const]));
  const from = days.find(({ name }) => name === 'from');
  for (const { name, day } of days) if (from) refuseBackwards(from.day, day, name);
  return days;
}

/** Nothing is of such a period, and zeros would be taken for an answer. @throws Rejection `period-backwards` */
export function refuseBackwards(from: string, to: string, name: string): void {
  if (to < from) throw new Rejection('invalid', 'period-backwards', `The period ends before it begins: ${name} is a day not before from.`);
}
