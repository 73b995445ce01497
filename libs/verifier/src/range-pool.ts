import { fork } from 'node:child_process';
import { on } from 'node:events';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { checkRange, type OnEvent, type Range, type RangeReport } from './range.js';

interface Asked {
  readonly range: Range;
}
type Checked<A> = A & { readonly report: RangeReport };

const WORKER = fileURLToPath(new URL('./range-worker.js', import.meta.url));
/** Ranges that a worker has or waits for: so many that it never stands idle, and so few that memory is constant. */
const AHEAD = 2;

/**
 * Checks ranges and answers in their order: here, one by one, or with a worker for each processor where there is enough to do.
 * @param most how many ranges there are
 */
export function checkRanges<A extends Asked>(asked: Iterator<A>, most: number, onEvent?: OnEvent): AsyncGenerator<Checked<A>> {
  const workers = Math.min(availableParallelism(), most);
  return onEvent || workers < 2 || !existsSync(WORKER) ? checkHere(asked, onEvent) : checkByWorkers(asked, workers);
}

async function* checkHere<A extends Asked>(asked: Iterator<A>, onEvent?: OnEvent): AsyncGenerator<Checked<A>> {
  for (let next = asked.next(); !next.done; next = asked.next()) yield { ...next.value, report: await checkRange(next.value.range, onEvent) };
}

/**
 * Hands the ranges to workers in turns, with room for the many texts that do not live long. They are processes: threads
 * of one process wait for each other inside OpenSSL, at every hash.
 */
async function* checkByWorkers<A extends Asked>(asked: Iterator<A>, count: number): AsyncGenerator<Checked<A>> {
  const workers = Array.from({ length: count }, () => fork(WORKER, { execArgv: ['--min-semi-space-size=16'], serialization: 'advanced' }));
  const answers = workers.map((worker) => on(worker, 'message', { close: ['exit'] }) as AsyncIterableIterator<[RangeReport]>);
  const underway: A[] = [];
  try {
    for (let answered = 0; ; answered++) {
      for (let next; underway.length < AHEAD * count && !(next = asked.next()).done; underway.push(next.value)) {
        workers[(answered + underway.length) % count]!.send(next.value.range);
      }
      const first = underway.shift();
      if (!first) return;
      const { done, value } = await answers[answered % count]!.next();
      if (done) throw new Error('A process that checks a part of the bundle has ended.');
      yield { ...first, report: value[0] };
    }
  } finally {
    for (const worker of workers) worker.kill();
  }
}
