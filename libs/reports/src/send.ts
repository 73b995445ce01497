import type { FastifyReply } from 'fastify';
import { Rejection } from '@fieldledger/kernel';
import { toCsv } from './csv.js';
import type { ReportAnswer } from './report.js';

/** Answers as JSON, or as CSV when `format=csv`; either way the headers say which position the answer reflects. */
export function send(answer: ReportAnswer, asked: Readonly<Record<string, string>>, reply: FastifyReply): ReportAnswer | string {
  const format = asked.format ?? 'json';
  reply.header('x-log-position', answer.reflects.position);
  if (format === 'json') return answer;
  if (format !== 'csv') throw new Rejection('invalid', 'unknown-format', 'format is json or csv.');
  reply.header('content-type', 'text/csv; charset=utf-8');
  nameMoment(answer, reply);
  return toCsv(answer.rows);
}

/** Says beside rows that say nothing of it what the answer reflects, and by which folds and rules it was made. */
export function nameMoment({ version, reflects: { position, moment, asOf, occurredUntil }, rules }: ReportAnswer & { readonly rules?: string }, reply: FastifyReply): void {
  const named = { 'x-log-position': position, 'x-reflects-moment': moment, 'x-as-of': asOf, 'x-occurred-until': occurredUntil, 'x-report-version': String(version), 'x-rules': rules };
  for (const [name, value] of Object.entries(named)) if (value !== undefined) reply.header(name, value);
}
