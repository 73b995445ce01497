import { dayOf } from './asked-values.js';

/** A report's first and its last day, which may be called either way: schedules say `to`, where the others say `until`. */
export const DAYS_ASKED = ['from', 'until', 'to'] as const;

/** What each of them that is given asks of a day. @throws Rejection `invalid-day` */
export function daysAsked(asked: Readonly<Record<string, string>>): { readonly compared: '>=' | '<='; readonly day: string }[] {
  return DAYS_ASKED.flatMap((name) => (asked[name] === undefined ? [] : [{ compared: name === 'from' ? '>=' : '<=', day: dayOf(asked[name], name) } as const]));
}
