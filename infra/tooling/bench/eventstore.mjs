import { fork } from 'node:child_process';
import { join } from 'node:path';
import { EventStoreDBClient, FORWARDS, NO_STREAM, START } from '@eventstore/db-client';
import { openEventStoreLog } from '@fieldledger/event-log';
import { randomUUID } from 'node:crypto';
import { appendRequest, fill } from './fixtures.mjs';
import { readAll } from './read-log.mjs';
import { rate, rounds } from './rounds.mjs';

const CLIENTS = 64;

/**
 * The adapter of EventStoreDB: 64 clients that append one event each, and reading everything; against the bare calls of the
 * client with the same bytes. On the server that EVENTSTORE_URL names, else on the protocol double in a process of its own.
 */
export async function eventStore({ size }) {
  let server = await fresh();
  const note = process.env.EVENTSTORE_URL ? 'the server of EVENTSTORE_URL' : 'the protocol double';
  const [each, events] = [size(200), size(50_000)];
  const namespace = `bench_${Date.now()}`;
  // One client in a process at a time: each side opens its own, and closes it.
  const ours = async (work) => {
    const log = await openEventStoreLog({ url: server.url, namespace });
    try {
      return await work(log);
    } finally {
      await log.close();
    }
  };
  const raw = async (work) => {
    const client = EventStoreDBClient.connectionString(server.url);
    try {
      return await work(client);
    } finally {
      await client.dispose();
    }
  };
  const clients = (work) => rate(CLIENTS * each, () => Promise.all(Array.from({ length: CLIENTS }, async () => {
    for (let n = 0; n < each; n++) await work();
  })));
  const bare = (client) => {
    const { stream, events: [event] } = appendRequest();
    const data = Buffer.from(JSON.stringify(event.data));
    return client.appendToStream(`raw-${stream}`, { id: randomUUID(), type: event.type, data, contentType: 'application/octet-stream', metadata: Buffer.from(METADATA) }, { expectedRevision: NO_STREAM });
  };
  const appending = await rounds(() => ours((log) => clients(() => log.append([appendRequest()]))), () => raw((client) => clients(() => bare(client))));
  // Only what both read lies there, unless the server is a real one.
  server.stop();
  server = await fresh();
  await ours((log) => fill(log, events));
  let all = 0;
  const reading = await rounds(
    () => ours((log) => rate(events, () => readAll(log, events))),
    () => raw(async (client) => {
      const started = performance.now();
      let seen = 0;
      for await (const _ of client.readAll({ direction: FORWARDS, fromPosition: START, maxCount: 10_000_000 })) seen++;
      all = seen;
      return (seen * 1000) / (performance.now() - started);
    }),
  );
  server.stop();
  const result = (mark, what, { ours: value, raw: baseline }, unit) => ({ mark, what, value, baseline, ratio: value / baseline, target: 0.85, unit, note });
  return [result('r', 'EventStoreDB: 64 clients, one event each', appending, 'events/s'), result('s', `EventStoreDB: reading ${all} events`, reading, 'events/s')];
}

/** What an event's metadata is like. */
const METADATA = JSON.stringify({ organization: randomUUID(), stream: `attempt-${randomUUID()}`, actor: 'bench', app: 'bench', $correlationId: 'bench', digest: 'a'.repeat(64), payloadHash: 'b'.repeat(64), occurredAt: '2026-10-03T21:14:05.000Z', schemaVersion: 1 });

const fresh = () => (process.env.EVENTSTORE_URL ? { url: process.env.EVENTSTORE_URL, stop: () => undefined } : double());

function double() {
  const child = fork(join(import.meta.dirname, 'double-process.mjs'));
  return new Promise((ready, failed) => {
    child.once('message', ({ url }) => ready({ url, stop: () => child.kill() }));
    child.once('exit', (code) => failed(new Error(`The double ended with ${code}.`)));
  });
}
