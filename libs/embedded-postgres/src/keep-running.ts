import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from '@fieldledger/process-lock';

const LOOK_EVERY_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export interface KeepRunningOptions {
  readonly pid: number;
  /** Starts it again, and says under which number. */
  readonly launch: () => Promise<number>;
  readonly log: (line: string) => void;
}

/**
 * Watches a process that must not be missing, and starts it again when it is gone: killed, out of memory, crashed.
 * @returns how to stop watching; it answers with the number of the process that runs then
 */
export function keepRunning({ pid, launch, log }: KeepRunningOptions): () => Promise<number> {
  const stopping = new AbortController();
  let running = pid;
  const pause = (milliseconds: number) => wait(milliseconds, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
  const watch = async () => {
    for (let longer = LOOK_EVERY_MS; !stopping.signal.aborted; ) {
      await pause(longer);
      if (stopping.signal.aborted || isAlive(running)) continue;
      log('PostgreSQL is gone. Starting it again…');
      try {
        running = await launch();
        log('PostgreSQL runs again; whatever was acknowledged is there.');
        longer = LOOK_EVERY_MS;
      } catch (error) {
        // What its killed parts still hold, such as shared memory, is let go after a while.
        log((error as Error).message);
        longer = Math.min(longer * 2, LONGEST_PAUSE_MS);
      }
    }
  };
  const watching = watch();
  return async () => {
    stopping.abort();
    await watching;
    return running;
  };
}
