/** The least that could be called ingest: fastify, its own JSON Schema validation, and the log. */
import { PostgresEventLog } from '@fieldledger/event-log';
import { sha256 } from '@fieldledger/kernel';
import fastify from 'fastify';
import { ORGANIZATION } from './fixtures.mjs';

const log = await PostgresEventLog.open({ url: process.argv[2] });
const text = { type: 'string', minLength: 1, maxLength: 64 };
const number = { type: 'integer', minimum: 1 };
const schema = {
  body: {
    type: 'object', additionalProperties: false, required: ['attemptId', 'voter', 'contactTypeId', 'inputTypeId', 'campaignId', 'attemptedAt'],
    properties: {
      attemptId: { type: 'string', format: 'uuid' },
      voter: { type: 'object', additionalProperties: false, required: ['system', 'scope', 'id'], properties: { system: text, scope: text, id: text } },
      contactTypeId: number, inputTypeId: number, resultCodeId: number, canvasserId: text, turfId: text, doorId: text, precinctId: text, campaignId: text,
      attemptedAt: { type: 'string', format: 'date-time' }, zone: text,
    },
  },
};
const app = fastify();
app.post('/contact-attempts', { schema }, async ({ body }, reply) => {
  const [{ receipt }] = await log.append([{
    stream: `attempt-${body.attemptId}`, expected: 'none', digest: sha256(JSON.stringify(body)),
    meta: { organization: ORGANIZATION, actor: 'bench', app: 'bench', correlationId: body.attemptId, causationId: null, receivedAt: new Date().toISOString(), provenance: null },
    events: [{ id: body.attemptId, type: 'ContactAttempted', schemaVersion: 1, occurredAt: body.attemptedAt, data: body }],
  }]);
  reply.status(201);
  return receipt;
});
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.send({ address, key: 'none' });
