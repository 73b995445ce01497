import pg from 'pg';

const WHY: Readonly<Record<string, string>> = {
  fsync: 'a power cut would lose what was acknowledged',
  full_page_writes: 'a power cut could tear pages that recovery cannot mend',
  synchronous_commit: 'an event would be acknowledged before it is on disk',
};

/** Refuses a database that would lose acknowledged events. @throws Error naming the setting, why it matters and what to do */
export async function checkDurability(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(`SELECT name FROM pg_settings WHERE name = ANY($1) AND setting = 'off'`, [Object.keys(WHY)]);
    const [off] = rows;
    if (off) throw new Error(`This PostgreSQL runs with ${off.name} off: ${WHY[off.name]}. Turn it on (ALTER SYSTEM SET ${off.name} = on; SELECT pg_reload_conf();) and start again.`);
  } finally {
    await client.end();
  }
}
