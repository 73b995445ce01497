import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';

export interface AppProcessOptions {
  /** The app's, such as `ingest`. */
  readonly name: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly log: (line: string) => void;
}

const LONGEST_START_MS = 60_000;
const LONGEST_END_MS = 20_000;
const BETWEEN_STARTS_MS = 1_000;

/** An app as a process of its own, started again when it dies. */
export class AppProcess {
  /** Answers when the app is ready. @throws Error with the app's own sentence when it does not start */
  static async start(options: AppProcessOptions): Promise<AppProcess> {
    const app = new AppProcess(options);
    await app.launch();
    return app;
  }

  address = '';
  private child: ChildProcess | undefined;
  private stopping = false;

  private constructor(private readonly options: AppProcessOptions) {}

  async stop(): Promise<void> {
    this.stopping = true;
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGTERM');
    const late = setTimeout(() => child.kill('SIGKILL'), LONGEST_END_MS);
    await gone;
    clearTimeout(late);
  }

  private async launch(): Promise<void> {
    const { name, environment, log } = this.options;
    const main = join(import.meta.dirname, '..', '..', name, 'dist', 'main.js');
    // Where it listened before, so that whoever was told its address finds it again.
    const port = this.address === '' ? {} : { PORT: new URL(this.address).port };
    // Apart, so that Ctrl-C at a terminal reaches the stack alone, which ends its apps in order.
    const child = spawn(process.execPath, [main], { env: { ...environment, ...port }, stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
    this.child = child;
    const [stdout, stderr] = [child.stdout!, child.stderr!];
    let lastWords = '';
    stderr.on('data', (chunk: Buffer) => {
      lastWords = String(chunk).trim();
      log(lastWords);
    });
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => {
        lastWords = `${name} was not ready within a minute.`;
        child.kill('SIGKILL');
      }, LONGEST_START_MS);
      createInterface(stdout).on('line', (line) => {
        const ready = /Ready at ([^ "]+)\./.exec(line);
        lastWords = errorIn(line) ?? lastWords;
        if (!ready) return log(line);
        clearTimeout(late);
        this.address = ready[1]!;
        resolve();
      });
      child.once('exit', (code, signal) => {
        clearTimeout(late);
        reject(new Error(lastWords || `${name} ended with ${signal ?? code}.`));
      });
    });
    child.once('exit', (code, signal) => {
      if (!this.stopping) void this.again(`${name} ended with ${signal ?? code}; it is started again.`);
    });
  }

  /** Until it is up again, or all is to stop. */
  private async again(why: string): Promise<void> {
    this.options.log(why);
    while (!this.stopping) {
      await wait(BETWEEN_STARTS_MS);
      const up = await this.launch().then(() => true, (error: Error) => (this.options.log(error.message), false));
      if (up) return;
    }
  }
}

/** What a line of an app's log says, where it tells of an error. */
function errorIn(line: string): string | undefined {
  const [, app, message] = /"app":"([^"]+)","level":"error","message":(".*")\}$/.exec(line) ?? [];
  return message && `${app}: ${JSON.parse(message) as string}`;
}
