import pg from 'pg';

const WHY: Readonly<Record<string, string>> = {
  fsync: 'a power cut would lose what was acknowledged',
  full_page_writes: 'a power cut could tear pages that recovery cannot mend',
  synchronous_commit: 'an event would be acknowledged before it is on disk',
};
/** What readers by SQL are granted is not known to older ones. */
const OLDEST_MAJOR = 16;

/** Refuses a database that is too old, or would lose acknowledged events. @throws Error naming what is wrong, why it matters and what to do */
export async function checkPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // A connection that is lost says so here as well as in the question under way; without a listener the process would end.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const { rows } = await client.query<Found>(
      `SELECT current_setting('server_version') AS version, (SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off' LIMIT 1) AS off`, [Object.keys(WHY)],
    );
    const why = whyUnfit(rows[0]!);
    if (why !== undefined) throw new Error(why);
  } finally {
    await client.end();
  }
}

interface Found {
  /** As the server says it: 18.4, or 19beta1 (Debian …). */
  readonly version: string;
  /** A setting that must not be off, and is. */
  readonly off: string | null;
}

export function whyUnfit({ version, off }: Found): string | undefined {
  if (parseInt(version, 10) < OLDEST_MAJOR) return `This PostgreSQL is ${version}; Fieldledger needs ${OLDEST_MAJOR} or later, and is tested with 18. Bring it to a later version by pg_upgrade.`;
  if (off === null) return undefined;
  return `This PostgreSQL runs with ${off} off: ${WHY[off]}. Turn it on (ALTER SYSTEM SET ${off} = on; SELECT pg_reload_conf();) and start again.`;
}
