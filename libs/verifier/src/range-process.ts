import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Range, RangeReport } from './range.js';

export const WORKER = fileURLToPath(new URL('./range-worker.js', import.meta.url));

/**
 * A process that checks ranges one after the other, with room for the many texts that do not live long. No thread:
 * threads of one process wait for each other inside OpenSSL, at every hash.
 */
export class RangeProcess {
  private readonly process = fork(WORKER, { execArgv: ['--min-semi-space-size=16'], serialization: 'advanced' });
  private readonly asked: { readonly resolve: (report: RangeReport) => void; readonly reject: (reason: Error) => void }[] = [];
  private isGone = false;

  constructor() {
    this.process.on('message', (report: RangeReport) => this.asked.shift()!.resolve(report));
    for (const end of ['exit', 'error']) {
      this.process.on(end, () => {
        this.isGone = true;
        for (const { reject } of this.asked.splice(0)) reject(gone());
      });
    }
  }

  /** How many ranges it has not answered yet. */
  get waiting(): number {
    return this.asked.length;
  }

  /** @throws Error when the process has ended */
  check(range: Range): Promise<RangeReport> {
    return new Promise((resolve, reject) => {
      if (this.isGone) return reject(gone());
      this.asked.push({ resolve, reject });
      this.process.send(range);
    });
  }

  end(): void {
    this.process.kill();
  }
}

const gone = () => new Error('A process that checks a part of the bundle has ended.');
