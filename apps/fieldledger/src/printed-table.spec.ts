import { jest } from '@jest/globals';
import Table from 'cli-table3';
import { printedTable } from './printed-table.js';

describe('a printed table', () => {
  const rowsOf = (count: number) => Array.from({ length: count }, (_, n) => [`walker-${n * n}`, n % 7 === 0 ? '' : '二人', String(n)]);
  const drawnAtOnce = (rows: string[][]) => {
    const table = new Table({ head: ['canvasser', 'name', 'attempts'], style: { head: [], border: [], compact: true } });
    table.push(...rows);
    return table.toString();
  };

  it.each([0, 1, 249, 250, 251, 500, 777])('of %i rows is what it would be if it were drawn at once', (count) => {
    expect(printedTable(['canvasser', 'name', 'attempts'], rowsOf(count))).toBe(drawnAtOnce(rowsOf(count)));
  });

  it('is drawn some hundred rows at once, since the library takes time with their square', () => {
    const drawn = jest.spyOn(Table.prototype, 'toString');
    printedTable(['canvasser', 'name', 'attempts'], rowsOf(2_000));
    const rows = drawn.mock.contexts.map((table) => (table as string[][]).length);
    drawn.mockRestore();
    expect([rows.reduce((sum, each) => sum + each, 0), rows.every((each) => each <= 500)]).toEqual([2_000, true]);
  });
});
