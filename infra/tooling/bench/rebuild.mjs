import { ProjectionRun, ReadDatabase } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import pg from 'pg';
import { fill, freshLog } from './fixtures.mjs';
import { keysetRead } from './read-log.mjs';
import { rate, rounds } from './rounds.mjs';

/** Building `contact-rates` afresh from the whole log; against only reading it. */
export async function rebuild({ folder, size }) {
  const events = size(200_000);
  const { url, log, raw, stop } = await freshLog(folder, 'e');
  await fill(log, events);
  await raw.query('analyze log.events');
  const database = await ReadDatabase.open({ url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { projection } = REPORTS.find(({ name }) => name === 'contact-rates');
  const build = async (round) => {
    const run = await ProjectionRun.open({ pool: database.folding, log, projection, table: `contact_rates_bench_${round}` });
    const perSecond = await rate(events, () => run.catchUp());
    const { rows } = await run.digest();
    if (rows !== events) throw new Error(`${rows} rows were built of ${events}.`);
    await run.discard();
    return perSecond;
  };
  const found = await rounds(build, () => rate(events, () => keysetRead(client, events)));
  await client.end();
  await database.close();
  await stop();
  return [{ mark: 'e', what: 'rebuilding contact-rates', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.5, unit: 'events/s' }];
}
