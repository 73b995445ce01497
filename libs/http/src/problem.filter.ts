import { randomUUID } from 'node:crypto';
import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Rejection, Unavailable, type RejectionKind } from '@fieldledger/kernel';
import { KeyRequired } from './identity.guard.js';

const STATUS: Record<RejectionKind, number> = { invalid: 400, denied: 403, missing: 404, conflict: 409 };

export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Turns whatever was thrown into `application/problem+json` (RFC 9457). What we did not foresee is logged, once, here. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('door');

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, code, detail, details, headers } = this.problemOf(error);
    void reply
      .status(status)
      .headers({ 'content-type': 'application/problem+json', ...headers })
      .send(problemDocument({ status, code, detail, details }));
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Rejection) return { status: STATUS[error.kind], code: error.slug, detail: error.message, details: error.details };
    if (error instanceof Unavailable) return { status: 503, code: error.slug, detail: error.message, headers: { 'retry-after': String(Math.ceil(error.retryAfterSeconds)) } };
    if (error instanceof KeyRequired) return { status: 401, ...KNOWN[401]!, headers: { 'www-authenticate': error.challenge } };
    const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
    const known = status === undefined ? undefined : KNOWN[status];
    if (known) return { status: status!, ...known };
    const traceId = randomUUID();
    this.logger.error(`${traceId} ${error instanceof Error ? (error.stack ?? error.message) : 'something that is not an error was thrown'}`);
    return { status: 500, code: 'internal', detail: `Something is wrong on our side. Tell your administrator this number: ${traceId}. The same request again is safe.`, details: { traceId } };
  }
}

/** A problem as it is sent. */
export const problemDocument = ({ status, code, detail, details }: Problem) => ({ type: `https://fieldledger.org/problems/${code}`, title: code.replaceAll('-', ' '), status, code, detail, ...details });

const KNOWN: Readonly<Record<number, Omit<Problem, 'status'>>> = {
  400: { code: 'bad-json', detail: 'The body is not JSON that this door takes: check its syntax, its nesting, and that it has no member called __proto__ or constructor.' },
  401: { code: 'key-required', detail: 'Send a key that is in force: Authorization: Bearer fl_…', headers: { 'www-authenticate': 'Bearer' } },
  404: { code: 'no-such-route', detail: 'There is nothing here. /docs shows what there is.' },
  405: { code: 'method-not-allowed', detail: 'What is here does not take this method: the header Allow names those that it takes.' },
  413: { code: 'body-too-large', detail: 'The body is over 5 MB. Send smaller batches: 500 items at most.' },
  415: { code: 'unsupported-media-type', detail: 'This door takes application/json, in UTF-8 and not compressed.', headers: { 'accept-encoding': 'identity' } },
  429: { code: 'too-many-requests', detail: 'This key sends more than it may. Wait as long as Retry-After says.' },
};
