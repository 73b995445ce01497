import { EVENT_TIMES } from '@fieldledger/audit';
import { PostgresReplays, ProjectionRun, ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS, REPORTS } from '@fieldledger/reports';
import { fill, freshLog, ORGANIZATION } from './fixtures.mjs';
import { percentile, rate, rounds } from './rounds.mjs';

const REPORT = 'contact-rates';
/** Stops of a time slider over the whole history. */
const STOPS = 24;
/** What a moment from a snapshot may take, in seconds. */
const AIM = 2;

/**
 * `contact-rates` as it stood at the end of the log, folded from the beginning, with the snapshots left on the way; against
 * rebuilding it. Then a slider over the history, asked twice, a little further on the second time; against the aim.
 */
export async function replay({ folder, size }) {
  const events = size(1_000_000);
  const { url, log, raw, stop } = await freshLog(folder, 't');
  await fill(log, events);
  await raw.query('analyze log.events');
  const database = await ReadDatabase.open({ url });
  const replays = await PostgresReplays.open({ url, log, projections: PROJECTIONS, times: EVENT_TIMES, tell: console.error, patienceMs: 600_000 });
  const { projection, totalsSql } = REPORTS.find(({ name }) => name === REPORT);
  const at = async (position) => {
    const { rows: [totals] } = await replays.rows({ projection: projection.name, organization: ORGANIZATION, sql: totalsSql, parameters: [], when: { atPosition: String(position).padStart(16, '0') } });
    if (totals.attempts !== position) throw new Error(`${totals.attempts} attempts were replayed of ${position}.`);
  };
  const rebuild = async (round) => {
    const run = await ProjectionRun.open({ pool: database.folding, log, projection, table: `${projection.name}_bench_${round}` });
    const perSecond = await rate(events, () => run.catchUp());
    await run.discard();
    return perSecond;
  };
  const found = await rounds(async () => {
    await emptied(raw);
    return rate(events, () => at(events));
  }, rebuild);

  const slide = async (further) => {
    const seconds = [];
    for (let n = 1; n <= STOPS; n++) seconds.push(1 / (await rate(1, () => at(Math.floor((events * n) / (STOPS + 1)) + further))));
    return seconds;
  };
  const [first, again] = [await slide(0), await slide(Math.ceil(events / 200))];
  await replays.close();
  await database.close();
  await stop();
  const shown = (seconds, share) => `${percentile(seconds, share).toFixed(2)} s`;
  return [
    { mark: 't', what: `replaying ${REPORT}, against rebuilding it`, value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.8, unit: 'events/s' },
    {
      mark: 'w', what: `a moment of ${events} events from a snapshot, p90 (aim over ours)`, value: percentile(again, 0.9), baseline: AIM, ratio: AIM / percentile(again, 0.9), target: 1, unit: 's',
      note: `half within ${shown(again, 0.5)}; the first time, with snapshots further apart, half within ${shown(first, 0.5)}, all within ${shown(first, 1)}`,
    },
  ];
}

async function emptied(client) {
  const { rows } = await client.query('delete from replay.tables returning table_name');
  for (const { table_name: table } of rows) await client.query(`drop table if exists replay.${table}`);
}
