import type { Comparison, RebuildStatus } from '@fieldledger/read-store';
import { PROJECTIONS, REPORTS } from '@fieldledger/reports';
import { canvassHistory, knock, markUnsealer, SEED } from '@fieldledger/testing';
import { ATTEMPT_EXAMPLES } from '@fieldledger/contacts';
import { nameUuid } from '@fieldledger/kernel';
import { Projector } from '@fieldledger/read-store';
import { setTimeout as pause } from 'node:timers/promises';
import { OURS, ReplayTrial, THEIRS } from './replay-trial.js';

describe('a report that is folded afresh and compared with its live table', () => {
  const trial = ReplayTrial.forSuite();
  let auditor: string;

  beforeAll(async () => {
    auditor = trial.keyOf(['audit']);
    await caughtUp();
  });

  /** Every live table is at the end of the log, and nobody folds any more. */
  async function caughtUp(): Promise<void> {
    const projector = await Projector.start({ database: trial.database, log: trial.log, projections: PROJECTIONS, unsealer: markUnsealer, tell: () => undefined });
    const { position } = await trial.log.horizon();
    while (!PROJECTIONS.every(({ name }) => projector.status().some((it) => it.projection === name && it.state === 'live' && it.position >= position))) await pause(20);
    await projector.stop();
  }

  const begin = async (report: string) => {
    const { status, body } = await trial.ask(auditor, '/rebuilds', { payload: { report } });
    expect([status, body]).toEqual([202, { id: expect.any(String), report: expect.any(String) }]);
    return String(body.id);
  };
  const look = async (id: string, as = auditor) => (await trial.ask(as, `/rebuilds/${id}`)).body as unknown as RebuildStatus;
  const rebuilt = async (report: string): Promise<RebuildStatus> => {
    const id = await begin(report);
    for (let status = await look(id); ; status = await look(id)) {
      if (['finished', 'failed', 'cancelled'].includes(status.state)) return status;
      await pause(20);
    }
  };
  const only = ({ tables }: RebuildStatus): Comparison => {
    expect(tables).toHaveLength(1);
    return tables![0]!;
  };
  const eventsOf = async (where: string, value: string) => (await trial.log.read('', { limit: 10_000, organization: OURS })).filter(({ data }) => (data as Record<string, unknown>)[where] === value).map(({ position, id, type }) => ({ position, id, type }));

  it.each(REPORTS.map(({ name, projection, alsoAsks = [] }) => [name, [projection, ...alsoAsks].map((table) => table.name)] as const))('is the same, and has a digest: %s', async (name, tables) => {
    const status = await rebuilt(name);
    expect(status).toMatchObject({ state: 'finished', equal: true });
    expect(status.tables!.map(({ projection, equal, differing, differences, digest }) => [projection, equal, differing, differences, digest])).toEqual(tables.map((table) => [table, true, 0, [], expect.stringMatching(/^[0-9a-f]{64}$/)]));
    expect(status.tables!.every(({ rows }) => rows > 0)).toBe(true);
    expect((await trial.sql.query('SELECT FROM replay.tables')).rowCount).toBe(0);
  });

  it('tells of a row that was altered, one that was removed and one that was put in, and of the events behind them', async () => {
    const live = 'read.contact_rates_v3';
    const [altered, removed] = (await trial.sql.query<{ id: string }>(`SELECT attempt_id AS id FROM ${live} WHERE organization = $1 AND standing ORDER BY attempt_id LIMIT 2`, [OURS])).rows.map(({ id }) => id) as [string, string];
    const foreign = nameUuid('rebuild', 'foreign');
    await trial.sql.query(`UPDATE ${live} SET result = 'Changed by hand', standing = false WHERE organization = $1 AND attempt_id = $2`, [OURS, altered]);
    await trial.sql.query(`DELETE FROM ${live} WHERE organization = $1 AND attempt_id = $2`, [OURS, removed]);
    await trial.sql.query(`INSERT INTO ${live} SELECT organization, $2::uuid, ${(await columnsOf(live)).slice(2).join(', ')} FROM ${live} WHERE organization = $1 LIMIT 1`, [OURS, foreign]);
    // What is altered of others is no concern of this organization's.
    await trial.sql.query(`UPDATE ${live} SET standing = NOT standing WHERE organization = $1`, [THEIRS]);

    const status = await rebuilt('contact-rates');
    const { equal, differing, differences } = only(status);
    expect([status.equal, equal, differing]).toEqual([false, false, 3]);
    const of = (id: string) => differences.find(({ key }) => key.attempt_id === id)!;
    expect(of(altered)).toMatchObject({ columns: ['standing', 'result'], live: { standing: false, result: 'Changed by hand' }, rebuilt: { standing: true }, events: await eventsOf('attemptId', altered) });
    expect(of(removed)).toMatchObject({ live: null, rebuilt: { attempt_id: removed }, events: await eventsOf('attemptId', removed) });
    expect(of(foreign)).toMatchObject({ live: { attempt_id: foreign }, rebuilt: null, events: [] });
    expect(of(altered).events.length).toBeGreaterThan(0);
  });

  it('tells of a row that the live table has twice, as itself or altered, though its key was to keep that out', async () => {
    const live = 'read.canvasser_activity_v3';
    const canvasserActivity = PROJECTIONS.find(({ name }) => name === 'canvasser_activity')!;
    const [same, altered] = (await trial.sql.query<{ id: string }>(`SELECT attempt_id AS id FROM ${live} WHERE organization = $1 ORDER BY attempt_id LIMIT 2`, [OURS])).rows.map(({ id }) => id) as [string, string];
    const again = (columns: string) => `INSERT INTO ${live} SELECT ${columns} FROM ${live} WHERE organization = $1 AND attempt_id = $2`;
    const columns = (await columnsOf(live)).join(', ');
    await trial.sql.query(`ALTER TABLE ${live} DROP CONSTRAINT canvasser_activity_v3_pkey`);
    await trial.sql.query(again(columns), [OURS, same]);
    // Of a table that inherits from it, the rows are read with its own.
    await trial.sql.query(`CREATE TABLE read.more () INHERITS (${live})`);
    await trial.sql.query(again(columns.replace('standing', 'NOT standing')).replace(live, 'read.more'), [OURS, altered]);

    const { equal, differing, differences } = only(await rebuilt('canvasser-activity'));
    expect([equal, differing, differences.filter((it) => it.again).map(({ key }) => key.attempt_id)]).toEqual([false, expect.any(Number), [same, altered]]);
    for (const { key, events } of differences) expect(events).toEqual((await eventsOf('attemptId', String(key.attempt_id))).filter(({ type }) => type in canvasserActivity.fold));
    await trial.sql.query('DROP TABLE read.more');
    await trial.sql.query(`DELETE FROM ${live} AS one USING ${live} AS other WHERE one.organization = other.organization AND one.attempt_id = other.attempt_id AND one.ctid > other.ctid`);
    await trial.sql.query(`ALTER TABLE ${live} ADD PRIMARY KEY (organization, attempt_id)`);
    expect(only(await rebuilt('canvasser-activity'))).toMatchObject({ equal: true });
  });

  it('tells of at most a hundred rows, and how many there are', async () => {
    await trial.sql.query(`UPDATE read.canvasser_activity_v3 SET day = '1999-12-31' WHERE organization = $1`, [OURS]);
    const { differing, differences } = only(await rebuilt('canvasser-activity'));
    expect(differing).toBeGreaterThan(100);
    expect(differences).toHaveLength(100);
    expect(differences.every(({ columns, live }) => columns.length === 1 && live!.day === '1999-12-31')).toBe(true);
  });

  it('tells of clear text only that it differs, and where', async () => {
    const [table] = (await trial.database.checkpoints('volunteers')).map((it) => it.table);
    const [{ volunteer } = { volunteer: '' }] = (await trial.sql.query<{ volunteer: string }>(`SELECT volunteer FROM personal.${table} WHERE organization = $1 ORDER BY 1 LIMIT 1`, [OURS])).rows;
    const { rowCount } = await trial.sql.query(`UPDATE personal.${table} SET details = ARRAY['lastName=Somebody Else'] WHERE organization = $1 AND volunteer = $2`, [OURS, volunteer]);
    expect(rowCount).toBe(1);
    const status = await rebuilt('show-rates');
    expect(status).toMatchObject({ equal: false });
    const told = status.tables!.find(({ projection }) => projection === 'volunteers')!;
    expect(told.differences).toEqual([{ key: { volunteer }, columns: ['details'], events: expect.any(Array) }]);
    expect(told.differences[0]!.events.length).toBeGreaterThan(0);
    expect(JSON.stringify(status)).not.toContain('Somebody');
    expect(JSON.stringify(status)).not.toContain('mark-');
  });

  it('is compared at one position while knocks go on and the projector folds them', async () => {
    const busy = nameUuid('rebuild', 'busy');
    const key = trial.keyOf(['audit'], busy);
    await trial.append([...canvassHistory({ seed: SEED, events: 2_000, organizations: [busy] })]);
    const stop = await trial.project();
    let going = true;
    const writing = (async () => {
      for (let n = 0; going; n++) await trial.append([knock({ stream: `busy-${n}`, organization: busy, type: 'ContactAttempted', data: { ...ATTEMPT_EXAMPLES.ContactAttempted.data, attemptId: nameUuid('busy', String(n)) } })]);
    })();
    try {
      const positions: string[] = [];
      for (let n = 0; n < 8; n++) {
        const { body } = await trial.ask(key, '/rebuilds', { payload: { report: 'survey-results' } });
        let status = await look(String(body.id), key);
        for (; !['finished', 'failed'].includes(status.state); status = await look(String(body.id), key)) await pause(5);
        expect(status).toMatchObject({ state: 'finished', equal: true });
        positions.push(only(status).position);
      }
      expect(new Set(positions).size).toBeGreaterThan(1);
    } finally {
      going = false;
      await writing;
      await stop();
    }
  });

  it('can be looked at and cancelled by an auditor of the organization, and nobody else', async () => {
    const slow = await trial.reopenRebuilds({ pauseMs: 40, pageSize: 20 });
    const id = await begin('receipts');
    while ((await look(id)).position === '') await pause(10);
    expect(await look(id)).toMatchObject({ state: 'folding', projection: 'receipts', position: expect.stringMatching(/^\d{16}$/), of: expect.stringMatching(/^\d{16}$/) });
    const stranger = trial.keyOf(['audit'], THEIRS);
    expect((await trial.ask(stranger, `/rebuilds/${id}`)).status).toBe(404);
    expect((await trial.ask(stranger, `/rebuilds/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await trial.ask(trial.keyOf(['read', 'personal', 'ingest']), `/rebuilds/${id}`)).status).toBe(403);
    expect((await trial.ask(auditor, `/rebuilds/${id}`, { method: 'DELETE' })).body).toEqual({ id, cancelled: true });
    expect(await look(id)).toMatchObject({ state: 'cancelled' });
    expect((await trial.ask(auditor, `/rebuilds/${id}`, { method: 'DELETE' })).status).toBe(404);
    expect((await trial.sql.query('SELECT FROM replay.tables')).rowCount).toBe(0);
    await slow();
  });

  it('is refused with a sentence where there is no such report, or no live table of these folds', async () => {
    expect((await trial.ask(auditor, '/rebuilds', { payload: { report: 'weather' } })).body).toMatchObject({ code: 'report-unknown', detail: expect.stringContaining('contact-rates') });
    await trial.sql.query(`UPDATE read.checkpoints SET state = 'building' WHERE projection = 'filings'`);
    expect(await rebuilt('filings')).toMatchObject({ state: 'failed', error: expect.stringContaining('filings is not live yet') });
    await trial.sql.query(`UPDATE read.checkpoints SET state = 'live' WHERE projection = 'filings'`);
  });

  const columnsOf = async (table: string) => (await trial.sql.query<{ name: string }>(`SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`, [table])).rows.map(({ name }) => name);
});
