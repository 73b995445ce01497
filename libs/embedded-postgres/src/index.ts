export { checkDurability } from './durability.js';
export { startEmbeddedPostgres, type EmbeddedPostgres } from './supervisor.js';
