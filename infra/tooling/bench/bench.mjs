/**
 * Measures what Fieldledger promises, each mark against a raw baseline on the same machine in the same run: three
 * alternating rounds, medians. `--json FILE` writes `[{ mark, what, value, baseline, ratio, target, unit, reached }]`, `--only a,d`
 * measures some, `--quick` makes everything twenty times smaller (for trying the bench itself, not for figures).
 */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { appendHundred } from './append-hundred.mjs';
import { appendOne } from './append-one.mjs';
import { eventStore } from './eventstore.mjs';
import { followFeed } from './follow-feed.mjs';
import { httpIngest } from './http-ingest.mjs';
import { importRows } from './import-rows.mjs';
import { importMoney, importVolunteers } from './import-sealed.mjs';
import { ingestBeside } from './ingest-beside.mjs';
import { integrate } from './integrate.mjs';
import { longStream } from './long-stream.mjs';
import { memory, memoryMoney } from './memory.mjs';
import { provable } from './provable.mjs';
import { readLog } from './read-log.mjs';
import { rebuild, rebuildReceipts, rebuildSignups } from './rebuild.mjs';
import { relayLog } from './relay-log.mjs';
import { replay } from './replay.mjs';
import { verifyExport } from './verify-bundle.mjs';

const MARKS = { a: appendOne, b: appendHundred, c: importRows, d: readLog, e: rebuild, f: httpIngest, g: longStream, h: importMoney, i: rebuildReceipts, j: importVolunteers, k: rebuildSignups, m: memory, n: memoryMoney, o: relayLog, p: followFeed, q: ingestBeside, r: eventStore, t: replay, u: integrate, v: provable, x: verifyExport };

const { values } = parseArgs({ options: { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean' } } });
const wanted = values.only ? values.only.split(',') : Object.keys(MARKS);
const unknown = wanted.filter((mark) => !MARKS[mark]);
if (unknown.length > 0) {
  console.error(`There is no mark ${unknown.join(', ')}. There are: ${Object.keys(MARKS).join(', ')}.`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'fieldledger-bench-'));
chmodSync(folder, 0o711);
const results = [];
console.log(`${cpus().length} x ${cpus()[0].model}, Node ${process.version}; the servers, the load and the database share them.`);
for (const mark of wanted) {
  try {
    for (const result of await MARKS[mark]({ folder, size: (n) => (values.quick ? Math.ceil(n / 20) : n) })) {
      results.push({ ...result, reached: result.ratio >= result.target });
      const { ratio, target, value, baseline, unit, note } = results.at(-1);
      console.log(`${`${result.mark}: ${result.what}`.padEnd(62)} ${show(value)} ${unit}, baseline ${show(baseline)}: ratio ${ratio.toFixed(2)}, target ${target} ${ratio >= target ? 'reached' : 'NOT REACHED'}${note ? ` (${note})` : ''}`);
    }
  } catch (error) {
    console.error(`mark ${mark} could not be measured: ${error.stack}`);
    process.exitCode = 1;
  }
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}
rmSync(folder, { recursive: true, force: true });
process.exit();

function show(number) {
  return number >= 100 ? Math.round(number).toLocaleString('en-US') : number.toFixed(2);
}
