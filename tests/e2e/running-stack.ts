import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { layCluster } from '@fieldledger/testing';

const bin = join(import.meta.dirname, '..', '..', 'apps', 'fieldledger', 'bin', 'fieldledger.mjs');

/** What `stack.json` says. */
export interface StackAddresses {
  readonly ingest: string;
  readonly query: string;
  readonly audit: string;
  readonly kafka: string;
  readonly postgres: string;
  readonly eventLog: string;
  readonly topics: readonly string[];
  readonly apps: Readonly<Record<string, string>>;
}

/** The distributed profile as a user runs it on one machine. */
export class RunningStack {
  /** @throws Error with all it printed when it does not start */
  static async start(environment: NodeJS.ProcessEnv = {}): Promise<RunningStack> {
    const folder = mkdtempSync(join(tmpdir(), 'fieldledger-stack-'));
    chmodSync(folder, 0o711);
    const stack = new RunningStack(folder);
    await layCluster(stack.dataDirectory);
    await stack.launch(environment);
    return stack;
  }

  /** Everything it has printed. */
  output = '';
  private child!: ChildProcess;

  private constructor(private readonly folder: string) {}

  get dataDirectory(): string {
    return join(this.folder, 'data');
  }

  get pid(): number {
    return this.child.pid!;
  }

  get addresses(): StackAddresses {
    return JSON.parse(readFileSync(join(this.dataDirectory, 'stack.json'), 'utf8')) as StackAddresses;
  }

  get key(): string {
    return readFileSync(join(this.dataDirectory, 'admin.key'), 'utf8').trim();
  }

  /** The process of a part of the stack: an app, `kafka` or `postgres`; undefined while it is down. */
  pidOf(part: string): number | undefined {
    if (part === 'postgres') {
      try {
        return Number(readFileSync(join(this.dataDirectory, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
      } catch {
        return undefined;
      }
    }
    const sign = part === 'kafka' ? 'kafka.Kafka' : join('apps', part, 'dist', 'main.js');
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).find((pid) => parentOf(pid) === this.pid && commandOf(pid).includes(sign));
  }

  /** Ends it as the power would, but for what it started, and starts it anew on the same data. */
  async killAndStart(): Promise<void> {
    const gone = new Promise((done) => this.child.once('exit', done));
    this.child.kill('SIGKILL');
    await gone;
    this.output = '';
    await this.launch({});
  }

  /** As Ctrl-C at a terminal does: every process that is in its group hears of it. */
  async interrupt(): Promise<void> {
    const gone = new Promise((done) => this.child.once('exit', done));
    process.kill(-this.pid, 'SIGINT');
    await gone;
  }

  async remove(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((done) => this.child.once('exit', done));
      this.child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async launch(environment: NodeJS.ProcessEnv): Promise<void> {
    const { PATH, HOME, JDK_JAVA_OPTIONS } = process.env;
    const child = spawn(process.execPath, [bin, 'stack'], { env: { PATH, HOME, JDK_JAVA_OPTIONS, FIELDLEDGER_DATA: this.dataDirectory, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    this.child = child;
    await new Promise<void>((resolve, reject) => {
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          this.output += String(chunk);
          if (this.output.includes('all of this')) resolve();
        });
      }
      child.once('exit', (code) => reject(new Error(`The stack stopped with ${code}:\n${this.output}`)));
    });
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function parentOf(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
