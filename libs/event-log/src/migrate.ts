import pg from 'pg';
import { isDatabaseGone } from '@fieldledger/kernel';
import { unreachable, writerConfig } from './connection.js';
import { statement } from './statement.js';

/** The design of the tables that this code reads and writes. Raise it with every change of the files below. */
const VERSION = 3;
const STEPS = ['head', 'events', 'immutable', 'append-function', 'append-new-function', 'position-at-function'].map(statement);
/** Only one process at a time makes the tables. The number is ours alone, drawn once. */
const LOCK = 7_316_024_551;

/** Makes the log's schema, or brings it to this version. @throws Error when a newer Fieldledger has made it */
export async function migrate(url: string): Promise<void> {
  const client = new pg.Client(writerConfig(url));
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(statement('schema'));
    const { rows } = await client.query<{ version: string }>('select version from log.version');
    const found = Number(rows[0]?.version ?? 0);
    if (found > VERSION) {
      throw new Error(`This database holds an event log of version ${found}; this program knows up to ${VERSION}. Run the newer Fieldledger.`);
    }
    if (found < VERSION) {
      for (const step of STEPS) await client.query(step);
      await client.query('insert into log.version (version) values ($1) on conflict (only_row) do update set version = $1', [VERSION]);
    }
    await client.query('commit');
  } catch (error) {
    const isRefusal = error instanceof Error && error.message.includes('event log of version');
    throw !isRefusal && isDatabaseGone(error) ? unreachable(error) : error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
