export { commandOf, isAlive, isRunning, nameOfProcess } from './process-life.js';
export { lockByFile } from './process-lock.js';
