export { Openings } from './openings.js';
export { commandOf, isAlive, isRunning, nameOfProcess } from './process-life.js';
export { lockByFile } from './process-lock.js';
