export * from './attempt-commands.js';
export * from './attempt-events.js';
export * from './attempt-examples.js';
export { attemptDecider } from './attempt.js';
export * from './code-tables.js';
export * from './codes-events.js';
export * from './consent-events.js';
export * from './contacts.module.js';
