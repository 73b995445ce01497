export { MOST_CENTS } from './amounts.js';
export * from './books.js';
export * from './entity-types.js';
export * from './limits.js';
export * from './rule-set.js';
