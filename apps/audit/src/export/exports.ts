import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createReadStream, type ReadStream } from 'node:fs';
import { join } from 'node:path';
import { Rejection, Unavailable, type EventLog, type Tell } from '@fieldledger/kernel';
import { EVENTS_IN_FILE, type Ledger } from '@fieldledger/ledger';
import { Jobs, type Job } from '@fieldledger/read-store';
import { filesOf, makeExport, type ExportSources, type MadeSoFar } from './make-export.js';
import { payloadLines } from './payload-lines.js';

/** Under this name an app provides its exports. */
export const EXPORTS = Symbol('Exports');

/** An export that is whole: what a client needs to fetch the bundle. */
export interface ReadyExport {
  readonly exportId: string;
  readonly state: 'ready';
  /** Events in it. */
  readonly size: number;
  /** Paths of the files that are fetched one by one; tiles and events follow from the size. */
  readonly files: readonly string[];
}

/** One that is made, or could not be: why is in `error`. */
export interface UnreadyExport extends MadeSoFar {
  readonly exportId: string;
  readonly state: 'waiting' | 'making' | 'failed' | 'cancelled';
  readonly error?: string;
}

export interface ExportsOptions {
  /** Where the files of exports are kept for a week, so that a client that was interrupted goes on. */
  readonly directory: string;
  readonly ledger: Ledger;
  readonly log: Pick<EventLog, 'read'>;
  readonly sourcesOf: (organization: string) => ExportSources;
  /** Takes what failed here, and is nobody else's to know. */
  readonly tell: Tell;
}

const KEPT_MS = 7 * 24 * 3_600_000;
/** What was being made when the server was killed. */
const TORN_KEPT_MS = 24 * 3_600_000;
const PART = '.part';
/** Of each organization: whoever may only audit cannot fill the disk. */
const MOST_KEPT = 5;

/** Exports of organizations' ledgers: what is made for them is kept for a while, the rest is served from ledger and log. */
export class Exports {
  /** By organization: one after the other for each. */
  private readonly making = new Map<string, Jobs<MadeSoFar>>();

  constructor(private readonly options: ExportsOptions) {}

  /** Begins one, unless one of this organization waits for its turn already. @returns under which id it goes on */
  begin(organization: string): string {
    const jobs = this.making.get(organization) ?? new Jobs<MadeSoFar>(1);
    this.making.set(organization, jobs);
    const waiting = jobs.of(organization).find(({ state }) => state === 'waiting');
    return (waiting ?? jobs.begin(organization, { rowsWritten: 0 }, (job) => this.make(job))).id;
  }

  /** How an export stands. @throws Rejection `export-missing` */
  async find(organization: string, exportId: string): Promise<ReadyExport | UnreadyExport> {
    const job = this.making.get(organization)?.of(organization).find(({ id }) => id === exportId);
    if (!job || job.state === 'finished') return this.ready(organization, exportId);
    const { about, state, error } = job;
    return { exportId, state: state === 'working' ? 'making' : state, ...about, error };
  }

  /** One that is whole. @throws Rejection `export-missing` */
  async ready(organization: string, exportId: string): Promise<ReadyExport> {
    const { directory, size } = await this.locate(organization, exportId);
    return { exportId, state: 'ready', size, files: await filesOf(directory) };
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await Promise.all([...this.making.values()].map((jobs) => jobs.close()));
  }

  private async make({ id, organization, about, signal }: Job<MadeSoFar>): Promise<void> {
    await this.forgetOld(organization);
    const directory = join(this.options.directory, id);
    const unfinished = directory + PART;
    try {
      await mkdir(unfinished, { recursive: true });
      const size = await makeExport(unfinished, this.options.sourcesOf(organization), about, signal);
      await writeFile(join(unfinished, 'export.json'), JSON.stringify({ organization, size }));
      await rename(unfinished, directory);
    } catch (error) {
      await rm(unfinished, { recursive: true, force: true });
      if (error instanceof Rejection || error instanceof Unavailable || signal.aborted) throw error;
      this.options.tell(`Export ${id} could not be made: ${(error as Error).message}`, 'error');
      throw new Error('The server could not write the export. Its log says why.', { cause: error });
    }
  }

  /** One of its files: those that are listed, and `bundle.json`, `bundle.note` and `ledger/checkpoint`. @throws Rejection `export-missing`, `file-missing` */
  async file(organization: string, exportId: string, path: string): Promise<{ readonly file: ReadStream; readonly bytes: number }> {
    const { directory } = await this.locate(organization, exportId);
    const known = new Map([...(await filesOf(directory)), 'bundle.json', 'bundle.note'].map((each) => [each, each])).set('ledger/checkpoint', 'checkpoint').get(path);
    if (known === undefined) throw new Rejection('missing', 'file-missing', 'There is no such file in this export.');
    const { size: bytes } = await stat(join(directory, known));
    return { file: createReadStream(join(directory, known)), bytes };
  }

  /** Payloads of a ledger's events from one on, a line each: as many as a file of a bundle holds, and not beyond the size. */
  payloads(organization: string, first: number, size: number): AsyncGenerator<string> {
    return payloadLines(this.options, organization, first, Math.min(first + EVENTS_IN_FILE, size));
  }

  private async locate(organization: string, exportId: string): Promise<{ readonly directory: string; readonly size: number }> {
    const directory = join(this.options.directory, exportId);
    const { organization: owner, size } = /^[0-9a-f-]{36}$/.test(exportId) ? await notedIn(directory) : {};
    if (owner !== organization || size === undefined) throw new Rejection('missing', 'export-missing', 'There is no such export. Exports are kept for a week, and the last five; one that was made when the server stopped is gone. Begin another.');
    return { directory, size };
  }

  private async forgetOld(organization: string): Promise<void> {
    await mkdir(this.options.directory, { recursive: true, mode: 0o700 });
    const kept: { readonly path: string; readonly mtimeMs: number }[] = [];
    for (const name of await readdir(this.options.directory)) {
      const path = join(this.options.directory, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (Date.now() - mtimeMs > (name.endsWith(PART) ? TORN_KEPT_MS : KEPT_MS)) await rm(path, { recursive: true, force: true });
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
