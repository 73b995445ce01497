import { Ledger, sizeOf } from '@fieldledger/ledger';
import { setTimeout as pause } from 'node:timers/promises';
import { freshLog, ORGANIZATION } from './fixtures.mjs';
import { loadOf, serve } from './http-ingest.mjs';
import { median, percentile } from './rounds.mjs';

/** The promise: an event that was acknowledged can be proved so many seconds later. */
const PROMISED_SECONDS = 5;

/** From the answer to a request until a published checkpoint covers its event, under the load of HTTP ingest; against what is promised. */
export async function provable({ folder, size }) {
  const each = size(500);
  const { url, log, stop } = await freshLog(folder, 'v');
  const server = await serve('served-app.mjs', url);
  const notary = await serve('notary-process.mjs', url);
  const ledger = await Ledger.open({ url });
  const acknowledged = [];
  const load = loadOf(server, each, (answer) => acknowledged.push({ position: JSON.parse(answer).position, at: performance.now() }));
  await load();
  acknowledged.length = 0;
  let over = false;
  const published = [];
  const watching = (async () => {
    for (; !over; await pause(10)) {
      const checkpoint = await ledger.checkpoint(ORGANIZATION);
      const covered = checkpoint === undefined ? 0 : sizeOf(checkpoint);
      if (covered > (published.at(-1)?.covered ?? 0)) published.push({ covered, at: performance.now() });
    }
  })();
  const runs = [];
  for (let round = 0; round < 3; round++) runs.push(await load());
  const indexes = await indexesIn(log);
  while ((published.at(-1)?.covered ?? 0) < indexes.size) await pause(10);
  over = true;
  await watching;
  for (const { child } of [server, notary]) child.kill();
  await ledger.close();
  await stop();
  const seconds = acknowledged.map(({ position, at }) => Math.max(0, published.find(({ covered }) => covered > indexes.get(position)).at - at) / 1000);
  const p99 = percentile(seconds, 0.99);
  return [{
    mark: 'v', what: 'from acknowledged to provable, p99', value: p99, baseline: PROMISED_SECONDS, ratio: PROMISED_SECONDS / p99, target: 1, unit: 's',
    note: `median ${median(seconds).toFixed(2)} s, longest ${percentile(seconds, 1).toFixed(2)} s, of ${seconds.length} at ${Math.round(median(runs).perSecond)} requests/s`,
  }];
}

/** The place in the organization's ledger of each event, by its place in the log. */
async function indexesIn(log) {
  const indexes = new Map();
  for (let page = await log.read('', { limit: 10_000, organization: ORGANIZATION }); page.length > 0; page = await log.read(page.at(-1).position, { limit: 10_000, organization: ORGANIZATION })) {
    for (const { position } of page) indexes.set(position, indexes.size);
  }
  return indexes;
}
