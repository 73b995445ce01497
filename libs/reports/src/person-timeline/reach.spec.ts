import fc from 'fast-check';
import { nameUuid } from '@fieldledger/kernel';
import { databaseForSuite } from '@fieldledger/testing';
import { personTimeline } from './person-timeline.projection.js';
import { TIMELINE } from './person-timeline.query.js';
import { REACH } from './reach.js';

type Link = readonly [person: string, same: string, undone?: boolean];

const US = nameUuid('reach', 'us');
const asked = (sql: string) => sql.replaceAll('{{table}}', 'timeline');

/** The slow and simple way: over every link that stands, until nobody is new any more. */
function naive(links: readonly Link[], from: string): string[] {
  const reach = new Set([from]);
  for (let size = 0; size < reach.size; ) {
    size = reach.size;
    for (const [a, b, undone] of links) {
      if (!undone && reach.has(a)) reach.add(b);
      if (!undone && reach.has(b)) reach.add(a);
    }
  }
  return [...reach].sort();
}

describe('a history', () => {
  const database = databaseForSuite();

  const told = async (links: readonly Link[]) => {
    await database().query('DROP TABLE IF EXISTS timeline');
    await database().query(asked(personTimeline.table));
    for (const [type, of] of [['PersonsLinked', links], ['PersonsUnlinked', links.filter(([, , undone]) => undone)]] as const) {
      await database().query(
        `INSERT INTO timeline (organization, event_id, position, type, person, same, link_id, occurred_at, recorded_at, flags)
          SELECT $1, gen_random_uuid(), '', $2, person, same, md5(n::text)::uuid, '', '', '{}' FROM unnest($3::int[], $4::text[], $5::text[]) AS link (n, person, same)`,
        [US, type, of.map((link) => links.indexOf(link)), of.map(([person]) => person), of.map(([, same]) => same)],
      );
    }
  };
  const reached = async (from: string) => {
    const { rows } = await database().query<{ reference: string }>(asked(`WITH RECURSIVE ${REACH} SELECT reference FROM reach ORDER BY reference COLLATE "C"`), [US, from]);
    return rows.map(({ reference }) => reference);
  };

  it('is of all references that standing links connect, near or far, and of none behind a link that was undone', async () => {
    const reference = fc.nat({ max: 9 }).map((n) => `van/OH/${n}`);
    const links = fc.array(fc.tuple(reference, reference, fc.boolean()), { maxLength: 15 });
    await fc.assert(fc.asyncProperty(links, reference, async (linked, from) => {
      await told(linked);
      expect(await reached(from)).toEqual(naive(linked, from));
    }), { numRuns: 50 });
  });

  it.each([['all with one', () => 0], ['each with the next', (n: number) => n - 1]])('of 20,000 references, %s, costs what links cost and not what pairs do', async (_how, other) => {
    const names = Array.from({ length: 20_000 }, (_, n) => `van/OH/${(n * 7919) % 20_011}`);
    await told(names.slice(1).map((name, n): Link => [name, names[other(n + 1)]!]));
    await database().query(`ANALYZE timeline; SET statement_timeout = '5s'`);
    expect(await reached(names[10_000]!)).toHaveLength(20_000);
    await database().query('RESET statement_timeout');
  });

  it('is looked up, and what is recorded of others is not read', async () => {
    await told([['van/OH/5', 'van/OH/6']]);
    await database().query(
      `INSERT INTO timeline (organization, event_id, position, type, person, attempt_id, occurred_at, recorded_at, flags)
        SELECT $1, gen_random_uuid(), n::text, 'ContactDeliveryReported', CASE WHEN n % 2 = 0 THEN 'van/OH/' || n END, md5((n / 2)::text)::uuid, '', '', '{}' FROM generate_series(1, 100000) AS n`,
      [US],
    );
    await database().query('ANALYZE timeline');
    const { rows } = await database().query<{ 'QUERY PLAN': string }>(asked(`EXPLAIN ${TIMELINE}`), [US, 'van/OH/6']);
    expect(rows.map((row) => row['QUERY PLAN']).filter((line) => line.includes('Seq Scan'))).toEqual([]);
  });
});
