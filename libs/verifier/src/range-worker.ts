import { checkRange, type Range } from './range.js';

/** Checks ranges in the order in which they come, until nobody waits for them. */
let before = Promise.resolve();
process.on('message', (range: Range) => {
  before = before.then(async () => void process.send!(await checkRange(range)));
});
