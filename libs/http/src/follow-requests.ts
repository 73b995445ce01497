import { randomUUID } from 'node:crypto';
import { correlationOf, type TraceContext, type Tracing } from '@fieldledger/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { FIELD_FORMATS } from './field-formats.js';

/** Begins a span with each request and ends it with the answer. A trace that the caller is in goes on; its id is then the correlation id. */
export function followRequests(fastify: FastifyInstance, tracing: Tracing): void {
  const ends = new WeakMap<FastifyRequest, ReturnType<Tracing['request']>>();
  fastify.addHook('onRequest', async (request) => {
    const { headers, method } = request;
    const parent = parentIn(headers.traceparent);
    const told = headers['x-correlation-id'];
    if (typeof told !== 'string' || !FIELD_FORMATS.uuid!.test(told)) headers['x-correlation-id'] = parent ? correlationOf(parent.traceId) : randomUUID();
    ends.set(request, tracing.request(method, headers['x-correlation-id'] as string, parent));
  });
  fastify.addHook('onResponse', async (request, reply) => {
    ends.get(request)?.(request.routeOptions.url ?? 'none', reply.statusCode);
  });
}

/** W3C Trace Context, `version-trace-span-flags`. */
function parentIn(header: string | string[] | undefined): TraceContext | undefined {
  const [, traceId, spanId] = /^[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}/.exec(String(header)) ?? [];
  return traceId && spanId ? { traceId, spanId } : undefined;
}
