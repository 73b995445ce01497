import { csvCell } from './csv-cell.js';

describe('a cell of a CSV file', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', '＋1', '－1', '＠A'])('does not let a spreadsheet run %j', (text) => {
    expect(csvCell(text)).toBe(`'${text}`);
    expect(csvCell(`${text},"`)).toBe(`"'${text},"""`);
  });

  it('does not let it run what stands behind a line break, either', () => {
    expect(['\n=1+1', '\r\n=1+1'].map(csvCell)).toEqual(['"\'\n=1+1"', '"\'\r\n=1+1"']);
  });

  it('is quoted for commas, quotes and line breaks, and else is what it is', () => {
    expect(['a,b', 'he said "no"', 'x\ny', 'a=b', 'Zoë', ''].map(csvCell)).toEqual(['"a,b"', '"he said ""no"""', '"x\ny"', 'a=b', 'Zoë', '']);
  });
});
