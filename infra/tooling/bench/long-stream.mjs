import { appendRequest, freshLog } from './fixtures.mjs';
import { median, rounds } from './rounds.mjs';

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
  const time = (stream) => async () => {
    const times = [];
    for (let n = 0; n < size(400); n++) {
      const started = performance.now();
      await append(stream, 1);
      times.push(performance.now() - started);
    }
    return median(times);
  };
  await time('short')();
  const found = await rounds(time('long'), time('short'));
  await stop();
  return [{ mark: 'g: a stream of 100,000 events (baseline 10)', value: found.ours, baseline: found.raw, ratio: found.raw / found.ours, target: 0.9, unit: 'ms' }];
}
