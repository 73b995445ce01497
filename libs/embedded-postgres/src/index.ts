export { checkDurability } from './durability.js';
export { lockByFile } from './process-lock.js';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './supervisor.js';
