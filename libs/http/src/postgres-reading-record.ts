import pg from 'pg';
import { askedAgain } from '@fieldledger/kernel';
import type { KeptReading, Reading, ReadingRecord, ReadingsAsked, ReadingsPage } from './reading-record.js';
import { placeOf, partsOf } from './reading-place.js';

const SCHEMA = `
  SELECT pg_advisory_xact_lock(4711001);
  CREATE SCHEMA IF NOT EXISTS access;
  CREATE TABLE IF NOT EXISTS access.readings (
    organization uuid NOT NULL, at timestamptz NOT NULL, key_id text NOT NULL, app text NOT NULL, what text NOT NULL, path text NOT NULL,
    parameters_hash text NOT NULL, times int NOT NULL, amount bigint NOT NULL, PRIMARY KEY (organization, at, key_id, what, path, parameters_hash));
  CREATE OR REPLACE FUNCTION access.keep_readings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' THEN
      IF NEW.times > OLD.times AND NEW.amount >= OLD.amount
        AND (NEW.organization, NEW.at, NEW.key_id, NEW.app, NEW.what, NEW.path, NEW.parameters_hash) = (OLD.organization, OLD.at, OLD.key_id, OLD.app, OLD.what, OLD.path, OLD.parameters_hash)
      THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION 'What was noted of a reading is never taken back.';
  END
  $$;
  CREATE OR REPLACE TRIGGER keep_readings BEFORE UPDATE OR DELETE ON access.readings FOR EACH ROW EXECUTE FUNCTION access.keep_readings();
  CREATE OR REPLACE TRIGGER keep_all_readings BEFORE TRUNCATE ON access.readings FOR EACH STATEMENT EXECUTE FUNCTION access.keep_readings();`;

/** The record of reading in PostgreSQL, beside the keys. */
export class PostgresReadingRecord implements ReadingRecord {
  private readonly ask: pg.Pool['query'];

  private constructor(private readonly pool: pg.Pool) {
    this.ask = askedAgain(pool.query.bind(pool));
  }

  static async open({ url }: { readonly url: string }): Promise<PostgresReadingRecord> {
    const pool = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    pool.on('error', () => undefined);
    try {
      await pool.query(`BEGIN; ${SCHEMA} COMMIT;`);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return new PostgresReadingRecord(pool);
  }

  async note({ organization, keyId, app, what, path, parametersHash, amount }: Reading): Promise<void> {
    await this.ask(
      `INSERT INTO access.readings AS known (organization, at, key_id, app, what, path, parameters_hash, times, amount) VALUES ($1, date_trunc('minute', now()), $2, $3, $4, $5, $6, 1, $7)
        ON CONFLICT (organization, at, key_id, what, path, parameters_hash) DO UPDATE SET times = known.times + 1, amount = known.amount + excluded.amount`,
      [organization, keyId, app, what, path, parametersHash, amount],
    );
  }

  async list(organization: string, { before, after, limit }: ReadingsAsked): Promise<ReadingsPage> {
    const { rows } = await this.ask<Omit<KeptReading, 'at' | 'amount'> & { at: Date; amount: string }>(
      `SELECT organization, at, key_id AS "keyId", app, what, path, parameters_hash AS "parametersHash", times, amount FROM access.readings
        WHERE organization = $1 AND ($2::timestamptz IS NULL OR at < $2)
          AND ($4::timestamptz IS NULL OR at < $4 OR at = $4 AND (key_id, what, path, parameters_hash) > ($5, $6, $7, $8))
        ORDER BY at DESC, key_id, what, path, parameters_hash LIMIT $3 + 1`,
      [organization, before ?? null, limit, ...(after === undefined ? Array<null>(5).fill(null) : partsOf(after))],
    );
    const readings = rows.slice(0, limit).map((row) => ({ ...row, at: row.at.toISOString(), amount: Number(row.amount) }));
    return { readings, next: rows.length > limit ? placeOf(readings.at(-1)!) : null };
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
