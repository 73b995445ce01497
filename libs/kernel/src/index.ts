export * from './canonical.js';
export * from './code.js';
export * from './decider.js';
export * from './digest.js';
export * from './event.js';
export * from './event-log.js';
export * from './projection.js';
export * from './rejection.js';
