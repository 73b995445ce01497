import { DataSource } from 'typeorm';
import { Checkpoint } from './checkpoint.js';
import { Checkpoints1764000000000 } from './migrations/1764000000000-checkpoints.js';
import { PersonalTables1764100000000 } from './migrations/1764100000000-personal-tables.js';

const MIGRATIONS = [Checkpoints1764000000000, PersonalTables1764100000000];
/** Only one process at a time migrates. The number is ours alone, drawn once. */
const LOCK = 7_316_024_552;

/** The schema of the reports' database, and the checkpoints in it. */
export class ReadSchema {
  /** Brings the schema to this version. @throws Error when a newer Fieldledger has made it */
  static async open(url: string, foldingTimeoutMs: number): Promise<ReadSchema> {
    const source = new DataSource({
      type: 'postgres', url, schema: 'read', entities: [Checkpoint], migrations: MIGRATIONS, migrationsTableName: 'migrations', poolSize: 2,
      // Each connection is for one use: TypeORM would give one on which nobody answers to whoever asks next.
      connectTimeoutMS: 5_000, extra: { query_timeout: foldingTimeoutMs, maxUses: 1 },
    });
    await source.initialize();
    try {
      await migrate(source);
    } catch (error) {
      await source.destroy();
      throw error;
    }
    return new ReadSchema(source);
  }

  private constructor(private readonly source: DataSource) {}

  checkpoints(projection?: string): Promise<Checkpoint[]> {
    return this.source.getRepository(Checkpoint).find({ where: projection === undefined ? {} : { projection }, order: { table: 'ASC' } });
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

async function migrate(source: DataSource): Promise<void> {
  const runner = source.createQueryRunner();
  try {
    await runner.query('SELECT pg_advisory_lock($1)', [LOCK]);
    await runner.query('CREATE SCHEMA IF NOT EXISTS read');
    await source.runMigrations({ transaction: 'each' });
    const known = MIGRATIONS.map(({ name }) => name);
    const done = (await runner.query('SELECT name FROM read.migrations')) as { name: string }[];
    const foreign = done.find(({ name }) => !known.includes(name));
    if (foreign) throw new Error(`This database's reports were made by a newer Fieldledger (${foreign.name}). Run that one.`);
  } finally {
    await runner.query('SELECT pg_advisory_unlock($1)', [LOCK]).catch(() => undefined);
    await runner.release();
  }
}
