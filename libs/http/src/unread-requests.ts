import { STATUS_CODES } from 'node:http';
import type { FastifyReply, FastifyServerOptions } from 'fastify';
import { problemDocument, type Problem } from './problem.filter.js';

/** How long a request may take to arrive whole. */
export const ARRIVES_WITHIN_MS = 60_000;

const UNREADABLE: Problem = { status: 400, code: 'bad-request', detail: 'This cannot be read as HTTP/1.1: check its first line, its headers, and how long they say that the body is.' };
const UNREAD: Readonly<Record<string, Problem>> = {
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, code: 'request-timeout', detail: `The request was not whole within ${ARRIVES_WITHIN_MS / 1_000} seconds. The same request again is safe.` },
  HPE_HEADER_OVERFLOW: { status: 431, code: 'headers-too-large', detail: 'Address and headers are over 16 KB together. Send less in them.' },
  FST_ERR_BAD_URL: { status: 400, code: 'bad-address', detail: 'The address cannot be read: in it, % stands before two hexadecimal digits, and they are UTF-8.' },
  FST_ERR_MAX_PARAM_LENGTH: { status: 414, code: 'address-too-long', detail: 'A part of the address is over 100 characters: no id is as long.' },
};

/** What is refused before there is a route that could: problem documents as well. */
export const UNREAD_REQUESTS: Pick<FastifyServerOptions, 'clientErrorHandler' | 'frameworkErrors'> = {
  clientErrorHandler(error, socket) {
    if (error.code === 'ECONNRESET' || socket.destroyed) return;
    const problem = UNREAD[error.code] ?? UNREADABLE;
    const body = JSON.stringify(problemDocument(problem));
    const head = [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, 'connection: close', 'content-type: application/problem+json', `content-length: ${Buffer.byteLength(body)}`];
    if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
    socket.destroy(error);
  },
  frameworkErrors({ code }, _request, reply) {
    const problem = UNREAD[code] ?? UNREADABLE;
    void (reply as FastifyReply).status(problem.status).headers({ 'content-type': 'application/problem+json' }).send(problemDocument(problem));
  },
};
