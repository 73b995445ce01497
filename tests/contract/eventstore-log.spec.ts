import { setTimeout as sleep } from 'node:timers/promises';
import { EventStoreDBClient } from '@eventstore/db-client';
import { openEventStoreLog } from '@fieldledger/event-log';
import { BEGINNING, nameUuid, type AppendOutcome, type AppendRequest, type Receipt } from '@fieldledger/kernel';
import { knock, SEED } from '@fieldledger/testing';
import { all, EventStoreTrial, failureOf, random } from './eventstore-trial.js';

const OURS = nameUuid('contract', 'ours');
const KILLS = Number(process.env['EVENTSTORE_KILLS'] ?? 20);
const ABANDONED = Number(process.env['ABANDONED_READS'] ?? 500);

const receipt = (outcome: AppendOutcome | undefined): Receipt => {
  if (!outcome || !('receipt' in outcome)) throw new Error(`No receipt: ${JSON.stringify(outcome)}`);
  return outcome.receipt;
};

describe(`The event log in EventStoreDB, when things go wrong (SEED=${SEED})`, () => {
  const trial = EventStoreTrial.forEachTest();

  it(`loses nothing that it acknowledged, stores nothing twice, and finds out every lost answer, through ${KILLS} kills`, async () => {
    const log = await trial.open();
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
    await trial.killing(KILLS, written, 50);
    isOver = true;
    await writers;
    expect(new Set(written.map(({ outcome }) => outcome.outcome))).toEqual(new Set(['appended']));
    const events = await all(log);
    expect(written.length).toBeGreaterThan(1_000);
    expect(trial.double.calls['batchAppendRequest']).toBeGreaterThan(written.length);
    expect(events).toHaveLength(written.reduce((sum, { request }) => sum + request.events.length, 0));
    expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
    const byId = new Map(events.map((event) => [event.id, event]));
    for (const { outcome } of written) {
      const { id, stream, revision, position, recordedAt } = byId.get(receipt(outcome).id)!;
      expect({ id, stream, revision, position, recordedAt }).toEqual(receipt(outcome));
    }
  }, 600_000);

  it('wakes who waits, whatever became of the subscription', async () => {
    const log = await trial.open();
    const elsewhere = await trial.open();
    const disturb = [() => trial.double.restart(), () => trial.double.dropStreams(), () => undefined];
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
    const log = await trial.open({ appendTimeoutMs: 3_000 });
    await log.append([knock({ stream: 'door-1' })]);
    trial.double.freeze();
    const since = Date.now();
    const failures = await Promise.all(Array.from({ length: 50 }, (_, n) => failureOf(log.append([knock({ stream: `door-${n + 2}` })]))));
    expect(Date.now() - since).toBeLessThan(20_000);
    for (const failure of failures) expect(failure).toMatchObject({ slug: 'write-unknown' });
    trial.double.thaw();
    const again = await log.append(Array.from({ length: 50 }, (_, n) => knock({ stream: `door-${n + 2}` })));
    expect(again.map(({ outcome }) => outcome).filter((it) => it !== 'same' && it !== 'appended')).toEqual([]);
    expect(await all(log)).toHaveLength(51);
  });

  it(`leaves none of ${ABANDONED} reads open that it abandons half-way`, async () => {
    const log = await trial.open();
    await log.append(Array.from({ length: 300 }, (_, n) => knock({ stream: `door-${n}`, type: n % 2 ? 'CallMade' : 'DoorKnocked' })));
    for (let n = 0; n < ABANDONED / 50; n++) {
      const pages = await Promise.all(Array.from({ length: 50 }, () => log.read(BEGINNING, { limit: 1, types: ['CallMade'] })));
      expect(pages.flat()).toHaveLength(50);
    }
    for (let tries = 0; trial.double.openReads > 0 && tries < 100; tries++) await sleep(20);
    expect(trial.double.openReads).toBe(0);
    expect(await all(log)).toHaveLength(300);
  }, 600_000);

  it('knows another body under a known id after everything was started anew', async () => {
    const first = await (await trial.open()).append([knock({ stream: 'door-1', events: 2 })]);
    await trial.logs.pop()!.close();
    await trial.double.restart();
    const log = await trial.open();
    expect(await log.append([knock({ stream: 'door-1', events: 2, data: { changed: true } })])).toEqual([{ outcome: 'conflict', eventId: nameUuid(OURS, 'door-1', '0') }]);
    expect(await log.append([knock({ stream: 'door-1', events: 2 })])).toEqual([{ outcome: 'same', receipt: receipt(first[0]) }]);
  });

  it('knows a record of more events than one reading gives, to the last of them', async () => {
    const first = knock({ stream: 'door-1', events: 1_100 });
    await (await trial.open()).append([first]);
    const log = await trial.open();
    expect(await log.append([first, knock({ stream: 'door-1', id: 'late', expected: 1_098 }), knock({ stream: 'door-1', id: 'next', expected: 1_099 })])).toMatchObject([
      { outcome: 'same', receipt: { revision: 1_099 } }, { outcome: 'wrong-revision', actual: 1_099 }, { outcome: 'appended', receipt: { revision: 1_100 } },
    ]);
    expect((await log.readStream(OURS, 'door-1')).map(({ revision }) => revision)).toEqual(Array.from({ length: 1_101 }, (_, n) => n));
  });

  it('is read up to a position at which there is no event, and no further', async () => {
    const log = await trial.open();
    for (let n = 0; n < 3; n++) await log.append([knock({ stream: `door-${n}` })]);
    const events = await all(log);
    const { position } = events[1]!;
    const between = String(BigInt(position) + 1n).padStart(position.length, '0');
    for (const page of [{}, { organization: OURS }, { types: ['DoorKnocked'] }]) expect(await log.read(BEGINNING, { limit: 10, until: between, ...page })).toEqual(events.slice(0, 2));
  });

  it('says so where somebody has deleted a record, and takes the others', async () => {
    const log = await trial.open();
    await log.append([knock({ stream: 'door-1' }), knock({ stream: 'door-2' })]);
    const client = EventStoreDBClient.connectionString(trial.double.url);
    await client.tombstoneStream(`fieldledger.${OURS}.door-1`);
    await client.dispose();
    for (const call of [() => log.readStream(OURS, 'door-1'), () => log.append([knock({ stream: 'door-1' })]), () => log.append([knock({ stream: 'door-1', id: 'next', expected: 0 })])]) {
      expect(await failureOf(call())).toMatchObject({ message: `Somebody has deleted the stream fieldledger.${OURS}.door-1 in EventStoreDB. The log is not whole; restore it from a backup.` });
    }
    expect(await log.append([knock({ stream: 'door-2', id: 'next', expected: 0 })])).toMatchObject([{ outcome: 'appended' }]);
  });

  it('acknowledges nothing that came behind a record which somebody has deleted so that it could be brought back', async () => {
    const log = await trial.open();
    await log.append([knock({ stream: 'door-1' })]);
    const client = EventStoreDBClient.connectionString(trial.double.url);
    await client.deleteStream(`fieldledger.${OURS}.door-1`);
    await client.dispose();
    for (const id of ['knock', 'other']) expect(await failureOf(log.append([knock({ stream: 'door-1', id })]))).toMatchObject({ message: expect.stringContaining('Somebody has deleted the stream') });
  });

  it('refuses an event that is over the limit with a sentence, and takes those beside it', async () => {
    const log = await trial.open();
    const full = 1_048_576 - '{"n":0,"text":""}'.length;
    const others = Array.from({ length: 20 }, (_, n) => log.append([knock({ stream: `door-${n}` })]));
    const failure = failureOf(log.append([knock({ stream: 'too-large', data: { text: 'x'.repeat(full + 1) } })]));
    const largest = log.append([knock({ stream: 'largest', data: { text: 'x'.repeat(full) } })]);
    expect(await failure).toMatchObject({ kind: 'invalid', slug: 'event-too-large', message: expect.stringContaining('at most 1 MiB') });
    expect((await Promise.all([...others, largest])).flat().map(({ outcome }) => outcome)).toEqual(Array<string>(21).fill('appended'));
  });

  it('goes on with the next leader, and says so when there is none', async () => {
    const log = await trial.open({ appendTimeoutMs: 2_000 });
    for (let n = 0; n < 5; n++) {
      trial.double.leaderChanged();
      expect(await log.append([knock({ stream: `door-${n}` })])).toMatchObject([{ outcome: 'appended' }]);
    }
    trial.double.readOnly(true);
    expect(await failureOf(log.append([knock({ stream: 'door-9' })]))).toMatchObject({ slug: 'log-unreachable', message: expect.stringContaining('takes no writes') });
    trial.double.readOnly(false);
    expect(await log.append([knock({ stream: 'door-9' })])).toMatchObject([{ outcome: 'appended' }]);
  });

  it('asks whoever comes to come again when too many wait', async () => {
    const log = await trial.open({ inFlight: 2 });
    trial.double.slow(50);
    const many = log.append(Array.from({ length: 20 }, (_, n) => knock({ stream: `door-${n}`, events: 1_000 })));
    expect(await failureOf(log.append([knock({ stream: 'one-more' })]))).toMatchObject({ slug: 'overloaded' });
    trial.double.slow(0);
    expect((await many).every(({ outcome }) => outcome === 'appended')).toBe(true);
    expect(await log.append([knock({ stream: 'one-more' })])).toMatchObject([{ outcome: 'appended' }]);
  });

  it('finds every moment of a long log, whether it was read before or not', async () => {
    const writer = await trial.open();
    for (let n = 0; n < 3; n++) await writer.append(Array.from({ length: 500 }, (_, i) => knock({ stream: `door-${n}-${i}`, data: { text: 'x'.repeat(400) } })));
    const events = await all(writer);
    expect(events).toHaveLength(1_500);
    const cold = await trial.open();
    for (const log of [cold, writer, cold]) {
      for (let n = 0; n < 5; n++) {
        const { recordedAt } = events[random(events.length)]!;
        expect(await log.positionAt(recordedAt)).toBe(events.findLast((event) => event.recordedAt <= recordedAt)!.position);
      }
    }
  });

  it('speaks to one server at a time', async () => {
    await trial.open();
    await trial.open();
    await expect(openEventStoreLog({ url: 'esdb://127.0.0.1:9?tls=false' })).rejects.toThrow('one process speaks to one EventStoreDB');
  });
});
