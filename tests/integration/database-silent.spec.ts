import { PostgresEventLog } from '@fieldledger/event-log';
import { newApiKey, PostgresKeyStore, PostgresReadingRecord } from '@fieldledger/http';
import { nameUuid, Unavailable } from '@fieldledger/kernel';
import { knock, startTestPostgres } from '@fieldledger/testing';
import { CuttingProxy } from './cutting-proxy.js';

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
});
