import pg from 'pg';
import { askedAgain, type Position } from '@fieldledger/kernel';
import type { DueErasure, ErasureProgress, KeyRows, Rewrapped, WrappedKey } from './key-rows.js';

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
  );
  -- Keyed tokens of who was erased and asked not to be recorded again: of references, e-mail addresses, telephones. None tells whose.
  CREATE TABLE IF NOT EXISTS privacy.suppressions (
    organization uuid NOT NULL,
    token        text NOT NULL,
    PRIMARY KEY (organization, token)
  );
  -- Erasures that wait until the law lets go of what it has us keep.
  CREATE TABLE IF NOT EXISTS privacy.postponed_erasures (
    organization uuid NOT NULL,
    erasure_id   uuid NOT NULL,
    until        text NOT NULL,  -- YYYY-MM-DD: the day on which it is carried out
    PRIMARY KEY (organization, erasure_id)
  );
  -- One row: how far the log's erasures are carried out. Restored with the keys, it is as old as they are.
  CREATE TABLE IF NOT EXISTS privacy.erasure_progress (
    only_row       boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    applied_until  text NOT NULL DEFAULT '',
    erased_until   text NOT NULL DEFAULT '',  -- the last erasure among them
    scrubbed_until text NOT NULL DEFAULT ''   -- up to which nothing is left in dead rows and write-ahead log
  );
  INSERT INTO privacy.erasure_progress DEFAULT VALUES ON CONFLICT DO NOTHING;`;
/** Whoever asks one or folds into it finds it gone, and asks again. */
const DROP_COPIES = `
  DO $$
  DECLARE
    gone record;
  BEGIN
    SET LOCAL lock_timeout = '5s';
    FOR gone IN DELETE FROM replay.tables WHERE personal RETURNING table_name LOOP
      EXECUTE format('DROP TABLE IF EXISTS replay_personal.%I', gone.table_name);
    END LOOP;
  END $$`;
/** Where each kind of key is kept, and by what it is found. */
const EXCHANGED = [
  { table: 'key_check', among: ({ organization }: WrappedKey) => organization === undefined, same: '' },
  { table: 'organization_keys', among: ({ organization, subject }: WrappedKey) => organization !== undefined && subject === undefined, same: 'kept.organization = change.organization AND' },
  { table: 'person_keys', among: ({ subject }: WrappedKey) => subject !== undefined, same: 'kept.organization = change.organization AND kept.subject = change.subject AND' },
];
/** Only one process at a time makes the tables. The number is ours alone, drawn once. */
const LOCK = 7_316_024_553;

/** Wrapped keys in PostgreSQL, in a schema of their own. */
export class PostgresKeyRows implements KeyRows {
  private readonly ask: pg.Pool['query'];

  private constructor(private readonly pool: pg.Pool) {
    this.ask = askedAgain(pool.query.bind(pool));
  }

  static async open({ url }: { readonly url: string }): Promise<PostgresKeyRows> {
    const pool = new pg.Pool({ connectionString: url, max: 4, connectionTimeoutMillis: 5_000, query_timeout: 60_000, keepAlive: true });
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
    await this.ask('INSERT INTO privacy.key_check (wrapped) VALUES ($1) ON CONFLICT DO NOTHING', [offered]);
    const { rows } = await this.ask<{ wrapped: Buffer }>('SELECT wrapped FROM privacy.key_check');
    return rows[0]!.wrapped;
  }

  async isUsed(): Promise<boolean> {
    const { rowCount } = await this.ask('SELECT FROM privacy.key_check');
    return rowCount === 1;
  }

  async organizationKey(organization: string, offered: Buffer): Promise<Buffer> {
    await this.ask('INSERT INTO privacy.organization_keys (organization, wrapped) VALUES ($1, $2) ON CONFLICT DO NOTHING', [organization, offered]);
    const { rows } = await this.ask<{ wrapped: Buffer }>('SELECT wrapped FROM privacy.organization_keys WHERE organization = $1', [organization]);
    return rows[0]!.wrapped;
  }

  async find(organization: string, subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
    const { rows } = await this.ask<{ subject: string; wrapped: Buffer | null }>({
      name: 'person-keys',
      text: 'SELECT subject, wrapped FROM privacy.person_keys WHERE organization = $1 AND subject = ANY($2::uuid[])',
      values: [organization, subjects],
    });
    return new Map(rows.map(({ subject, wrapped }) => [subject, wrapped]));
  }

  async add(organization: string, offered: ReadonlyMap<string, Buffer>): Promise<ReadonlySet<string>> {
    const { rows } = await this.ask<{ subject: string }>({
      name: 'add-person-keys',
      text: 'INSERT INTO privacy.person_keys (organization, subject, wrapped) SELECT $1, * FROM unnest($2::uuid[], $3::bytea[]) ON CONFLICT DO NOTHING RETURNING subject',
      values: [organization, [...offered.keys()], [...offered.values()]],
    });
    return new Set(rows.map(({ subject }) => subject));
  }

  async wrappedForAll(): Promise<readonly WrappedKey[]> {
    const check = await this.ask<WrappedKey>('SELECT wrapped FROM privacy.key_check');
    const organizations = await this.ask<WrappedKey>('SELECT organization, wrapped FROM privacy.organization_keys');
    return [...check.rows, ...organizations.rows];
  }

  async wrappedForPersons(last: WrappedKey | undefined, limit: number): Promise<readonly WrappedKey[]> {
    const { rows } = await this.ask<WrappedKey>(
      `SELECT organization, subject, wrapped FROM privacy.person_keys WHERE wrapped IS NOT NULL AND ($1::uuid IS NULL OR (organization, subject) > ($1, $2)) ORDER BY organization, subject LIMIT $3`,
      [last?.organization ?? null, last?.subject ?? null, limit],
    );
    return rows;
  }

  async exchange(changes: readonly Rewrapped[]): Promise<void> {
    for (const { table, among, same } of EXCHANGED) {
      const these = changes.filter(({ key }) => among(key));
      if (these.length === 0) continue;
      await this.ask(
        `UPDATE privacy.${table} AS kept SET wrapped = change.anew FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[]) AS change (organization, subject, wrapped, anew) WHERE ${same} kept.wrapped = change.wrapped`,
        [these.map(({ key }) => key.organization ?? null), these.map(({ key }) => key.subject ?? null), these.map(({ key }) => key.wrapped), these.map(({ anew }) => anew)],
      );
    }
  }

  async destroy(organization: string, subjects: readonly string[]): Promise<number> {
    // In order, so that two who destroy the same keys never wait for each other in a circle.
    const { rows } = await this.ask<{ had: number }>(
      `WITH asked AS (SELECT DISTINCT unnest($2::uuid[]) AS subject ORDER BY 1),
        had AS (SELECT count(*)::int AS had FROM privacy.person_keys JOIN asked USING (subject) WHERE organization = $1 AND wrapped IS NOT NULL),
        gone AS (
          INSERT INTO privacy.person_keys (organization, subject, wrapped, destroyed_at) SELECT $1, subject, NULL, now() FROM asked
          ON CONFLICT (organization, subject) DO UPDATE SET wrapped = NULL, destroyed_at = now() WHERE person_keys.wrapped IS NOT NULL)
       SELECT had FROM had`,
      [organization, subjects],
    );
    return rows[0]!.had;
  }

  async dropCopies(): Promise<void> {
    const { rows: [there] } = await this.ask<{ is: boolean }>(`SELECT to_regclass('replay.tables') IS NOT NULL AS is`);
    if (there!.is) await this.ask(DROP_COPIES);
  }

  async suppress(organization: string, tokens: readonly string[]): Promise<void> {
    await this.ask('INSERT INTO privacy.suppressions (organization, token) SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING', [organization, [...new Set(tokens)].sort()]);
  }

  async suppressed(organization: string, tokens: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.ask<{ token: string }>({
      name: 'suppressed', text: 'SELECT token FROM privacy.suppressions WHERE organization = $1 AND token = ANY($2::text[])', values: [organization, tokens],
    });
    return new Set(rows.map(({ token }) => token));
  }

  async settle(organization: string, erasureIds: readonly string[]): Promise<void> {
    await this.ask('DELETE FROM privacy.postponed_erasures WHERE organization = $1 AND erasure_id = ANY($2::uuid[])', [organization, erasureIds]);
  }

  async postpone(organization: string, erasureId: string, until: string): Promise<void> {
    await this.ask('INSERT INTO privacy.postponed_erasures VALUES ($1, $2, $3) ON CONFLICT (organization, erasure_id) DO UPDATE SET until = excluded.until', [organization, erasureId, until]);
  }

  async due(day: string): Promise<readonly DueErasure[]> {
    const { rows } = await this.ask<DueErasure>('SELECT organization, erasure_id AS "erasureId" FROM privacy.postponed_erasures WHERE until <= $1 ORDER BY until, erasure_id', [day]);
    return rows;
  }

  async progress(): Promise<ErasureProgress> {
    const { rows } = await this.ask<ErasureProgress>('SELECT applied_until AS "appliedUntil", erased_until AS "erasedUntil", scrubbed_until AS "scrubbedUntil" FROM privacy.erasure_progress');
    return rows[0]!;
  }

  async applied(until: Position, lastErasure: Position | undefined): Promise<void> {
    await this.ask('UPDATE privacy.erasure_progress SET applied_until = $1, erased_until = coalesce($2, erased_until)', [until, lastErasure ?? null]);
  }

  async scrubbed(until: Position): Promise<void> {
    await this.ask('UPDATE privacy.erasure_progress SET scrubbed_until = $1', [until]);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
