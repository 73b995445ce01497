export { commandOf, isAlive } from './process-life.js';
export { lockByFile } from './process-lock.js';
