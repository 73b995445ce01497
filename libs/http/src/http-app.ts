import rateLimit from '@fastify/rate-limit';
import { MethodNotAllowedException, Module, type DynamicModule, type LoggerService } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, NestFactory } from '@nestjs/core';
import type { Tracing } from '@fieldledger/kernel';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Histogram, register } from 'prom-client';
import { KEY_STORE, type KeyStore } from './api-key.js';
import { AskedGuard } from './asked.js';
import { refuseBodiesOfStrangers } from './bodies-of-strangers.js';
import { Connections } from './connections.js';
import { followRequests } from './follow-requests.js';
import { HealthController } from './health.controller.js';
import { IdentityGuard, senderOf } from './identity.guard.js';
import { parseBody, textOf } from './json-parser.js';
import { KeysController } from './keys.controller.js';
import { methodsAt, type Route } from './methods-at.js';
import { mountOpenApi, OpenApiModule } from './openapi.js';
import { ProblemFilter } from './problem.filter.js';
import { RecordReadings } from './record-readings.js';
import { ARRIVES_WITHIN_MS, UNREAD_REQUESTS } from './unread-requests.js';

export interface HttpAppOptions {
  /** Requests a minute that one key may send, or all who come without one from one address. */
  readonly requestsPerMinute?: number;
  /** Where warnings and errors go; to the terminal where nothing is said. */
  readonly logger?: LoggerService;
  /** Follows each request, where somebody wants that. */
  readonly tracing?: Tracing;
}

/** A door that listens. */
export interface HttpApp {
  readonly nest: NestFastifyApplication;
  /** Every route of the live router, as it was mounted. */
  readonly routes: readonly Route[];
  /** The address. @throws Error with a sentence when the port is taken */
  listen(port: number, host: string): Promise<string>;
  /** Whoever is asking is answered, for ten seconds at most. */
  close(): Promise<void>;
}

/** Builds the HTTP server of an app from its modules: closed by default, problem documents, limits, metrics, OpenAPI. */
export async function openHttpApp(module: DynamicModule, { requestsPerMinute = 600_000, logger, tracing }: HttpAppOptions): Promise<HttpApp> {
  const adapter = new FastifyAdapter({ bodyLimit: 5 * 1024 * 1024, requestTimeout: ARRIVES_WITHIN_MS, ...UNREAD_REQUESTS });
  const nest = await NestFactory.create<NestFastifyApplication>(Door.of(module), adapter, { logger: logger ?? ['error', 'warn'], abortOnError: false, bodyParser: false });
  const fastify = adapter.getInstance();
  const connections = new Connections(fastify.server);
  const routes: Route[] = [];
  fastify.addHook('onRoute', ({ method, url }) => void routes.push(...[method].flat().map((each) => ({ method: each, url }))));
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, ({ headers }, body, done) => {
    try {
      done(null, body.length === 0 ? undefined : parseBody(textOf(body as Buffer, headers)));
    } catch (error) {
      done(error as Error);
    }
  });
  const keys = nest.get<KeyStore>(KEY_STORE, { strict: false });
  // Whoever knows the id of a key, which is no secret, could else use up what its holder may send.
  const countedAs = (request: FastifyRequest) => senderOf(request, keys).then((sender) => sender?.keyId ?? request.ip, () => request.ip);
  await fastify.register(rateLimit, { max: requestsPerMinute, timeWindow: 60_000, keyGenerator: countedAs });
  fastify.addHook('onRequest', (request, reply, done) => {
    const taken = request.is404 ? methodsAt(routes, request.url) : [];
    if (taken.length === 0) return done();
    reply.header('allow', taken.join(', '));
    done(new MethodNotAllowedException());
  });
  refuseBodiesOfStrangers(fastify, keys);
  fastify.addHook('onSend', async (request, reply) => {
    // Whoever is still sending would see the connection break instead of the answer: the rest is read and dropped.
    if (reply.statusCode === 413 && Number(request.headers['content-length']) <= DROPPED_BYTES) reply.removeHeader('connection');
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY' });
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  const durations = durationHistogram();
  fastify.addHook('onResponse', async (request, reply) => {
    durations.observe({ method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  if (tracing) followRequests(fastify, tracing);
  mountOpenApi(nest);
  await nest.init();
  await fastify.ready();
  return {
    nest,
    routes,
    async listen(port, host) {
      try {
        // Fastify itself, since Nest would log the error as well as throw it.
        await fastify.listen({ port, host });
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EACCES') throw new Error(`This user may not open port ${port}: below 1024 only an administrator may. Choose another by PORT, such as PORT=3000.`, { cause: error });
        if (code !== 'EADDRINUSE') throw error;
        throw new Error(`Port ${port} is taken by another program. Stop it, or choose another by PORT, such as PORT=${port + 1}.`, { cause: error });
      }
      const address = nest.getHttpServer().address() as { port: number };
      const named = host === '0.0.0.0' ? '127.0.0.1' : host;
      return `http://${named.includes(':') ? `[${named}]` : named}:${address.port}`;
    },
    close() {
      connections.close();
      return nest.close();
    },
  };
}

/** A body over this is not even read to be dropped. */
const DROPPED_BYTES = 100 * 1024 * 1024;

function durationHistogram(): Histogram {
  const known = register.getSingleMetric('http_request_duration_seconds') as Histogram | undefined;
  if (known) return known;
  collectDefaultMetrics();
  return new Histogram({ name: 'http_request_duration_seconds', help: 'Time to answer, in seconds', labelNames: ['method', 'route', 'status'], buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5] });
}

/** What every app's door has: the guard, the filter, health. */
@Module({})
class Door {
  static of(module: DynamicModule): DynamicModule {
    return {
      module: Door,
      imports: [module, OpenApiModule],
      controllers: [HealthController, KeysController],
      providers: [
        { provide: APP_GUARD, useClass: IdentityGuard },
        { provide: APP_GUARD, useClass: AskedGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_INTERCEPTOR, useClass: RecordReadings },
      ],
    };
  }
}
