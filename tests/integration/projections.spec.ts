import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid, Unopened, type AnyProjection, type AppendRequest, type EventLog, type Projection, type RecordedEvent, type Unsealer } from '@fieldledger/kernel';
import { PostgresReadStore, ProjectionRun, Projector, ReadDatabase } from '@fieldledger/read-store';
import { isSealed, PERSON_ERASED } from '@fieldledger/privacy';
import { PROJECTIONS } from '@fieldledger/reports';
import { canvassHistory, committeesHistory, filingHistory, knock, markUnsealer, moneyHistory, seriesHistory, startTestPostgres, volunteerHistory } from '@fieldledger/testing';
import { setTimeout as sleep } from 'node:timers/promises';

const OURS = nameUuid('projections', 'ours');
const THEIRS = nameUuid('projections', 'theirs');

/** A small report of a spec's own: how often each door was knocked. */
type Doors = Projection<{ type: 'DoorKnocked'; data: { door: string } }, { door: string }, { knocks: number }>;
function doorsReport(name: string, version: number, weight = 1): Doors {
  return {
    name,
    version,
    table: 'CREATE TABLE {{table}} (organization uuid NOT NULL, door text NOT NULL, knocks int NOT NULL, PRIMARY KEY (organization, door))',
    keyColumns: ['door'],
    key: ({ data }) => ({ door: data.door }),
    initial: { knocks: 0 },
    fold: { DoorKnocked: ({ knocks }) => ({ knocks: knocks + weight }) },
  };
}

/**
 * Now and then whoever something was just recorded of is erased, and more is recorded of them later. Their keys are still
 * about here, so that what is left of them depends on the order alone.
 */
function* withErasures(history: Iterable<AppendRequest>): Generator<AppendRequest> {
  let n = 0;
  for (const request of history) {
    yield request;
    const subjects = request.events.flatMap(({ data }) => Object.values(data)).filter(isSealed).map(({ key }) => key);
    if (subjects.length === 0 || n++ % 5 !== 0) continue;
    const erasureId = nameUuid('projections', 'erasure', request.stream, String(n));
    yield knock({ stream: `erasure-${erasureId}`, organization: request.meta.organization, type: PERSON_ERASED, data: { erasureId, subjects: [...new Set(subjects)], suppressed: [] } });
  }
}

describe('reports', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let log: PostgresEventLog;
  let database: ReadDatabase;
  let store: PostgresReadStore;
  const said: string[] = [];
  let doors = 0;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ url: postgres.url });
    database = await ReadDatabase.open({ url: postgres.url });
    store = new PostgresReadStore(database, log);
    for (const history of [canvassHistory, moneyHistory, committeesHistory, seriesHistory, filingHistory, volunteerHistory]) await append([...withErasures(history({ seed: 7, events: 1_200, organizations: [OURS, THEIRS] }))]);
  });
  afterAll(async () => {
    await database.close();
    await log.close();
    await postgres.stop();
  });

  const append = async (requests: Parameters<EventLog['append']>[0]) => {
    for (let at = 0; at < requests.length; at += 500) {
      for (const { outcome } of await log.append(requests.slice(at, at + 500))) expect(outcome).toBe('appended');
    }
  };
  const knocks = (...names: string[]) => append(names.map((door) => knock({ stream: `door-${++doors}`, organization: OURS, data: { door } })));
  const start = (projections: readonly AnyProjection[], pageSize?: number) => Projector.start({ database, log, projections, pageSize, unsealer: markUnsealer, tell: (line, level = 'info') => said.push(`${level} ${line}`) });
  const end = async () => (await log.horizon()).position;
  const rows = (projection: string, organization = OURS, minPosition?: string) =>
    store.rows<{ door: string; knocks: number }>({ projection, organization, sql: 'SELECT door, knocks FROM {{table}} WHERE organization = $1 ORDER BY door', parameters: [], when: { minPosition } });
  const rebuilt = async (projection: AnyProjection, pageSize: number, until?: { position: string; moment: string }) => {
    const run = await ProjectionRun.open({ pool: database.folding, log, projection, table: `${projection.name}_again`, pageSize, unsealer: markUnsealer });
    try {
      await run.catchUp(undefined, until);
      return await run.digest();
    } finally {
      await run.discard();
    }
  };
  const liveDigest = async (projection: AnyProjection) => {
    const [{ table } = { table: '' }] = (await database.checkpoints(projection.name)).filter(({ state }) => state === 'live');
    return (await ProjectionRun.open({ pool: database.folding, log, projection, table, unsealer: markUnsealer })).digest();
  };

  it.each(PROJECTIONS.map((projection) => [projection.name, projection] as const))('%s: what was folded as it came equals a rebuild, for every size of page', async (name, projection) => {
    const projector = await start([projection], 50);
    await store.rows({ projection: name, organization: OURS, sql: 'SELECT 1 FROM {{table}} WHERE organization = $1 LIMIT 1', parameters: [], when: { minPosition: await end() } });
    await projector.stop();
    const live = await liveDigest(projection);
    expect(live.rows).toBeGreaterThan(100);
    const until = { position: await end(), moment: '' };
    for (const pageSize of [1, 7, 1_000]) expect(await rebuilt(projection, pageSize, until)).toEqual(live);
  });

  it.each(PROJECTIONS.map((projection) => [projection.name, projection] as const))('%s: an organization sees only its own rows', async (name, projection) => {
    const projector = await start([projection]);
    const count = async (organization: string) => {
      const { rows: [row] } = await store.rows<{ n: number }>({ projection: name, organization, sql: 'SELECT count(*)::int AS n FROM {{table}} WHERE organization = $1', parameters: [], when: { minPosition: await end() } });
      return row!.n;
    };
    const [ours, theirs, nobodys] = [await count(OURS), await count(THEIRS), await count(nameUuid('nobody'))];
    const live = await liveDigest(projection);
    await projector.stop();
    expect([ours > 0, theirs > 0, nobodys]).toEqual([true, true, 0]);
    expect(ours + theirs).toBe(live.rows);
  });

  it('follow the log, and answer whoever waits for their own write', async () => {
    const projector = await start([doorsReport('follows', 1)]);
    await knocks('a', 'b', 'a');
    const horizon = await log.horizon();
    const answer = await rows('follows', OURS, horizon.position);
    expect(answer.reflects).toEqual(horizon);
    await knocks('b');
    expect((await rows('follows', OURS, 'latest')).rows).toContainEqual({ door: 'b', knocks: 2 });
    await projector.stop();
    expect(answer.rows).toEqual([{ door: 'a', knocks: 2 }, { door: 'b', knocks: 1 }]);
  });

  it.each([
    ['trickle in', 150, 1, 100],
    ['pour in, later and with more of them', 30, 60, 250],
  ])('come along in rounds, however the events %s', async (_how, times, atOnce, apart) => {
    let rounds = 0;
    const counted = Object.assign(Object.create(log) as EventLog, { horizon: () => (rounds++, log.horizon()) });
    const [report, drops] = [`drops_${atOnce}`, Array<string>(atOnce).fill(`drop ${atOnce}`)];
    const projector = await Projector.start({ database, log: counted, projections: [doorsReport(report, 1)], tell: (line) => said.push(line) });
    const since = performance.now();
    for (let n = 0; n < times; n++) await Promise.all([knocks(...drops), sleep(750 / times)]);
    const answer = await rows(report, OURS, 'latest');
    const milliseconds = performance.now() - since;
    await projector.stop();
    expect(answer.rows).toContainEqual({ door: drops[0], knocks: times * atOnce });
    // Opening asks twice more, and the first and the last round may have few.
    expect(rounds).toBeLessThanOrEqual(milliseconds / apart + 4);
  });

  it('are looked at by the database as soon as they have grown large, so that what is asked right after an import is planned for as many rows', async () => {
    await knocks(...Array.from({ length: 2_500 }, (_, n) => `one of many ${n}`));
    const run = await ProjectionRun.open({ pool: database.folding, log, projection: doorsReport('looked_at', 1), table: 'looked_at_v1', unsealer: markUnsealer });
    const looked = async () => (await database.folding.query<{ rows: number }>(`SELECT reltuples::int AS rows FROM pg_class WHERE oid = 'read.looked_at_v1'::regclass`)).rows[0]!.rows;
    expect(await looked()).toBe(-1);
    await run.catchUp();
    for (const since = Date.now(); (await looked()) === -1 && Date.now() - since < 5_000; ) await sleep(20);
    expect(await looked()).toBeGreaterThanOrEqual(2_500);
    await run.discard();
  });

  it('say that they have not come so far rather than wait for ever', async () => {
    const since = Date.now();
    await expect(rows('follows', OURS, '9999999999999999')).rejects.toMatchObject({ slug: 'not-yet-visible' });
    expect(Date.now() - since).toBeLessThan(30_000);
  });

  it('with new folds are built beside the live table and swapped in', async () => {
    await (await start([doorsReport('swapped', 1)])).stop();
    const first = await start([doorsReport('swapped', 1)]);
    await knocks('c');
    const old = await rows('swapped', OURS, await end());
    await first.stop();
    const second = await start([doorsReport('swapped', 2, 10)]);
    for (let answer = await rows('swapped'); ; answer = await rows('swapped')) {
      if (answer.version === 2) {
        expect(answer.rows.find(({ door }) => door === 'c')).toEqual({ door: 'c', knocks: 10 * old.rows.find(({ door }) => door === 'c')!.knocks });
        expect(answer.reflects.position).toBe(await end());
        break;
      }
      expect(answer.rows).toEqual(old.rows);
      await sleep(5);
    }
    await second.stop();
    expect((await database.checkpoints('swapped')).map(({ table, state }) => [table, state])).toEqual([['swapped_v2', 'live']]);
    await expect(start([doorsReport('swapped', 1)])).rejects.toThrow(/kept in version 2; this program knows version 1/);
  });

  it('that meet an event they cannot fold stop loudly, and hold up no other', async () => {
    const poisoned = doorsReport('poisoned', 1);
    const choosy: Doors = { ...poisoned, fold: { DoorKnocked: (row, event) => { if (event.data.door === 'poison') throw new Error('no such door'); return { knocks: row.knocks + 1 }; } } };
    const projector = await start([choosy, doorsReport('healthy', 1)]);
    await knocks('d', 'poison', 'e');
    const healthy = await rows('healthy', OURS, await end());
    expect(healthy.rows.map(({ door }) => door)).toEqual(expect.arrayContaining(['d', 'e', 'poison']));
    await expect(rows('poisoned', OURS, await end())).rejects.toMatchObject({ slug: 'report-stopped', message: expect.stringContaining('no such door') });
    expect(projector.status().find(({ projection }) => projection === 'poisoned')).toMatchObject({ state: 'stopped' });
    expect(said.join('\n')).toMatch(/^error poisoned: STOPPED: event .* \(DoorKnocked, position \d{16}\) cannot be folded: no such door/m);
    await projector.stop();
    const mended = await start([poisoned]);
    for (let answer; !answer; await sleep(10)) answer = await rows('poisoned', OURS, await end()).catch(() => undefined);
    await mended.stop();
    expect(await liveDigest(poisoned)).toEqual(await rebuilt(poisoned, 1_000));
  });

  it('that meet an event that does not open say so, and go on by themselves when it does, or when its person was erased', async () => {
    const named = { ...doorsReport('named', 1), personal: true as const };
    let changed = true;
    const unsealer: Unsealer = { unseal: async (events) => events.map((event) => {
      if (changed && (event.data as { door?: string }).door === 'sealed') throw new Unopened(event, 'note', 'a-person', {});
      return {};
    }) };
    const projector = await Projector.start({ database, log, projections: [named], unsealer, tell: (line) => said.push(line) });
    await knocks('j', 'sealed');
    const position = await end();
    for (let stopped = false; !stopped; await sleep(10)) stopped = await rows('named', OURS, position).then(() => false, (error: { slug: string; message: string }) => error.slug === 'report-stopped' && /position \d{16}\) cannot be folded: its note does not open with the key of a-person: the event or the key was changed/.test(error.message));
    changed = false;
    for (let answer; !answer; await sleep(10)) answer = await rows('named', OURS, position).catch(() => undefined);
    expect((await rows('named', OURS, position)).rows.map(({ door }) => door)).toContain('sealed');
    await projector.stop();
  });

  it('name the event that the database refuses', async () => {
    const narrow: Doors = { ...doorsReport('narrow', 1), fold: { DoorKnocked: (row, { data }) => ({ knocks: data.door === 'wide' ? 3e10 : row.knocks + 1 }) } };
    await knocks('f', 'wide', 'g');
    const projector = await start([narrow]);
    while (projector.status()[0]?.state !== 'stopped') await sleep(10);
    expect(projector.status()[0]!.error).toMatch(/out of range/);
    await projector.stop();
    const events: RecordedEvent[] = await log.read('', { limit: 10_000, types: ['DoorKnocked'] });
    expect(projector.status()[0]!.error).toContain(events.find(({ data }) => (data as { door: string }).door === 'wide')!.position);
  });

  it('are right when two processes carry them at once', async () => {
    const projection = doorsReport('twice', 1);
    const two = [await start([projection], 3), await start([projection], 5)];
    for (let n = 0; n < 60; n++) await knocks('h', `i-${n % 5}`);
    for (let answer; !answer; await sleep(10)) answer = await rows('twice', OURS, await end()).catch(() => undefined);
    for (const projector of two) await projector.stop();
    expect(await liveDigest(projection)).toEqual(await rebuilt(projection, 1_000));
  });

  it('do not take up a table whose columns are not theirs', async () => {
    const unfit: AnyProjection = { ...doorsReport('unfit', 1), initial: { knocks: 0, rings: 0 } };
    await expect(ProjectionRun.open({ pool: database.folding, log, projection: unfit, table: 'unfit_v1' })).rejects.toThrow(/lacks rings/);
  });

  it('stop at an event of a version that they do not know, and go on when they do', async () => {
    const projection = doorsReport('versioned', 1);
    const request = knock({ stream: `door-${++doors}`, organization: OURS, data: { door: 'new' } });
    const projector = await start([projection]);
    await append([{ ...request, events: request.events.map((event) => ({ ...event, schemaVersion: 2 })) }]);
    while (projector.status()[0]?.state !== 'stopped') await sleep(10);
    expect(projector.status()[0]!.error).toMatch(/schema version is 2, and this program knows up to 1\. Run the newer/);
    await projector.stop();
    const newer = await start([{ ...projection, schemaVersions: { DoorKnocked: 2 } }]);
    for (let answer; !answer; await sleep(10)) answer = await rows('versioned', OURS, await end()).catch(() => undefined);
    expect((await rows('versioned')).rows.find(({ door }) => door === 'new')).toEqual({ door: 'new', knocks: 1 });
    await newer.stop();
  });
});
