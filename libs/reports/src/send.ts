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
  reply.header('x-reflects-moment', answer.reflects.moment);
  return toCsv(answer.rows);
}
