import { execFile, type ExecFileException } from 'node:child_process';
import { join } from 'node:path';
import { notTested } from '@fieldledger/testing';

/** How a program ended: its exit code, and all that it said. */
export interface Ran {
  readonly code: number | string;
  readonly said: string;
}

export function run(command: string, words: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Ran> {
  return new Promise((done) => {
    execFile(command, words, { ...options, timeout: 150_000 }, (error: ExecFileException | null, stdout, stderr) => done({ code: error ? (error.code ?? String(error.signal)) : 0, said: stdout + stderr || String(error ?? '') }));
  });
}

const go = (words: readonly string[], cwd: string, folder: string): Promise<Ran> => run('go', words, { cwd, env: { ...process.env, GOBIN: folder, GOFLAGS: '-buildvcs=false' } });

const lastLine = ({ said }: Ran): string => said.trim().split('\n').at(-1)!;

/**
 * Builds the small program in Go that lies here under a name, behind which is a library that knows nothing of us; its go.mod pins it.
 * @returns where it is; nothing, and it is named as not tested, where Go is not on the machine or its modules cannot be had
 */
export async function goProgram(name: string, folder: string, what: string): Promise<string | undefined> {
  const [source, program] = [join(import.meta.dirname, name), join(folder, name)];
  const modules = await go(['mod', 'download'], source, folder);
  if (modules.code !== 0) return void notTested(`${what}: ${lastLine(modules)}`);
  const built = await go(['build', '-o', program, '.'], source, folder);
  if (built.code !== 0) throw new Error(built.said);
  return program;
}

/** Installs a command of somebody else's, such as `github.com/…/cmd/fsck@v1.0.4`. @returns as above */
export async function goCommand(address: string, folder: string, what: string): Promise<string | undefined> {
  const installed = await go(['install', address], folder, folder);
  if (installed.code !== 0) return void notTested(`${what}: ${lastLine(installed)}`);
  return join(folder, /([^/]+)@/.exec(address)![1]!);
}
