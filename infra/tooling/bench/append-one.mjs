import { appendRequest, freshLog, rawInsert } from './fixtures.mjs';
import { percentile, rate, rounds } from './rounds.mjs';

const CLIENTS = 64;

/** 64 clients, each appending one event and waiting for its receipt; against group commit with nothing else to it. */
export async function appendOne({ folder, size }) {
  const each = size(600);
  const { log, raw, stop } = await freshLog(folder, 'a');
  const measure = async (append) => {
    const times = [];
    const perSecond = await rate(CLIENTS * each, () =>
      Promise.all(Array.from({ length: CLIENTS }, async () => {
        for (let n = 0; n < each; n++) {
          const started = performance.now();
          await append();
          times.push(performance.now() - started);
        }
      })));
    return { perSecond, p99: percentile(times, 0.99) };
  };
  const commit = rawGroupCommit(raw);
  await measure(() => log.append([appendRequest()]));
  await measure(commit);
  const { ours, raw: bare } = await rounds(() => measure(() => log.append([appendRequest()])), () => measure(commit));
  await stop();
  return [
    { mark: 'a', what: '64 clients, one event each', value: ours.perSecond, baseline: bare.perSecond, ratio: ours.perSecond / bare.perSecond, target: 0.7, unit: 'events/s' },
    { mark: 'a p99', what: 'the same, p99 (ratio: baseline over ours)', value: ours.p99, baseline: bare.p99, ratio: bare.p99 / ours.p99, target: 0.5, unit: 'ms' },
  ];
}

/** Whoever comes while an insert is under way goes into the next one. */
function rawGroupCommit(client) {
  let waiting = [];
  let busy = false;
  const run = async () => {
    busy = true;
    await new Promise(setImmediate);
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      await rawInsert(client, batch.length);
      for (const done of batch) done();
    }
    busy = false;
  };
  return () => new Promise((done) => {
    waiting.push(done);
    if (!busy) void run();
  });
}
