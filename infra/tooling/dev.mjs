/**
 * Builds and starts the embedded profile, and does both again when a source file changes.
 * It watches only `src` folders: `node --watch` over whole libs would see the build's own output and never rest.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const QUIET_MS = 200; // editors save several files at once
let running;
let timer;
let restarting = Promise.resolve();

function build() {
  return spawnSync(process.execPath, [join(root, 'infra/tooling/build.mjs')], { cwd: root, stdio: 'inherit' }).status === 0;
}

function start() {
  const command = [join(root, 'apps/fieldledger/bin/fieldledger.mjs'), 'start', ...process.argv.slice(2)];
  running = spawn(process.execPath, command, { cwd: root, stdio: 'inherit' });
}

/** Waits for the old process to end, so that the new one finds the port and the data directory free. */
function stop() {
  if (!running || running.exitCode !== null || running.signalCode !== null) return Promise.resolve();
  return new Promise((ended) => {
    running.once('exit', ended);
    running.kill('SIGTERM');
  });
}

async function restart() {
  // A build that fails leaves the last good one running.
  if (!build()) return;
  await stop();
  start();
}

for (const kind of ['libs', 'apps']) {
  for (const name of readdirSync(join(root, kind))) {
    const source = join(root, kind, name, 'src');
    if (!existsSync(source)) continue;
    watch(source, { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => (restarting = restarting.then(restart)), QUIET_MS);
    });
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await stop();
    process.exit(0);
  });
}

if (build()) start();
