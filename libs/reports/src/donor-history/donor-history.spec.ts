import { nameUuid, type ReadStore, type ReportQuery } from '@fieldledger/kernel';
import { databaseForSuite } from '@fieldledger/testing';
import { receipts } from '../receipts/receipts.projection.js';
import { GetDonorHistory, GetDonorHistoryHandler } from './donor-history.query.js';

interface Step {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly Plans?: readonly Step[];
}

const US = nameUuid('donor-history', 'us');
const GIFTS = 1_000;
const DONORS = 40;

/** How many rows all steps of a plan gave. */
const given = (step: Step): number => step['Actual Rows'] * step['Actual Loops'] + (step.Plans ?? []).reduce((sum, each) => sum + given(each), 0);

describe('the history of a donor', () => {
  const database = databaseForSuite();

  it(`of ${GIFTS} gifts is found by reading everything a few times, and not once for each gift`, async () => {
    await database().query(receipts.table.replaceAll('{{table}}', 'receipts'));
    // Each gift reached the bank, and each fourth went back in part; others gave as often.
    const { rowCount } = await database().query(
      `INSERT INTO receipts (organization, contribution_id, movement_id, kind, standing, committee_id, book, day, amount_cents, donor, memo, position)
        SELECT $1, md5(n::text)::uuid, md5(CASE kind WHEN 'contribution' THEN '' ELSE kind END || n)::uuid, kind, true, 'C00999999', 'own', '2026-10-01', 5000, CASE kind WHEN 'contribution' THEN 'n:' || n % $3::int END, false, ''
        FROM generate_series(1, $2::int * $3::int) AS n CROSS JOIN unnest(ARRAY['contribution', 'deposit', 'refund']) AS kind WHERE kind <> 'refund' OR n / $3::int % 4 = 0`,
      [US, GIFTS, DONORS],
    );
    await database().query('ANALYZE receipts');
    const asked: ReportQuery[] = [];
    const store = { rows: (query: ReportQuery) => (asked.push(query), Promise.resolve({ rows: [], reflects: { position: '', moment: '2026-11-01T00:00:00Z' }, version: 1 })) } as ReadStore;
    await new GetDonorHistoryHandler(store).execute(new GetDonorHistory({ donor: 'n:0', donors: 'name-zip-1', when: {}, named: false }, US));
    const { sql, parameters } = asked.find(({ projection }) => projection === receipts.name)!;
    const { rows: [plan] } = await database().query<{ 'QUERY PLAN': [{ Plan: Step }] }>(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql.replaceAll('{{table}}', 'receipts')}`, [US, ...parameters]);
    expect(given(plan!['QUERY PLAN'][0].Plan)).toBeLessThan(10 * rowCount!);
  });
});
