import { nameUuid, type Projection } from '@fieldledger/kernel';
import { startTestPostgres } from '@fieldledger/testing';
import { ReplayTables, type ReplayLine } from './replay-tables.js';

type Doors = Projection<{ type: 'DoorKnocked'; data: { door: string } }, { door: string }, { knocks: number }>;
const doors: Doors = {
  name: 'kept_doors', version: 1, keyColumns: ['door'], initial: { knocks: 0 },
  table: 'CREATE TABLE {{table}} (organization uuid NOT NULL, door text NOT NULL, knocks int NOT NULL, PRIMARY KEY (organization, door))',
  key: ({ data }) => ({ door: data.door }),
  fold: { DoorKnocked: ({ knocks }) => ({ knocks: knocks + 1 }) },
};
const [OURS, THEIRS] = [nameUuid('replay-tables', 'ours'), nameUuid('replay-tables', 'theirs')];
const place = (n: number) => String(n).padStart(16, '0');

describe('snapshots of a report', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let tables: ReplayTables;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    tables = await ReplayTables.open(postgres);
  });
  afterAll(async () => {
    await tables.close();
    await postgres.stop();
  });
  beforeEach(() => tables.pool.query('DELETE FROM replay.tables'));

  const line = (of: Partial<ReplayLine> = {}, projection: Partial<Doors> = {}) => ({ projection: { ...doors, ...projection }, organization: OURS, ...of }) as ReplayLine;
  /** One whose rows are folded up to a position, whole or not. */
  async function kept(of: ReplayLine, n: number, isWhole = true): Promise<string> {
    const { table } = await tables.create(of);
    await tables.pool.query(`INSERT INTO ${tables.nameOf(of, { table })} VALUES ($1, $2, $3)`, [of.organization, 'door-1', n]);
    await tables.pool.query('UPDATE replay.tables SET position = $2, empty = false WHERE table_name = $1', [table, place(n)]);
    if (isWhole) await tables.finish(of, { table }, { empty: false });
    return table;
  }
  async function found(of: ReplayLine, n: number) {
    const told: string[] = [];
    const table = (await tables.nearest(of, place(n), (sentence) => void told.push(sentence)))?.table;
    return { table, told };
  }
  const all = async () => (await tables.pool.query<{ name: string }>('SELECT table_name AS name FROM replay.tables ORDER BY used_at')).rows.map(({ name }) => name);

  it('are each of its own version, organization and moment, and the last that is whole is gone on from', async () => {
    const lines = [line(), line({}, { version: 2 }), line({}, { name: 'other_doors' }), line({ organization: THEIRS }), line({ occurredUntil: '2026-10-03T00:00:00.000Z' })];
    const [second, tenth] = [await kept(lines[0]!, 2), await kept(lines[0]!, 10)];
    await kept(lines[0]!, 7, false);
    const sixth: string[] = [];
    for (const [at, each] of lines.entries()) sixth.push(await kept(each, at === 0 ? 4 : 6));
    expect([await found(lines[0]!, 1), await found(lines[0]!, 3), await found(lines[0]!, 9), await found(lines[0]!, 10)]).toEqual([undefined, second, sixth[0], tenth].map((table) => ({ table, told: [] })));
    for (const [at, each] of lines.entries()) expect(await found(each, 8)).toEqual({ table: sixth[at], told: [] });
    expect(await all()).toHaveLength(8);
  });

  it('that somebody has altered are dropped, and the one before is gone on from', async () => {
    const [second, fourth] = [await kept(line(), 2), await kept(line(), 4)];
    await tables.pool.query(`UPDATE ${tables.nameOf(line(), { table: fourth })} SET knocks = knocks + 1`);
    expect(await found(line(), 5)).toEqual({ table: second, told: [expect.stringMatching(/^kept_doors: the snapshot at 0000000000000004 is not what was folded;/)] });
    expect(await all()).toEqual([second]);
    await tables.pool.query('UPDATE replay.tables SET position = $1', [place(3)]);
    expect((await found(line(), 5)).table).toBeUndefined();
  });

  it('are kept to the last two dozen that were used, of each report of each organization', async () => {
    const [theirs, other] = [await kept(line({ organization: THEIRS }), 1), await kept(line({}, { name: 'other_doors' }), 1)];
    const made: string[] = [];
    for (let n = 1; n <= 24; n++) made.push(await kept(line(), n));
    expect((await found(line(), 1)).table).toBe(made[0]);
    for (let n = 25; n <= 26; n++) made.push(await kept(line(), n));
    expect((await all()).sort()).toEqual([theirs, other, made[0]!, ...made.slice(3)].sort());
  });
});
