import pg from 'pg';
import { fill, freshLog } from './fixtures.mjs';
import { rate, rounds } from './rounds.mjs';

const PAGE = 4_000;

/** Reading every event, in pages as relay and ledger read them; against the same pages by keyset with a plain client. */
export async function readLog({ folder, size }) {
  const events = size(200_000);
  const { url, log, raw, stop } = await freshLog(folder, 'd');
  await fill(log, events);
  await raw.query('analyze log.events');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const found = await rounds(() => rate(events, () => readAll(log, events)), () => rate(events, () => keysetRead(client, events)));
  await client.end();
  await stop();
  return [{ mark: 'd', what: 'reading the whole log', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.9, unit: 'events/s' }];
}

/** Page after page; every event must come. */
export async function readAll(log, events) {
  let [after, seen] = ['', 0];
  for (;;) {
    const page = await log.read(after, { limit: PAGE });
    if (page.length === 0) break;
    seen += page.length;
    after = page.at(-1).position;
  }
  if (seen !== events) throw new Error(`${seen} events were read of ${events}.`);
}

/** Every column of every row, page after page. */
export async function keysetRead(client, events) {
  let [after, seen] = ['0', 0];
  for (;;) {
    const { rows } = await client.query({ name: 'keyset', text: `select * from log.events where position > $1 order by position limit ${PAGE}`, values: [after] });
    if (rows.length === 0) break;
    seen += rows.length;
    after = rows.at(-1).position;
  }
  if (seen !== events) throw new Error(`${seen} events were read of ${events}.`);
}
