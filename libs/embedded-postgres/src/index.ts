export { startEmbeddedPostgres, type EmbeddedPostgres } from './supervisor.js';
