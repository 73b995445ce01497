export { openEventStoreLog } from './eventstore/open-eventstore-log.js';
export { checkPostgres } from './fit-postgres.js';
export * from './group-commit.js';
export * from './instant.js';
export { checkOneLog } from './one-log.js';
export * from './position.js';
export * from './postgres-event-log.js';
export * from './prepared-request.js';
