import { Worker } from 'node:worker_threads';
import type { Level, Tell } from '@fieldledger/kernel';
import type { ProjectionStatus } from '@fieldledger/read-store';
import { standingOf, type Standing } from './standing.js';

export interface ProjectorThreadOptions {
  /** What the app would find if it were a process of its own, with the address of the database. */
  readonly environment: NodeJS.ProcessEnv;
  readonly tell: Tell;
}

/** What the thread says: a sentence for people, or how the reports stand. */
export type FromThread = { readonly line: string; readonly level: Level | undefined } | { readonly statuses: readonly ProjectionStatus[] };

/**
 * The projector in a thread beside the one that records: where there are two cores, both come along at once.
 */
export class ProjectorThread {
  /** Answers when every report has its table. @throws Error with a sentence that says what is in the way */
  static async start({ environment, tell }: ProjectorThreadOptions): Promise<ProjectorThread> {
    const worker = new Worker(new URL('./thread-main.js', import.meta.url), { env: environment, name: 'projector' });
    const thread = new ProjectorThread(worker);
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (said: FromThread) => {
        if ('line' in said) return tell(said.line, said.level);
        thread.statuses = said.statuses;
        resolve();
      });
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('The thread that folds the reports has ended before they were there.')));
    });
    // From here on nobody waits for it: an error that ends the thread ends the process, as if it had happened here.
    worker.removeAllListeners('error');
    return thread;
  }

  readonly standing: Standing;
  private statuses: readonly ProjectionStatus[] = [];

  private constructor(private readonly worker: Worker) {
    this.standing = standingOf(() => this.statuses);
  }

  /** Ends after the transactions under way. */
  async stop(): Promise<void> {
    const gone = new Promise((resolve) => this.worker.once('exit', resolve));
    this.worker.postMessage('stop');
    await gone;
  }
}
