import { BEGINNING } from '@fieldledger/kernel';
import { startTestPostgres } from '@fieldledger/testing';
import { RelayNotes } from './relay-notes.js';

const place = (n: number) => String(n).padStart(16, '0');

describe('the notes of a relay', () => {
  let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
  const open: RelayNotes[] = [];
  const notesOf = async (feed: string) => {
    const notes = await RelayNotes.open(postgres.url, feed);
    open.push(notes);
    return notes;
  };

  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterEach(async () => {
    for (const notes of open.splice(0)) await notes.close();
  });
  afterAll(async () => {
    await postgres?.stop();
  });

  it('are written by one relay of a feed, until its connection ends', async () => {
    const [first, second, other] = [await notesOf('a.doors'), await notesOf('a.doors'), await notesOf('b.doors')];
    expect([await first.takeLease(), await second.takeLease(), await other.takeLease(), first.signal.aborted]).toEqual([true, false, true, false]);
    await first.close();
    expect([first.signal.aborted, second.signal.aborted, await second.takeLease()]).toEqual([true, false, true]);
  });

  it('say how far each feed and each partition of its topics has come, and only that', async () => {
    const [ours, theirs] = [await notesOf('c.doors c.calls'), await notesOf('d.doors')];
    expect(await ours.load(['c.doors'])).toEqual({ position: BEGINNING, partitions: [] });
    const partition = (topic: string, number: number, n: number) => ({ topic, partition: number, position: place(n), nextOffset: 2n ** 53n + BigInt(n) });
    await ours.note({ position: place(7), partitions: [partition('c.doors', 0, 7), partition('c.doors', 1, 5), partition('c.calls', 0, 6)] });
    await theirs.note({ position: place(3), partitions: [partition('d.doors', 0, 3)] });
    await ours.note({ position: place(9), partitions: [partition('c.doors', 1, 9)] });
    await ours.note({ position: place(9), partitions: [] });
    const { position, partitions } = await (await notesOf('c.doors c.calls')).load(['c.doors', 'c.calls']);
    expect([position, partitions.toSorted((a, b) => (a.position < b.position ? -1 : 1))]).toEqual([place(9), [partition('c.calls', 0, 6), partition('c.doors', 0, 7), partition('c.doors', 1, 9)]]);
    expect(await theirs.load(['d.doors'])).toEqual({ position: place(3), partitions: [partition('d.doors', 0, 3)] });
  });

  it('are noted as a whole or not at all', async () => {
    const notes = await notesOf('e.doors');
    const [fits, twice] = [{ topic: 'e.doors', partition: 0, position: place(2), nextOffset: 2n }, { topic: 'e.doors', partition: 1, position: place(1), nextOffset: 1n }];
    await expect(notes.note({ position: place(2), partitions: [fits, twice, twice] })).rejects.toThrow('a second time');
    expect(await notes.load(['e.doors'])).toEqual({ position: BEGINNING, partitions: [] });
  });
});
