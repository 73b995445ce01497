import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Cell } from '@fieldledger/kernel';
import { startTestPostgres } from '@fieldledger/testing';
import fc from 'fast-check';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { arrayLiteral, copyText, rowsLiteral } from './literals.js';

describe('what a report stores, as PostgreSQL reads it', () => {
  it('is an array whose texts are quoted', () => {
    expect(arrayLiteral(['a', null, 7, true, 'say "no"\\', ['x', 'y,z']])).toBe('{"a",NULL,7,true,"say \\"no\\"\\\\","{\\"x\\",\\"y,z\\"}"}');
    expect(arrayLiteral([])).toBe('{}');
  });

  it('is rows whose texts are quoted where they must be', () => {
    expect(rowsLiteral([['a', null, 7, false, '']])).toBe('{"(a,,7,false,\\"\\")"}');
    expect(rowsLiteral([['a b'], ['(c)']])).toBe('{"(\\"a b\\")","(\\"(c)\\")"}');
    expect(rowsLiteral([[null]])).toBe('{"()"}');
  });

  it('is lines of cells for COPY', () => {
    expect(copyText([['a', null, 7, true, ''], ['\\N', 'x\ty\r\n', ['b', 'c d']]])).toBe('a\t\\N\t7\ttrue\t\n\\\\N\tx\\ty\\r\\n\t{"b","c d"}\n');
  });
});

describe('whatever a report stores', () => {
  it('PostgreSQL reads back as it was, by either way', async () => {
    const postgres = await startTestPostgres();
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    try {
      const text = fc.string({ unit: fc.constantFrom('a', ' ', '\\', '\t', '\n', '\r', '"', ',', '(', '}', 'N', '.', '\u00e9', '\u{1f600}') });
      const row = fc.tuple(fc.option(text), fc.option(fc.array(text)), fc.option(fc.integer()));
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
          await client.query('DROP TABLE IF EXISTS cells; CREATE TABLE cells (n serial, words text, list text[], number int)');
          const numbered = rows.map((cells, i): Cell[] => [i + 1, ...cells]);
          await pipeline(Readable.from([copyText(numbered)]), client.query(copyFrom('COPY cells FROM STDIN')));
          await client.query('INSERT INTO cells SELECT * FROM unnest($1::cells[])', [rowsLiteral(numbered)]);
          const { rows: found } = await client.query<Cell[]>({ text: 'SELECT words, list, number FROM cells ORDER BY n, ctid', rowMode: 'array' } as never);
          expect(found).toEqual(rows.flatMap((cells) => [cells, cells]));
        }),
        { numRuns: 60 },
      );
    } finally {
      await client.end();
      await postgres.stop();
    }
  });
});
