import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning, nameOfProcess } from './process-life.js';

/**
 * Holds something for this process by a file that names it; a lock whose process is gone is taken over.
 * @param taken what to say when the process of this number holds it @returns what lets go @throws Error that says so
 */
export function lockByFile(file: string, taken: (pid: string) => string): () => void {
  const own = nameOfProcess(process.pid);
  for (let tries = 0; tries < 5; tries++) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = unlessGone(() => readFileSync(file, 'utf8'));
    if (holder === undefined) continue;
    if (holder !== own && isRunning(holder)) throw new Error(taken(holder.split(' ')[0]!));
    // Its maker is about to write its name, or was killed before it could.
    if (holder === '' && tries < 2) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    else takeAway(file, holder);
  }
  throw new Error(`The lock ${file} keeps coming back: another start is under way. Try again in a moment.`);
}

/** Another process may have taken the lock over since it was read: only what was read is taken away. */
function takeAway(file: string, holder: string): void {
  const aside = `${file}.${process.pid}`;
  unlessGone(() => {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === holder) rmSync(aside);
    else renameSync(aside, file);
  });
}

function unlessGone<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
