import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, NO_STREAM, type EventData, type RecordedEvent as StoreEvent } from '@eventstore/db-client';
import { BEGINNING, Unavailable, nameUuid, type EventLog, type Position } from '@fieldledger/kernel';
import { knock, SEED } from '@fieldledger/testing';
import { all, EventStoreTrial, failureOf, random } from './eventstore-trial.js';

const OURS = nameUuid('contract', 'ours');

describe(`A call to EventStoreDB that is all or nothing (SEED=${SEED})`, () => {
  const trial = EventStoreTrial.forEachTest();

  it('shows nothing of an atomic call whose writer died before it was committed, and takes it when it comes again', async () => {
    const writer = await trial.open({ appendTimeoutMs: 1_000 });
    await writer.append([knock({ stream: 'door-0' })]);
    const asks = [1, 2, 3].map((n) => knock({ stream: `door-${n}` }));
    // Three events, and then what commits them, which is lost with the server; it stays away until the writer is gone.
    trial.double.killMidAppend(4, { stored: false });
    expect(await failureOf(writer.append(asks, { atomic: true }))).toMatchObject({ slug: 'write-unknown' });
    await trial.logs.pop()!.close();
    await trial.double.restart();
    const log = await trial.open();
    const seen = await Promise.all([log.readStream(OURS, 'door-1'), log.readStreams(OURS, ['door-2', 'door-3']), log.horizon(), all(log)]);
    const { position } = seen[3][0]!;
    expect([seen[0], seen[1].size, seen[2].position, seen[3].length]).toEqual([[], 0, position, 1]);
    // A stream of which the first event was abandoned begins with 0 nevertheless.
    expect(await log.append([knock({ stream: 'door-1', id: 'other' })])).toMatchObject([{ outcome: 'appended', receipt: { revision: 0 } }]);
    expect(await log.append(asks, { atomic: true })).toEqual([{ outcome: 'wrong-revision', actual: 0 }, { outcome: 'abandoned' }, { outcome: 'abandoned' }]);
    expect(await log.append(asks.slice(1), { atomic: true })).toMatchObject([{ outcome: 'appended', receipt: { revision: 0 } }, { outcome: 'appended', receipt: { revision: 0 } }]);
    expect((await all(log)).map(({ stream, revision }) => [stream, revision])).toEqual([['door-0', 0], ['door-1', 0], ['door-2', 0], ['door-3', 0]].sort((a, b) => (a[0]! < b[0]! ? -1 : 1)));
  });

  it('is taken when it comes again after it was given up, as often as it was', async () => {
    const asks = [1, 2].map((n) => knock({ stream: `door-${n}` }));
    for (let lost = 0; lost < 2; lost++) {
      const writer = await trial.open({ appendTimeoutMs: 500 });
      trial.double.killMidAppend(3, { stored: false });
      expect(await failureOf(writer.append(asks, { atomic: true }))).toMatchObject({ slug: 'write-unknown' });
      await trial.logs.pop()!.close();
      await trial.double.restart();
    }
    const log = await trial.open();
    expect(await log.append(asks, { atomic: true })).toMatchObject([{ outcome: 'appended', receipt: { revision: 0 } }, { outcome: 'appended', receipt: { revision: 0 } }]);
    expect((await log.readStream(OURS, 'door-1')).map(({ revision }) => revision)).toEqual([0]);
  });

  describe('with an event of an atomic call in it that nobody has decided', () => {
    const batch = nameUuid('batch');
    const name = (stream: string) => `fieldledger.${OURS}.${stream}`;
    let log: EventLog;
    let client: EventStoreDBClient;
    /** Where the events of door-1, door-2 (the undecided one) and door-3 lie. */
    let at: Position[];
    beforeEach(async () => {
      log = await trial.open();
      client = EventStoreDBClient.connectionString(trial.double.url);
      await log.append([knock({ stream: 'door-1' })]);
      const [first] = await events();
      const metadata = { ...(first!.metadata as object), stream: 'door-2', batch: { id: batch, streams: 2 } };
      await store('door-2', { ...first!, id: nameUuid('undecided'), metadata });
      await log.append([knock({ stream: 'door-3' })]);
      at = (await events()).map(({ position }) => String(position!.commit).padStart(16, '0'));
    });
    afterEach(() => client.dispose());

    /** Past the log, which would decide it. */
    const events = async () => {
      const found: StoreEvent[] = [];
      for await (const { event } of client.readAll()) if (event && !event.streamId.startsWith('$')) found.push(event as StoreEvent);
      return found;
    };
    const store = (stream: string, { id, type, data, metadata }: Pick<StoreEvent, 'id' | 'type' | 'data' | 'metadata'>) =>
      client.appendToStream(name(stream), { id, type, data, metadata, contentType: 'application/octet-stream' } as EventData, { expectedRevision: NO_STREAM });
    const commit = (preparedAt: number) => {
      const data = Buffer.from(JSON.stringify({ preparedAt: new Date(preparedAt).toISOString() }));
      const event = { id: nameUuid('committed'), type: 'BatchCommitted', data, metadata: undefined, contentType: 'application/octet-stream' } as EventData;
      return client.appendToStream(`fieldledger.batch-${batch}`, event, { expectedRevision: NO_STREAM });
    };
    const streams = async (page: Promise<readonly { readonly stream: string }[]>) => (await page).map(({ stream }) => stream);

    /** Who asks, what the answer is when the call was committed, and what it is when it was not. */
    const askers: [who: string, ask: () => Promise<unknown>, committed: unknown, abandoned: unknown][] = [
      ['who reads its stream', () => streams(log.readStream(OURS, 'door-2')), ['door-2'], []],
      ['who reads streams', async () => [...(await log.readStreams(OURS, ['door-1', 'door-2'])).keys()], ['door-1', 'door-2'], ['door-1']],
      ['who reads on from before it', () => streams(log.read(at[0]!, { limit: 10 })), ['door-2', 'door-3'], ['door-3']],
      ['who asks for the end', async () => (await log.horizon()).position === at[2] && streams(log.read(BEGINNING, { limit: 10 })), ['door-1', 'door-2', 'door-3'], ['door-1', 'door-3']],
      ['who waits for the next', () => log.waitBeyond(at[0]!, 10_000).then(() => streams(log.read(at[0]!, { limit: 10 }))), ['door-2', 'door-3'], ['door-3']],
      ['who writes behind it', async () => (await log.append([knock({ stream: 'door-2', id: 'next', expected: 0 })]))[0]!.outcome, 'appended', 'wrong-revision'],
    ];

    it.each(askers)('%s waits for a writer that is slow', async (_, ask, committed) => {
      const committing = sleep(500).then(() => commit(Date.now()));
      expect(await ask()).toEqual(committed);
      await committing;
    });

    it.each(askers)('%s gives up a writer that is dead', async (_, ask, _committed, abandoned) => {
      expect(await ask()).toEqual(abandoned);
      expect(await failureOf(commit(Date.now()))).toMatchObject({ type: 'wrong-expected-version' });
    });

    it.each(askers)('%s does not believe a writer that comes far too late', async (_, ask, _committed, abandoned) => {
      await commit(Date.now() - 3_600_000);
      expect(await ask()).toEqual(abandoned);
    });

    it('shows what is before it at once', async () => {
      expect(await streams(log.read(BEGINNING, { limit: 10 }))).toEqual(['door-1']);
      expect(await events()).toHaveLength(3);
    });
  });

  it('finds out that an atomic call was committed when the answer to that was lost', async () => {
    const log = await trial.open();
    trial.double.killMidAppend(4, { stored: true });
    const appending = log.append([1, 2, 3].map((n) => knock({ stream: `door-${n}` })), { atomic: true });
    await sleep(300);
    await trial.double.restart();
    expect((await appending).map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended']);
    expect(await all(log)).toHaveLength(3);
  });

  it('keeps atomic calls of two processes whole, and shows nobody later what he had already passed, through kills', async () => {
    const writers = [await trial.open(), await trial.open()];
    const reader = await trial.open();
    let isOver = false;
    const calls: { readonly ids: readonly string[]; readonly outcomes: readonly string[] }[] = [];
    const write = async (log: EventLog, w: string) => {
      for (let n = 0; !isOver; n++) {
        const first = random(6);
        const streams = Array.from({ length: 1 + random(3) }, (_, i) => `door-${(first + i) % 6}`);
        const asks = streams.map((stream) => knock({ stream, id: `${w}-${n}-${stream}`, expected: 'any' }));
        const result = await log.append(asks, { atomic: true }).catch((error: unknown) => {
          if (!(error instanceof Unavailable)) throw error;
          return error.slug;
        });
        const outcomes = typeof result === 'string' ? [result] : result.map(({ outcome }) => outcome);
        calls.push({ ids: asks.map(({ events }) => events[0]!.id), outcomes });
      }
    };
    const told: string[] = [];
    const horizons: { readonly position: Position; readonly ids: readonly string[] }[] = [];
    const follow = async () => {
      for (let at = BEGINNING; !isOver; ) {
        const page = await reader.read(at, { limit: 1 + random(30) }).catch(() => []);
        told.push(...page.map(({ id }) => id));
        at = page.at(-1)?.position ?? at;
        await reader.waitBeyond(at, 100);
      }
    };
    const look = async () => {
      while (!isOver) {
        await sleep(100);
        const horizon = await reader.horizon().catch(() => undefined);
        if (horizon && horizon.position !== BEGINNING) {
          const events = await reader.read(BEGINNING, { limit: 10_000, until: horizon.position }).catch(() => undefined);
          if (events) horizons.push({ position: horizon.position, ids: events.map(({ id }) => id) });
        }
      }
    };
    const work = Promise.all([write(writers[0]!, 'a'), write(writers[0]!, 'b'), write(writers[1]!, 'c'), write(writers[1]!, 'd'), follow(), look()]);
    await trial.killing(8, calls, 10);
    isOver = true;
    await work;
    const ids = (await all(reader)).map(({ id }) => id);
    const present = new Set(ids);
    expect(present.size).toBe(ids.length);
    for (const call of calls) {
      const there = call.ids.filter((id) => present.has(id)).length;
      expect([0, call.ids.length]).toContain(there);
      if (call.outcomes.includes('appended')) expect(there).toBe(call.ids.length);
    }
    expect(calls.filter(({ outcomes }) => outcomes.includes('appended')).length).toBeGreaterThan(10);
    expect(told).toEqual(ids.slice(0, told.length));
    for (const horizon of horizons) expect(horizon.ids).toEqual(ids.slice(0, horizon.ids.length));
    for (let n = 0; n < 6; n++) {
      const stream = await reader.readStream(OURS, `door-${n}`);
      expect(stream.map(({ revision }) => revision)).toEqual(stream.map((_, r) => r));
    }
  });
});
