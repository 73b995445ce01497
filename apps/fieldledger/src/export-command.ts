import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SingleBar } from 'cli-progress';
import { firstEventsOf, payloadFile, tilePath, tilesOf } from '@fieldledger/ledger';
import { answerOf, problemText, type Client } from './client.js';

interface ReadyExport {
  readonly exportId: string;
  readonly size: number;
  readonly files: readonly string[];
}

/** Files fetched at once. */
const AT_ONCE = 6;
/** What an export that is under way is, in its directory; gone when it is done. */
const UNDER_WAY = 'export.part.json';

/**
 * Fetches the organization's ledger as a bundle that can be checked without a server. Interrupted, the same command goes
 * on where it was. What says that it is whole is written last.
 */
export async function exportBundle(client: Client, { out }: { readonly out: string }, print: (text: string) => void): Promise<void> {
  await mkdir(out, { recursive: true });
  if (existsSync(join(out, 'bundle.json')) && !existsSync(join(out, UNDER_WAY))) throw new Error(`There is a whole bundle in ${out} already. Name another directory.`);
  const { exportId, size, files } = await begunOrNew(client, out);
  const wanted = [
    ...files.map((path) => ({ path, from: `/exports/${exportId}/files/${path}` })),
    { path: 'ledger/checkpoint', from: `/exports/${exportId}/files/ledger/checkpoint` },
    ...ofLedger(size),
    ...ofEvents(exportId, size),
  ];
  await fetchAll(client, out, wanted);
  for (const path of ['bundle.note', 'bundle.json']) await fetchFile(client, out, { path, from: `/exports/${exportId}/files/${path}` });
  await rm(join(out, UNDER_WAY), { force: true });
  print(`${size} events are in ${out}. To check it, with a key that you got another way: fieldledger verify ${out} --key FILE`);
}

interface Wanted {
  readonly path: string;
  readonly from: string;
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

/** An export that was begun into this directory goes on, where the server still has it. */
async function begunOrNew(client: Client, out: string): Promise<ReadyExport> {
  const noted = await readFile(join(out, UNDER_WAY), 'utf8').catch(() => undefined);
  if (noted !== undefined) {
    const { exportId } = JSON.parse(noted) as { exportId: string };
    const known = await client.request('GET', `/exports/${exportId}`);
    if (known.ok) {
      console.error('Going on with the export that was interrupted.');
      return answerOf<ReadyExport>(known);
    }
    if (known.status !== 404) throw new Error(problemText(known.status, await known.text()));
    throw new Error(`The export that was begun into ${out} is not kept any more. Name another directory, or empty this one.`);
  }
  if (process.stderr.isTTY) console.error('The server prepares the export.');
  const made = await answerOf<ReadyExport>(await client.request('POST', '/exports'));
  await writeFile(join(out, `${UNDER_WAY}.part`), JSON.stringify({ exportId: made.exportId }));
  await rename(join(out, `${UNDER_WAY}.part`), join(out, UNDER_WAY));
  return made;
}

async function fetchAll(client: Client, out: string, wanted: readonly Wanted[]): Promise<void> {
  const bar = new SingleBar({ stream: process.stderr, clearOnComplete: false, hideCursor: true, format: '{bar} {percentage}% | {value} of {total} files | {eta_formatted} left' });
  bar.start(wanted.length, 0);
  const queue = wanted.values();
  const lanes = Array.from({ length: AT_ONCE }, async () => {
    for (const each of queue) {
      await fetchFile(client, out, each);
      bar.increment();
    }
  });
  try {
    await Promise.all(lanes);
  } finally {
    bar.stop();
  }
}

/** A file is there under its own name only when it is whole. */
async function fetchFile(client: Client, out: string, { path, from }: Wanted): Promise<void> {
  const file = join(out, path);
  if (existsSync(file)) return;
  await mkdir(dirname(file), { recursive: true });
  const response = await client.request('GET', from);
  if (!response.ok || !response.body) throw new Error(`${path}: ${problemText(response.status, await response.text())}`);
  await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(`${file}.part`));
  await rename(`${file}.part`, file);
}
