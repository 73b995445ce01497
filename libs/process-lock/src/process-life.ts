import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process exists, ours or not. One that has ended and was not fetched by its parent does not. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return statusOf(pid)?.[0] !== 'Z';
}

/**
 * A process as one that can be told from a later one with the same number: numbers are given out again, the moment of
 * the start is not. Where the system does not tell the moment, the number alone.
 */
export function nameOfProcess(pid: number): string {
  const startedAt = statusOf(pid)?.[19] ?? startTold(pid);
  return startedAt === undefined ? String(pid) : `${pid} ${startedAt}`;
}

/** Whether the process of this name is still there. */
export function isRunning(name: string): boolean {
  const pid = Number(name.split(' ')[0]);
  return isAlive(pid) && (!name.includes(' ') || nameOfProcess(pid) === name);
}

/** The command that a process runs, with its arguments; nothing where the system does not tell. */
export function commandOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    const { status, stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    return status === 0 ? stdout : undefined;
  }
}

/** When a process began, where there is no such account of it; in the same words whoever asks. */
export function startTold(pid: number): string | undefined {
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } });
  return status === 0 ? stdout.trim() : undefined;
}

/** Linux's account of a process, from its state on; the command before it may hold anything, also spaces. */
function statusOf(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
