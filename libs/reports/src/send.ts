import type { FastifyReply } from 'fastify';
import { toCsv } from '@fieldledger/csv';
import type { AnsweredRequest } from './answer-receipt/sign-answers.js';
import type { Columns } from './columns.js';
import type { ReportAnswer } from './report.js';

/**
 * Answers as JSON, or as CSV when `format=csv`.
 * @param columns of the rows, besides the groups that were asked for
 */
export function send(answer: ReportAnswer, asked: Readonly<Record<string, string>>, reply: FastifyReply, columns: Columns): ReportAnswer | string {
  nameMoment(answer, reply);
  if (asked.format !== 'csv') return answer;
  reply.header('content-type', 'text/csv; charset=utf-8');
  return toCsv(answer.rows, [...groupsOf(asked), ...Object.keys(columns)]);
}

const groupsOf = ({ groupBy }: Readonly<Record<string, string>>) => new Set(groupBy?.split(',').map((name) => name.trim()));

/** What is said of an answer in its headers. */
export const MOMENT_HEADERS = {
  'x-log-position': 'Everything recorded up to here is counted, and nothing after.', 'x-reflects-moment': 'When that was recorded, an instant.', 'x-as-of': 'The known time that was asked for, an instant.',
  'x-occurred-until': 'The event time that was asked for, an instant.', 'x-report-version': 'The version of the folds of its table.', 'x-rules': 'The rule set by which it was made, where there is one.',
  'x-note': 'Where there was nothing for this report yet: that this is so.',
  'x-incomplete-filings': 'Where some are not counted, since not all of their rows have come: how many. The report filings says which, and what to do.',
  'x-next': 'Where there are more rows: they are asked for with this as `after`, which it is in percent-encoding already.',
} as const;

/** Says in the headers, since rows alone say nothing of it, what the answer reflects and by which folds and rules it was made, and after what there is more; and lets it be signed. */
export function nameMoment(answer: ReportAnswer & { readonly rules?: string; readonly next?: string | null; readonly incompleteFilings?: readonly unknown[] }, reply: FastifyReply): void {
  const { version, reflects: { position, moment, asOf, occurredUntil, note }, rules, next, incompleteFilings = [] } = answer;
  const named: Readonly<Record<keyof typeof MOMENT_HEADERS, string | undefined>> = { 'x-log-position': position, 'x-reflects-moment': moment, 'x-as-of': asOf, 'x-occurred-until': occurredUntil, 'x-report-version': String(version), 'x-rules': rules, 'x-note': note, 'x-incomplete-filings': incompleteFilings.length === 0 ? undefined : String(incompleteFilings.length), 'x-next': next == null ? undefined : encodeURIComponent(next) };
  for (const [name, value] of Object.entries(named)) if (value !== undefined) reply.header(name, value);
  (reply.request as AnsweredRequest).answered = answer;
}
