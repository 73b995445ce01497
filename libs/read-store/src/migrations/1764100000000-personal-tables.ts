import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables with clear text of persons stand in a schema of their own, so that a grant or a backup can leave them out. */
export class PersonalTables1764100000000 implements MigrationInterface {
  readonly name = 'PersonalTables1764100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE SCHEMA IF NOT EXISTS personal');
    await runner.query(`COMMENT ON SCHEMA personal IS 'Clear text of persons: only for who may see it. Made from the log, and gone when a person is forgotten.'`);
    await runner.query('ALTER TABLE read.checkpoints ADD COLUMN personal boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE read.checkpoints DROP COLUMN personal');
    await runner.query('DROP SCHEMA personal');
  }
}
