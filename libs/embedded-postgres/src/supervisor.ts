import { spawn, spawnSync, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandOf, isAlive, lockByFile } from '@fieldledger/process-lock';
import pg from 'pg';
import { binaries } from './binaries.js';
import { keepRunning } from './keep-running.js';

const MAJOR = '18';
/** PostgreSQL refuses to run as root: then its own processes are nobody's. */
const NOBODY = 65534;
/** Within double quotes, which is where initdb puts the paths of its program and of its cluster. */
const SPECIAL_TO_SHELLS = process.platform === 'win32' ? /"/ : /["$`\\]/;

export interface EmbeddedPostgres {
  readonly url: string;
  /** True when a PostgreSQL that an earlier process left behind was taken over. */
  readonly adopted: boolean;
  stop(): Promise<void>;
}

/**
 * Starts a PostgreSQL of our own on loopback, in `dataDirectory`; takes over one that a killed process left running.
 * @throws Error with a sentence that says what is in the way
 */
export async function startEmbeddedPostgres(options: { readonly dataDirectory: string; readonly log: (line: string) => void }): Promise<EmbeddedPostgres> {
  const dataDirectory = resolve(options.dataDirectory);
  mkdirSync(dataDirectory, { recursive: true });
  const unlock = lockByFile(join(dataDirectory, 'fieldledger.lock'), (pid) => `Fieldledger is already running on this data directory (process ${pid}). Stop it, or choose another directory by FIELDLEDGER_DATA.`);
  try {
    const started = await startOrAdopt(dataDirectory, options.log);
    return {
      ...started,
      async stop() {
        await started.stop();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function startOrAdopt(dataDirectory: string, log: (line: string) => void): Promise<EmbeddedPostgres> {
  const cluster = join(dataDirectory, 'postgres');
  const passwordFile = join(dataDirectory, 'postgres.password');
  const bin = binaries();
  if (!existsSync(join(cluster, 'PG_VERSION'))) initialize(bin, cluster, passwordFile, log);
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR) throw new Error(`The data directory holds PostgreSQL ${version}; this Fieldledger brings ${MAJOR}. Use the Fieldledger that made it, or another directory by FIELDLEDGER_DATA.`);
  const password = readFileSync(passwordFile, 'utf8').trim();
  const logFile = join(dataDirectory, 'postgres.log');
  const running = (port: number, pid: number, adopted: boolean): EmbeddedPostgres => {
    const url = urlOf(password, port);
    const letGo = keepRunning({ pid, log, launch: () => relaunch(bin, cluster, logFile, port, url) });
    return { url, adopted, stop: async () => stopProcess(await letGo()) };
  };
  const left = postmaster(cluster);
  // Whoever else got its number: at its port anybody may listen by now, and be told the password.
  if (left && isAlive(left.pid) && isOf(left.cluster, left.pid) !== false) {
    if (await answers(urlOf(password, left.port))) {
      log(`Taking over the PostgreSQL that was left running (process ${left.pid}).`);
      return running(left.port, left.pid, true);
    }
    if (isOf(cluster, left.pid)) await stopProcess(left.pid);
  }
  const port = await usablePort(join(dataDirectory, 'postgres.port'));
  return running(port, await relaunch(bin, cluster, logFile, port, urlOf(password, port)), false);
}

/** Starts PostgreSQL where none runs; the parts of a killed one may need a moment to be gone. */
async function relaunch(bin: string, cluster: string, logFile: string, port: number, url: string): Promise<number> {
  for (let tries = 1; ; tries++) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    try {
      return await launch(bin, cluster, logFile, port, url);
    } catch (error) {
      if (tries === 5) throw error;
      await wait(500 * tries);
    }
  }
}

function initialize(bin: string, cluster: string, passwordFile: string, log: (line: string) => void): void {
  const unfit = [bin, cluster].find((path) => SPECIAL_TO_SHELLS.test(path));
  if (unfit !== undefined) throw new Error(`PostgreSQL cannot be in ${unfit}: its initdb hands that path to a shell, to which ", $, \` and \\ mean something. Rename the folder, or choose another data directory by FIELDLEDGER_DATA.`);
  log('Making a PostgreSQL cluster…');
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  // initdb reads the password as PostgreSQL's user; this copy lives only as long.
  const handOver = `${cluster}.initdb`;
  writeFileSync(handOver, `${password}\n`, { mode: 0o600 });
  if (asRoot()) {
    chownSync(cluster, NOBODY, NOBODY);
    chownSync(handOver, NOBODY, NOBODY);
    openTheWay(dirname(cluster));
  }
  const { status, stderr, error } = spawnSync(
    join(bin, 'initdb'),
    ['-D', cluster, '-U', 'fieldledger', '--auth=scram-sha-256', `--pwfile=${handOver}`, '--encoding=UTF8', '--locale=C', '--data-checksums'],
    { ...spawnOptions(), encoding: 'utf8' as const },
  );
  rmSync(handOver, { force: true });
  if (status !== 0) {
    rmSync(cluster, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not make its cluster: ${error?.message ?? reasonIn(stderr)}`, { cause: error });
  }
}

/** The line of initdb's that says what went wrong, among those that say what it did. */
function reasonIn(said: string): string {
  const lines = said.trim().split('\n');
  return lines.find((line) => /No space left|Permission denied|could not/.test(line)) ?? lines.find((line) => /error|FATAL/i.test(line)) ?? (lines.at(-1) || 'no reason given');
}

async function launch(bin: string, cluster: string, logFile: string, port: number, url: string): Promise<number> {
  const log = openSync(logFile, 'a', 0o600);
  // Nothing of ours notifies: 64 pages are the fewest there may be, where whoever reads by SQL could fill 8 GB of the disk.
  // In the details of an error PostgreSQL repeats the row, and a line that was copied in: names among them, which no erasure takes out of its log.
  const args = ['-D', cluster, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=', '-c', 'max_connections=100', '-c', 'max_notify_queue_pages=64', '-c', 'log_error_verbosity=terse'];
  const child = spawn(join(bin, 'postgres'), args, { ...spawnOptions(), stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  let ended: string | undefined;
  child.once('error', (error) => (ended = error.message));
  child.once('exit', (code, signal) => (ended = `it ended with ${signal ?? code}`));
  child.unref();
  const until = Date.now() + 60_000;
  while (Date.now() < until) {
    if (isReady(cluster, child.pid!) && (await answers(url))) return child.pid!;
    if (ended) throw new Error(`PostgreSQL did not start: ${ended}. Its last words: ${lastLine(logFile)}`);
    await wait(50);
  }
  await stopProcess(child.pid!);
  throw new Error(`PostgreSQL did not answer within a minute. Its last words: ${lastLine(logFile)}`);
}

/** Fast shutdown: sessions are ended, everything is on disk. After 20 seconds it is told to drop all; recovery mends that. */
async function stopProcess(pid: number): Promise<void> {
  signal(pid, 'SIGINT');
  for (let waited = 0; isAlive(pid) && waited < 30_000; waited += 50) {
    if (waited === 20_000) signal(pid, 'SIGQUIT');
    await wait(50);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const urlOf = (password: string, port: number) => `postgres://fieldledger:${password}@127.0.0.1:${port}/postgres`;

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Who runs on a cluster by its own pid file: first line the process, then the cluster as that was told it, fourth the port, eighth how far it is. */
function postmaster(cluster: string): { pid: number; cluster: string; port: number; status: string } | undefined {
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return { pid: Number(lines[0]), cluster: lines[1]!, port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
}

/** Whether it is the one that listens: before that, it may be another program. */
function isReady(cluster: string, pid: number): boolean {
  const running = postmaster(cluster);
  return running?.pid === pid && running.status === 'ready';
}

/**
 * Whether a process is the PostgreSQL of this cluster: its number may have been given to another meanwhile, even to another PostgreSQL,
 * which is never touched. Undefined where the system does not tell.
 */
function isOf(cluster: string, pid: number): boolean | undefined {
  return commandOf(pid)?.includes(` -D ${cluster} `);
}

async function usablePort(file: string): Promise<number> {
  const before = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (await freePort(before)) ?? (await freePort(0))!;
  writeFileSync(file, String(port));
  return port;
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(undefined));
    server.listen(wanted, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

const asRoot = () => process.getuid?.() === 0;

/** Of our environment only what programs need: keys and passwords would stand where its own user, and its superuser by SQL, may read them. */
const NEEDED = ['PATH', 'LD_LIBRARY_PATH', 'HOME', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot'];

function spawnOptions(): Pick<SpawnOptions, 'uid' | 'gid' | 'cwd' | 'env'> {
  return { env: Object.fromEntries(NEEDED.map((name) => [name, process.env[name]])), ...(asRoot() && { uid: NOBODY, gid: NOBODY, cwd: '/' }) };
}

/** Lets PostgreSQL's user pass through the folders above its cluster: ours are opened, others' must be open already. */
function openTheWay(folder: string): void {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    const { mode } = statSync(at);
    if (mode & 0o001) continue;
    if (at === folder) chmodSync(at, mode | 0o111);
    else throw new Error(`PostgreSQL cannot run as root, and its own user may not enter ${at}. Allow it (chmod o+x), or choose another directory by FIELDLEDGER_DATA.`);
  }
}

/** What was in the way, where PostgreSQL said it; what it says after that is only that it ends. */
function lastLine(file: string): string {
  const lines = readFileSync(file, 'utf8').trim().split('\n').slice(-20);
  return lines.findLast((line) => /FATAL|PANIC/.test(line) && !/database system is|terminating connection/.test(line)) ?? lines.at(-1) ?? '';
}
