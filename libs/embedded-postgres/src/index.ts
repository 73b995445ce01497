export { startEmbeddedPostgres } from './supervisor.js';
