import { toCsv } from './to-csv.js';

describe('rows as CSV', () => {
  it('quotes what holds commas, quotes or line breaks, and joins lists', () => {
    expect(toCsv([{ name: 'a,b', said: 'he said "no"', lines: 'x\ny', list: ['p', 'q'], none: null, n: 1.5 }])).toBe(
      'name,said,lines,list,none,n\r\n"a,b","he said ""no""","x\ny",p q,,1.5\r\n',
    );
  });

  it('says every value of what belongs together', () => {
    expect(toCsv([{ details: { firstName: 'Zoe', phone: '=1+1' } }, { details: {} }])).toBe('details\r\nfirstName=Zoe phone==1+1\r\n\r\n');
    expect(toCsv([{ cover: [{ line: '11AI', amountCents: 5 }, { line: '12', amountCents: null }], details: { home: { city: 'Dover' } } }])).toBe('cover,details\r\nline=11AI amountCents=5 line=12 amountCents=,home=city=Dover\r\n');
  });

  it('does not let a spreadsheet run a text, and leaves negative numbers numbers', () => {
    expect(toCsv([{ n: -1, text: '-1' }])).toBe("n,text\r\n-1,'-1\r\n");
  });

  it('of nothing is a header where the columns are known', () => {
    expect(toCsv([], ['day', 'count'])).toBe('day,count\r\n');
  });

  it('of nothing else is nothing', () => {
    expect(toCsv([])).toBe('');
  });
});
