import { fork } from 'node:child_process';
import { join } from 'node:path';
import { freshBroker } from './broker.mjs';
import { ENCRYPTION_KEY, freshLog } from './fixtures.mjs';
import { loadOf, serve } from './http-ingest.mjs';
import { rounds } from './rounds.mjs';

const DIST = join(import.meta.dirname, '..', '..', '..', 'apps');

/** HTTP ingest with relay and projector at work beside it, as processes of their own; against the same without them. */
export async function ingestBeside({ folder, size }) {
  const each = size(500);
  const { broker, stop: stopBroker } = await freshBroker(folder, 'q-kafka');
  const sides = {};
  for (const name of ['beside', 'alone']) {
    const { url, stop } = await freshLog(folder, `q-${name}`);
    sides[name] = { url, stop, server: await serve('served-app.mjs', url), others: [] };
  }
  const environment = { ...process.env, DATABASE_URL: sides.beside.url, KAFKA_BROKERS: broker.brokers, FIELDLEDGER_DATA: join(folder, 'q-data'), FIELDLEDGER_ENCRYPTION_KEY: ENCRYPTION_KEY, PORT: '0' };
  for (const app of ['projector', 'relay']) sides.beside.others.push(await started(join(DIST, app, 'dist', 'main.js'), environment));
  for (const { server } of Object.values(sides)) await loadOf(server, each)();
  const found = await rounds(loadOf(sides.beside.server, each), loadOf(sides.alone.server, each));
  for (const { server, others, stop } of Object.values(sides)) {
    server.child.kill();
    for (const other of others) other.kill('SIGKILL');
    await stop();
  }
  await stopBroker();
  return [{ mark: 'q', what: 'HTTP ingest with relay and projector at work', value: found.ours.perSecond, baseline: found.raw.perSecond, ratio: found.ours.perSecond / found.raw.perSecond, target: 0.8, unit: 'requests/s' }];
}

function started(main, env) {
  const child = fork(main, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  return new Promise((ready, failed) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('Ready at') && ready(child));
    child.once('exit', (code) => failed(new Error(`${main} ended with ${code}.`)));
  });
}
