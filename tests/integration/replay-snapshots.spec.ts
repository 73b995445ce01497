import type { EventLog } from '@fieldledger/kernel';
import { randomFrom, SEED } from '@fieldledger/testing';
import { EVENTS, OURS, ReplayTrial } from './replay-trial.js';

describe('reports as they stood, kept as snapshots by position', () => {
  const trial = ReplayTrial.forSuite();

  const emptied = async () => {
    const { rows } = await trial.sql.query<{ name: string }>(`DELETE FROM replay.tables RETURNING CASE WHEN personal THEN 'replay_personal.' ELSE 'replay.' END || table_name AS name`);
    for (const { name } of rows) await trial.sql.query(`DROP TABLE IF EXISTS ${name}`);
  };
  const snapshots = async (projection = 'contact_rates') => (await trial.sql.query<{ name: string; position: string }>(`SELECT 'replay.' || table_name AS name, position FROM replay.tables WHERE projection = $1 AND organization = $2 AND state = 'finished' ORDER BY position`, [projection, OURS])).rows;

  it('give a slider the same as folding each position from the beginning', async () => {
    await trial.replays.close();
    await trial.reopen({ pageSize: 50, snapshotEvery: 60, few: 120 });
    const some = ['contact-rates?groupBy=day', 'receipts?groupBy=committee', 'show-rates?groupBy=role', 'volunteer-hours', 'reconciliation', 'recurring'];
    const upTo = randomFrom(SEED + 2);
    const slider = Array.from({ length: 14 }, () => trial.positionOf(60 + upTo(EVENTS - 60)));
    await emptied();
    const slid = new Map<string, unknown>();
    for (const position of slider) for (const question of some) slid.set(`${position} ${question}`, await trial.askFor(question, `atPosition=${position}`));
    // Left on the way, folded on from copies, and answered without a table of their own.
    expect((await snapshots()).length).toBeGreaterThan(2);
    expect((await snapshots()).length).toBeLessThan(14);
    for (const position of slider) {
      await emptied();
      for (const question of some) expect([SEED, position, question, slid.get(`${position} ${question}`)]).toEqual([SEED, position, question, await trial.askFor(question, `atPosition=${position}`)]);
    }
  });

  it('are never trusted over the log: an altered row is found, and folded afresh', async () => {
    await emptied();
    const [early, late] = [trial.positionOf(1_000), trial.positionOf(1_100)];
    const right = await trial.askFor('contact-rates', `atPosition=${early}`);
    const rightLate = await trial.askFor('contact-rates', `atPosition=${late}`);
    // Of the moment itself, or of one before after which little has come: which there are depends on how fast the machine is.
    const last = async () => (await snapshots()).at(-1)!;
    const alter = async () => {
      const { name } = await last();
      const { rowCount } = await trial.sql.query(`UPDATE ${name} SET standing = NOT standing WHERE attempt_id = (SELECT min(attempt_id::text)::uuid FROM ${name})`);
      expect(rowCount).toBe(1);
    };
    // At once, also where whoever altered it wrote down a new digest of the rows.
    const rewritten = async () => {
      await alter();
      const { name } = await last();
      await trial.sql.query(`UPDATE replay.tables SET digest = (SELECT count(*) || ' ' || coalesce(sum(hash_record_extended(each, 0)), 0) FROM ${name} AS each) WHERE 'replay.' || table_name = $1`, [name]);
    };
    for (const altered of [alter, rewritten]) {
      const at = (await last()).position;
      await altered();
      trial.said.length = 0;
      expect(await trial.askFor('contact-rates', `atPosition=${early}`)).toEqual(right);
      expect(trial.said.join()).toContain(`contact_rates: the snapshot at ${at} is not what was folded`);
    }
    // And where the rows of one moment are said to be those of another.
    await trial.sql.query(`UPDATE replay.tables SET position = $2 WHERE projection = 'contact_rates' AND state = 'finished' AND position = $1`, [(await last()).position, late]);
    trial.said.length = 0;
    expect(await trial.askFor('contact-rates', `atPosition=${late}`)).toEqual(rightLate);
    expect(trial.said.join()).toContain('contact_rates: the snapshot at 0000000000001100 is not what was folded');
    expect(await trial.askFor('contact-rates', `atPosition=${early}`)).toEqual(right);
    // By another process, also where it folds on from there.
    await alter();
    const other = await trial.openReplays();
    const before = trial.store;
    trial.store = other;
    trial.said.length = 0;
    expect(await trial.askFor('contact-rates', `atPosition=${late}`)).toEqual(rightLate);
    expect(trial.said.join()).toContain('is dropped, and folded afresh');
    trial.store = before;
    await other.close();
  });

  it('outlive the process that made them; what it left unfinished does not', async () => {
    await emptied();
    const position = trial.positionOf(1_500);
    const right = await trial.askFor('receipts', `atPosition=${position}`);
    const [{ name } = { name: '' }] = await snapshots('receipts');
    await trial.sql.query(`CREATE TABLE replay.receipts_v2_half AS SELECT * FROM ${name} LIMIT 3`);
    await trial.sql.query(`CREATE TABLE replay.nobodys AS SELECT 1`);
    await trial.sql.query(`INSERT INTO replay.tables (table_name, personal, projection, version, organization, occurred_until, state, position, indexed, made_by) VALUES ('receipts_v2_half', false, 'receipts', 2, $1, '', 'folding', $2, true, 'a process that was killed')`, [OURS, position]);
    await trial.replays.close();
    // The log is read for the first event, and to look whether a position is known, and for nothing else.
    const frugal = Object.assign(Object.create(trial.log) as EventLog, { readFacts: (after: string, page: { readonly limit: number }) => (page.limit === 1 ? trial.log.readFacts(after, page) : Promise.reject(new Error('folded again'))) });
    await trial.reopen({ log: frugal });
    expect(await trial.askFor('receipts', `atPosition=${position}`)).toEqual(right);
    const { rows } = await trial.sql.query<{ left: string | null }>(`SELECT coalesce(to_regclass('replay.receipts_v2_half')::text, to_regclass('replay.nobodys')::text) AS left`);
    expect(rows[0]!.left).toBeNull();
    await trial.replays.close();
    await trial.reopen();
  });

  it('with clear text are forgotten at once when somebody is erased, and never kept for long', async () => {
    const personal = () => trial.sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'replay_personal'::regnamespace AND relkind = 'r'`).then(({ rows }) => rows[0]!.n);
    const named = await trial.askFor('show-rates/signups', `atPosition=${trial.positionOf(2_000)}`);
    expect(JSON.stringify(named.body)).toContain('lastName');
    expect(await personal()).toBeGreaterThan(0);
    await trial.replays.forget();
    expect(await personal()).toBe(0);
    expect(await trial.askFor('show-rates/signups', `atPosition=${trial.positionOf(2_000)}`)).toEqual(named);
    await trial.sql.query(`UPDATE replay.tables SET used_at = now() - interval '6 minutes' WHERE personal`);
    await (await trial.openReplays()).close();
    expect(await personal()).toBe(0);
  });

  it('are kept only so many, the latest used ones', async () => {
    await emptied();
    for (let n = 0; n < 30; n++) await trial.askFor('canvasser-activity', `atPosition=${trial.positionOf(1_200)}&occurredUntil=2026-10-${String(1 + n).padStart(2, '0')}T00:00:00Z`);
    const { rows } = await trial.sql.query<{ until: string }>(`SELECT occurred_until AS until FROM replay.tables WHERE projection = 'canvasser_activity' ORDER BY 1`);
    expect(rows.map(({ until }) => until.slice(0, 10))).toEqual(Array.from({ length: 24 }, (_, n) => `2026-10-${String(7 + n).padStart(2, '0')}`));
  });
});
