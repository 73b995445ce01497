import fc from 'fast-check';
import { databaseForSuite } from '@fieldledger/testing';
import { linkedPersons } from './linked-persons.js';

type Link = readonly [person: string, same: string];

const ONE = `WITH RECURSIVE ${linkedPersons('SELECT person, same FROM unnest($1::text[], $2::text[]) AS standing (person, same)')} SELECT reference, person FROM one ORDER BY reference COLLATE "C"`;

/** The slow and simple way: whoever is linked takes the lesser name, until nobody does any more. */
function naive(links: readonly Link[]): [string, string][] {
  const person = new Map(links.flat().map((it) => [it, it]));
  for (let moved = true; moved; ) {
    moved = false;
    for (const [a, b] of links) {
      const least = [person.get(a)!, person.get(b)!].sort()[0]!;
      moved ||= person.get(a) !== least || person.get(b) !== least;
      person.set(a, least).set(b, least);
    }
  }
  return [...person].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('links between references', () => {
  const database = databaseForSuite();

  const one = async (links: readonly Link[]) => {
    const { rows } = await database().query<{ reference: string; person: string }>(ONE, [links.map(([person]) => person), links.map(([, same]) => same)]);
    return rows.map(({ reference, person }): [string, string] => [reference, person]);
  };

  it('make one person of all that they connect, near or far', async () => {
    const reference = fc.tuple(fc.constantFrom('Van/oh', 'van/OH', 'mobilize/person'), fc.nat({ max: 12 })).map(([where, n]) => `${where}/${n}`);
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(reference, reference), { maxLength: 40 }), async (links) => expect(await one(links)).toEqual(naive(links))), { numRuns: 100 });
  });

  it.each([['all with one', () => 0], ['each with the next', (n: number) => n - 1]])('of 2,000 references, %s, cost what links cost and not what pairs do', async (_how, other) => {
    const names = Array.from({ length: 2_000 }, (_, n) => `van/OH/${(n * 7919) % 2_003}`);
    await database().query("SET statement_timeout = '5s'");
    const persons = await one(names.slice(1).map((name, n): Link => [name, names[other(n + 1)]!]));
    expect([persons.length, new Set(persons.map(([, person]) => person))]).toEqual([2_000, new Set(['van/OH/0'])]);
  });
});
