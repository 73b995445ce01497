export * from './canvass-history.js';
export * from './event-log-contract.js';
export * from './import-trial.js';
export * from './memory-event-log.js';
export { startTestPostgres } from './postgres.js';
export * from './random.js';
export * from './rows-of.js';
export * from './trial-vault.js';
