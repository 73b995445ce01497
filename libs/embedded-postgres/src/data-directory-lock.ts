import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Holds a data directory for this process; a lock whose process is gone is taken over. @throws Error when another one holds it */
export function lockDataDirectory(file: string): () => void {
  for (let tries = 0; tries < 3; tries++) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = Number(readFileSync(file, 'utf8'));
    if (holder !== process.pid && isAlive(holder)) {
      throw new Error(`Fieldledger is already running on this data directory (process ${holder}). Stop it, or choose another directory by FIELDLEDGER_DATA.`);
    }
    rmSync(file, { force: true });
  }
  throw new Error(`The lock ${file} keeps coming back: another start is under way. Try again in a moment.`);
}

/** Whether a process exists, ours or not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
