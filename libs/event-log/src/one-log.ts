import pg from 'pg';

/** Where a log is kept: in the PostgreSQL that has everything else as well, or in an EventStoreDB beside it. */
type LogPlace = 'postgres' | 'eventstore';

const FOUND = `SELECT count(*) FILTER (WHERE nspname = 'log' AND relname = 'head') > 0 AS log, count(*) FILTER (WHERE nspname = 'access' AND relname = 'api_keys') > 0 AS keys
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace`;

/**
 * Refuses a log that is not the one from which everything else in this database was made: one app that records elsewhere
 * than the others read would acknowledge what no report ever counts. @throws Error that says which it is, and what to do
 */
export async function checkOneLog(url: string, place: LogPlace): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { log, keys } = (await client.query<{ log: boolean; keys: boolean }>(FOUND)).rows[0]!;
    // Every app opens its log before the keys: keys without a log have it elsewhere.
    if (place === 'postgres' && keys && !log) {
      throw new Error('The database of DATABASE_URL belongs to an event log in EventStoreDB, and EVENTSTORE_URL is not set: whatever is recorded here would be in no report. Set it as for the other apps.');
    }
    if (place === 'eventstore' && log) {
      const position = Number((await client.query<{ position: string }>('SELECT position FROM log.head')).rows[0]?.position ?? 0);
      if (position > 0) throw new Error(`The database of DATABASE_URL has an event log of its own, with ${position} events, and EVENTSTORE_URL names another, which has none of them. Leave EVENTSTORE_URL out, or begin anew on another database.`);
    }
  } finally {
    await client.end();
  }
}
