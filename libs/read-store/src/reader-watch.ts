import { setTimeout as wait } from 'node:timers/promises';
import type { Tell } from '@fieldledger/kernel';
import type { ReadDatabase } from './read-database.js';

export interface ReaderWatchOptions {
  readonly database: ReadDatabase;
  readonly tell: Tell;
  /** A little more than the roles' own limits, so that those come first. */
  readonly longestMs?: number;
  readonly everyMs?: number;
}

/** A transaction that is open too long keeps tables from being swapped; an advisory lock could keep apps from starting. */
const ENDED = `
  SELECT usename AS role, pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE usename IN (SELECT role FROM reporting.readers)
    AND (xact_start < now() - $1 * interval '1 millisecond' OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'))`;

/** Ends the sessions of SQL readers that hold others up: a role can take back its limits, and take locks. */
export class ReaderWatch {
  static start(options: ReaderWatchOptions): ReaderWatch {
    const watch = new ReaderWatch(options);
    watch.loop = watch.run();
    return watch;
  }

  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  private constructor(private readonly options: ReaderWatchOptions) {}

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { database, tell, longestMs = 75_000, everyMs = 5_000 } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // A database that is gone has no sessions; when it is back they are looked at again.
      const { rows } = await database.asking.query<{ role: string }>(ENDED, [longestMs]).catch(() => ({ rows: [] }));
      for (const { role } of rows) tell(`A session of the SQL reader ${role} was ended: it held others up, by a lock or for more than ${longestMs / 1000} seconds.`, 'warn');
      await wait(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
