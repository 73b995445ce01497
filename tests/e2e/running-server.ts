import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layCluster } from '@fieldledger/testing';

const bin = join(import.meta.dirname, '..', '..', 'apps', 'fieldledger', 'bin', 'fieldledger.mjs');

/** What a finished command printed. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The embedded profile as a user runs it: the built program, in a process and a data directory of its own. */
export class RunningServer {
  readonly dataDirectory: string;
  /** Started as npm does it: in a shell, whose number `pid` is then. */
  byNpm = false;
  /** The user it runs as; ours when absent. */
  user: number | undefined;
  url = '';
  key = '';
  /** Everything it has printed. */
  output = '';
  private process: ChildProcess | undefined;

  constructor(dataDirectory = join(open(mkdtempSync(join(tmpdir(), 'fieldledger-e2e-'))), 'data')) {
    this.dataDirectory = dataDirectory;
  }

  get pid(): number {
    return this.process!.pid!;
  }

  get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  /** In a directory that is there already it is the server itself that makes a cluster where there is none. */
  async start(environment: NodeJS.ProcessEnv = {}): Promise<this> {
    if (!existsSync(this.dataDirectory) && environment['DATABASE_URL'] === undefined) await layCluster(this.dataDirectory);
    const [program, words] = this.byNpm ? ['sh', ['-c', '"$0" "$1" start; exit $?', process.execPath, bin]] as const : [process.execPath, [bin, 'start']] as const;
    const child = spawn(program, words, { env: { ...this.environment(), PORT: '0', ...(this.byNpm && { npm_lifecycle_event: 'start' }), ...environment }, stdio: ['ignore', 'pipe', 'pipe'], ...this.identity() });
    this.process = child;
    const before = this.output.length;
    child.stderr!.on('data', (chunk) => (this.output += chunk));
    await new Promise<void>((resolve, reject) => {
      child.stdout!.on('data', (chunk) => {
        this.output += chunk;
        const printed = this.output.slice(before);
        const ready = /ready at (\S+)/.exec(printed);
        if (ready && printed.includes('report contact-rates')) {
          this.url = ready[1]!;
          resolve();
        }
      });
      child.once('exit', (code) => reject(new Error(`The server stopped with ${code}:\n${this.output}`)));
    });
    this.key = readFileSync(join(this.dataDirectory, 'admin.key'), 'utf8').trim();
    return this;
  }

  /** Runs the command line against this server. */
  run(...words: string[]): Promise<Finished> {
    return this.runWith({}, ...words);
  }

  /** Runs the command line and does not wait for it. */
  begin(...words: string[]): ChildProcess {
    return spawn(process.execPath, [bin, ...words], { env: this.environment(), stdio: 'ignore' });
  }

  runWith(environment: NodeJS.ProcessEnv, ...words: string[]): Promise<Finished> {
    const child = spawn(process.execPath, [bin, ...words], { env: { ...this.environment(), ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    return new Promise((resolve) => child.once('close', (code) => resolve({ code: code ?? -1, stdout, stderr })));
  }

  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
    const authorization = `Bearer ${this.key}`;
    return fetch(this.url + path, {
      method,
      headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Ends the process by this signal and waits for it. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<number | null> {
    if (!this.isRunning) return this.process?.exitCode ?? null;
    const gone = new Promise<number | null>((resolve) => this.process!.once('exit', (code) => resolve(code)));
    this.process!.kill(signal);
    return gone;
  }

  async remove(): Promise<void> {
    await this.stop();
    if (existsSync(this.dataDirectory)) rmSync(this.dataDirectory, { recursive: true, force: true });
  }

  private identity(): { uid?: number; gid?: number } {
    return this.user === undefined ? {} : { uid: this.user, gid: this.user };
  }

  private environment(): NodeJS.ProcessEnv {
    return { PATH: process.env.PATH, HOME: process.env.HOME, FIELDLEDGER_DATA: this.dataDirectory };
  }
}

/** Temporary folders are closed to others; the database's own user must pass. */
function open(folder: string): string {
  chmodSync(folder, 0o711);
  return folder;
}
