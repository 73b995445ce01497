import { appendRequest, freshLog } from './fixtures.mjs';
import { median } from './rounds.mjs';

/** The time of an append to a stream of 100,000 events; against one of 10. */
export async function longStream({ folder, size }) {
  const long = size(100_000);
  const { log, stop } = await freshLog(folder, 'g');
  const lengths = { long: 0, short: 0 };
  const append = async (stream, events) => {
    const expected = lengths[stream] === 0 ? 'none' : lengths[stream] - 1;
    const [{ outcome }] = await log.append([appendRequest(events, stream, expected)]);
    if (outcome !== 'appended') throw new Error(`An append to ${stream} came to ${outcome}.`);
    lengths[stream] += events;
  };
  while (lengths.long < long) await append('long', 1_000);
  await append('short', 10);
  // In turns, one append each: a machine that hesitates hesitates for both.
  const round = async () => {
    const times = { long: [], short: [] };
    for (let n = 0; n < size(1_200); n++) {
      const stream = n % 2 ? 'long' : 'short';
      const started = performance.now();
      await append(stream, 1);
      times[stream].push(performance.now() - started);
    }
    return { long: median(times.long), short: median(times.short) };
  };
  await round();
  const found = median([await round(), await round(), await round()]);
  await stop();
  return [{ mark: 'g', what: 'an append to a stream of 100,000 events (baseline: of 10)', value: found.long, baseline: found.short, ratio: found.short / found.long, target: 0.9, unit: 'ms' }];
}
