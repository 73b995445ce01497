import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeItcont } from './import-sealed.mjs';
import { canvass, startServer, writeCanvass } from './import-rows.mjs';

/** Memory while a million attempts are imported. */
export async function memory({ folder, size }) {
  const file = join(folder, 'million.csv');
  await writeCanvass(file, size(1_000_000), 'million');
  return measured(folder, 'memory', canvass(file), size(1_000_000));
}

/** Memory while half a million contributions are imported, names and addresses sealed. */
export async function memoryMoney({ folder, size }) {
  const file = join(folder, 'itcont.txt');
  await writeItcont(file, size(500_000), 9);
  return measured(folder, 'memory, sealed:', { file, format: 'fec-bulk' }, size(500_000));
}

/** The largest after the first quarter over the largest within it, of both processes. */
async function measured(folder, mark, what, rows) {
  const server = await startServer(join(folder, mark.replace(/\W/g, '-')));
  const started = performance.now();
  const samples = [];
  let importer;
  const timer = setInterval(() => samples.push({ at: performance.now() - started, server: residentMegabytes(server.pid), importer: residentMegabytes(importer) }), 250);
  const summary = await server.import(what, (pid) => (importer = pid));
  clearInterval(timer);
  await server.stop();
  if (summary.accepted + summary.flagged !== rows) throw new Error(`${summary.accepted} rows were accepted of ${rows}.`);
  const total = samples.at(-1).at;
  return ['importer', 'server'].map((process) => {
    const largest = (part) => Math.max(...part.map((sample) => sample[process]));
    const [early, late] = [largest(samples.filter(({ at }) => at < total / 4)), largest(samples.filter(({ at }) => at >= total / 4))];
    return { mark: `${mark} ${process}`, what: `the ${process}, while ${rows.toLocaleString('en-US')} rows are imported`, value: late, baseline: early, ratio: early / late, target: 0.8, unit: 'MB at most after the first quarter', note: `baseline: at most within it; ${Math.round(rows / (total / 1000)).toLocaleString('en-US')} rows/s` };
  });
}

function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return 0;
  }
}
