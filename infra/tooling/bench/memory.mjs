import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, writeCanvass } from './import-rows.mjs';

/** Memory while a million rows are imported: the largest after the first tenth over the largest within it, of both processes. */
export async function memory({ folder, size }) {
  const rows = size(1_000_000);
  const server = await startServer(join(folder, 'm'));
  const file = join(folder, 'million.csv');
  await writeCanvass(file, rows, 'million');
  const started = performance.now();
  const samples = [];
  let importer;
  const timer = setInterval(() => samples.push({ at: performance.now() - started, server: residentMegabytes(server.pid), importer: residentMegabytes(importer) }), 250);
  const summary = await server.importCanvass(file, (pid) => (importer = pid));
  clearInterval(timer);
  await server.stop();
  if (summary.accepted !== rows) throw new Error(`${summary.accepted} rows were accepted of ${rows}.`);
  const total = samples.at(-1).at;
  return ['importer', 'server'].map((process) => {
    const largest = (part) => Math.max(...part.map((sample) => sample[process]));
    const [early, late] = [largest(samples.filter(({ at }) => at < total / 4)), largest(samples.filter(({ at }) => at >= total / 4))];
    return { mark: `memory ${process}`, what: `the ${process}, while a million rows are imported`, value: late, baseline: early, ratio: early / late, target: 0.8, unit: 'MB at most after the first quarter', note: `baseline: at most within it; ${Math.round(rows / (total / 1000)).toLocaleString('en-US')} rows/s` };
  });
}

function residentMegabytes(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return 0;
  }
}
