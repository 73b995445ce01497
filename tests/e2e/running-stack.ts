import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '..', '..', 'apps', 'fieldledger', 'bin', 'fieldledger.mjs');

/** What `stack.json` says. */
export interface StackAddresses {
  readonly ingest: string;
  readonly query: string;
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

  async remove(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((done) => this.child.once('exit', done));
      this.child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async launch(environment: NodeJS.ProcessEnv): Promise<void> {
    const { PATH, HOME } = process.env;
    const child = spawn(process.execPath, [bin, 'stack'], { env: { PATH, HOME, FIELDLEDGER_DATA: this.dataDirectory, PORT: '0', ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
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
