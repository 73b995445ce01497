import { setTimeout as wait } from 'node:timers/promises';
import { Unavailable, type EventLog, type Position } from '@fieldledger/kernel';
import pg from 'pg';
import type { KeyRows } from './key-rows.js';
import type { Scrubbed, Scrubber } from './scrubber.js';

const PATIENCE_MS = 60_000;
/** Only one process at a time scrubs. The number is ours alone, drawn once. */
const LOCK = 7_316_024_561;

/** Tables in which clear text or keys of persons were. The last is the planner's own sample of what columns hold. */
const TABLES = `
  SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname = 'personal' OR (schemaname, tablename) = ('privacy', 'person_keys')
  ORDER BY schemaname, tablename`;
const SAMPLES = ['pg_catalog.pg_statistic', 'pg_catalog.pg_statistic_ext_data'];

/**
 * PostgreSQL keeps a deleted row's bytes until somebody writes over them, keeps a sample of the values of columns for its
 * planner, and renames old segments of its write-ahead log, with what is in them, for later use. So tables are written
 * anew, samples taken anew, and segments deleted rather than renamed.
 */
export class PostgresScrubber implements Scrubber {
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly url: string,
    private readonly rows: Pick<KeyRows, 'progress' | 'scrubbed' | 'dropCopies'>,
  ) {}

  scrub(log: EventLog, signal?: AbortSignal): Promise<Scrubbed> {
    const run = this.running.then(() => this.scrubNow(log, signal));
    this.running = run.catch(() => undefined);
    return run;
  }

  private async scrubNow(log: EventLog, signal: AbortSignal | undefined): Promise<Scrubbed> {
    signal?.throwIfAborted();
    const { position } = await log.horizon();
    const client = new pg.Client({ connectionString: this.url, application_name: 'fieldledger-scrub', connectionTimeoutMillis: 5_000, keepAlive: true });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
      const { erasedUntil } = await this.rows.progress();
      await this.untilForgotten(client, erasedUntil > position ? position : erasedUntil, signal);
      await this.rows.dropCopies();
      await this.untilUnseen(client, signal);
      const left: string[] = [];
      const { rows: [role] } = await client.query<{ superuser: boolean }>('SELECT rolsuper AS superuser FROM pg_roles WHERE rolname = current_user');
      const tables = await this.writeAnew(client, role!.superuser, left);
      const segments = await this.renewLog(client, role!.superuser, left);
      await this.rows.scrubbed(erasedUntil);
      return { tables, segments, left };
    } finally {
      await client.end();
    }
  }

  /** The rows of the erased must be gone before what they leave is. */
  private async untilForgotten(client: pg.Client, erasure: Position, signal: AbortSignal | undefined): Promise<void> {
    for (let waited = 0; ; waited += 50) {
      const { rows } = await client.query<{ name: string }>(`SELECT table_name AS name FROM read.checkpoints WHERE personal AND position < $1`, [erasure]);
      if (rows.length === 0) return;
      if (waited >= PATIENCE_MS) throw new Unavailable('not-yet-visible', `${rows[0]!.name} has not come to the last erasure yet, so nothing was scrubbed. Is the projector running?`, 30);
      await wait(50, undefined, { signal });
    }
  }

  /** As long as an older transaction may still see a deleted row, a table that is written anew keeps it. */
  private async untilUnseen(client: pg.Client, signal: AbortSignal | undefined): Promise<void> {
    const { rows: [now] } = await client.query<{ xid: string }>('SELECT pg_current_xact_id()::xid::text AS xid');
    for (let waited = 0; ; waited += 50) {
      const { rows } = await client.query<{ name: string }>(
        `SELECT coalesce(nullif(application_name, ''), backend_type) AS name FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::xid)
         UNION ALL SELECT slot_name FROM pg_replication_slots WHERE xmin IS NOT NULL AND age(xmin) > age($1::xid)`,
        [now!.xid],
      );
      if (rows.length === 0) return;
      if (waited >= PATIENCE_MS) throw new Unavailable('not-yet-visible', `A transaction of ${rows[0]!.name} is still looking at rows that were deleted, so nothing was scrubbed.`, 30);
      await wait(50, undefined, { signal });
    }
  }

  private async writeAnew(client: pg.Client, superuser: boolean, left: string[]): Promise<string[]> {
    await client.query(`SET lock_timeout = '30s'`);
    const { rows } = await client.query<{ name: string }>(TABLES);
    const tables: string[] = [];
    for (const { name } of rows) {
      // A report that is built anew may drop its old table meanwhile.
      if (await this.tried(client, `VACUUM (FULL, ANALYZE) ${name}`, UNDEFINED_TABLE)) tables.push(name);
    }
    if (superuser) for (const name of SAMPLES) await client.query(`VACUUM (FULL) ${name}`);
    else left.push(`A sample of what columns hold was not written anew, which needs an administrator of the database: VACUUM (FULL) ${SAMPLES.join(', ')}.`);
    return tables;
  }

  /**
   * Goes through every segment that is there, also those that wait under a later name with what was in them before, and
   * has them deleted behind it.
   * @returns how many are gone
   */
  private async renewLog(client: pg.Client, superuser: boolean, left: string[]): Promise<number> {
    if (!superuser) {
      left.push('The write-ahead log was not renewed, which needs an administrator of the database: set wal_recycle = off, and repeat pg_switch_wal() and CHECKPOINT until every segment is a new one.');
      return 0;
    }
    const { rows: [archiving] } = await client.query<{ mode: string }>(`SELECT current_setting('archive_mode') AS mode`);
    if (archiving!.mode !== 'off') left.push('Archived segments of the write-ahead log hold what was erased until they expire.');
    const before = await this.segments(client);
    const last = [...before].sort().at(-1) ?? '';
    await this.recycling(client, 'SET wal_recycle = off');
    try {
      for (let current = ''; current <= last; ) {
        await client.query(`SELECT pg_logical_emit_message(false, 'fieldledger', 'scrub')`);
        const { rows: [switched] } = await client.query<{ name: string }>('SELECT pg_switch_wal(), pg_walfile_name(pg_current_wal_insert_lsn()) AS name');
        current = switched!.name;
      }
      for (let tries = 0; tries < 3; tries++) {
        await client.query('CHECKPOINT');
        const now = await this.segments(client);
        if (![...before].some((name) => now.has(name))) return before.size;
      }
      left.push('Old segments of the write-ahead log are still there: a replication slot or wal_keep_size holds them.');
      return 0;
    } finally {
      await this.recycling(client, 'RESET wal_recycle');
    }
  }

  private async recycling(client: pg.Client, what: string): Promise<void> {
    await client.query(`ALTER SYSTEM ${what}`);
    await client.query('SELECT pg_reload_conf()');
    // The process that deletes segments reads its settings when it gets to it.
    await wait(200);
  }

  private async segments(client: pg.Client): Promise<Set<string>> {
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'`);
    return new Set(rows.map(({ name }) => name));
  }

  /** False when it failed with this code. */
  private async tried(client: pg.Client, sql: string, unless: string): Promise<boolean> {
    try {
      await client.query(sql);
      return true;
    } catch (error) {
      if ((error as { code?: string }).code === unless) return false;
      throw error;
    }
  }
}

const UNDEFINED_TABLE = '42P01';
