import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { GIFT, rawInsert } from './fixtures.mjs';
import { startServer } from './import-rows.mjs';
import { median, rate, rounds } from './rounds.mjs';

/** `fieldledger import` of the FEC's bulk file into a running server, names and addresses sealed; against inserts of 1,000 rows each. */
export async function importMoney({ folder, size }) {
  const rows = size(200_000);
  const server = await startServer(join(folder, 'h'));
  const raw = new pg.Client({ connectionString: server.database });
  await raw.connect();
  await raw.query('create schema raw; create table raw.events (like log.events including all)');
  const bare = () => rate(rows, async () => {
    for (let done = 0; done < rows; done += 1_000) await rawInsert(raw, 1_000, GIFT);
  });
  const ours = async (round) => {
    const file = join(folder, `itcont-${round}.txt`);
    await writeItcont(file, rows, round);
    const imported = await rate(rows, () => server.import({ file, format: 'fec-bulk' }));
    // The reports' work is not to be measured with what comes after.
    behind.push(await server.settled());
    return imported;
  };
  const behind = [];
  const found = await rounds(ours, bare);
  await raw.end();
  await server.stop();
  return [{ mark: 'h', what: 'import of 200,000 contributions, sealed', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.35, unit: 'rows/s', note: `every report counts them ${(median(behind) / 1000).toFixed(0)} s later` }];
}

/** Contributions of 50,000 invented donors to 20 committees, none of them as in another round. */
export async function writeItcont(file, rows, round) {
  const out = createWriteStream(file);
  for (let n = 0; n < rows; n++) {
    const donor = (n * 7919) % 50_000;
    const day = `${String(1 + (n % 12)).padStart(2, '0')}${String(1 + (n % 28)).padStart(2, '0')}2025`;
    const line = ['C0000' + (1000 + (n % 20)), 'N', 'M3', 'P', '202503209000000001', '15', 'IND', `DONOR${donor}, INVENTED ${donor % 97}`, 'COLUMBUS', 'OH', String(43000 + (donor % 999)), 'SOME EMPLOYER INC', 'SOME OCCUPATION',
      day, String(5 + (n % 900)), '', `T${round}-${n}`, '1234567', '', '', `4${round}${String(n).padStart(12, '0')}`].join('|');
    if (!out.write(`${line}\n`)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
