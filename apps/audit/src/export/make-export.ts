import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { canonical, Unavailable, Rejection, type Position } from '@fieldledger/kernel';
import { openNote, parseCheckpoint, parseVkey, type Ledger, type SigningKeys } from '@fieldledger/ledger';
import { readFigures, type ReadDatabase } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { bundleReadme } from './bundle-readme.js';
import { writeHashed } from './hashed-file.js';
import { meanings } from './meanings.js';

/** The rows of one table, in a bundle. */
interface ListedFigure {
  readonly position: Position;
  readonly projection: string;
  readonly rows: number;
  readonly version: number;
}

export interface ExportSources {
  readonly ledger: Ledger;
  readonly database: ReadDatabase;
  readonly keys: () => Promise<SigningKeys>;
  readonly origin: string;
  readonly organization: string;
  /** An instant. */
  readonly exportedAt: string;
}

/** How far an export has come. */
export interface MadeSoFar {
  /** Whose rows are written. */
  projection?: string;
  /** Of all figures. */
  rowsWritten: number;
}

/** What is not served by the ledger itself: figures, schemas, tables, and the list of all of it, signed. @returns the size of the ledger in the bundle */
export async function makeExport(directory: string, sources: ExportSources, soFar: MadeSoFar, signal: AbortSignal): Promise<number> {
  const { ledger, keys, origin, organization, exportedAt } = sources;
  const files: Record<string, string> = {};
  const put = async (path: string, text: string) => {
    files[path] = await writeHashed(join(directory, path), [text]);
  };
  const figures = await writeFigures(directory, sources, files, soFar, signal);
  const checkpoint = await checkpointOf(ledger, organization, figures.map(({ position }) => position), signal);
  const { size } = parseCheckpoint(checkpoint);
  await writeFile(join(directory, 'checkpoint'), checkpoint);
  await put('README.md', bundleReadme({ origin, size, exportedAt }));
  await put('keys/ledger.vkey', await ledger.keys(organization));
  files['checkpoints.jsonl'] = await writeHashed(join(directory, 'checkpoints.jsonl'), checkpointLines(ledger, organization, size));
  for (const [path, text] of meanings()) await put(path, text);
  const bundle = canonical({ exportedAt, figures, files, format: 'fieldledger-bundle/1', organization, origin, size });
  await writeFile(join(directory, 'bundle.json'), bundle);
  await writeFile(join(directory, 'bundle.note'), await signed(keys, checkpoint, origin, `${origin}/bundle/v1\n${createHash('sha256').update(bundle).digest('base64')}\n`));
  return size;
}

/** By the key that signed the checkpoint. */
async function signed(keys: () => Promise<SigningKeys>, checkpoint: string, origin: string, text: string): Promise<string> {
  const { current, previous } = await keys();
  const key = [current, previous].find((each) => each && isSignedBy(checkpoint, each.vkey(origin)));
  if (!key) throw new Unavailable('not-yet-visible', 'The signing key is being replaced. Ask again in a minute.', 30);
  return key.sign(origin, text);
}

function isSignedBy(checkpoint: string, vkey: string): boolean {
  try {
    return openNote(checkpoint, [parseVkey(vkey)]).signedBy.length > 0;
  } catch {
    return false;
  }
}

/** Tables of what anybody may see: what was sealed stays sealed. A report that has stopped or is being built is left out, and the list says which are there. */
async function writeFigures(directory: string, { database, organization }: ExportSources, files: Record<string, string>, soFar: MadeSoFar, signal: AbortSignal): Promise<ListedFigure[]> {
  const figures: ListedFigure[] = [];
  for (const { name } of PROJECTIONS.filter(({ personal }) => !personal)) {
    const path = `figures/${name}.jsonl`;
    soFar.projection = name;
    const figure = await readFigures(database, name, organization, async ({ version, position, lines }) => {
      let rows = 0;
      const counted = async function* () {
        for await (const line of lines) {
          signal.throwIfAborted();
          rows++;
          soFar.rowsWritten++;
          yield `${line}\n`;
        }
      };
      const hash = await writeHashed(join(directory, path), counted());
      return { hash, listed: { position, projection: name, rows, version } };
    }).catch((error: unknown) => {
      if (error instanceof Unavailable) return undefined;
      throw error;
    });
    if (!figure) continue;
    files[path] = figure.hash;
    figures.push(figure.listed);
  }
  return figures;
}

const PATIENCE_MS = 60_000;

/** A checkpoint with everything that the figures count. */
async function checkpointOf(ledger: Ledger, organization: string, positions: readonly Position[], signal: AbortSignal): Promise<string> {
  const needed = positions.reduce((greatest, position) => (position > greatest ? position : greatest), '');
  for (const deadline = Date.now() + PATIENCE_MS; ; await wait(50, undefined, { signal })) {
    const { position, size } = await ledger.reached(organization);
    const checkpoint = await ledger.checkpoint(organization);
    if (position >= needed && size === 0) throw new Rejection('missing', 'nothing-to-export', 'Nothing of this organization is recorded yet.');
    if (position >= needed && checkpoint !== undefined && parseCheckpoint(checkpoint).size >= size) return checkpoint;
    if (Date.now() > deadline) throw new Unavailable('not-yet-visible', 'The ledger has not come as far as the reports. Ask again, and look at /health/ready if that goes on.', 5);
  }
}

async function* checkpointLines(ledger: Ledger, organization: string, size: number): AsyncGenerator<string> {
  for (let after = 0; ; ) {
    const page = await ledger.checkpoints(organization, after, size, 1_000);
    if (page.length === 0) return;
    for (const { checkpoint } of page) yield `${JSON.stringify(checkpoint)}\n`;
    after = page.at(-1)!.size;
  }
}

/** The files that a client fetches one by one; those below `ledger/` and `events/` come from the ledger. */
export async function filesOf(directory: string): Promise<string[]> {
  const { files } = JSON.parse(await readFile(join(directory, 'bundle.json'), 'utf8')) as { files: Record<string, string> };
  return Object.keys(files);
}
