import { appendRequest, freshLog, rawInsert } from './fixtures.mjs';
import { rate, rounds } from './rounds.mjs';

/** One client, 100 events in each append, one after the other; against one `unnest` of 100 rows each. */
export async function appendHundred({ folder, size }) {
  const appends = size(400);
  const { log, raw, stop } = await freshLog(folder, 'b');
  const repeat = (append) => () => rate(appends * 100, async () => {
    for (let n = 0; n < appends; n++) await append();
  });
  const ours = repeat(() => log.append([appendRequest(100)]));
  const bare = repeat(() => rawInsert(raw, 100));
  await ours();
  await bare();
  const found = await rounds(ours, bare);
  await stop();
  return [{ mark: 'b', what: '100 events an append', value: found.ours, baseline: found.raw, ratio: found.ours / found.raw, target: 0.75, unit: 'events/s' }];
}
