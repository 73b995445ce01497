import type { EventLog } from '@fieldledger/kernel';
import { nameUuid } from '@fieldledger/kernel';
import type { ReplayStatus } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import { knock, randomFrom } from '@fieldledger/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { everyQuestion } from './every-question.js';
import { lateTold, naively } from './late-told.js';
import { mixedHistory } from './mixed-history.js';
import { OURS, ReplayTrial, THEIRS } from './replay-trial.js';

const POSITIONS = Number(process.env['REPLAYS'] ?? 8);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const EVENTS = 2_400;

interface Answer {
  readonly version: number;
  readonly reflects: Record<string, string>;
  readonly rows: Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

const isAsked = (question: string, name: string) => question.replace('POST ', '').split(/[/? ]/)[0] === name;

describe('reports as they stood', () => {
  let trial: ReplayTrial;
  let asked: string[];
  let key: string;

  beforeAll(async () => {
    console.log(`SEED=${SEED}`);
    trial = await ReplayTrial.open({ pageSize: 300 });
    await trial.append(mixedHistory({ seed: SEED, events: EVENTS, organizations: [OURS, THEIRS] }));
    asked = await everyQuestion(trial);
    key = trial.keyOf(['personal', 'audit']);
  });
  afterAll(async () => trial.close());

  const ask = (question: string, when: string, as = key) => {
    if (question.startsWith('POST ')) return trial.ask(as, `/reports/reconciliation?${when}`, { payload: { items: [{ contributionId: question.split(' ')[2], amountCents: 1 }] } });
    return trial.ask(as, `/reports/${question}${question.includes('?') ? '&' : '?'}${when}`);
  };
  const positionOf = (n: number) => String(n).padStart(16, '0');

  it('are all asked here, with each of their routes', () => {
    for (const { name } of REPORTS) expect([name, asked.some((question) => isAsked(question, name))]).toEqual([name, true]);
  });

  it('are answers, and no refusals that are the same twice', async () => {
    const { position } = await trial.log.horizon();
    for (const question of asked) {
      const { status, body } = await ask(question, `atPosition=${position}`);
      // Which report has two whole versions is left to the seed.
      if (question.startsWith('filing-differences?report=') && status !== 200) expect(['filing-incomplete', 'filings-required']).toContain(body.code);
      else expect([SEED, question, status]).toEqual([SEED, question, 200]);
    }
  });

  it(`are what a fresh installation answers that was fed nothing more, at ${POSITIONS} random positions`, async () => {
    const upTo = randomFrom(SEED);
    for (let n = 0; n < POSITIONS; n++) {
      const position = positionOf(40 + upTo(EVENTS - 40));
      const replayed = new Map<string, unknown>();
      for (const question of asked) replayed.set(question, await ask(question, `atPosition=${position}`));
      const fresh = await trial.asFresh(await trial.log.horizonAt(position), async () => {
        const answers = new Map<string, unknown>();
        for (const question of asked) answers.set(question, await ask(question, ''));
        return answers;
      });
      for (const question of asked) expect([SEED, position, question, replayed.get(question)]).toEqual([SEED, position, question, fresh.get(question)]);
    }
  }, 60_000 + POSITIONS * 20_000);

  describe('told late and corrected since', () => {
    const CAMPAIGN = nameUuid('replay', 'late');
    let auditor: string;
    const told = lateTold(SEED, 240, CAMPAIGN);
    let recorded: readonly { readonly position: string; readonly recordedAt: string }[];

    beforeAll(async () => {
      auditor = trial.keyOf(['audit'], CAMPAIGN);
      for (let at = 0; at < told.length; at += 40) {
        await trial.append(told.slice(at, at + 40));
        await pause(3);
      }
      recorded = await trial.log.read('', { limit: 10_000, organization: CAMPAIGN });
    });

    const report = async (question: string, when: Record<string, string>): Promise<Answer> => {
      const { status, body } = await trial.ask(auditor, `/reports/${question}${question.includes('?') ? '&' : '?'}${new URLSearchParams(when)}`);
      expect([question, status, body]).toEqual([question, 200, body]);
      return body as unknown as Answer;
    };
    const round = (hours: number) => Math.round((hours + Number.EPSILON) * 100) / 100;

    it('are what plain loops make of what was known then and had happened until then', async () => {
      const upTo = randomFrom(SEED + 1);
      for (let n = 0; n < 12; n++) {
        const last = n === 0 ? recorded.length - 1 : 60 + upTo(recorded.length - 60);
        const until = new Date(Date.UTC(2026, 9, 1) + upTo(45 * 24) * 3_600_000).toISOString();
        // Alone and together, by position and by instant.
        const known: Record<string, string> = [{ atPosition: recorded[last]!.position }, { asOf: recorded[last]!.recordedAt }, {}][n % 3]!;
        const events = recorded.filter(({ position, recordedAt }) => (known.atPosition ? position <= known.atPosition : !known.asOf || recordedAt <= known.asOf));
        const facts = events.map((_, i) => told[i]!.events[0]!);
        const isAlways = n % 4 === 3;
        const naive = naively(facts, isAlways ? Infinity : Date.parse(until));
        const when = { ...known, ...(!isAlways && { occurredUntil: until }) };
        if (Object.keys(when).length === 0) continue;
        const context = [SEED, n, when];
        const rates = await report('contact-rates', when);
        expect([context, rates.totals]).toEqual([context, expect.objectContaining(naive.contactRates)]);
        expect(rates.reflects).toMatchObject({ position: events.at(-1)!.position, moment: events.at(-1)!.recordedAt, ...(known.asOf && { asOf: known.asOf }), ...(!isAlways && { occurredUntil: until }) });
        const days = (await report('receipts?groupBy=day', when)).rows.filter(({ grossCents, refundsCents }) => grossCents !== 0 || refundsCents !== 0);
        expect([context, Object.fromEntries(days.map(({ day, grossCents, refundsCents }) => [day, { gross: grossCents, refunds: refundsCents }]))]).toEqual([context, naive.receipts]);
        const { volunteering } = naive;
        const rated = await report('show-rates', when);
        expect([context, rated.totals]).toEqual([context, volunteering.showRates('nothing')[''] ?? expect.objectContaining({ scheduled: 0, invitedOnly: 0 })]);
        const hours = await report('volunteer-hours?groupBy=volunteer', when);
        expect([context, Object.fromEntries(hours.rows.map(({ volunteer, seconds, hours: worked }) => [volunteer, [seconds, worked]]))]).toEqual([context, Object.fromEntries(Object.entries(volunteering.hours()).map(([who, { seconds }]) => [who, [seconds, round(seconds! / 3_600)]]))]);
      }
    });

    it('are named by both times, the position and the versions of folds and rules', async () => {
      const when = { asOf: recorded.at(-1)!.recordedAt, occurredUntil: '2026-11-01T00:00:00-04:00' };
      const limits = await report('limits?all=true', when);
      expect(limits).toMatchObject({ version: 1, rules: 'fec-2025', reflects: { position: recorded.at(-1)!.position, asOf: when.asOf, occurredUntil: '2026-11-01T04:00:00.000Z' } });
      const answer = await fetch(`${trial.address}/reports/contact-rates?${new URLSearchParams({ ...when, format: 'csv' })}`, { headers: { authorization: auditor } });
      expect(Object.fromEntries(answer.headers)).toMatchObject({ 'x-log-position': limits.reflects.position, 'x-as-of': limits.reflects.asOf, 'x-occurred-until': limits.reflects.occurredUntil, 'x-report-version': '1' });
    });
  });

  describe('kept as snapshots by position', () => {
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
      const slider = Array.from({ length: 14 }, () => positionOf(60 + upTo(EVENTS - 60)));
      await emptied();
      const slid = new Map<string, unknown>();
      for (const position of slider) for (const question of some) slid.set(`${position} ${question}`, await ask(question, `atPosition=${position}`));
      // Left on the way, folded on from copies, and answered without a table of their own.
      expect((await snapshots()).length).toBeGreaterThan(2);
      expect((await snapshots()).length).toBeLessThan(14);
      for (const position of slider) {
        await emptied();
        for (const question of some) expect([SEED, position, question, slid.get(`${position} ${question}`)]).toEqual([SEED, position, question, await ask(question, `atPosition=${position}`)]);
      }
    });

    it('are never trusted over the log: an altered row is found, and folded afresh', async () => {
      await emptied();
      const [early, late] = [positionOf(1_000), positionOf(1_100)];
      const right = await ask('contact-rates', `atPosition=${early}`);
      const rightLate = await ask('contact-rates', `atPosition=${late}`);
      const alter = async () => {
        const [{ name } = { name: '' }] = (await snapshots()).slice(-1);
        const { rowCount } = await trial.sql.query(`UPDATE ${name} SET standing = NOT standing WHERE attempt_id = (SELECT min(attempt_id::text)::uuid FROM ${name})`);
        expect(rowCount).toBe(1);
      };
      // By this process, once it does not believe any more what it saw itself.
      await alter();
      await pause(3_000);
      trial.said.length = 0;
      expect(await ask('contact-rates', `atPosition=${early}`)).toEqual(right);
      expect(trial.said.join()).toContain('contact_rates: the snapshot at 0000000000001000 is not what was folded');
      // By another at once, also where it folds on from there.
      await alter();
      const other = await trial.openReplays();
      const before = trial.store;
      trial.store = other;
      trial.said.length = 0;
      expect(await ask('contact-rates', `atPosition=${late}`)).toEqual(rightLate);
      expect(trial.said.join()).toContain('is dropped, and folded afresh');
      trial.store = before;
      await other.close();
    });

    it('outlive the process that made them; what it left unfinished does not', async () => {
      await emptied();
      const position = positionOf(1_500);
      const right = await ask('receipts', `atPosition=${position}`);
      const [{ name } = { name: '' }] = await snapshots('receipts');
      await trial.sql.query(`CREATE TABLE replay.receipts_v1_half AS SELECT * FROM ${name} LIMIT 3`);
      await trial.sql.query(`CREATE TABLE replay.nobodys AS SELECT 1`);
      await trial.sql.query(`INSERT INTO replay.tables (table_name, personal, projection, version, organization, occurred_until, state, position, indexed, made_by) VALUES ('receipts_v1_half', false, 'receipts', 1, $1, '', 'folding', $2, true, 'a process that was killed')`, [OURS, position]);
      await trial.replays.close();
      // The log is read for the first event, and to look whether a position is known, and for nothing else.
      const frugal = Object.assign(Object.create(trial.log) as EventLog, { readFacts: (after: string, page: { readonly limit: number }) => (page.limit === 1 ? trial.log.readFacts(after, page) : Promise.reject(new Error('folded again'))) });
      await trial.reopen({ log: frugal });
      expect(await ask('receipts', `atPosition=${position}`)).toEqual(right);
      const { rows } = await trial.sql.query<{ left: string | null }>(`SELECT coalesce(to_regclass('replay.receipts_v1_half')::text, to_regclass('replay.nobodys')::text) AS left`);
      expect(rows[0]!.left).toBeNull();
      await trial.replays.close();
      await trial.reopen();
    });

    it('with clear text are forgotten at once when somebody is erased, and never kept for long', async () => {
      const personal = () => trial.sql.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'replay_personal'::regnamespace AND relkind = 'r'`).then(({ rows }) => rows[0]!.n);
      const named = await ask('show-rates/signups', `atPosition=${positionOf(2_000)}`);
      expect(JSON.stringify(named.body)).toContain('lastName');
      expect(await personal()).toBeGreaterThan(0);
      await trial.replays.forget();
      expect(await personal()).toBe(0);
      expect(await ask('show-rates/signups', `atPosition=${positionOf(2_000)}`)).toEqual(named);
      await trial.sql.query(`UPDATE replay.tables SET used_at = now() - interval '6 minutes' WHERE personal`);
      await (await trial.openReplays()).close();
      expect(await personal()).toBe(0);
    });

    it('are kept only so many, the latest used ones', async () => {
      await emptied();
      for (let n = 0; n < 30; n++) await ask('canvasser-activity', `atPosition=${positionOf(1_200)}&occurredUntil=2026-10-${String(1 + n).padStart(2, '0')}T00:00:00Z`);
      const { rows } = await trial.sql.query<{ until: string }>(`SELECT occurred_until AS until FROM replay.tables WHERE projection = 'canvasser_activity' ORDER BY 1`);
      expect(rows.map(({ until }) => until.slice(0, 10))).toEqual(Array.from({ length: 24 }, (_, n) => `2026-10-${String(7 + n).padStart(2, '0')}`));
    });
  });

  describe('that take long', () => {
    const list = async (as = key) => ((await trial.ask(as, '/replays')).body as unknown as { replays: (ReplayStatus & { reports: string[] })[] }).replays;
    const underWay = async () => (await list()).filter(({ state }) => state === 'folding' || state === 'waiting');

    beforeEach(async () => {
      await trial.replays.close();
      await trial.sql.query(`DELETE FROM replay.tables`);
      await trial.reopen({ log: trial.slowly(60), patienceMs: 40, pageSize: 30 });
    });
    afterAll(async () => {
      await trial.replays.close();
      await trial.reopen();
    });

    it('say how far they have come, go on, and are found by who asks again', async () => {
      const right = await trial.asFresh(await trial.log.horizonAt(positionOf(2_000)), () => ask('contact-rates', ''));
      const [told, answers]: [string[], unknown[]] = [[], []];
      for (let tries = 0; answers.length === 0 && tries < 400; tries++) {
        const { status, body } = await ask('contact-rates', `atPosition=${positionOf(2_000)}`);
        if (status === 503) told.push(String(body.detail));
        else answers.push(body);
      }
      expect(answers).toEqual([right.body]);
      expect(told.some((text) => /^The replay of contact_rates has come to \d{16} of 0000000000002000, with [1-9]\d* events folded\. Ask again shortly\.$/.test(text))).toBe(true);
      expect(await list()).toEqual([expect.objectContaining({ projection: 'contact_rates', reports: ['contact-rates'], state: 'finished', position: positionOf(2_000), of: positionOf(2_000) })]);
    });

    it('are two at once, and the others wait their turn', async () => {
      for (const question of ['contact-rates', 'receipts', 'filings', 'recurring']) await ask(question, `atPosition=${positionOf(2_000)}`);
      expect((await list()).map(({ state }) => state)).toEqual(['folding', 'folding', 'waiting', 'waiting']);
      expect((await ask('recurring', `atPosition=${positionOf(2_000)}`)).body).toMatchObject({ code: 'not-yet-visible', detail: expect.stringContaining('waits for its turn') });
      expect(await list(trial.keyOf(['audit'], THEIRS))).toEqual([]);
      while ((await underWay()).length > 0) await pause(20);
      expect((await list()).map(({ state }) => state)).toEqual(['finished', 'finished', 'finished', 'finished']);
    });

    it('can be cancelled by an auditor of the organization, and leave nothing', async () => {
      await ask('receipts', `atPosition=${positionOf(2_000)}`);
      const [{ id }] = (await list()) as [ReplayStatus & { reports: string[] }];
      expect((await trial.ask(trial.keyOf(['read']), `/replays/${id}`, { method: 'DELETE' })).status).toBe(403);
      expect((await trial.ask(trial.keyOf(['audit'], THEIRS), `/replays/${id}`, { method: 'DELETE' })).status).toBe(404);
      expect(await trial.ask(key, `/replays/${id}`, { method: 'DELETE' })).toEqual({ status: 200, body: { id, cancelled: true } });
      expect(await list()).toEqual([expect.objectContaining({ id, state: 'cancelled' })]);
      expect((await trial.sql.query(`SELECT FROM replay.tables`)).rowCount).toBe(0);
      // Who was waiting for it is told, and does not begin it again.
      expect((await ask('receipts', `atPosition=${positionOf(2_000)}`)).body).toMatchObject({ code: 'replay-cancelled' });
      expect((await trial.ask(key, `/replays/${id}`, { method: 'DELETE' })).status).toBe(404);
    });

    it('are taken up from what is left when their table is taken away', async () => {
      await ask('contact-rates', `atPosition=${positionOf(2_000)}`);
      await pause(100);
      await trial.sql.query(`UPDATE replay.tables SET made_by = 'gone'`);
      await (await trial.openReplays()).close();
      const right = await trial.asFresh(await trial.log.horizonAt(positionOf(2_000)), () => ask('contact-rates', ''));
      while ((await underWay()).length > 0) await pause(20);
      expect((await list()).map(({ state }) => state)).toEqual(['failed']);
      for (let answer = await ask('contact-rates', `atPosition=${positionOf(2_000)}`); ; answer = await ask('contact-rates', `atPosition=${positionOf(2_000)}`)) {
        if (answer.status === 503) continue;
        expect(answer).toEqual(right);
        break;
      }
    });
  });

  describe('that cannot be', () => {
    it.each([
      ['atPosition=soon', 'invalid-position', /sixteen digits/],
      ['atPosition=', 'invalid-position', /as an earlier answer gave it/],
      ['atPosition=9999999999999999', 'unknown-position', /the log has come to \d{16}/],
      ['asOf=2001-01-01T00:00:00Z', 'before-first-event', /first event was recorded at \d{4}-.* position \d{16}/],
      ['asOf=2099-01-01T00:00:00Z', 'moment-to-come', /nobody can tell yet\. The server's time is/],
      ['asOf=2026-11-03', 'invalid-instant', /A day begins and ends at another instant in every zone/],
      ['asOf=yesterday', 'invalid-instant', /asOf is an instant/],
      ['occurredUntil=2026-11-01T00:00:00', 'invalid-instant', /with its zone/],
      ['asOf=2026-11-01T00:00:00Z&minPosition=latest', 'moments-contradict', /the one or the other/],
      ['atPosition=1&atPosition=2', 'repeated-parameter', /once/],
      ['atposition=1', 'unknown-parameter', /atPosition/],
    ])('are refused with a sentence: %s', async (when, code, sentence) => {
      const { status, body } = await ask('contact-rates', when);
      expect([status, body.code]).toEqual([400, code]);
      expect(body.detail).toMatch(sentence);
    });

    it('say when there was nothing yet, of an organization and of a report', async () => {
      const [young, auditor] = [nameUuid('replay', 'young'), trial.keyOf(['audit'], nameUuid('replay', 'young'))];
      expect((await trial.ask(auditor, `/reports/receipts?occurredUntil=2026-11-01T00:00:00Z`)).body).toMatchObject({ code: 'before-first-event', detail: expect.stringContaining('no event yet') });
      const before = (await trial.log.horizon()).position;
      await trial.append([knock({ stream: 'young', organization: young, type: 'FilingCompleted', data: { filingId: young, reportId: young, parts: 0, rows: 0, amendmentNumber: 0 } })]);
      const { position } = await trial.log.horizon();
      expect((await trial.ask(auditor, `/reports/filings?atPosition=${before}`)).body).toMatchObject({ code: 'before-first-event', detail: expect.stringContaining(position) });
      const { status, body } = await trial.ask(auditor, `/reports/canvasser-activity?atPosition=${position}`);
      expect([status, body]).toMatchObject([200, { rows: [], reflects: { position, note: expect.stringMatching(/nothing for this report yet.*none of the events that canvasser_activity folds was recorded/) } }]);
      const happened = await ask('canvasser-activity', `occurredUntil=2001-01-01T00:00:00Z`);
      expect(happened.body).toMatchObject({ rows: [], reflects: { note: expect.stringContaining('had happened until 2001-01-01') } });
      expect((await trial.ask(auditor, `/reports/filings?atPosition=${position}`)).body.reflects).not.toHaveProperty('note');
    });

    it('are not answered from live tables', async () => {
      await expect(trial.live.rows({ projection: 'receipts', organization: OURS, sql: '', parameters: [], when: { asOf: '2026-11-01T00:00:00Z' } })).rejects.toMatchObject({ slug: 'moment-elsewhere' });
    });

    it('let an auditor look at reports, see no names, and do nothing else', async () => {
      const auditor = trial.keyOf(['audit']);
      const when = `atPosition=${positionOf(2_000)}`;
      const [blind, seeing] = [await ask('show-rates/signups', when, auditor), await ask('show-rates/signups', when)];
      expect([blind.status, JSON.stringify(blind.body).includes('lastName'), JSON.stringify(seeing.body).includes('lastName')]).toEqual([200, false, true]);
      expect((await trial.ask(auditor, '/keys', { payload: { app: 'x', scopes: ['read'] } })).status).toBe(403);
      expect((await trial.ask(trial.keyOf(['read']), '/replays')).status).toBe(403);
    });
  });
});
