export * from './books.js';
export * from './limits.js';
export * from './rule-set.js';
