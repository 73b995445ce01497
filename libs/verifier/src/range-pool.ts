import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { checkRange, type OnEvent, type Range, type RangeReport } from './range.js';
import { RangeProcess, WORKER } from './range-process.js';

interface Asked {
  readonly range: Range;
}
type Checked<A> = A & { readonly report: RangeReport };

/** Ranges that a process has or waits for: so many that it never stands idle. */
const AHEAD = 2;
/** Ranges that are checked or under way for each process, until the first of them is ready: so few that memory is constant. */
const UNDERWAY = 8;

/**
 * Checks ranges and answers in their order: here, and where there is enough to do also in a process for each further processor.
 * @param most how many ranges there are
 */
export function checkRanges<A extends Asked>(asked: Iterator<A>, most: number, onEvent?: OnEvent): AsyncGenerator<Checked<A>> {
  const further = Math.min(availableParallelism(), most) - 1;
  return onEvent || further < 1 || !existsSync(WORKER) ? checkHere(asked, onEvent) : checkTogether(asked, most, further);
}

async function* checkHere<A extends Asked>(asked: Iterator<A>, onEvent?: OnEvent): AsyncGenerator<Checked<A>> {
  for (let next = asked.next(); !next.done; next = asked.next()) yield { ...next.value, report: await checkRange(next.value.range, onEvent) };
}

interface Underway<A> {
  readonly asked: A;
  readonly checked: Promise<void>;
  report?: RangeReport;
}

/** Whoever is free takes the next range: a process that has room, or else this one. */
async function* checkTogether<A extends Asked>(asked: Iterator<A>, most: number, further: number): AsyncGenerator<Checked<A>> {
  const processes = Array.from({ length: further }, () => new RangeProcess());
  const underway: Underway<A>[] = [];
  let [next, left] = [asked.next(), most];
  const take = (check: (range: Range) => Promise<RangeReport>): Promise<void> => {
    const { value } = next as IteratorYieldResult<A>;
    const one: Underway<A> = { asked: value, checked: check(value.range).then((report) => void (one.report = report)) };
    // Whether it failed is asked when its turn has come.
    one.checked.catch(() => undefined);
    underway.push(one);
    [next, left] = [asked.next(), left - 1];
    return one.checked;
  };
  try {
    while (!next.done || underway.length > 0) {
      // The last ones go to whoever is idle.
      const room = left > further ? AHEAD : 1;
      for (let free; !next.done && (free = processes.find(({ waiting }) => waiting < room)); ) void take((range) => free!.check(range));
      if (!next.done && underway.length < UNDERWAY * further) await take(checkRange);
      else await underway[0]!.checked;
      while (underway[0]?.report) {
        const { asked: first, report } = underway.shift()!;
        yield { ...first, report: report! };
      }
    }
  } finally {
    for (const each of processes) each.end();
  }
}
