import { BEGINNING, type Position } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';

/** How far a consumer has come in one partition: stored with the rows it made of it. */
export interface Reached {
  /** Of the last event that is in the rows. */
  readonly position: Position;
  /** Where to go on reading. */
  readonly nextOffset: bigint;
}

const SCHEMA = `
  CREATE SCHEMA IF NOT EXISTS feed;
  CREATE TABLE IF NOT EXISTS feed.positions (
    consumer text NOT NULL, topic text NOT NULL, partition int NOT NULL, position text NOT NULL, next_offset bigint NOT NULL,
    PRIMARY KEY (consumer, topic, partition)
  );
  CREATE TABLE IF NOT EXISTS feed.groups (consumer text PRIMARY KEY, id uuid NOT NULL DEFAULT gen_random_uuid());`;
/** One process at a time makes the table. The number is ours alone, drawn once. */
const SCHEMA_LOCK = 7_316_024_555;

export async function makePositions(client: ClientBase): Promise<void> {
  await client.query(`BEGIN; SELECT pg_advisory_xact_lock(${SCHEMA_LOCK}); ${SCHEMA} COMMIT;`);
}

/**
 * The group in Kafka of those processes that share these positions: drawn once, since two services of one name in two
 * databases would be one group, and each be handed half of the feed.
 */
export async function groupOf(pool: Pool, consumer: string): Promise<string> {
  const { rows } = await pool.query<{ id: string }>('INSERT INTO feed.groups AS it (consumer) VALUES ($1) ON CONFLICT (consumer) DO UPDATE SET id = it.id RETURNING id', [consumer]);
  return `${consumer}-${rows[0]!.id}`;
}

/** Where a consumer stands in every partition that it has begun with, by `topic/partition`. */
export async function allReached(pool: Pool, consumer: string): Promise<Map<string, Reached>> {
  const { rows } = await pool.query<{ topic: string; partition: number; position: string; next_offset: string }>(
    'SELECT topic, partition, position, next_offset FROM feed.positions WHERE consumer = $1', [consumer],
  );
  return new Map(rows.map((row) => [`${row.topic}/${row.partition}`, { position: row.position, nextOffset: BigInt(row.next_offset) }]));
}

/** Where a consumer stands in one partition, without a lock. */
export async function reachedIn(pool: Pool, consumer: string, topic: string, partition: number): Promise<Reached> {
  return (await allReached(pool, consumer)).get(`${topic}/${partition}`) ?? { position: BEGINNING, nextOffset: 0n };
}

/** The place in one partition, locked until the transaction ends: a second process of this consumer waits, and then sees what the first did. */
export async function lockReached(client: ClientBase, consumer: string, topic: string, partition: number): Promise<Reached> {
  const { rows } = await client.query<{ position: string; next_offset: string }>(
    `INSERT INTO feed.positions AS it VALUES ($1, $2, $3, $4, 0)
     ON CONFLICT (consumer, topic, partition) DO UPDATE SET position = it.position RETURNING position, next_offset`,
    [consumer, topic, partition, BEGINNING],
  );
  return { position: rows[0]!.position, nextOffset: BigInt(rows[0]!.next_offset) };
}

export async function noteReached(client: ClientBase, consumer: string, topic: string, partition: number, { position, nextOffset }: Reached): Promise<void> {
  await client.query('UPDATE feed.positions SET position = $4, next_offset = $5 WHERE consumer = $1 AND topic = $2 AND partition = $3', [consumer, topic, partition, position, String(nextOffset)]);
}
