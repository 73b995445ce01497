import { nameUuid } from '@fieldledger/kernel';
import { startTestPostgres } from '@fieldledger/testing';
import pg from 'pg';
import { PostgresReadingRecord } from './postgres-reading-record.js';
import type { KeptReading, Reading } from './reading-record.js';

const [OURS, THEIRS] = [nameUuid('readings', 'ours'), nameUuid('readings', 'theirs')];

describe('the record of reading of an organization', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let record: PostgresReadingRecord;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    record = await PostgresReadingRecord.open(postgres);
  });
  afterAll(async () => {
    await record.close();
    await postgres.stop();
  });

  it('is read to its end, though one key has asked for more in a minute than fits into an answer', async () => {
    const reading = (n: number): Reading => ({ organization: n % 6 === 5 ? THEIRS : OURS, keyId: n === 30 ? 'zzz' : `key-${n % 2}`, app: 'slider', what: 'replay', path: `/reports/a report ${n % 3}`, parametersHash: String(n).padStart(64, '0'), amount: n });
    for (let n = 0; n < 36; n++) await record.note(reading(n));
    const found: KeptReading[] = [];
    const pages: number[] = [];
    for (let after: string | undefined; ; ) {
      const { readings, next } = await record.list(OURS, { after, limit: 7 });
      found.push(...readings);
      pages.push(readings.length);
      if (next === null) break;
      after = next;
    }
    expect(pages).toEqual([7, 7, 7, 7, 2]);
    expect(found.map(({ amount }) => amount).sort((a, b) => a - b)).toEqual(Array.from({ length: 36 }, (_, n) => n).filter((n) => n % 6 !== 5));
    expect(found.map(({ at }) => at)).toEqual(found.map(({ at }) => at).sort().reverse());
    expect((await record.list(OURS, { limit: 30 })).next).toBeNull();
    expect(await record.list(OURS, { before: found.at(-1)!.at, limit: 7 })).toEqual({ readings: [], next: null });
    await expect(record.list(OURS, { after: 'tomorrow', limit: 7 })).rejects.toMatchObject({ slug: 'invalid-after' });
  });

  it.each([
    'DELETE FROM access.readings', 'TRUNCATE access.readings', 'UPDATE access.readings SET times = 0', 'UPDATE access.readings SET times = times + 1, amount = 0',
    `UPDATE access.readings SET times = times + 1, key_id = 'somebody-else'`, `UPDATE access.readings SET times = times + 1, at = at - interval '1 day'`,
  ])('is not taken back, nor made somebody else\'s: %s', async (statement) => {
    await record.note({ organization: OURS, keyId: 'key', app: 'slider', what: 'replay', path: '/reports/filings', parametersHash: 'a'.repeat(64), amount: 1 });
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await expect(client.query(statement)).rejects.toThrow('What was noted of a reading is never taken back.');
    await client.end();
  });
});
