import { nameUuid } from '@fieldledger/kernel';
import { databaseForSuite } from '@fieldledger/testing';
import { entriesOf, leavesIn } from './entries.js';
import { LedgerRows } from './ledger-rows.js';
import { makeLedger } from './ledger-schema.js';
import { Tree } from './tree.js';

const [OURS, THEIRS] = [nameUuid('ledger-rows', 'ours'), nameUuid('ledger-rows', 'theirs')];
const place = (n: number) => String(n).padStart(16, '0');

/** Two ledgers in one database, of different lengths, so that whatever is taken from the other is another. */
describe('the ledgers of two organizations beside one another', () => {
  const client = databaseForSuite();
  let rows: LedgerRows;
  /** 300 leaves are a full tile and one that is not. */
  const sizes: Readonly<Record<string, number>> = { [THEIRS]: 310, [OURS]: 300 };
  const step: Readonly<Record<string, number>> = { [THEIRS]: 3, [OURS]: 2 };
  const leavesOf = (organization: string) => Array.from({ length: sizes[organization]! }, (_, n) => `leaf ${n} of ${organization}`);
  const trees = new Map<string, Tree>();

  beforeAll(async () => {
    await makeLedger(client());
    rows = new LedgerRows(client());
    for (const organization of [THEIRS, OURS]) {
      const [leaves, tree] = [leavesOf(organization), new Tree()];
      const tiles = [...tree.append(leaves.slice(0, 256)), ...tree.append(leaves.slice(256))];
      await rows.store(organization, 256, tiles.filter(({ n }) => n === 0), [{ n: 0, firstPosition: place(step[organization]!), entries: entriesOf(leaves.slice(0, 256)) }]);
      await rows.store(organization, leaves.length, tiles, [{ n: 1, firstPosition: place(257 * step[organization]!), entries: entriesOf(leaves.slice(256)) }]);
      trees.set(organization, tree);
    }
  });

  it.each([OURS, THEIRS])('are each as long as it is, with its own leaves and tiles: %s', async (organization) => {
    const [size, leaves, between] = [sizes[organization]!, leavesOf(organization), step[organization]!];
    expect(await rows.size(organization)).toBe(size);
    expect([...(await rows.leaves(organization, 0, size)), ...(await rows.leaves(organization, 256, size))]).toEqual(leaves);
    expect(await rows.leaves(organization, 254, 300)).toEqual(leaves.slice(254, 256));
    expect(leavesIn((await rows.entries(organization, 1, 3))!)).toEqual(leaves.slice(256, 259));
    expect(await rows.entries(organization, 1, size - 256 + 1)).toBeUndefined();
    expect(await rows.tile(organization, 0, 1, size - 256 + 1)).toBeUndefined();
    expect(await rows.tile(organization, 0, 2, 1)).toBeUndefined();
    expect((await rows.treeAt(organization, size)).root()).toEqual(trees.get(organization)!.root());
    const bundles = [place(between - 1), place(between), place(257 * between - 1), place(257 * between), place(999_999)].map((position) => rows.bundleOf(organization, position));
    expect(await Promise.all(bundles)).toEqual([undefined, 0, 0, 1, 1]);
    expect(await rows.size(nameUuid('ledger-rows', 'nobody'))).toBe(0);
    expect(await rows.organizations()).toEqual(expect.arrayContaining([{ organization, size }]));
  });

  it('have heads of their own, of which one that was intended or signed is never another', async () => {
    const root = (n: number) => Buffer.alloc(32, n);
    expect(await rows.intend(THEIRS, { size: 100, root: root(9) })).toEqual(root(9));
    expect(await rows.head(OURS, 'intended')).toBeUndefined();
    expect(await rows.intend(OURS, { size: 100, root: root(1) })).toEqual(root(1));
    expect(await rows.intend(OURS, { size: 100, root: root(2) })).toEqual(root(1));
    expect(await rows.intend(OURS, { size: 200, root: root(3) })).toEqual(root(3));
    expect(await rows.head(OURS, 'intended')).toEqual({ size: 200, root: root(3), checkpoint: null });
    expect(await rows.head(OURS, 'published')).toBeUndefined();
    await rows.publish(OURS, 100, 'of 100');
    expect(await rows.head(THEIRS, 'published')).toBeUndefined();
    expect(await rows.head(OURS, 'published')).toEqual({ size: 100, root: root(1), checkpoint: 'of 100' });
    expect(await rows.head(OURS, 'intended')).toMatchObject({ size: 200 });
    await rows.publish(OURS, 100, 'another of 100');
    await rows.publish(OURS, 200, 'of 200');
    await rows.intend(OURS, { size: 300, root: root(4) });
    await rows.publish(THEIRS, 100, 'theirs');
    expect([await rows.head(OURS, 'published', 100), await rows.head(OURS, 'published', 199), await rows.head(OURS, 'published')]).toMatchObject([{ checkpoint: 'of 100' }, { checkpoint: 'of 100' }, { checkpoint: 'of 200' }]);
    expect(await rows.head(OURS, 'published', 99)).toBeUndefined();
    const checkpoints = async (after: number, atMost: number, limit = 9) => (await rows.publishedAfter(OURS, after, atMost, limit)).map(({ checkpoint }) => checkpoint);
    expect([await checkpoints(0, 300), await checkpoints(100, 200), await checkpoints(0, 199), await checkpoints(0, 200, 1)]).toEqual([['of 100', 'of 200'], ['of 200'], ['of 100'], ['of 100']]);
    // In order of size, in whatever order they were signed, and PostgreSQL comes to them.
    for (const way of ['indexscan', 'bitmapscan']) await client().query(`SET enable_${way} = off`);
    for (const size of [299, 310]) await rows.intend(OURS, { size, root: root(5) });
    for (const size of [300, 299]) await rows.publish(OURS, size, `of ${size}`);
    expect(await checkpoints(100, 310)).toEqual(['of 200', 'of 299', 'of 300']);
    await client().query('RESET ALL');
    await expect(client().query("UPDATE ledger.heads SET checkpoint = 'another' WHERE size = 100")).rejects.toThrow('never changed or removed');
    await expect(client().query("UPDATE ledger.heads SET root = '' WHERE checkpoint IS NULL")).rejects.toThrow('never changed or removed');
    for (const sql of ['DELETE FROM ledger.heads', 'TRUNCATE ledger.heads']) await expect(client().query(sql)).rejects.toThrow('never changed or removed');
  });

  it('have keys and witnesses of their own, and stop alone', async () => {
    await rows.addKey(OURS, { fromSize: 20, vkey: 'second' });
    await rows.addKey(OURS, { fromSize: 0, vkey: 'first' });
    await rows.addKey(OURS, { fromSize: 0, vkey: 'never' });
    await rows.addKey(THEIRS, { fromSize: 0, vkey: 'theirs' });
    expect(await rows.keys(OURS)).toEqual([{ fromSize: 0, vkey: 'first' }, { fromSize: 20, vkey: 'second' }]);
    await rows.noteWitnessed(THEIRS, 'https://one.example', 7);
    await rows.noteWitnessed(OURS, 'https://two.example', 8);
    expect(await rows.witnessed(OURS, 'https://one.example')).toBe(0);
    await rows.noteWitnessed(OURS, 'https://two.example', 9);
    expect([await rows.witnessed(OURS, 'https://two.example'), await rows.witnessed(THEIRS, 'https://one.example')]).toEqual([9, 7]);
    const sorted = [OURS, THEIRS].sort();
    for (const organization of [...sorted.toReversed(), OURS]) await rows.stop(organization);
    expect(await rows.stopped()).toEqual(sorted);
    await rows.goOn(THEIRS);
    expect(await rows.stopped()).toEqual([OURS]);
  });

  it('are taken further from where they are, and by nobody who believes that they are elsewhere', async () => {
    expect([await rows.position(), await rows.advance(place(1), place(2)), await rows.advance('', place(1)), await rows.advance('', place(2)), await rows.position()]).toEqual(['', false, true, false, place(1)]);
    await makeLedger(client());
    expect(await rows.position()).toBe(place(1));
  });
});
