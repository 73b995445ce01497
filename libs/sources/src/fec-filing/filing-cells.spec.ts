import fc from 'fast-check';
import { filingCells } from './filing-cells.js';

/** The first quote, not half of a doubled one, that stands before a comma or the end; looked for anew from each opening one. */
function cellsByTheWord(line: string): string[] {
  const closed = /^"(?:""|[^"]|"(?!"|,|$))*"(?=,|$)[^,]*/.exec(line)?.[0];
  const cell = closed ?? /^[^,]*/.exec(line)![0];
  return cell.length === line.length ? [cell] : [cell, ...cellsByTheWord(line.slice(cell.length + 1))];
}

const bare = (cell: string) => cell.replaceAll('"', '');

describe('a line of a filing before format 6', () => {
  it('has its commas in quotes where a quote closes a cell, and nowhere else', () => {
    const lines = fc.array(fc.constantFrom('"', '"', ',', 'a'), { maxLength: 24 }).map((characters) => characters.join(''));
    fc.assert(fc.property(lines, (line) => expect(filingCells(line).map(bare)).toEqual(cellsByTheWord(line).map(bare))), { numRuns: 5_000 });
    expect(filingCells('SA11AI,"Quillfeather, Zebulon",12 "Elm" St')).toEqual(['SA11AI', 'Quillfeather, Zebulon', '12 "Elm" St']);
  });

  it('is gone through once, however many quotes open a cell and close none', () => {
    const before = process.cpuUsage();
    expect(filingCells('"a,'.repeat(300_000))).toHaveLength(300_001);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(3_000);
  });
});
