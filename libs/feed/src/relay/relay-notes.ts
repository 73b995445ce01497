import { BEGINNING, type Position } from '@fieldledger/kernel';
import pg from 'pg';

/** How far one partition was written, by the relay's own word. */
export interface NotedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly position: Position;
  readonly nextOffset: bigint;
}

/** Where the relay stands: every event at or before `position` is in Kafka. */
export interface Noted {
  readonly position: Position;
  readonly partitions: readonly NotedPartition[];
}

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS relay;
  CREATE TABLE IF NOT EXISTS relay.progress (feed text PRIMARY KEY, position text NOT NULL);
  CREATE TABLE IF NOT EXISTS relay.partitions (
    topic text NOT NULL, partition int NOT NULL, position text NOT NULL, next_offset bigint NOT NULL, PRIMARY KEY (topic, partition)
  );`;
/** One active relay; one process at a time makes the tables. The numbers are ours alone, drawn once; the first fits the lock of two. */
const [LEASE, SCHEMA_LOCK] = [731_602_453, 7_316_024_554];

/**
 * The relay's lease and notes, in PostgreSQL, on one connection: when it is lost, so is the lease, and nothing more is
 * noted by whoever held it.
 */
export class RelayNotes {
  /** @throws Error when PostgreSQL does not answer */
  static async open(url: string, feed: string): Promise<RelayNotes> {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true, statement_timeout: 15_000, query_timeout: 20_000 });
    const notes = new RelayNotes(client, feed);
    client.on('error', () => notes.lost.abort());
    client.on('end', () => notes.lost.abort());
    await client.connect();
    try {
      await client.query('SELECT pg_advisory_lock($1)', [SCHEMA_LOCK]);
      await client.query(SCHEMA);
      await client.query('SELECT pg_advisory_unlock($1)', [SCHEMA_LOCK]);
      return notes;
    } catch (error) {
      await notes.close();
      throw error;
    }
  }

  private readonly lost = new AbortController();

  private constructor(
    private readonly client: pg.Client,
    private readonly feed: string,
  ) {}

  /** Aborted when the connection, and the lease with it, is lost. */
  get signal(): AbortSignal {
    return this.lost.signal;
  }

  /** Tries to become the one relay of this feed. */
  async takeLease(): Promise<boolean> {
    const { rows } = await this.client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken', [LEASE, this.feed]);
    return rows[0]!.taken;
  }

  async load(topics: readonly string[]): Promise<Noted> {
    const progress = await this.client.query<{ position: string }>('SELECT position FROM relay.progress WHERE feed = $1', [this.feed]);
    const { rows } = await this.client.query<{ topic: string; partition: number; position: string; next_offset: string }>(
      'SELECT topic, partition, position, next_offset FROM relay.partitions WHERE topic = ANY($1)', [topics],
    );
    return {
      position: progress.rows[0]?.position ?? BEGINNING,
      partitions: rows.map(({ next_offset, ...row }) => ({ ...row, nextOffset: BigInt(next_offset) })),
    };
  }

  /** One statement: all of it or nothing. */
  async note({ position, partitions }: Noted): Promise<void> {
    await this.client.query(
      `WITH written AS (
         INSERT INTO relay.partitions SELECT * FROM unnest($3::text[], $4::int[], $5::text[], $6::bigint[])
         ON CONFLICT (topic, partition) DO UPDATE SET position = excluded.position, next_offset = excluded.next_offset
       )
       INSERT INTO relay.progress (feed, position) VALUES ($1, $2) ON CONFLICT (feed) DO UPDATE SET position = excluded.position`,
      [
        this.feed, position, partitions.map(({ topic }) => topic), partitions.map(({ partition }) => partition),
        partitions.map((each) => each.position), partitions.map(({ nextOffset }) => String(nextOffset)),
      ],
    );
  }

  async close(): Promise<void> {
    await this.client.end().catch(() => undefined);
  }
}
