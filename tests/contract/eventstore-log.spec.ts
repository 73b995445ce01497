import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient, NO_STREAM, type EventData, type RecordedEvent as StoreEvent } from '@eventstore/db-client';
import { openEventStoreLog } from '@fieldledger/event-log';
import { BEGINNING, Unavailable, nameUuid, type AppendOutcome, type AppendRequest, type EventLog, type Position, type Receipt, type RecordedEvent } from '@fieldledger/kernel';
import { knock, randomFrom, startEventStoreDouble, type EventStoreDouble } from '@fieldledger/testing';

const OURS = nameUuid('contract', 'ours');
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const random = randomFrom(seed);

const receipt = (outcome: AppendOutcome | undefined): Receipt => {
  if (!outcome || !('receipt' in outcome)) throw new Error(`No receipt: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
};

/** Says so of what failed, instead of throwing. */
const failureOf = (call: Promise<unknown>): Promise<unknown> => call.then(() => undefined, (error: unknown) => error);

const KILLS = Number(process.env['EVENTSTORE_KILLS'] ?? 20);
const ABANDONED = Number(process.env['ABANDONED_READS'] ?? 500);

const all = async (log: EventLog) => {
  const events: RecordedEvent[] = [];
  for (let page = await log.read(BEGINNING, { limit: 10_000 }); page.length > 0; page = await log.read(page.at(-1)!.position, { limit: 10_000 })) events.push(...page);
  return events;
};

describe(`The event log in EventStoreDB, when things go wrong (SEED=${seed})`, () => {
  let double: EventStoreDouble;
  let logs: EventLog[];
  const open = async (options: Partial<Parameters<typeof openEventStoreLog>[0]> = {}) => {
    const log = await openEventStoreLog({ url: double.url, ...options });
    logs.push(log);
    return log;
  };
  beforeAll(() => console.log(`SEED=${seed}`));
  beforeEach(async () => {
    double = await startEventStoreDouble();
    logs = [];
  });
  afterEach(async () => {
    double.thaw();
    await Promise.all(logs.map((log) => log.close()));
    await double.stop();
  });

  /** Kills the server so many times in the middle of things, owing answers to what it stored, and starts it again; between two kills so much is done. */
  async function killing(times: number, done: readonly unknown[], work: number): Promise<void> {
    double.slow(5);
    for (let n = 0; n < times; n++) {
      await sleep(random(100));
      double.kill();
      await sleep(random(150));
      await double.restart();
      for (const before = done.length; done.length < before + work; ) await sleep(5);
    }
    double.slow(0);
  }

  it(`loses nothing that it acknowledged, stores nothing twice, and finds out every lost answer, through ${KILLS} kills`, async () => {
    const log = await open();
    let isOver = false;
    const written: { readonly request: AppendRequest; readonly outcome: AppendOutcome }[] = [];
    const writer = async (w: number) => {
      for (let n = 0; !isOver; n++) {
        const request = knock({ stream: `door-${w}-${n}`, events: 1 + random(3) });
        const [outcome] = await log.append([request]);
        written.push({ request, outcome: outcome! });
      }
    };
    const writers = Promise.all(Array.from({ length: 16 }, (_, w) => writer(w)));
    await killing(KILLS, written, 50);
    isOver = true;
    await writers;
    expect(new Set(written.map(({ outcome }) => outcome.outcome))).toEqual(new Set(['appended']));
    const events = await all(log);
    expect(written.length).toBeGreaterThan(1_000);
    expect(double.calls['batchAppendRequest']).toBeGreaterThan(written.length);
    expect(events).toHaveLength(written.reduce((sum, { request }) => sum + request.events.length, 0));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const byId = new Map(events.map((event) => [event.id, event]));
    for (const { outcome } of written) {
      const { id, stream, revision, position, recordedAt } = byId.get(receipt(outcome).id)!;
      expect({ id, stream, revision, position, recordedAt }).toEqual(receipt(outcome));
    }
  }, 600_000);

  it('wakes who waits, whatever became of the subscription', async () => {
    const log = await open();
    const elsewhere = await open();
    const disturb = [() => double.restart(), () => double.dropStreams(), () => undefined];
    for (let n = 0; n < 9; n++) {
      const { position } = await log.horizon();
      const since = Date.now();
      const waiting = log.waitBeyond(position, 30_000);
      await sleep(50);
      await disturb[n % 3]!();
      await sleep(random(50));
      await elsewhere.append([knock({ stream: `door-${n}` })]);
      await waiting;
      expect(Date.now() - since).toBeLessThan(25_000);
      expect((await log.read(position, { limit: 10 })).map(({ stream }) => stream)).toEqual([`door-${n}`]);
    }
  });

  it('gives an append one time-out when the server hangs, and goes on when it does', async () => {
    const log = await open({ appendTimeoutMs: 1_000 });
    await log.append([knock({ stream: 'door-1' })]);
    double.freeze();
    const since = Date.now();
    const failures = await Promise.all(Array.from({ length: 50 }, (_, n) => failureOf(log.append([knock({ stream: `door-${n + 2}` })]))));
    expect(Date.now() - since).toBeLessThan(10_000);
    for (const failure of failures) expect(failure).toMatchObject({ slug: 'write-unknown' });
    double.thaw();
    const again = await log.append(Array.from({ length: 50 }, (_, n) => knock({ stream: `door-${n + 2}` })));
    expect(again.map(({ outcome }) => outcome).filter((it) => it !== 'same' && it !== 'appended')).toEqual([]);
    expect(await all(log)).toHaveLength(51);
  });

  it(`leaves none of ${ABANDONED} reads open that it abandons half-way`, async () => {
    const log = await open();
    await log.append(Array.from({ length: 300 }, (_, n) => knock({ stream: `door-${n}`, type: n % 2 ? 'CallMade' : 'DoorKnocked' })));
    for (let n = 0; n < ABANDONED / 50; n++) {
      const pages = await Promise.all(Array.from({ length: 50 }, () => log.read(BEGINNING, { limit: 1, types: ['CallMade'] })));
      expect(pages.flat()).toHaveLength(50);
    }
    for (let tries = 0; double.openReads > 0 && tries < 100; tries++) await sleep(20);
    expect(double.openReads).toBe(0);
    expect(await all(log)).toHaveLength(300);
  }, 600_000);

  it('knows another body under a known id after everything was started anew', async () => {
    const first = await (await open()).append([knock({ stream: 'door-1', events: 2 })]);
    await logs.pop()!.close();
    await double.restart();
    const log = await open();
    expect(await log.append([knock({ stream: 'door-1', events: 2, data: { changed: true } })])).toEqual([{ outcome: 'conflict', eventId: nameUuid(OURS, 'door-1', '0') }]);
    expect(await log.append([knock({ stream: 'door-1', events: 2 })])).toEqual([{ outcome: 'same', receipt: receipt(first[0]) }]);
  });

  it('shows nothing of an atomic call whose writer died before it was committed, and takes it when it comes again', async () => {
    const writer = await open({ appendTimeoutMs: 1_000 });
    await writer.append([knock({ stream: 'door-0' })]);
    const asks = [1, 2, 3].map((n) => knock({ stream: `door-${n}` }));
    // Three events, and then what commits them, which is lost with the server; it stays away until the writer is gone.
    double.killMidAppend(4, { stored: false });
    expect(await failureOf(writer.append(asks, { atomic: true }))).toMatchObject({ slug: 'write-unknown' });
    await logs.pop()!.close();
    await double.restart();
    const log = await open();
    const seen = await Promise.all([log.readStream(OURS, 'door-1'), log.readStreams(OURS, ['door-2', 'door-3']), log.horizon(), all(log)]);
    const { position } = seen[3][0]!;
    expect([seen[0], seen[1].size, seen[2].position, seen[3].length]).toEqual([[], 0, position, 1]);
    // A stream of which the first event was abandoned begins with 0 nevertheless.
    expect(await log.append([knock({ stream: 'door-1', id: 'other' })])).toMatchObject([{ outcome: 'appended', receipt: { revision: 0 } }]);
    expect(await log.append(asks, { atomic: true })).toEqual([{ outcome: 'wrong-revision', actual: 0 }, { outcome: 'abandoned' }, { outcome: 'abandoned' }]);
    expect(await log.append(asks.slice(1), { atomic: true })).toMatchObject([{ outcome: 'appended', receipt: { revision: 0 } }, { outcome: 'appended', receipt: { revision: 0 } }]);
    expect((await all(log)).map(({ stream, revision }) => [stream, revision])).toEqual([['door-0', 0], ['door-1', 0], ['door-2', 0], ['door-3', 0]].sort((a, b) => (a[0]! < b[0]! ? -1 : 1)));
  });

  describe('with an event of an atomic call in it that nobody has decided', () => {
    const batch = nameUuid('batch');
    const name = (stream: string) => `fieldledger.${OURS}.${stream}`;
    let log: EventLog;
    let client: EventStoreDBClient;
    /** Where the events of door-1, door-2 (the undecided one) and door-3 lie. */
    let at: Position[];
    beforeEach(async () => {
      log = await open();
      client = EventStoreDBClient.connectionString(double.url);
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
    const log = await open();
    double.killMidAppend(4, { stored: true });
    const appending = log.append([1, 2, 3].map((n) => knock({ stream: `door-${n}` })), { atomic: true });
    await sleep(300);
    await double.restart();
    expect((await appending).map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended']);
    expect(await all(log)).toHaveLength(3);
  });

  it('keeps atomic calls of two processes whole, and shows nobody later what he had already passed, through kills', async () => {
    const writers = [await open(), await open()];
    const reader = await open();
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
    await killing(8, calls, 10);
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

  it('refuses an event that is over the limit with a sentence, and takes those beside it', async () => {
    const log = await open();
    const full = 1_048_576 - '{"n":0,"text":""}'.length;
    const others = Array.from({ length: 20 }, (_, n) => log.append([knock({ stream: `door-${n}` })]));
    const failure = failureOf(log.append([knock({ stream: 'too-large', data: { text: 'x'.repeat(full + 1) } })]));
    const largest = log.append([knock({ stream: 'largest', data: { text: 'x'.repeat(full) } })]);
    expect(await failure).toMatchObject({ kind: 'invalid', slug: 'event-too-large', message: expect.stringContaining('at most 1 MiB') });
    expect((await Promise.all([...others, largest])).flat().map(({ outcome }) => outcome)).toEqual(Array<string>(21).fill('appended'));
  });

  it('goes on with the next leader, and says so when there is none', async () => {
    const log = await open({ appendTimeoutMs: 2_000 });
    for (let n = 0; n < 5; n++) {
      double.leaderChanged();
      expect(await log.append([knock({ stream: `door-${n}` })])).toMatchObject([{ outcome: 'appended' }]);
    }
    double.readOnly(true);
    expect(await failureOf(log.append([knock({ stream: 'door-9' })]))).toMatchObject({ slug: 'log-unreachable', message: expect.stringContaining('takes no writes') });
    double.readOnly(false);
    expect(await log.append([knock({ stream: 'door-9' })])).toMatchObject([{ outcome: 'appended' }]);
  });

  it('asks whoever comes to come again when too many wait', async () => {
    const log = await open({ inFlight: 2 });
    double.slow(50);
    const many = log.append(Array.from({ length: 20 }, (_, n) => knock({ stream: `door-${n}`, events: 1_000 })));
    expect(await failureOf(log.append([knock({ stream: 'one-more' })]))).toMatchObject({ slug: 'overloaded' });
    double.slow(0);
    expect((await many).every(({ outcome }) => outcome === 'appended')).toBe(true);
    expect(await log.append([knock({ stream: 'one-more' })])).toMatchObject([{ outcome: 'appended' }]);
  });

  it('finds every moment of a long log, whether it was read before or not', async () => {
    const writer = await open();
    for (let n = 0; n < 3; n++) await writer.append(Array.from({ length: 500 }, (_, i) => knock({ stream: `door-${n}-${i}`, data: { text: 'x'.repeat(400) } })));
    const events = await all(writer);
    expect(events).toHaveLength(1_500);
    const cold = await open();
    for (const log of [cold, writer, cold]) {
      for (let n = 0; n < 5; n++) {
        const { recordedAt } = events[random(events.length)]!;
        expect(await log.positionAt(recordedAt)).toBe(events.findLast((event) => event.recordedAt <= recordedAt)!.position);
      }
    }
  });

  it('speaks to one server at a time', async () => {
    await open();
    await open();
    await expect(openEventStoreLog({ url: 'esdb://127.0.0.1:9?tls=false' })).rejects.toThrow('one process speaks to one EventStoreDB');
  });
});
