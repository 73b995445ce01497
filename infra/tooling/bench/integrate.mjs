import { hash } from 'node:crypto';
import pg from 'pg';
import { ORGANIZATION, fill, freshLog } from './fixtures.mjs';
import { median, rate, rounds } from './rounds.mjs';

const LEDGER = '../../../libs/ledger/dist';
/** As many as the integrator takes at once. */
const PAGE = 4_000;
/** Over the same leaves, for one takes but a quarter of a second. */
const PASSES = 5;

/**
 * The tree of a log's events: every tile and the root; against one bare hash of each of the same leaves, by the quickest
 * call that node:crypto has for a text (hex: a Buffer takes half as long again, createHash three times as long).
 */
export async function integrate({ folder, size }) {
  const [{ Integrator }, { leafOf }, { makeLedger }, { Tree }] = await Promise.all(['integrator', 'leaf', 'ledger-schema', 'tree'].map((name) => import(`${LEDGER}/${name}.js`)));
  const events = size(200_000);
  const { url, log, stop } = await freshLog(folder, 'u');
  await fill(log, events);
  const leaves = [];
  for (let after = ''; leaves.length < events; ) {
    const page = await log.read(after, { limit: PAGE });
    for (const event of page) leaves.push(flat(leafOf(event, leaves.length)));
    after = page.at(-1).position;
  }
  const pages = Array.from({ length: Math.ceil(events / PAGE) }, (_, n) => leaves.slice(n * PAGE, (n + 1) * PAGE));
  const bare = () => rate(PASSES * events, async () => {
    for (let pass = 0; pass < PASSES; pass++) for (const leaf of leaves) hash('sha256', `\0${leaf}`, 'hex');
  });
  const grow = () => rate(PASSES * events, async () => {
    for (let pass = 0; pass < PASSES; pass++) {
      const tree = new Tree();
      for (const page of pages) tree.append(page);
      tree.root();
    }
  });
  const found = await rounds(grow, bare);
  const whole = [];
  for (let round = 0; round < 3; round++) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query('DROP SCHEMA IF EXISTS ledger CASCADE');
    await makeLedger(client);
    const integrator = await Integrator.open(client, log, () => `bench/${ORGANIZATION}`);
    whole.push(await rate(events, () => integrator.catchUp(new AbortController().signal, async () => undefined)));
    const { rows } = await client.query('SELECT size FROM ledger.trees');
    if (Number(rows[0].size) !== events) throw new Error(`${rows[0].size} events were taken in of ${events}.`);
    await client.end();
  }
  await stop();
  const perSecond = median(whole);
  return [{
    mark: 'u', what: 'hashing leaves into a tree, its tiles and root', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.5, unit: 'leaves/s',
    note: `from a PostgreSQL log into the ledger ${Math.round(perSecond).toLocaleString('en-US')} events/s, ${(perSecond / found.raw).toFixed(2)} of bare hashing`,
  }];
}

/** The same text in one piece, as it comes out of an entry bundle: pieces are joined when they are first read, in whichever side came first. */
const flat = (text) => Buffer.from(text).toString();
