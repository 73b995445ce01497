import { createHmac, randomBytes } from 'node:crypto';
import { columnOf, type AnyProjection, type Position, type Tell, type Unsealer } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';
import { ProjectionRun, type Place, type ProjectionRunOptions } from './projection-run.js';
import { foldingPool } from './read-database.js';
import { ReportTable } from './report-table.js';
import { transaction } from './transaction.js';

/** What tables of replays are told apart by, besides their position. */
export interface ReplayLine {
  readonly projection: AnyProjection;
  readonly organization: string;
  readonly occurredUntil?: string;
}

/** A throw-away table, as it is written down. */
export interface ReplayTable {
  readonly table: string;
  readonly position: Position;
  readonly digest: string;
  /** None of the events that it folds was there yet. */
  readonly empty: boolean;
  readonly indexed: boolean;
}

/** Where the tables stand: those with clear text of persons apart, and never for long. */
const placeOf = ({ personal }: { readonly personal?: boolean }): Place => ({ schema: personal ? 'replay_personal' : 'replay', checkpoints: 'replay.tables' });
const nameOf = (projection: AnyProjection, table: string): string => `${placeOf(projection).schema}.${table}`;

/** Only one process at a time makes the schemas and sweeps them. The number is ours alone, drawn once. */
const LOCK = 7_316_024_559;

/**
 * Nothing here need outlive a crash of PostgreSQL: so neither the tables nor the list of them is logged, and after a crash
 * both are empty. The list has the columns of the checkpoints, since the same run folds into either.
 */
const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS replay;
  COMMENT ON SCHEMA replay IS 'Throw-away: reports as they stood at some moment. Everything in it may be dropped at any time.';
  CREATE SCHEMA IF NOT EXISTS replay_personal;
  COMMENT ON SCHEMA replay_personal IS 'The same with clear text of persons: kept for minutes, and dropped whenever a person is erased.';
  CREATE UNLOGGED TABLE IF NOT EXISTS replay.tables (
    table_name     text PRIMARY KEY,
    personal       boolean NOT NULL,
    projection     text NOT NULL,
    version        int NOT NULL,
    organization   uuid NOT NULL,
    occurred_until text NOT NULL,               -- an instant; empty where everything is in it
    state          text NOT NULL,               -- folding, or finished: a snapshot
    position       text NOT NULL DEFAULT '',
    moment         text NOT NULL DEFAULT '',
    digest         text,                        -- of its rows when it was finished
    empty          boolean NOT NULL DEFAULT true,
    indexed        boolean NOT NULL,            -- a copy has its indexes when it is asked for the first time
    made_by        text NOT NULL,               -- the application name of the connections that fold it
    used_at        timestamptz NOT NULL DEFAULT now()
  );`;

/** Of a projection and organization so many snapshots are kept, the latest used ones. */
const KEPT = 24;

/**
 * Every row is hashed to 64 bits, and the sum does not depend on the order: a million rows take less than half a second,
 * where SHA-256 over all of them in order takes ten. The seed is what whoever alters rows does not know.
 */
const DIGEST = (table: string) => `SELECT count(*) || ' ' || coalesce(sum(hash_record_extended(each, $1)), 0) AS digest FROM ${table} AS each`;

export interface ReplayTablesOptions {
  readonly url: string;
  /** For reports that may see clear text. */
  readonly unsealer?: Unsealer;
  /** Kept outside the database: under it snapshots are known again. Without one they are of this process alone. */
  readonly secret?: Buffer;
}

/** The throw-away tables of replays, and the list of them, which several processes share. */
export class ReplayTables {
  /** Makes the schemas, and drops what a process that is gone has left unfinished. */
  static async open({ url, unsealer, secret = randomBytes(32) }: ReplayTablesOptions): Promise<ReplayTables> {
    // While one of its connections is there, what it folds is somebody's: so they are kept when idle.
    const madeBy = `fieldledger-replays-${randomBytes(6).toString('hex')}`;
    const tables = new ReplayTables(foldingPool(url, { application_name: madeBy, idleTimeoutMillis: 0 }), madeBy, unsealer, secret);
    try {
      await transaction(tables.pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        await client.query(SCHEMA);
      });
      await tables.sweep();
      return tables;
    } catch (error) {
      await tables.close();
      throw error;
    }
  }

  private constructor(
    /** Connections that fold into the tables, and ask them. */
    readonly pool: Pool,
    private readonly madeBy: string,
    private readonly unsealer: Unsealer | undefined,
    private readonly secret: Buffer,
  ) {}

  close(): Promise<void> {
    return this.pool.end();
  }

  /** Folds on into such a table. */
  run({ projection }: ReplayLine, { table }: Pick<ReplayTable, 'table'>, folding: Pick<ProjectionRunOptions, 'log' | 'pageSize'>): Promise<ProjectionRun> {
    return ProjectionRun.open({ ...folding, pool: this.pool, projection, table, place: placeOf(projection), unsealer: this.unsealer });
  }

  /** Such a table, to be folded into in the caller's transaction. */
  reportTable(client: ClientBase, line: ReplayLine, table: Pick<ReplayTable, 'table'>): Promise<ReportTable> {
    return ReportTable.open(client, line.projection, this.nameOf(line, table), this.unsealer);
  }

  /** With its schema. */
  nameOf({ projection }: ReplayLine, { table }: Pick<ReplayTable, 'table'>): string {
    return nameOf(projection, table);
  }

  /** The last snapshot at or before a position whose rows are what was folded, telling of others; of a personal table only the one at it. */
  async nearest(line: ReplayLine, position: Position, tell: Tell): Promise<ReplayTable | undefined> {
    const { projection, organization, occurredUntil = '' } = line;
    for (;;) {
      const { rows } = await this.pool.query<ReplayTable>(
        `UPDATE replay.tables SET used_at = now() WHERE table_name = (
          SELECT table_name FROM replay.tables WHERE projection = $1 AND version = $2 AND organization = $3 AND occurred_until = $4 AND state = 'finished' AND position ${projection.personal ? '=' : '<='} $5
          ORDER BY position COLLATE "C" DESC LIMIT 1
        ) RETURNING table_name AS table, position, digest, empty, indexed`,
        [projection.name, projection.version, organization, occurredUntil, position],
      );
      const found = rows[0];
      if (!found) return undefined;
      if (await this.isAsFolded(line, found)) return await this.withIndexes(line, found);
      tell(`${projection.name}: the snapshot at ${found.position} is not what was folded; it is dropped, and folded afresh from the log.`, 'warn');
      await this.drop(found.table);
    }
  }

  /** An empty one, to be folded into. */
  async create(line: ReplayLine): Promise<Pick<ReplayTable, 'table'>> {
    const { projection } = line;
    return this.entered(line, async (client, name) => {
      await ReportTable.create(client, { ...projection, table: projection.table.replace(/\bCREATE TABLE\b/, 'CREATE UNLOGGED TABLE') }, name, this.unsealer);
    });
  }

  /** The rows of another as they stand now, without indexes: whoever folds on into that one is not waited for, and does not wait. */
  async copy(line: ReplayLine, from: Pick<ReplayTable, 'table'>): Promise<Pick<ReplayTable, 'table'>> {
    return this.entered(line, async (client, name, table) => {
      await client.query(`CREATE UNLOGGED TABLE ${name} AS SELECT * FROM ${this.nameOf(line, from)}`);
      await client.query('UPDATE replay.tables AS mine SET position = old.position, moment = old.moment, empty = old.empty, indexed = false FROM replay.tables AS old WHERE mine.table_name = $1 AND old.table_name = $2', [table, from.table]);
    });
  }

  /** Gives a copy the indexes that its projection's table has. */
  async withIndexes<T extends Pick<ReplayTable, 'table'> & { readonly indexed?: boolean }>(line: ReplayLine, found: T): Promise<T> {
    if (found.indexed) return found;
    const { projection } = line;
    const name = this.nameOf(line, found);
    await transaction(this.pool, async (client) => {
      const { rowCount } = await client.query('UPDATE replay.tables SET indexed = true WHERE table_name = $1 AND NOT indexed', [found.table]);
      if (rowCount === 0) return;
      await client.query(`ALTER TABLE ${name} ADD PRIMARY KEY (${['organization', ...projection.keyColumns].map(columnOf).join(', ')})`);
      for (const [index] of projection.table.matchAll(/\bCREATE INDEX ON \{\{table\}\}[^;]*/g)) await client.query(index.replaceAll('{{table}}', name));
      await client.query(`ANALYZE ${name}`);
    });
    return found;
  }

  private async entered({ projection, organization, occurredUntil = '' }: ReplayLine, make: (client: ClientBase, name: string, table: string) => Promise<void>): Promise<Pick<ReplayTable, 'table'>> {
    const table = `${projection.name}_v${projection.version}_${randomBytes(5).toString('hex')}`;
    await transaction(this.pool, async (client) => {
      // Rows and how far they have come are read at one moment.
      await client.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
      await client.query(
        `INSERT INTO replay.tables (table_name, personal, projection, version, organization, occurred_until, state, indexed, made_by) VALUES ($1, $2, $3, $4, $5, $6, 'folding', true, $7)`,
        [table, projection.personal ?? false, projection.name, projection.version, organization, occurredUntil, this.madeBy],
      );
      await make(client, nameOf(projection, table), table);
    });
    return { table };
  }

  /** Makes a snapshot of a table that is folded to its end. */
  async finish(line: ReplayLine, { table }: Pick<ReplayTable, 'table'>, { empty, isCopy = false }: { readonly empty: boolean; readonly isCopy?: boolean }): Promise<void> {
    // Of a copy when it gets its indexes.
    if (!isCopy) await this.pool.query(`ANALYZE ${this.nameOf(line, { table })}`);
    const { rows } = await this.pool.query<Omit<ReplayTable, 'digest'>>('UPDATE replay.tables SET empty = empty AND $2 WHERE table_name = $1 RETURNING table_name AS table, position, empty, indexed', [table, empty]);
    await this.pool.query(`UPDATE replay.tables SET state = 'finished', digest = $2, used_at = now() WHERE table_name = $1`, [table, await this.digest(line, rows[0]!)]);
    await this.thinOut(line);
  }

  async drop(table: string): Promise<void> {
    await transaction(this.pool, (client) => dropAll(client, 'table_name = $1', [table]));
  }

  /** Drops every table with clear text, also those under way: their replays fail, and whoever asks again has them folded afresh. */
  async forget(): Promise<void> {
    await transaction(this.pool, (client) => dropAll(client, 'personal', []));
  }

  /** Drops what nobody used for a day, clear text after minutes, and what is nobody's. */
  async sweep(): Promise<void> {
    await transaction(this.pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
      const gone = 'made_by NOT IN (SELECT application_name FROM pg_stat_activity)';
      await dropAll(client, `used_at < now() - interval '1 day' AND state = 'finished' OR personal AND used_at < now() - interval '5 minutes' AND state = 'finished' OR (state = 'folding' OR personal) AND ${gone}`, []);
      const { rows } = await client.query<{ name: string }>(
        `SELECT relnamespace::regnamespace || '.' || quote_ident(relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace IN ('replay'::regnamespace, 'replay_personal'::regnamespace) AND relname <> 'tables'
          AND relname NOT IN (SELECT table_name FROM replay.tables)`,
      );
      for (const { name } of rows) await client.query(`DROP TABLE IF EXISTS ${name}`);
    });
  }

  private async thinOut({ projection, organization }: ReplayLine): Promise<void> {
    const surplus = `table_name IN (SELECT table_name FROM replay.tables WHERE projection = $1 AND organization = $2 AND state = 'finished' AND NOT personal ORDER BY used_at DESC OFFSET ${KEPT})`;
    // A table that is being asked goes another time.
    await transaction(this.pool, (client) => dropAll(client, surplus, [projection.name, organization])).catch((error: { code?: string }) => {
      if (error.code !== LOCK_NOT_AVAILABLE) throw error;
    });
  }

  /** Looked at each time that it is used: an alteration of the database is none of the log's. */
  private async isAsFolded(line: ReplayLine, found: ReplayTable): Promise<boolean> {
    return (await this.digest(line, found)) === found.digest;
  }

  /** Of the rows, and of what they are said to be: no other snapshot's, and of no other position. */
  private async digest(line: ReplayLine, { table, position, empty }: Omit<ReplayTable, 'digest' | 'indexed'>): Promise<string> {
    const { projection: { name, version }, organization, occurredUntil = '' } = line;
    const seed = createHmac('sha256', this.secret).update(JSON.stringify([table, name, version, organization, occurredUntil, position, empty])).digest().readBigInt64BE();
    const { rows } = await this.pool.query<{ digest: string }>(DIGEST(this.nameOf(line, { table })), [String(seed)]);
    return rows[0]!.digest;
  }
}

const LOCK_NOT_AVAILABLE = '55P03';

async function dropAll(client: ClientBase, which: string, parameters: readonly string[]): Promise<void> {
  await client.query(`SET LOCAL lock_timeout = '5s'`);
  const { rows } = await client.query<{ table_name: string; personal: boolean }>(`DELETE FROM replay.tables WHERE ${which} RETURNING table_name, personal`, [...parameters]);
  for (const { table_name: table, personal } of rows) await client.query(`DROP TABLE IF EXISTS ${placeOf({ personal }).schema}.${table}`);
}
