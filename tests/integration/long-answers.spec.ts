import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

describe('an answer that takes long', () => {
  let door: ReportsDoor;
  let key: string;
  let table: string;

  beforeAll(async () => {
    door = await ReportsDoor.open();
    key = door.keyOf(nameUuid('long-answers'), ['ingest', 'read']);
    await door.send(key, '/contact-attempts', { attemptId: nameUuid('long'), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z' });
    await door.send(key, '/reports/contact-rates?minPosition=latest');
    table = (await door.database.checkpoints('contact_rates'))[0]!.table;
  });
  afterAll(() => door?.close());

  /** Nobody is answered before the work is done. */
  const kept = async (work: () => Promise<void>) => {
    const client = await door.database.folding.connect();
    await client.query(`BEGIN; LOCK TABLE read.${table} IN ACCESS EXCLUSIVE MODE`);
    await work();
    await client.query('ROLLBACK');
    client.release();
  };

  it('is waited for in turn by everybody who asks meanwhile', async () => {
    const asked: ReturnType<ReportsDoor['ask']>[] = [];
    await kept(async () => {
      for (let n = 0; n < 20; n++) asked.push(door.ask(key, '/reports/contact-rates'));
      // Longer than a connection is waited for.
      await new Promise((resolve) => setTimeout(resolve, 6_000));
    });
    expect((await Promise.all(asked)).map(({ status }) => status)).toEqual(asked.map(() => 200));
  });

  it('is called that where it takes longer than an answer may, and whoever asks is told how to ask for less', async () => {
    let asked: ReturnType<ReportsDoor['ask']> | undefined;
    await kept(async () => {
      asked = door.ask(key, '/reports/contact-rates');
      // What the time-out of a statement does after half a minute.
      for (let canceled = 0; canceled === 0; ) {
        canceled = (await door.database.folding.query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${table}%'`)).rowCount ?? 0;
      }
    });
    expect(await asked).toMatchObject({ status: 503, body: { code: 'took-too-long', detail: expect.stringContaining('Ask for less') as string } });
    await door.send(key, '/reports/contact-rates');
  });
});
