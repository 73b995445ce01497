import { parentPort } from 'node:worker_threads';
import { checkRange, type Range } from './range.js';

/** Checks ranges in the order in which they come. */
let before = Promise.resolve();
parentPort!.on('message', (range: Range) => {
  before = before.then(async () => {
    const report = await checkRange(range);
    parentPort!.postMessage(report, [report.records.buffer as ArrayBuffer]);
  });
});
