import { parentPort } from 'node:worker_threads';
import { checkRange, type Range } from './range.js';

/** Checks one range after the other, each when it is told. */
parentPort!.on('message', (range: Range) => {
  // A fault of the check itself ends the worker, and so the whole verification.
  void checkRange(range).then((report) => parentPort!.postMessage(report));
});
