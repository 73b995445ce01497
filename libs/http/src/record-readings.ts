import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor, Optional } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { mergeMap, type Observable } from 'rxjs';
import { sha256 } from '@fieldledger/kernel';
import type { FastifyReply } from 'fastify';
import { askedPath } from './asked-path.js';
import { CountedFile } from './counted-file.js';
import { NEEDS, type KnownRequest } from './identity.guard.js';
import { READING_RECORD, type Reading, type ReadingRecord } from './reading-record.js';

const OF_PATH: Readonly<Record<string, Reading['what']>> = { ledger: 'ledger', exports: 'export', replays: 'replay', rebuilds: 'rebuild', readings: 'readings' };
/** Files of one ledger and of one export are many: of a minute they are one line, whatever their names and parameters. */
const OF_MANY = /^\/(?:ledger|exports\/[^/]+\/(?:files|events))(?=\/|$)/;
const MOMENTS = ['atPosition', 'asOf', 'occurredUntil'];

/**
 * Notes, before an answer is sent, that an auditor has looked, that a moment of the past was asked for, or that names were
 * shown in clear. When it cannot be noted, there is no answer.
 */
@Injectable()
export class RecordReadings implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    @Optional() @Inject(READING_RECORD) private readonly record?: ReadingRecord,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { record } = this;
    if (!record) return next.handle();
    const needed = this.reflector.getAllAndOverride<string | undefined>(NEEDS, [context.getHandler(), context.getClass()]);
    const http = context.switchToHttp();
    const request = http.getRequest<KnownRequest>();
    return next.handle().pipe(
      mergeMap(async (answer: unknown) => {
        const what = whatOf(request, needed);
        if (what !== undefined) await record.note({ ...asked(request, answer), what, amount: amountOf(answer, what, http.getResponse<FastifyReply>()) });
        return answer;
      }),
    );
  }
}

/** Undefined for what whoever may read may read without a trace. */
function whatOf(request: KnownRequest, needed: string | undefined): Reading['what'] | undefined {
  const { credential, unsealed, query } = request;
  if (!credential) return undefined;
  const path = askedPath(request);
  if (needed === 'audit') return OF_PATH[/^\/([a-z]+)/.exec(path)?.[1] ?? ''] ?? 'report';
  if (unsealed) return 'unsealed';
  if (path.startsWith('/reports/') && MOMENTS.some((name) => name in (query as object))) return 'replay';
  return credential.scopes.includes('audit') ? 'report' : undefined;
}

function asked(request: KnownRequest, answer: unknown): Pick<Reading, 'organization' | 'keyId' | 'app' | 'path' | 'parametersHash'> {
  const { organization, keyId, app } = request.credential!;
  const path = pathOf(askedPath(request), answer);
  const many = OF_MANY.exec(path)?.[0];
  const parameters = /(?<=[?#]).*/s.exec(request.url)?.[0] ?? '';
  return { organization, keyId, app, path: many ?? path, parametersHash: sha256(many === undefined ? parameters : '') };
}

/** A rebuild is looked at by its id until it is over: of a minute it is one line too, which says of which report. */
function pathOf(path: string, answer: unknown): string {
  const report = path.startsWith('/rebuilds') ? (answer as { readonly report?: string }).report : undefined;
  return report === undefined ? path : `/rebuilds/${report}`;
}

function amountOf(answer: unknown, what: Reading['what'], reply: FastifyReply): number {
  if (typeof answer === 'string') return what === 'ledger' ? Buffer.byteLength(answer) : rowsIn(answer, reply);
  if (Buffer.isBuffer(answer)) return answer.length;
  if (answer instanceof CountedFile) return answer.amount;
  if (typeof answer !== 'object' || answer === null) return 1;
  const { rows, records, readings, replays, tables, size } = answer as Record<string, unknown>;
  const list = [rows, records, readings, replays].find(Array.isArray);
  if (list) return list.length;
  // What a rebuild has folded, and what is in an export; of one that is not over, nothing is seen yet.
  if (what === 'rebuild') return Array.isArray(tables) ? tables.reduce((sum: number, table: { readonly rows: number }) => sum + table.rows, 0) : 0;
  if (what === 'export') return typeof size === 'number' ? size : 0;
  return 1;
}

/** A cell of CSV may be of several lines, and its first row is the header. */
function rowsIn(text: string, reply: FastifyReply): number {
  const isCsv = String(reply.getHeader('content-type')).startsWith('text/csv');
  return isCsv ? linesOf(text.replace(/"[^"]*"/g, '')) - 1 : linesOf(text);
}

const linesOf = (text: string): number => text.split('\n').length - 1;
