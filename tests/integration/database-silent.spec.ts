import { PostgresEventLog } from '@fieldledger/event-log';
import { newApiKey, PostgresKeyStore, PostgresReadingRecord } from '@fieldledger/http';
import { nameUuid, Unavailable, type Projection, type Tracing } from '@fieldledger/kernel';
import { Projector, ReadDatabase } from '@fieldledger/read-store';
import { knock, MemoryEventLog, startTestPostgres } from '@fieldledger/testing';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { CuttingProxy } from './cutting-proxy.js';

type Doors = Projection<{ type: 'DoorKnocked'; data: { door: string } }, { door: string }, { knocks: number }>;
/** How often each door was knocked at. */
const doorsReport: Doors = {
  name: 'silent_doors', version: 1, keyColumns: ['door'], initial: { knocks: 0 },
  table: 'CREATE TABLE {{table}} (organization uuid NOT NULL, door text NOT NULL, knocks int NOT NULL, PRIMARY KEY (organization, door))',
  key: ({ data }) => ({ door: data.door }),
  fold: { DoorKnocked: ({ knocks }) => ({ knocks: knocks + 1 }) },
};

/** As when its machine is frozen, or gone without a word: connections are there, and nobody answers on them. */
describe('a database that falls silent', () => {
  it('costs whoever asks one time-out, and is asked again as soon as it speaks', async () => {
    const [postgres, proxy] = [await startTestPostgres(), await CuttingProxy.start()];
    const address = new URL(postgres.url);
    proxy.target = Number(address.port);
    address.host = proxy.address;
    const url = address.href;
    const [log, keys, readings] = [await PostgresEventLog.open({ url }), await PostgresKeyStore.open({ url }), await PostgresReadingRecord.open({ url })];
    const organization = nameUuid('database-silent');
    const { stored } = newApiKey({ organization, scopes: ['read'], app: 'test' });
    let n = 0;
    const questions = [
      ['who comes', () => keys.find(`${stored.keyId}${n++}`)],
      ['that somebody reads', () => readings.note({ organization, keyId: stored.keyId, app: 'test', what: 'report', path: '/reports/x', parametersHash: 'a'.repeat(64), amount: 1 })],
      ['to record', () => log.append([knock({ stream: `door-${n++}` })])],
    ] as const;
    const answers = () => Promise.all(questions.map(async ([what, ask]) => [what, await Promise.resolve(ask()).catch((error: unknown) => error)] as const));
    try {
      for (const [what, said] of await answers()) expect([what, said]).not.toEqual([what, expect.any(Error)]);
      proxy.hold();
      const late = setTimeout(() => proxy.release(), 40_000);
      for (const [what, said] of await answers()) expect([what, said]).toEqual([what, expect.any(Unavailable)]);
      clearTimeout(late);
      proxy.release();
      for (const [what, said] of await answers()) expect([what, said]).not.toEqual([what, expect.any(Error)]);
    } finally {
      proxy.release();
      await Promise.all([log.close(), keys.close(), readings.close()]);
      await proxy.stop();
      await postgres.stop();
    }
  }, 90_000);

  it('keeps a report no longer than a statement may take, which then is folded over another connection', async () => {
    const [postgres, proxy, log] = [await startTestPostgres(), await CuttingProxy.start(), new MemoryEventLog()];
    const address = new URL(postgres.url);
    proxy.target = Number(address.port);
    address.host = proxy.address;
    const database = await ReadDatabase.open({ url: address.href, foldingTimeoutMs: 2_000 });
    const direct = new pg.Pool({ connectionString: postgres.url });
    direct.on('error', () => undefined);
    const organization = nameUuid('contract', 'ours');
    let isToBeLost = false;
    const around: Tracing['around'] = (_, _events, work) => {
      if (isToBeLost) proxy.lose();
      isToBeLost = false;
      return work();
    };
    const projector = await Projector.start({ database, log, projections: [doorsReport], tracing: { around } as unknown as Tracing, tell: () => undefined });
    const knocks = async (from: number) => {
      await log.append(Array.from({ length: 300 }, (_, i) => knock({ stream: `door-${from + i}`, organization, data: { door: `${from + i}` } })));
      const { position } = await log.horizon();
      await until(() => projector.status()[0]?.position === position);
      return (await direct.query<{ n: number }>('SELECT sum(knocks)::int AS n FROM read.silent_doors_v1')).rows[0]!.n;
    };
    try {
      expect(await knocks(0)).toBe(300);
      isToBeLost = true;
      await log.append([knock({ stream: 'door-lost', organization, data: { door: 'lost' } })]);
      await until(() => projector.status()[0]!.state === 'retrying');
      expect(projector.status()[0]!.error).toBe('Query read timeout');
      expect(await knocks(300)).toBe(601);
    } finally {
      await projector.stop();
      proxy.release();
      await Promise.all([database.close(), direct.end()]);
      await proxy.stop();
      await postgres.stop();
    }
  }, 90_000);
});

async function until(is: () => boolean): Promise<void> {
  for (let waited = 0; !is() && waited < 30_000; waited += 50) await pause(50);
}
