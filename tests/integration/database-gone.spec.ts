import { newApiKey, PostgresKeyStore, PostgresReadingRecord } from '@fieldledger/http';
import { nameUuid, Unavailable } from '@fieldledger/kernel';
import { PostgresKeyRows } from '@fieldledger/privacy';
import { startTestPostgres } from '@fieldledger/testing';

/** What every request asks of the database besides the log: while that is gone, whoever asks is told to ask again. */
describe('a database that is gone', () => {
  const organization = nameUuid('database-gone');
  let questions: readonly (readonly [what: string, ask: () => Promise<unknown>])[];
  let close: () => Promise<unknown>;

  beforeAll(async () => {
    const postgres = await startTestPostgres();
    const [keys, rows, readings] = [await PostgresKeyStore.open(postgres), await PostgresKeyRows.open(postgres), await PostgresReadingRecord.open(postgres)];
    const { stored } = newApiKey({ organization, scopes: ['read'], app: 'test' });
    questions = [
      ['who comes', () => keys.find(stored.keyId)],
      ['whose key it is', () => rows.find(organization, [organization])],
      ['who must not be recorded', () => rows.suppressed(organization, ['a-token'])],
      ['that somebody reads', () => readings.note({ organization, keyId: stored.keyId, app: 'test', what: 'report', path: '/reports/x', parametersHash: 'a'.repeat(64), amount: 1 })],
    ];
    for (const [, ask] of questions) await ask();
    close = () => Promise.all([keys.close(), rows.close(), readings.close()]);
    await postgres.stop();
    // What was found is remembered for two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
  });
  afterAll(() => close());

  it('is to be asked again, whatever was asked', async () => {
    for (const [what, ask] of questions) {
      const said: unknown = await ask().catch((error: unknown) => error);
      expect([what, said]).toEqual([what, expect.any(Unavailable)]);
    }
  });
});
