import { Ledger, Notary, payloadFile, firstEventsOf, SigningKey, sizeOf, tilePath, tilesOf } from '@fieldledger/ledger';
import { ReadDatabase } from '@fieldledger/read-store';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, mkdirSync, openSync, readdirSync, readSync, renameSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { fillMixed, freshLog, ORGANIZATION } from './fixtures.mjs';
import { rate, rounds } from './rounds.mjs';

const EXPORT = '../../../apps/audit/dist/export';
const CHECK = join(import.meta.dirname, 'verify-process.mjs');
const run = promisify(execFile);
const MEGABYTE = 1_000_000;
const CHUNK = 256 * 1024;

/**
 * Everything that `verifyBundle` checks of an export, in as many processes as it takes, their start included; against one
 * thread that only reads the same files, in blocks of 256 KiB, into a SHA-256 (`createHash`) for each: what is written
 * where nothing is looked at.
 */
export async function verifyExport({ folder, size }) {
  const events = size(600_000);
  const directory = join(folder, 'bundle');
  const key = await exportTo(directory, events, folder);
  const files = readdirSync(directory, { recursive: true }).map((name) => join(directory, name)).filter((path) => statSync(path).isFile());
  const megabytes = files.reduce((sum, path) => sum + statSync(path).size, 0) / MEGABYTE;
  const ours = () => rate(megabytes, async () => {
    const { size: checked, findings } = JSON.parse((await run(process.execPath, [CHECK, directory, key])).stdout);
    if (checked !== events || findings.length > 0) throw new Error(`${checked} events of ${events}, ${JSON.stringify(findings)}`);
  });
  const block = Buffer.allocUnsafe(CHUNK);
  const bare = () => rate(megabytes, async () => files.forEach((path) => hashOf(path, block)));
  await Promise.all([ours(), bare()]);
  const found = await rounds(ours, bare);
  return [{
    mark: 'x', what: `verifying a bundle, in ${Math.min(availableParallelism(), Math.ceil(events / 32_768))} processes`, value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.5, unit: 'MB/s',
    note: `${events} events, ${Math.round(megabytes)} MB, ${Math.round((found.ours / megabytes) * events).toLocaleString('en-US')} events/s`,
  }];
}

function hashOf(path, block) {
  const hash = createHash('sha256');
  const file = openSync(path);
  for (let read; (read = readSync(file, block, 0, CHUNK, null)) > 0; ) hash.update(block.subarray(0, read));
  closeSync(file);
  return hash.digest('hex');
}

/** Lays down the export of a log as the audit app and a client make it, without figures. @returns the vkey that signed it */
async function exportTo(directory, events, folder) {
  const [{ Exports }, { makeExport }] = await Promise.all(['exports', 'make-export'].map((name) => import(`${EXPORT}/${name}.js`)));
  const { url, log, stop } = await freshLog(folder, 'x');
  await fillMixed(log, events);
  const key = SigningKey.fromSeed(Buffer.alloc(32, 7));
  const keys = async () => ({ current: key, previous: undefined, origin: 'the bench' });
  const origin = `bench/${ORGANIZATION}`;
  const notary = Notary.start({ log, databaseUrl: url, originOf: () => origin, keys, tell: console.error });
  const ledger = await Ledger.open({ url });
  for (let covered = 0; covered < events; await pause(100)) {
    const checkpoint = await ledger.checkpoint(ORGANIZATION);
    if (checkpoint) covered = sizeOf(checkpoint);
  }
  await notary.stop();
  const database = await ReadDatabase.open({ url });
  mkdirSync(join(directory, 'ledger'), { recursive: true });
  await makeExport(directory, { ledger, database, keys, origin, organization: ORGANIZATION, exportedAt: new Date().toISOString() }, { rowsWritten: 0 }, new AbortController().signal);
  renameSync(join(directory, 'checkpoint'), join(directory, 'ledger', 'checkpoint'));
  const put = (path, content) => {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    appendFileSync(join(directory, path), content);
  };
  for (const { level, n, width } of tilesOf(events)) {
    const tiles = [tilePath(level, n, width), ...(level === 0 ? [tilePath('entries', n, width)] : [])];
    for (const path of tiles) put(`ledger/${path}`, await ledger.tile(ORGANIZATION, path));
  }
  const exports = new Exports({ ledger, log });
  for (const first of firstEventsOf(events)) {
    for await (const lines of exports.payloads(ORGANIZATION, first, events)) put(payloadFile(first), lines);
  }
  await database.close();
  await ledger.close();
  await stop();
  return key.vkey(origin);
}
