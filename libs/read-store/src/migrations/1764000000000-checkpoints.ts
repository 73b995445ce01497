import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far each report's table has come. A report has at most one live table. */
export class Checkpoints1764000000000 implements MigrationInterface {
  readonly name = 'Checkpoints1764000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE read.checkpoints (
        table_name text PRIMARY KEY,
        projection text NOT NULL,
        version int NOT NULL,
        state text NOT NULL CHECK (state IN ('building', 'live')),
        position text COLLATE "C" NOT NULL DEFAULT '',
        moment text NOT NULL DEFAULT '',
        error text
      ) WITH (fillfactor = 50)`);
    await runner.query(`CREATE UNIQUE INDEX one_live_table ON read.checkpoints (projection) WHERE state = 'live'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE read.checkpoints');
  }
}
