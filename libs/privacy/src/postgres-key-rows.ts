import pg from 'pg';
import type { KeyRows } from './key-rows.js';

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS privacy;
  -- One row: a key wrapped by the key-encryption key, which only that one unwraps.
  CREATE TABLE IF NOT EXISTS privacy.key_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    wrapped  bytea NOT NULL
  );
  -- The key of an organization's lookup tokens.
  CREATE TABLE IF NOT EXISTS privacy.organization_keys (
    organization uuid PRIMARY KEY,
    wrapped      bytea NOT NULL
  );
  -- One data key per person. A destroyed one leaves its row, so that no other is made in its place.
  CREATE TABLE IF NOT EXISTS privacy.person_keys (
    organization uuid NOT NULL,
    subject      uuid NOT NULL,
    wrapped      bytea,
    made_at      timestamptz NOT NULL DEFAULT now(),
    destroyed_at timestamptz,
    PRIMARY KEY (organization, subject),
    CHECK ((wrapped IS NULL) = (destroyed_at IS NOT NULL))
  );`;
/** Only one process at a time makes the tables. The number is ours alone, drawn once. */
const LOCK = 7_316_024_553;

/** Wrapped keys in PostgreSQL, in a schema of their own. */
export class PostgresKeyRows implements KeyRows {
  private constructor(private readonly pool: pg.Pool) {}

  static async open({ url }: { readonly url: string }): Promise<PostgresKeyRows> {
    const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, keepAlive: true });
    pool.on('error', () => undefined);
    try {
      await pool.query(`BEGIN; SELECT pg_advisory_xact_lock(${LOCK}); ${SCHEMA} COMMIT`);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return new PostgresKeyRows(pool);
  }

  async check(offered: Buffer): Promise<Buffer> {
    await this.pool.query('INSERT INTO privacy.key_check (wrapped) VALUES ($1) ON CONFLICT DO NOTHING', [offered]);
    const { rows } = await this.pool.query<{ wrapped: Buffer }>('SELECT wrapped FROM privacy.key_check');
    return rows[0]!.wrapped;
  }

  async isUsed(): Promise<boolean> {
    const { rowCount } = await this.pool.query('SELECT FROM privacy.key_check');
    return rowCount === 1;
  }

  async organizationKey(organization: string, offered: Buffer): Promise<Buffer> {
    await this.pool.query('INSERT INTO privacy.organization_keys (organization, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING', [organization, offered]);
    const { rows } = await this.pool.query<{ wrapped: Buffer }>('SELECT wrapped FROM privacy.organization_keys WHERE organization = $1', [organization]);
    return rows[0]!.wrapped;
  }

  async find(organization: string, subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
    const { rows } = await this.pool.query<{ subject: string; wrapped: Buffer | null }>({
      name: 'person-keys',
      text: 'SELECT subject, wrapped FROM privacy.person_keys WHERE organization = $1 AND subject = ANY($2::uuid[])',
      values: [organization, subjects],
    });
    return new Map(rows.map(({ subject, wrapped }) => [subject, wrapped]));
  }

  async add(organization: string, offered: ReadonlyMap<string, Buffer>): Promise<ReadonlySet<string>> {
    const { rows } = await this.pool.query<{ subject: string }>({
      name: 'add-person-keys',
      text: 'INSERT INTO privacy.person_keys (organization, subject, wrapped) SELECT $1, * FROM unnest($2::uuid[], $3::bytea[]) ON CONFLICT DO NOTHING RETURNING subject',
      values: [organization, [...offered.keys()], [...offered.values()]],
    });
    return new Set(rows.map(({ subject }) => subject));
  }

  async destroy(organization: string, subject: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('UPDATE privacy.person_keys SET wrapped = NULL, destroyed_at = now() WHERE organization = $1 AND subject = $2 AND wrapped IS NOT NULL', [organization, subject]);
    return rowCount === 1;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
