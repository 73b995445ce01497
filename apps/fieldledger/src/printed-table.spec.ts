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

  it('takes time with its rows, not with their square', () => {
    const before = process.cpuUsage();
    expect(printedTable(['canvasser', 'name', 'attempts'], rowsOf(20_000)).split('\n')).toHaveLength(20_004);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(20);
  });
});
