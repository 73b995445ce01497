import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connectKafka, Follower, httpHistory } from '@fieldledger/feed';
import pg from 'pg';
import { countAttempts, TABLE } from './attempts-by-day.js';
import { answerAt } from './door.js';
import { exampleSettings } from './example-settings.js';

const tell = (message: string, level: 'info' | 'warn' | 'error' = 'info') => process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), app: 'feed-example', level, message })}\n`);

/** A reporting service in its entirety: a table of its own, made from the feed, each event once. */
async function main(): Promise<void> {
  const set = exampleSettings(process.env);
  const client = new pg.Client({ connectionString: set.databaseUrl, connectionTimeoutMillis: 5_000 });
  await client.connect().catch(({ message }: Error) => {
    throw new Error(`The PostgreSQL of DATABASE_URL cannot be reached: ${message}.`);
  });
  await client.query(TABLE).finally(() => client.end());
  const kafka = connectKafka({ brokers: set.brokers, clientId: 'feed-example', ssl: set.ssl, sasl: set.sasl, tell });
  const follower = await Follower.start({
    kafka, topics: [set.topic], name: 'feed-example', databaseUrl: set.databaseUrl, apply: countAttempts, tell, organization: set.organization,
    history: set.history && httpHistory(set.history),
  });
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    void answerAt(path, follower.status()).then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body));
  }).listen(set.port, set.host);
  await once(server, 'listening').catch(({ code, message }: NodeJS.ErrnoException) => {
    throw new Error(code === 'EADDRINUSE' ? `Port ${set.port} is taken by another program. Stop it, or choose another by PORT, such as PORT=${set.port + 1}.` : `It cannot listen at HOST and PORT: ${message}.`);
  });
  tell(`Ready at http://${set.host.includes(':') ? `[${set.host}]` : set.host}:${(server.address() as AddressInfo).port}.`);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    server.close();
    void follower.stop().then(() => process.exit(0));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (process.channel) process.once('disconnect', stop);
}

main().catch((error: Error) => {
  tell(error.message, 'error');
  process.exit(1);
});
