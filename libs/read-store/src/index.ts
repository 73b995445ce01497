export { PostgresReadStore } from './postgres-read-store.js';
export { PostgresWhatIf, type Totalled } from './postgres-what-if.js';
export { ProjectionRun, type Reached } from './projection-run.js';
export { Projector, type ProjectionStatus } from './projector.js';
export { ReadDatabase } from './read-database.js';
export { PostgresSqlDoor } from './sql-door.js';
