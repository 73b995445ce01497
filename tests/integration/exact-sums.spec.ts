import 'reflect-metadata';
import { PostgresEventLog } from '@fieldledger/event-log';
import { nameUuid, type Meta } from '@fieldledger/kernel';
import { PostgresReadStore, ProjectionRun, ReadDatabase } from '@fieldledger/read-store';
import { REPORTS } from '@fieldledger/reports';
import { startTestPostgres } from '@fieldledger/testing';

const ORGANIZATION = nameUuid('exact-sums');
const report = REPORTS.find(({ name }) => name === 'receipts')!;

describe('a million of the largest contributions', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  let log: PostgresEventLog;
  let database: ReadDatabase;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ url: postgres.url });
    database = await ReadDatabase.open({ url: postgres.url });
    for (const projection of [report.projection, ...report.alsoAsks!]) await (await ProjectionRun.open({ pool: database.folding, log, projection, table: `${projection.name}_v1` })).goLive();
  });
  afterAll(async () => {
    await database?.close();
    await log?.close();
    await postgres?.stop();
  });

  it('sum to the cent, beyond what a number holds', async () => {
    // Rows as the fold writes them: a million events would only make it slow.
    await database.folding.query(
      `INSERT INTO read.receipts_v1 (organization, contribution_id, movement_id, kind, standing, committee_id, committee_kind, book, day, amount_cents, line, individual, donor, election, memo, recurring, questionable, source)
       SELECT $1, id, id, 'contribution', true, 'C00000001', 'candidate', 'own', '2026-08-' || lpad((1 + n % 28)::text, 2, '0'), 1000000000000 - CASE WHEN n = 1 THEN 1 ELSE 0 END, 'SA11AI', true, 'n:donor-' || n % 50000, 'G2026', false, false, false, 'door'
       FROM generate_series(1, 1000000) AS n, LATERAL (SELECT md5(n::text)::uuid AS id) AS made`,
      [ORGANIZATION],
    );
    const store = new PostgresReadStore(database, { horizon: async () => ({ position: '', moment: '' }) });
    const [Handler] = report.handlers;
    const controller = new report.controller({ execute: (query: unknown) => (new Handler!(store) as { execute(query: unknown): unknown }).execute(query) }) as { receipts(asked: object, meta: Meta, reply: object): Promise<{ totals: object; rows: { grossCents: string }[] }> };
    const { totals, rows } = await controller.receipts({ groupBy: 'day' }, { organization: ORGANIZATION } as Meta, { header: () => undefined, request: {} });
    expect(totals).toMatchObject({ grossCents: '999999999999999999', netCents: '999999999999999999', outstandingCents: '999999999999999999', refundsCents: 0, count: 1_000_000, donors: 50_000, averageCents: 1_000_000_000_000 });
    expect(rows.reduce((sum, { grossCents }) => sum + BigInt(grossCents), 0n)).toBe(999_999_999_999_999_999n);
  });
});
