import { ProjectionRun, ReadDatabase } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import pg from 'pg';
import { fill, freshLog, GIFT, KNOCK, SIGNUP } from './fixtures.mjs';
import { keysetRead } from './read-log.mjs';
import { rate, rounds } from './rounds.mjs';

/** Building `contact-rates` afresh from the whole log; against only reading it. */
export const rebuild = (bench) => rebuilt(bench, { mark: 'e', report: 'contact-rates', fact: KNOCK, target: 0.5 });

/** The same of `receipts`. */
export const rebuildReceipts = (bench) => rebuilt(bench, { mark: 'i', report: 'receipts', fact: GIFT, target: 0.4 });

/** The same of the signups, of which show rates, hours and calendars are made. */
export const rebuildSignups = (bench) => rebuilt(bench, { mark: 'k', report: 'show-rates', fact: SIGNUP, target: 0.4 });

async function rebuilt({ folder, size }, { mark, report, fact, target }) {
  const events = size(200_000);
  const { url, log, raw, stop } = await freshLog(folder, mark);
  await fill(log, events, fact);
  await raw.query('analyze log.events');
  const database = await ReadDatabase.open({ url });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { projection } = REPORTS.find(({ name }) => name === report);
  const build = async (round) => {
    const run = await ProjectionRun.open({ pool: database.folding, log, projection, table: `${projection.name}_bench_${round}` });
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
  return [{ mark, what: `rebuilding ${projection.name.replaceAll('_', '-')}`, value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target, unit: 'events/s' }];
}
