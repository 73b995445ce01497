import type { FastifyInstance } from 'fastify';
import type { KeyStore } from './api-key.js';
import { credentialOf } from './identity.guard.js';

/** As long as address and headers may be: so much of a request is read before it is known who sends it. */
const SHORT_BYTES = 16 * 1024;

/**
 * Lets nobody without a key send a long body. Guards are asked when it was read and parsed: strangers could fill the memory
 * with bodies, and keep the one thread busy with parsing them.
 */
export function refuseBodiesOfStrangers(fastify: FastifyInstance, keys: KeyStore): void {
  fastify.addHook('preParsing', (request, _reply, body, done) => {
    const { 'content-length': length = 0, 'transfer-encoding': pieces } = request.headers;
    if (pieces === undefined && Number(length) <= SHORT_BYTES) return done(null, body);
    credentialOf(request, true, keys).then(() => done(null, body), done);
  });
}
