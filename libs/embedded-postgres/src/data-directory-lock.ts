import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isRunning, nameOfProcess } from './process-life.js';

/** Holds a data directory for this process; a lock whose process is gone is taken over. @throws Error when another one holds it */
export function lockDataDirectory(file: string): () => void {
  const own = nameOfProcess(process.pid);
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readFileSync(file, 'utf8');
    if (holder !== own && isRunning(holder)) {
      throw new Error(`Fieldledger is already running on this data directory (process ${holder.split(' ')[0]}). Stop it, or choose another directory by FIELDLEDGER_DATA.`);
    }
    rmSync(file, { force: true });
  }
  throw new Error(`The lock ${file} keeps coming back: another start is under way. Try again in a moment.`);
}
