import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid } from '@fieldledger/kernel';
import { PostgresSqlDoor, Projector, ReadDatabase, ReaderWatch } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { canvassHistory, markUnsealer, moneyHistory, startTestPostgres, volunteerHistory } from '@fieldledger/testing';
import pg from 'pg';

const OURS = nameUuid('sql', 'ours');
const THEIRS = nameUuid('sql', 'theirs');
const VIEWS = ['contact_attempts', 'money_movements', 'volunteer_signups', 'volunteer_shifts'];

describe('reporting by SQL', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let log: PostgresEventLog;
  let database: ReadDatabase;
  let door: PostgresSqlDoor;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ url: postgres.url });
    database = await ReadDatabase.open({ url: postgres.url });
    door = new PostgresSqlDoor(database, postgres.url);
    for (const history of [canvassHistory, moneyHistory, volunteerHistory]) await log.append([...history({ seed: 11, events: 600, organizations: [OURS, THEIRS] })]);
    const projector = await Projector.start({ database, log, projections: PROJECTIONS, unsealer: markUnsealer, tell: () => undefined });
    const { position } = await log.horizon();
    while (projector.status().length < PROJECTIONS.length || projector.status().some((it) => it.state !== 'live' || it.position < position)) await new Promise((resolve) => setTimeout(resolve, 50));
    await projector.stop();
  }, 120_000);
  afterAll(async () => {
    await database.close();
    await log.close();
    await postgres.stop();
  });

  const as = async <T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> => {
    const client = new pg.Client(url);
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  };
  const all = async (view: string, organization: string) => {
    const { rows } = await database.asking.query<{ definition: string }>('SELECT pg_get_viewdef($1::regclass) AS definition', [`reporting.${view}`]);
    const unfiltered = rows[0]!.definition.replace(/\s+WHERE \(organization = [^]*$/, '');
    return (await database.asking.query(`SELECT * FROM (${unfiltered}) it WHERE organization = $1 ORDER BY 2, 3`, [organization])).rows;
  };

  it.each(VIEWS)('%s shows a role its organization and no other', async (view) => {
    const [ours, theirs] = [await door.addReader(OURS), await door.addReader(THEIRS)];
    for (const [{ url }, organization] of [[ours, OURS], [theirs, THEIRS]] as const) {
      const { rows } = await as(url, (client) => client.query(`SELECT * FROM ${view} ORDER BY 2, 3`));
      expect(rows.length).toBeGreaterThan(3);
      expect(new Set(rows.map((row: { organization: string }) => row.organization))).toEqual(new Set([organization]));
      expect(rows).toEqual(await all(view, organization));
    }
  });

  it('lets a role do nothing else: no table, no personal name, no log, no writing', async () => {
    const { url } = await door.addReader(OURS);
    const attempts = [
      'SELECT * FROM read.contact_rates_v3', 'SELECT * FROM personal.contributors_v1', 'SELECT * FROM log.events', 'SELECT * FROM reporting.readers',
      'CREATE TABLE mine (a int)', 'DELETE FROM reporting.contact_attempts', `SET ROLE fieldledger`, 'BEGIN READ WRITE; CREATE SCHEMA mine',
      'BEGIN READ WRITE; CREATE TEMPORARY TABLE mine (a int)', `BEGIN READ WRITE; SELECT lo_from_bytea(0, 'mine')`, 'BEGIN READ WRITE; SELECT lo_create(0)',
      `SELECT pg_logical_emit_message(false, 'mine', 'mine')`, `SELECT pg_logical_emit_message(false, 'mine', '\\x00'::bytea)`,
    ];
    for (const sql of attempts) await expect(as(url, (client) => client.query(sql))).rejects.toThrow(/permission denied|cannot execute|cannot delete|read-only/);
    await expect(as(url.replace(/[^/]+$/, 'template1'), (client) => client.query('SELECT 1'))).rejects.toThrow('permission denied for database "template1"');
  });

  it.each(VIEWS)('tells nobody by the plan of a question about %s which values the rows of others have', async (view) => {
    const { url } = await door.addReader(OURS);
    await database.folding.query('ANALYZE');
    const theirs: Record<string, unknown>[] = await all(view, THEIRS);
    const columns = Object.keys(theirs[0]!).filter((column) => column !== 'organization' && theirs.some((row) => typeof row[column] === 'string'));
    expect(columns.length).toBeGreaterThan(3);
    await as(url, async (client) => {
      const guessed = async (condition: string) => (await client.query<{ 'QUERY PLAN': [{ Plan: object }] }>(`EXPLAIN (FORMAT JSON) SELECT * FROM ${view} WHERE ${condition}`)).rows[0]!['QUERY PLAN'][0].Plan;
      for (const column of columns) {
        const values = theirs.flatMap((row) => (typeof row[column] === 'string' ? [row[column]] : [])).sort();
        const common = values[Math.floor(values.length / 2)]!;
        const nobodys = /^\d+$/.test(common) ? '0' : '00000000-0000-0000-0000-000000000000';
        for (const compared of ['=', '<']) {
          const [of, ofNobody] = [await guessed(`${column} ${compared} ${client.escapeLiteral(common)}`), await guessed(`${column} ${compared} '${nobodys}'`)];
          expect([column, compared, of]).toEqual([column, compared, { ...ofNobody, Filter: (of as { Filter?: string }).Filter }]);
        }
      }
    });
  });

  it('says how far the rows have come', async () => {
    const { url } = await door.addReader(OURS);
    // Another version that is built beside is behind no view yet.
    await database.folding.query(`INSERT INTO read.checkpoints (table_name, projection, version, state, position, moment) SELECT 'contact_rates_next', projection, version + 1, 'building', '', '' FROM read.checkpoints WHERE projection = 'contact_rates'`);
    const { rows } = await as(url, (client) => client.query<{ projection: string; position: string }>(`SELECT * FROM reflects WHERE projection = 'contact_rates'`));
    await database.folding.query(`DELETE FROM read.checkpoints WHERE table_name = 'contact_rates_next'`);
    expect(rows).toEqual([expect.objectContaining({ position: (await log.horizon()).position, error: null })]);
  });

  it('documents every view, and every column that does not say it all', async () => {
    const { rows } = await database.asking.query<{ name: string; about: string }>(
      `SELECT relname AS name, obj_description(oid) AS about FROM pg_class WHERE relnamespace = 'reporting'::regnamespace AND relkind = 'v' ORDER BY 1`,
    );
    expect(rows.map(({ name }) => name)).toEqual([...VIEWS, 'reflects'].sort());
    for (const { about } of rows) expect(about).toMatch(/^[A-Z].+\./);
    const { rows: columns } = await database.asking.query<{ about: string }>(`SELECT col_description('reporting.contact_attempts'::regclass, attnum) AS about FROM pg_attribute WHERE attrelid = 'reporting.contact_attempts'::regclass AND attname = 'day'`);
    expect(columns[0]!.about).toBe('YYYY-MM-DD where the campaign is');
  });

  it('joins a signup to its shift by its id', async () => {
    const { url } = await door.addReader(OURS);
    const { rows } = await as(url, (client) => client.query('SELECT signup_id, starts_at FROM volunteer_signups JOIN volunteer_shifts USING (shift_id)'));
    expect(rows.length).toBeGreaterThan(3);
  });

  it('looks through each of two views once when they are joined, however few rows the planner takes it for', async () => {
    const { url } = await door.addReader(OURS);
    const few = `SELECT signup_id FROM volunteer_signups JOIN volunteer_shifts USING (shift_id) WHERE status = 'scheduled' AND source = 'web' AND attendance IS NULL AND day > '2026-01-01' AND capacity > 1`;
    const { rows } = await as(url, (client) => client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${few}`));
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/^(?![^]*Nested Loop)[^]*(?:Hash|Merge) Join/);
  });

  it('says the password of a role in no statement, which logs and whoever watches the server would show', async () => {
    const said: string[] = [];
    const client = await database.folding.connect();
    const overheard: object = Object.create(client, { query: { value: (text: string, values?: unknown[]) => (said.push(text), client.query(text, values)) }, release: { value: () => undefined } });
    const { role, url } = await new PostgresSqlDoor({ folding: { connect: async () => overheard } } as unknown as ReadDatabase, postgres.url).addReader(OURS).finally(() => client.release());
    expect(said.join('\n')).toContain(`CREATE ROLE ${role}`);
    expect(said.join('\n')).not.toContain(new URL(url).password);
    expect((await as(url, (reader) => reader.query('SELECT count(*) FROM contact_attempts'))).rowCount).toBe(1);
  });

  it('ends a role at once, and only its own organization may', async () => {
    const { url, role } = await door.addReader(OURS);
    expect(await door.removeReader(THEIRS, role)).toBe(false);
    expect((await as(url, (client) => client.query('SELECT 1'))).rowCount).toBe(1);
    expect(await door.removeReader(OURS, role)).toBe(true);
    await expect(as(url, (client) => client.query('SELECT 1'))).rejects.toThrow(/authentication failed|does not exist/);
  });

  it('bounds what a role takes of time, processors and disk', async () => {
    const { url } = await door.addReader(OURS);
    const limits = ['statement_timeout', 'idle_in_transaction_session_timeout', 'max_parallel_workers_per_gather', 'temp_file_limit', 'log_min_messages'];
    const { rows } = await as(url, (client) => client.query<Record<string, string>>(`SELECT ${limits.map((name) => `current_setting('${name}') AS ${name}`).join(', ')}`));
    expect(rows).toEqual([{ statement_timeout: '1min', idle_in_transaction_session_timeout: '1min', max_parallel_workers_per_gather: '0', temp_file_limit: '2GB', log_min_messages: 'fatal' }]);
    for (const more of ['temp_file_limit = -1', 'log_min_messages = log']) await expect(as(url, (client) => client.query(`SET ${more}`))).rejects.toThrow('permission denied');
  });

  it('bounds what a role leaves to those who listen, also where one of them never hears it', async () => {
    const { url } = await door.addReader(OURS);
    await as(url, async (deaf) => {
      await deaf.query('LISTEN news; BEGIN; SELECT 1');
      const much = `SELECT count(pg_notify('news', repeat('x', 7900) || n)) FROM generate_series(1, 500) n`;
      await expect(as(url, (client) => client.query(much))).rejects.toThrow('too many notifications');
    });
  });

  it('ends a session that holds others up, whatever limits its role took back, and no other', async () => {
    const [{ url, role }, said] = [await door.addReader(OURS), [] as string[]];
    const watch = ReaderWatch.start({ database, tell: (line) => said.push(line), longestMs: 1_000, everyMs: 100 });
    try {
      const free = 'SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0;';
      await expect(as(url, (client) => client.query(`${free} SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b`))).rejects.toThrow(/terminat/);
      await expect(as(url, (client) => client.query(`${free} SELECT pg_advisory_lock(1); SELECT pg_sleep(0.5)`))).rejects.toThrow(/terminat/);
      await expect(as(url, async (client) => {
        await client.query(`${free} BEGIN; SELECT * FROM contact_attempts LIMIT 1`);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        await client.query('SELECT 1');
      })).rejects.toThrow(/terminat|not queryable/);
      await as(url, async (client) => {
        for (let n = 0; n < 6; n++) await client.query('SELECT pg_sleep(0.2)');
      });
    } finally {
      await watch.stop();
    }
    expect(said).toEqual(Array(3).fill(`A session of the SQL reader ${role} was ended: it held others up, by a lock or for more than 1 seconds.`));
  }, 30_000);

  it('lets nobody in any more, also where the role itself has to stay', async () => {
    const { url, role } = await door.addReader(OURS);
    const other = url.replace(/[^/]+$/, 'postgres_of_others');
    await database.folding.query('CREATE DATABASE postgres_of_others');
    await as(other, (client) => client.query('BEGIN READ WRITE; SELECT lo_create(0); COMMIT'));
    await expect(door.removeReader(OURS, role)).rejects.toThrow('cannot be dropped');
    await expect(as(url, (client) => client.query('SELECT 1'))).rejects.toThrow('is not permitted to log in');
  });

  it('ends a role also where it has something of its own', async () => {
    const { role } = await door.addReader(OURS);
    await database.folding.query(`CREATE TABLE public.owned (a int); ALTER TABLE public.owned OWNER TO ${role}`);
    expect(await door.removeReader(OURS, role)).toBe(true);
    expect((await database.asking.query('SELECT FROM pg_roles WHERE rolname = $1', [role])).rowCount).toBe(0);
  });

  it('is there again after the table behind a view was replaced', async () => {
    const { url } = await door.addReader(OURS);
    const before = await as(url, (client) => client.query('SELECT count(*) FROM contact_attempts'));
    const newer = PROJECTIONS.map((projection) => (projection.name === 'contact_rates' ? { ...projection, version: projection.version + 1 } : projection));
    const projector = await Projector.start({ database, log, projections: newer, unsealer: markUnsealer, tell: () => undefined });
    while (projector.status().find(({ projection }) => projection === 'contact_rates')?.state !== 'live') await new Promise((resolve) => setTimeout(resolve, 50));
    await projector.stop();
    expect((await as(url, (client) => client.query('SELECT count(*) FROM contact_attempts'))).rows).toEqual(before.rows);
    expect((await database.asking.query(`SELECT to_regclass('read.contact_rates_v3') AS old`)).rows).toEqual([{ old: null }]);
  });
});
