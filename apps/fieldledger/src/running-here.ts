import { existsSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { isRunning, nameOfProcess, type Openings } from '@fieldledger/process-lock';
import { serverFile } from '@fieldledger/settings';

/** The addresses of the server on a data directory; of reports and the audit where they have their own. */
export interface RunningHere {
  readonly url: string;
  readonly query?: string;
  readonly audit?: string;
}

/** Writes down where this process serves, for the command line, until it ends. */
export async function noteRunning(dataDirectory: string, here: RunningHere, openings: Openings): Promise<void> {
  await noteDown(serverFile(dataDirectory), here, openings);
}

/** Writes a file of this process, for its owner alone, with the name of the process: whoever finds it can tell whether that still runs. */
export async function noteDown(file: string, content: object, openings: Openings): Promise<void> {
  await openings.add(writeFile(file, JSON.stringify({ ...content, process: nameOfProcess(process.pid) }, null, 2), { mode: 0o600 }), () => rm(file, { force: true }));
}

/**
 * The server that runs on a data directory. One that was killed leaves its file behind, and another program may listen at
 * its port by now: that one is told no key.
 */
export function runningHere(dataDirectory: string): RunningHere | undefined {
  const file = serverFile(dataDirectory);
  if (!existsSync(file)) return undefined;
  const { process: owner, ...here } = JSON.parse(readFileSync(file, 'utf8')) as RunningHere & { readonly process?: string };
  return owner !== undefined && isRunning(owner) ? here : undefined;
}
