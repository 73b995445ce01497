import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

describe('an answer that takes longer than an answer may', () => {
  it('is called that, and whoever asks is told how to ask for less', async () => {
    const door = await ReportsDoor.open();
    try {
      const key = door.keyOf(nameUuid('long-answers'), ['ingest', 'read']);
      await door.send(key, '/contact-attempts', { attemptId: nameUuid('long'), voter: { system: 'van', scope: 'OH', id: '1' }, contactTypeId: 2, inputTypeId: 4, resultCodeId: 1, campaignId: 'c', attemptedAt: '2026-10-03T15:00:00Z' });
      await door.send(key, '/reports/contact-rates?minPosition=latest');
      const [{ table } = { table: '' }] = await door.database.checkpoints('contact_rates');
      const client = await door.database.folding.connect();
      await client.query(`BEGIN; LOCK TABLE read.${table} IN ACCESS EXCLUSIVE MODE`);
      const asked = door.ask(key, '/reports/contact-rates');
      // What the time-out of a statement does after half a minute.
      for (let canceled = 0; canceled === 0; ) {
        canceled = (await door.database.folding.query(`SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${table}%'`)).rowCount ?? 0;
      }
      await client.query('ROLLBACK');
      client.release();
      expect(await asked).toMatchObject({ status: 503, body: { code: 'took-too-long', detail: expect.stringContaining('Ask for less') as string } });
      await door.send(key, '/reports/contact-rates');
    } finally {
      await door.close();
    }
  });
});
