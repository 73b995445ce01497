import pg from 'pg';
import type { Checkpoint } from './checkpoint.js';
import type { ReadSchema } from './read-schema.js';
import { makeReporting } from './sql-views.js';

export interface ReadDatabaseOptions {
  readonly url: string;
  /** After so long without an answer a statement that folds is given up, with its transaction. */
  readonly foldingTimeoutMs?: number;
}

/** How many connections answer: two of them are left for whoever looks how far a report has come. */
export const ASKING = 8;

/**
 * Longer than the slowest honest statement: an event that concerns many rows has a whole table looked through. A server that
 * is frozen, or whose machine is gone without a word, would keep a report for ever.
 */
const FOLDING_GIVEN_UP_MS = 600_000;

/**
 * The reports' database. TypeORM keeps its schema and reads its checkpoints; rows are folded and asked for through `pg`,
 * because a page of events is one statement and an entity would be one for each.
 */
export class ReadDatabase {
  /** Brings the schema to this version. @throws Error when a newer Fieldledger has made it */
  static async open({ url, foldingTimeoutMs = FOLDING_GIVEN_UP_MS }: ReadDatabaseOptions): Promise<ReadDatabase> {
    // With TypeORM, which is large: whoever folds in memory only has no use for it.
    const loaded = await import('./read-schema.js');
    const database = new ReadDatabase(await loaded.ReadSchema.open(url, foldingTimeoutMs), url, foldingTimeoutMs);
    try {
      const client = await database.folding.connect();
      await makeReporting(client).finally(() => client.release());
      return database;
    } catch (error) {
      await database.close();
      throw error;
    }
  }

  /**
   * Connections that fold. They need not wait for the disk: the log is what is durable, and after a crash rows and
   * checkpoint are lost together or not at all, so folding goes on from where they stand.
   */
  readonly folding: pg.Pool;
  /** Connections that answer. */
  readonly asking: pg.Pool;

  private constructor(
    private readonly schema: ReadSchema,
    url: string,
    foldingTimeoutMs: number,
  ) {
    this.folding = foldingPool(url, { query_timeout: foldingTimeoutMs });
    this.asking = poolOf({ connectionString: url, max: ASKING, options: `${SESSION} -c statement_timeout=30s`, query_timeout: 35_000 });
  }

  checkpoints(projection?: string): Promise<Checkpoint[]> {
    return this.schema.checkpoints(projection);
  }

  /** Writes down why the folding of a version stands still; null when it goes on again. */
  async note(projection: string, version: number, error: string | null): Promise<void> {
    await this.folding.query('UPDATE read.checkpoints SET error = $3 WHERE projection = $1 AND version = $2 AND error IS DISTINCT FROM $3', [projection, version, error]);
  }

  async close(): Promise<void> {
    await Promise.all([this.folding.end(), this.asking.end(), this.schema.close()]);
  }
}

const SESSION = '-c TimeZone=UTC -c jit=off';

/** Connections that fold, and need not wait for the disk. */
export function foldingPool(url: string, more: pg.PoolConfig = {}): pg.Pool {
  return poolOf({ connectionString: url, max: 8, options: `${SESSION} -c synchronous_commit=off -c idle_in_transaction_session_timeout=60s`, ...more });
}

function poolOf(config: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: 5_000, keepAlive: true, ...config });
  // A connection that is lost while idle says so here; the pool replaces it.
  pool.on('error', () => undefined);
  // One that is lost while somebody has it says so to them as well, in the statement under way.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
