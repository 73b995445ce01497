import { spawn } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@fieldledger/embedded-postgres';
import pg from 'pg';
import { rawInsert } from './fixtures.mjs';
import { rate, rounds } from './rounds.mjs';

const bin = join(import.meta.dirname, '..', '..', '..', 'apps', 'fieldledger', 'bin', 'fieldledger.mjs');

/** `fieldledger import` of a canvass into a running server, every check on; against inserts of 1,000 rows each. */
export async function importRows({ folder, size }) {
  const rows = size(200_000);
  const server = await startServer(join(folder, 'c'));
  const raw = new pg.Client({ connectionString: server.database });
  await raw.connect();
  await raw.query('create schema raw; create table raw.events (like log.events including all)');
  const bare = () => rate(rows, async () => {
    for (let done = 0; done < rows; done += 1_000) await rawInsert(raw, 1_000);
  });
  const ours = async (round) => {
    const file = join(folder, `canvass-${round}.csv`);
    await writeCanvass(file, rows, round);
    const imported = await rate(rows, () => server.import(canvass(file)));
    // The reports' work is not to be measured with what comes after.
    await server.settled();
    return imported;
  };
  const found = await rounds(ours, bare);
  await raw.end();
  await server.stop();
  return [{ mark: 'c', what: 'import of 200,000 rows', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.5, unit: 'rows/s' }];
}

const BEHIND = `select from read.checkpoints where nullif(position, '')::bigint is distinct from (select position from log.head where id = 1)`;

/** The server in a process of its own, on a database that the bench can use as well. */
export async function startServer(dataDirectory) {
  const postgres = await startEmbeddedPostgres({ dataDirectory: `${dataDirectory}-database`, log: () => undefined });
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, FIELDLEDGER_DATA: dataDirectory, PORT: '0', DATABASE_URL: postgres.url };
  const child = spawn(process.execPath, ['--max-semi-space-size=64', bin, 'start'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((ready, failed) => {
    child.stdout.on('data', (chunk) => String(chunk).includes('ready at') && ready());
    child.once('exit', (code) => failed(new Error(`The server ended with ${code}.`)));
  });
  return {
    pid: child.pid,
    database: postgres.url,
    /** @returns what the command printed */
    async import({ file, format, mapping }, watch = () => undefined) {
      const words = ['import', '--format', format, '--json', file];
      if (mapping) {
        writeFileSync(`${file}.mapping.json`, JSON.stringify(mapping));
        words.push('--mapping', `${file}.mapping.json`);
      }
      const run = spawn(process.execPath, [bin, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
      watch(run.pid);
      let [output, said] = ['', ''];
      run.stdout.on('data', (chunk) => (output += chunk));
      run.stderr.on('data', (chunk) => (said = String(chunk)));
      const [code] = await once(run, 'exit');
      if (code !== 0) throw new Error(`The import ended with ${code}: ${said}`);
      return JSON.parse(output);
    },
    /** Waits until every report counts everything that was written. @returns how long that was, in milliseconds */
    async settled() {
      const client = new pg.Client({ connectionString: postgres.url });
      await client.connect();
      const started = performance.now();
      while ((await client.query(BEHIND)).rowCount > 0) await new Promise((resolve) => setTimeout(resolve, 50));
      await client.end();
      return performance.now() - started;
    },
    async stop() {
      child.kill('SIGINT');
      await once(child, 'exit');
      await postgres.stop();
    },
  };
}

/** A canvass of this many rows, none of them as in another round. */
export async function writeCanvass(file, rows, round) {
  const out = createWriteStream(file);
  out.write('id,voter,turf,door,canvasser,at,result\n');
  for (let n = 0; n < rows; n++) {
    const line = `${round}-${n},${n % 150_000},turf-${n % 400},door-${n % 90_000},canvasser-${n % 60},2025-10-${String(1 + (n % 28)).padStart(2, '0')} ${String(9 + (n % 10)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')},${['NH', 'CV', 'RF'][n % 3]}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}

/** How a canvass is imported. */
export const canvass = (file) => ({ file, format: 'canvass-csv', mapping: MAPPING });

const MAPPING = {
  name: 'bench',
  key: ['id'],
  zone: 'America/New_York',
  constants: { 'voter.system': 'bench', 'voter.scope': 'bench', contactTypeId: 2, inputTypeId: 4, campaignId: 'bench' },
  columns: {
    'voter.id': { column: 'voter' }, turfId: { column: 'turf' }, doorId: { column: 'door' }, canvasserId: { column: 'canvasser' }, attemptedAt: { column: 'at' },
    resultCodeId: { column: 'result', values: { NH: 1, CV: 14, RF: 2 } },
  },
};
