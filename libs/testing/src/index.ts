export * from './event-log-contract.js';
export * from './memory-event-log.js';
export { startTestPostgres } from './postgres.js';
