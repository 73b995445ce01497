import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { checkRange, type OnEvent, type Range, type RangeReport } from './range.js';

/** Something that checks ranges, some of them at the same time. */
export interface RangeChecker {
  /** As many may be under way, or wait for their turn, as keep every processor busy. */
  readonly atOnce: number;
  readonly run: (range: Range) => Promise<RangeReport>;
}

const WORKER = new URL('./range-worker.js', import.meta.url);

/** Checks ranges here, one by one, or with a worker for each processor where there is enough to do. */
export async function withRanges(size: number, perRange: number, onEvent: OnEvent | undefined, work: (check: RangeChecker) => Promise<void>): Promise<void> {
  const workers = Math.min(availableParallelism(), Math.ceil(size / perRange));
  if (onEvent || workers < 2 || !existsSync(WORKER)) return work({ atOnce: 1, run: (range) => checkRange(range, onEvent) });
  const pool = new RangePool(workers);
  try {
    await work({ atOnce: workers + 1, run: (range) => pool.run(range) });
  } finally {
    await pool.close();
  }
}

/** Workers, each with one range at a time; others wait in line. */
class RangePool {
  private readonly workers: Worker[];
  private readonly idle: Worker[];
  private readonly waiting: (() => void)[] = [];

  constructor(count: number) {
    this.workers = Array.from({ length: count }, () => new Worker(WORKER, { execArgv: [] }));
    this.idle = [...this.workers];
  }

  async run(range: Range): Promise<RangeReport> {
    while (this.idle.length === 0) await new Promise<void>((freed) => this.waiting.push(freed));
    const worker = this.idle.pop()!;
    try {
      return await answerOf(worker, range);
    } finally {
      this.idle.push(worker);
      this.waiting.shift()?.();
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker, range: Range): Promise<RangeReport> {
  return new Promise((done, failed) => {
    const settle = (finish: () => void) => {
      worker.off('message', answered).off('error', broke);
      finish();
    };
    const answered = (report: RangeReport) => settle(() => done(report));
    const broke = (error: Error) => settle(() => failed(error));
    worker.on('message', answered).on('error', broke);
    worker.postMessage(range);
  });
}
