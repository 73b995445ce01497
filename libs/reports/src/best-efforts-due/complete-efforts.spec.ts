import { PRESENT_RULES } from '@fieldledger/finance-rules';
import { nameUuid, type ReadStore, type ReportQuery } from '@fieldledger/kernel';
import { databaseForSuite } from '@fieldledger/testing';
import { bestEfforts } from './best-efforts.projection.js';
import { GetBestEffortsDue, GetBestEffortsDueHandler } from './best-efforts-due.query.js';

const US = nameUuid('complete-efforts', 'us');

describe('gifts to which nothing is missing', () => {
  const database = databaseForSuite();

  it('are counted, and none of them is fetched where they are not asked for', async () => {
    await database().query(bestEfforts.table.replaceAll('{{table}}', 'efforts'));
    await database().query(
      `INSERT INTO efforts (organization, contribution_id, movement_id, standing, individual, committee, line, donor, received_on, amount_cents, unaggregated, has_employer, has_occupation, answered_employer, answered_occupation, events, position)
        SELECT $1, md5(n::text)::uuid, md5(n::text)::uuid, true, true, 'C00999999', 'SA11AI', 'n:' || n, '2026-10-0' || 1 + n % 3, 50000, false, n > 2, true, false, false, '{}', '' FROM generate_series(1, 3000) AS n`,
      [US],
    );
    const fetched: number[] = [];
    const store = {
      async rows({ projection, sql, parameters }: ReportQuery) {
        const { rows } = projection === bestEfforts.name ? await database().query<object>(sql.replaceAll('{{table}}', 'efforts'), [US, ...parameters]) : { rows: [] };
        fetched.push(rows.length);
        return { rows, reflects: { position: '', moment: '2026-10-02T12:00:00Z' }, version: 1 };
      },
    } as ReadStore;
    const due = (all: boolean) => new GetBestEffortsDueHandler(store).execute(new GetBestEffortsDue({ all, rules: PRESENT_RULES, donors: 'name-zip-1', when: {} }, US, false));
    const { rows, totals } = await due(false);
    expect(rows.map(({ receivedOn, missing }) => [receivedOn, missing])).toEqual([['2026-10-02', ['employer']]]);
    expect(Math.max(...fetched)).toBeLessThanOrEqual(2 + 1);
    // One of the two is of the day after.
    expect(totals).toEqual({ contributions: 2_000, 'ask-now': 1, 'follow-up-due': 0, overdue: 0, documented: 0, 'documented-late': 0, complete: 1_999 });
    const everything = await due(true);
    expect(everything.rows).toHaveLength(2_000);
    expect(everything.totals).toEqual(totals);
  });
});
