import { type CallHandler, type ExecutionContext, Inject, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { mergeMap, Observable } from 'rxjs';
import { askedPath, type KnownRequest } from '@fieldledger/http';
import { build } from '@fieldledger/release';
import { ANSWER_SIGNER, answerDigest, canonical, Rejection, sha256, type AnswerReceipt, type AnswerSigner } from '@fieldledger/kernel';
import type { ReportAnswer } from '../report.js';
import { TablesAsked } from './tables-asked.js';

/** A request that a report has answered. */
export type AnsweredRequest = KnownRequest & { answered?: ReportAnswer };

/** The question comes back in the receipt, and a receipt has to fit into a header. */
const MOST_CHARACTERS = 4_000;
/** What an answer says that it chose, where it was not asked for. */
const CHOSEN = ['rules', 'donors', 'on'] as const;

/** Gives every answer of a report its receipt: a signed note, in base64, in the header `x-receipt`. */
@Injectable()
export class SignAnswers implements NestInterceptor {
  constructor(@Inject(ANSWER_SIGNER) private readonly signer: AnswerSigner) {
    // Looked at now: later another may lie in its place on the disk.
    build();
  }

  intercept(context: ExecutionContext, next: CallHandler<object | string>): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<AnsweredRequest>();
    if (request.url.length > MOST_CHARACTERS) throw new Rejection('invalid', 'question-too-long', `A report is asked with at most ${MOST_CHARACTERS} characters. Ask with fewer filters.`);
    const tables = new TablesAsked();
    const answers = new Observable<object | string>((subscriber) => tables.during(() => next.handle().subscribe(subscriber)));
    return answers.pipe(
      mergeMap(async (answer) => {
        const note = await this.signer.sign(request.credential!.organization, receiptOf(request, answer, tables));
        http.getResponse<FastifyReply>().header('x-receipt', Buffer.from(note).toString('base64'));
        return answer;
      }),
    );
  }
}

function receiptOf(request: AnsweredRequest, answer: object | string, tables: TablesAsked): AnswerReceipt {
  const { query, body, unsealed = false, answered } = request;
  if (!answered) throw new Error(`${request.url} answered without saying what its answer reflects.`);
  const { minPosition: _minPosition, ...parameters } = query as Record<string, string>;
  const said = answered as unknown as Readonly<Record<string, string | undefined>>;
  return {
    report: askedPath(request).slice('/reports/'.length),
    parameters,
    ...(body !== undefined && body !== null && { body: sha256(canonical(body)) }),
    chosen: Object.fromEntries(CHOSEN.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]]))),
    named: unsealed,
    position: answered.reflects.position,
    tables: tables.found,
    release: build(),
    answer: answerDigest(answer),
    answeredAt: new Date().toISOString(),
  };
}
