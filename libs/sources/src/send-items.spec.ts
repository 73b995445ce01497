import fc from 'fast-check';
import type { Door, ItemOutcome } from './item-outcome.js';
import { sendItems, type RowOnItsWay } from './send-items.js';

type Told = { readonly row: number; readonly n: number; readonly refuse: boolean };
const DOORS: Door[] = ['sightings', 'contributions/refunds', 'contributions/deposits'];
const aRow = fc.array(fc.record({ door: fc.constantFrom(...DOORS), refuse: fc.boolean() }), { maxLength: 4 });

/** Sends rows and notes every request; an item is refused when it says so. */
async function sent(rows: readonly { readonly door: Door; readonly refuse: boolean }[][]) {
  const requests: { door: Door; items: Told[] }[] = [];
  const onTheirWay = rows.map((items, row): RowOnItsWay => ({ items: items.map(({ door, refuse }, n) => ({ door, item: { row, n, refuse } })), answers: [] }));
  await sendItems(onTheirWay, async (door, items) => {
    requests.push({ door, items: items as Told[] });
    return (items as Told[]).map(({ row, n, refuse }) => ({ status: refuse ? 'refused' : 'accepted', code: `${row}.${n}` }) as unknown as ItemOutcome);
  });
  return { requests, onTheirWay };
}

describe('rows that say several things', () => {
  it('are told to each door in their own order, and no further than a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(aRow, { maxLength: 40 }), async (rows) => {
        const { requests, onTheirWay } = await sent(rows);
        const told = requests.flatMap(({ door, items }) => items.map((item) => ({ door, ...item })));
        for (const [row, items] of rows.entries()) {
          const mine = told.filter((item) => item.row === row);
          expect(mine.map(({ n, door }) => [n, door])).toEqual(items.slice(0, mine.length).map(({ door }, n) => [n, door]));
          expect(onTheirWay[row]!.answers).toMatchObject(mine.map(({ n, refuse }) => ({ status: refuse ? 'refused' : 'accepted', code: `${row}.${n}` })));
          const refused = items.findIndex(({ refuse }) => refuse);
          if (refused < 0) expect(mine).toHaveLength(items.length);
          // What the row says at the same door goes in the same request; nothing goes to another.
          else expect(items.slice(refused, mine.length).every(({ door }) => door === items[refused]!.door)).toBe(true);
        }
      }),
    );
  });

  it('go in as few requests as there are doors, of 500 at most', async () => {
    const { requests } = await sent(Array.from({ length: 500 }, () => [{ door: 'sightings', refuse: false }, { door: 'sightings', refuse: false }, { door: 'contributions/refunds', refuse: false }]));
    expect(requests.map(({ door, items }) => [door, items.length])).toEqual([['sightings', 500], ['sightings', 500], ['contributions/refunds', 500]]);
  });
});
