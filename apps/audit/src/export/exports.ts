import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { Rejection, type EventLog } from '@fieldledger/kernel';
import { EVENTS_IN_FILE, type Ledger } from '@fieldledger/ledger';
import { filesOf, makeExport, type ExportSources } from './make-export.js';
import { payloadLines } from './payload-lines.js';

/** Under this name an app provides its exports. */
export const EXPORTS = Symbol('Exports');

/** What a client needs to fetch a bundle. */
export interface ReadyExport {
  readonly exportId: string;
  /** Events in it. */
  readonly size: number;
  /** Paths of the files that are fetched one by one; tiles and events follow from the size. */
  readonly files: readonly string[];
}

export interface ExportsOptions {
  /** Where the files of exports are kept for a week, so that a client that was interrupted goes on. */
  readonly directory: string;
  readonly ledger: Ledger;
  readonly log: Pick<EventLog, 'read'>;
  readonly sourcesOf: (organization: string) => ExportSources;
}

const KEPT_MS = 7 * 24 * 3_600_000;
/** Of each organization: whoever may only audit cannot fill the disk. */
const MOST_KEPT = 5;

/** Exports of organizations' ledgers: what is made for them is kept for a while, the rest is served from ledger and log. */
export class Exports {
  /** By organization: the end of the one that was asked for last. */
  private readonly making = new Map<string, Promise<unknown>>();

  constructor(private readonly options: ExportsOptions) {}

  /** One after the other for each organization. */
  make(organization: string): Promise<ReadyExport> {
    const made = (this.making.get(organization) ?? Promise.resolve()).then(() => this.makeNow(organization));
    this.making.set(organization, made.catch(() => undefined));
    return made;
  }

  private async makeNow(organization: string): Promise<ReadyExport> {
    await this.forgetOld(organization);
    const exportId = randomUUID();
    const directory = join(this.options.directory, exportId);
    const unfinished = `${directory}.part`;
    try {
      await mkdir(unfinished, { recursive: true });
      const size = await makeExport(unfinished, this.options.sourcesOf(organization));
      await writeFile(join(unfinished, 'export.json'), JSON.stringify({ organization, size }));
      await rename(unfinished, directory);
      return { exportId, size, files: await filesOf(directory) };
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      throw error;
    }
  }

  /** An export that was made before. @throws Rejection `export-missing` */
  async find(organization: string, exportId: string): Promise<ReadyExport> {
    const { directory, size } = await this.locate(organization, exportId);
    return { exportId, size, files: await filesOf(directory) };
  }

  /** One of its files: those that are listed, and `bundle.json`, `bundle.note` and `ledger/checkpoint`. @throws Rejection `export-missing`, `file-missing` */
  async file(organization: string, exportId: string, path: string): Promise<ReadStream> {
    const { directory } = await this.locate(organization, exportId);
    const known = new Map([...(await filesOf(directory)), 'bundle.json', 'bundle.note'].map((each) => [each, each])).set('ledger/checkpoint', 'checkpoint').get(path);
    if (known === undefined) throw new Rejection('missing', 'file-missing', 'There is no such file in this export.');
    return createReadStream(join(directory, known));
  }

  /** Payloads of a ledger's events from one on, a line each: as many as a file of a bundle holds, and not beyond the size. */
  payloads(organization: string, first: number, size: number): AsyncGenerator<string> {
    return payloadLines(this.options, organization, first, Math.min(first + EVENTS_IN_FILE, size));
  }

  private async locate(organization: string, exportId: string): Promise<{ readonly directory: string; readonly size: number }> {
    const directory = join(this.options.directory, exportId);
    const { organization: owner, size } = /^[0-9a-f-]{36}$/.test(exportId) ? await notedIn(directory) : {};
    if (owner !== organization || size === undefined) throw new Rejection('missing', 'export-missing', 'There is no such export. Exports are kept for a week, and the last five; begin another.');
    return { directory, size };
  }

  private async forgetOld(organization: string): Promise<void> {
    await mkdir(this.options.directory, { recursive: true, mode: 0o700 });
    const kept: { readonly path: string; readonly mtimeMs: number }[] = [];
    for (const name of await readdir(this.options.directory)) {
      const path = join(this.options.directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
      else if ((await notedIn(path)).organization === organization) kept.push({ path, mtimeMs });
    }
    // One more is about to be made.
    for (const { path } of kept.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(MOST_KEPT - 1)) await rm(path, { recursive: true, force: true });
  }
}

/** Whose an export is, and of how many events; nothing of one that is not whole. */
async function notedIn(directory: string): Promise<{ readonly organization?: string; readonly size?: number }> {
  return JSON.parse(await readFile(join(directory, 'export.json'), 'utf8').catch(() => '{}')) as { organization?: string; size?: number };
}
