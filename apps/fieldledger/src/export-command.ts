import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SingleBar } from 'cli-progress';
import { firstEventsOf, payloadFile, tilePath, tilesOf } from '@fieldledger/ledger';
import { lockByFile } from '@fieldledger/process-lock';
import { HASHED, quoted } from '@fieldledger/verifier';
import { answerOf, problemText, type Client } from './client.js';
import { whenOver } from './when-over.js';

interface Export {
  readonly exportId: string;
  readonly state: 'waiting' | 'making' | 'ready' | 'failed' | 'cancelled';
  readonly projection?: string;
  readonly rowsWritten?: number;
  readonly error?: string;
  readonly size?: number;
}

/** Files fetched at once. */
const AT_ONCE = 6;
/** What an export has in its directory while it is under way; gone when it is done. */
const OWN = 'export.part.';
/** Which export that is. */
const UNDER_WAY = `${OWN}json`;
/** Which process fetches it. */
const LOCK = `${OWN}lock`;

/**
 * Fetches the organization's ledger as a bundle that can be checked without a server. Interrupted, the same command goes
 * on where it was. What says that it is whole is written last.
 * @throws Error when there is anything else in the directory, a link among it, or another process fetches into it
 */
export async function exportBundle(client: Client, { out }: { readonly out: string }, print: (text: string) => void): Promise<void> {
  await mkdir(out, { recursive: true });
  const unlock = lockByFile(join(out, LOCK), (pid) => `Another export into ${out} is under way (process ${pid}). Wait for it, or name another directory.`);
  let size: number;
  try {
    size = await fetchBundle(client, out);
  } finally {
    unlock();
  }
  // After the lock: where this note is not, nothing is but the bundle.
  await rm(join(out, UNDER_WAY), { force: true });
  print(`${size} events are in ${out}. To check it, with a key that you got another way: fieldledger verify ${out} --key FILE`);
}

/** @returns how many events are in it */
async function fetchBundle(client: Client, out: string): Promise<number> {
  const exportId = await begunOrNew(client, out);
  const size = await sizeOnceReady(client, out, exportId);
  const of = (path: string, hash?: string): Wanted => ({ path, from: `/exports/${exportId}/files/${path}`, hash });
  const list = await (await answered(client, of('bundle.json'))).text();
  const { files } = JSON.parse(list) as { files: Record<string, string> };
  // Whose server it is, nobody can tell: it could name a file that lies elsewhere on this machine.
  const stranger = Object.keys(files).find((path) => !HASHED.test(path));
  if (stranger !== undefined) throw new Error(`The server lists ${quoted(stranger)}, which is no file of a bundle. Nothing that it lists was fetched.`);
  await fetchAll(client, out, [...Object.entries(files).map(([path, hash]) => of(path, hash)), ...ofLedger(size), ...ofEvents(exportId, size)]);
  // They go with the list, which has no hash of them: what is there from before is not kept.
  for (const path of ['ledger/checkpoint', 'bundle.note']) await fetchFile(client, out, of(path));
  await put(out, 'bundle.json', Readable.from([list]));
  return size;
}

interface Wanted {
  readonly path: string;
  readonly from: string;
  /** Hexadecimal, where `bundle.json` lists it. */
  readonly hash?: string | undefined;
}

function* ofLedger(size: number): Generator<Wanted> {
  for (const { level, n, width } of tilesOf(size)) {
    const paths = level === 0 ? [tilePath(level, n, width), tilePath('entries', n, width)] : [tilePath(level, n, width)];
    for (const path of paths) yield { path: `ledger/${path}`, from: `/ledger/${path}` };
  }
}

function* ofEvents(exportId: string, size: number): Generator<Wanted> {
  for (const first of firstEventsOf(size)) yield { path: payloadFile(first), from: `/exports/${exportId}/events?first=${first}` };
}

/** An export that was begun into this directory goes on, where the server still has it; another begins in an empty one only. */
async function begunOrNew(client: Client, out: string): Promise<string> {
  const noted = await readFile(join(out, UNDER_WAY), 'utf8').catch(() => undefined);
  const there = await readdir(out);
  // Whoever may write there could have an auditor write where they may not themselves.
  const link = (await readdir(out, { recursive: true, withFileTypes: true })).find((entry) => entry.isSymbolicLink());
  if (link) throw new Error(`In ${out} is a link, ${quoted(link.name)}, that leads elsewhere. Nothing was fetched: name another directory.`);
  if (noted === undefined && there.includes('bundle.json')) throw new Error(`There is a whole bundle in ${out} already. Name another directory.`);
  if (noted === undefined && there.some((name) => !name.startsWith(OWN))) throw new Error(`${out} is not empty, and no export into it was interrupted. Name a new directory, or an empty one.`);
  for (const left of there.filter((name) => name.startsWith(OWN) && name !== UNDER_WAY && name !== LOCK)) await rm(join(out, left), { force: true });
  if (noted !== undefined) {
    const { exportId } = JSON.parse(noted) as { exportId: string };
    const known = await client.request('GET', `/exports/${exportId}`);
    if (known.ok) {
      console.error('Going on with the export that was interrupted.');
      return exportId;
    }
    if (known.status !== 404) throw new Error(problemText(known.status, await known.text()));
    // Nothing of it was fetched: then another is as good.
    if (there.some((name) => !name.startsWith(OWN))) throw new Error(`The export that was begun into ${out} is not kept any more. Name another directory, or empty this one.`);
  }
  const { exportId } = await answerOf<{ exportId: string }>(await client.request('POST', '/exports'));
  await put(out, UNDER_WAY, Readable.from([JSON.stringify({ exportId })]));
  return exportId;
}

/** Waits until the server has made what it serves of an export, and tells how far that has come. @returns how many events are in it */
async function sizeOnceReady(client: Client, out: string, exportId: string): Promise<number> {
  const { size, error } = await whenOver<Export>(client, `/exports/${exportId}`, (status) => (process.stderr.isTTY ? far(status) : undefined));
  if (size !== undefined) return size;
  await rm(join(out, UNDER_WAY), { force: true });
  throw new Error(error ?? 'The server stopped while it prepared the export. Run the same command again.');
}

const far = ({ projection, rowsWritten = 0 }: Export) => `The server prepares the export${projection === undefined ? '.' : `: ${projection}, ${rowsWritten.toLocaleString('en-US')} rows so far.`}`;

async function fetchAll(client: Client, out: string, wanted: readonly Wanted[]): Promise<void> {
  const bar = new SingleBar({ stream: process.stderr, clearOnComplete: false, hideCursor: true, format: '{bar} {percentage}% | {value} of {total} files | {eta_formatted} left' });
  bar.start(wanted.length, 0);
  const queue = wanted.values();
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const each of queue) {
      if (!(await isKept(out, each))) await fetchFile(client, out, each);
      bar.increment();
    }
  });
  try {
    await Promise.all(lanes);
  } finally {
    // Where one has failed the others end as well, before the lock is let go.
    for (const _ of queue);
    await Promise.allSettled(lanes);
    bar.stop();
  }
}

/** Whether a file is there from before an interruption, and is what `bundle.json` lists. */
async function isKept(out: string, { path, hash }: Wanted): Promise<boolean> {
  const file = join(out, path);
  return existsSync(file) && (hash === undefined || (await hashOf(file)) === hash);
}

async function fetchFile(client: Client, out: string, wanted: Wanted): Promise<void> {
  const { body } = await answered(client, wanted);
  await put(out, wanted.path, Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), wanted.hash);
}

/** @throws Error with the file's name and the server's own words */
async function answered(client: Client, { path, from }: Wanted): Promise<Response> {
  const response = await client.request('GET', from);
  if (!response.ok || !response.body) throw new Error(`${path}: ${problemText(response.status, await response.text())}`);
  return response;
}

/** A file is there under its own name only when it is whole. */
async function put(out: string, path: string, content: Readable, hash?: string): Promise<void> {
  const part = join(out, `${OWN}${randomUUID()}`);
  await pipeline(content, createWriteStream(part, { flags: 'wx' }));
  if (hash !== undefined && (await hashOf(part)) !== hash) throw new Error(`${path}: What the server sent does not have the hash that bundle.json lists. Run the same command again.`);
  await mkdir(dirname(join(out, path)), { recursive: true });
  await rename(part, join(out, path));
}

/** Of a file, hexadecimal. */
async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
