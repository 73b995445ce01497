import pg from 'pg';
import { askedAgain } from '@fieldledger/kernel';
import type { KeyStore, Scope, StoredKey } from './api-key.js';

const SCHEMA = `
  SELECT pg_advisory_xact_lock(4711001);
  CREATE SCHEMA IF NOT EXISTS access;
  CREATE TABLE IF NOT EXISTS access.organizations (id uuid PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
  CREATE TABLE IF NOT EXISTS access.api_keys (
    key_id text PRIMARY KEY, organization uuid NOT NULL REFERENCES access.organizations, scopes text[] NOT NULL, app text NOT NULL,
    secret_hash bytea NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), revoked_at timestamptz);`;

/** Keys and organizations in PostgreSQL. What was found is remembered for two seconds: so soon a revocation holds. */
export class PostgresKeyStore implements KeyStore {
  private readonly remembered = new Map<string, { readonly until: number; readonly key: StoredKey | undefined }>();

  private readonly ask: pg.Pool['query'];

  private constructor(private readonly pool: pg.Pool) {
    this.ask = askedAgain(pool.query.bind(pool));
  }

  static async open({ url }: { readonly url: string }): Promise<PostgresKeyStore> {
    const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 10_000 });
    pool.on('error', () => undefined); // A broken idle connection is replaced at the next query, which reports its own error.
    await pool.query(`BEGIN; ${SCHEMA} COMMIT;`);
    return new PostgresKeyStore(pool);
  }

  async find(keyId: string): Promise<StoredKey | undefined> {
    const known = this.remembered.get(keyId);
    if (known && known.until > Date.now()) return known.key;
    const { rows } = await this.ask<{ organization: string; scopes: Scope[]; app: string; secret_hash: Buffer }>(
      'SELECT organization, scopes, app, secret_hash FROM access.api_keys WHERE key_id = $1 AND revoked_at IS NULL',
      [keyId],
    );
    const row = rows[0];
    const key = row && { keyId, organization: row.organization, scopes: row.scopes, app: row.app, secretHash: row.secret_hash };
    if (this.remembered.size > 10_000) this.remembered.clear();
    this.remembered.set(keyId, { until: Date.now() + 2_000, key });
    return key;
  }

  async add({ keyId, organization, scopes, app, secretHash }: StoredKey): Promise<void> {
    await this.ask('INSERT INTO access.api_keys (key_id, organization, scopes, app, secret_hash) VALUES ($1, $2, $3, $4, $5)', [keyId, organization, scopes, app, secretHash]);
    this.remembered.delete(keyId);
  }

  async revoke(organization: string, keyId: string): Promise<boolean> {
    const { rowCount } = await this.ask('UPDATE access.api_keys SET revoked_at = now() WHERE key_id = $1 AND organization = $2 AND revoked_at IS NULL', [keyId, organization]);
    this.remembered.delete(keyId);
    return rowCount === 1;
  }

  /** The id of the new organization. */
  async addOrganization({ id, name }: { readonly id: string; readonly name: string }): Promise<string> {
    await this.ask('INSERT INTO access.organizations (id, name) VALUES ($1, $2)', [id, name]);
    return id;
  }

  async firstOrganization(): Promise<string | undefined> {
    const { rows } = await this.ask<{ id: string }>('SELECT id FROM access.organizations ORDER BY created_at, id LIMIT 1');
    return rows[0]?.id;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
