import { once } from 'node:events';
import { createWriteStream, mkdtempSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { SHORT_MAPPING, trial, tried } from '@fieldledger/testing';
import type { ItemOutcome } from './item-outcome.js';
import { canvassCsv } from './canvass-csv/canvass-csv.js';

const newFile = () => join(mkdtempSync(join(tmpdir(), 'fieldledger-hostile-')), 'hostile.csv');
const BOM = '\uFEFF';
const utf16be = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('a file that nobody should have sent', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['an empty one', '', /is empty: there is not even a header/],
    ['a byte order mark alone', BOM, /is empty: there is not even a header/],
    ['a header twice named', 'id,result,id\nv1,1,v1\n', /The header has two columns called "id"/],
    ['other columns', 'voter,result\nv1,1\n', /The file has no column "id"\. Its columns are: voter, result\./],
    ['a blank first line of cells', ',,\nv1,1,2\n', /holds no column names/],
    ['gzip', gzipSync('id,result\nv1,1\n'), /packed with gzip/],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004rest'), /a ZIP archive or a spreadsheet/],
    ['an open quote to the end', 'id,result\nv1,1\nv2,"1\nv3,1\n', /In row 2: a quote \("\) is opened and not closed/],
    ['an open quote for 3 MB', `id,result\nv1,1\nv2,"${'x\n'.repeat(1_500_000)}`, /In row 2: a quote \("\) is opened and not closed/],
    ['a quote in mid-cell', 'id,result\nv1,1\n"v"2,1\n', /In row 2: a quote \("\) stands in the middle of a cell/],
    ['a row of 3 MB', `id,result\nv1,1\nv2,${'x'.repeat(3_000_000)}`, /In row 2: it is longer than 1 MB/],
    ['3 million commas', `id,result\nv1,1\n${','.repeat(3_000_000)}`, /In row 2: it is longer than 1 MB/],
    ['Latin letters of old Windows', Buffer.concat([Buffer.from('id,result\nv1,1\nv2,'), Buffer.from([0xe9, 0x74, 0x0a])]), /In row 2: byte 18 of the file is not UTF-8\. .*"encoding": "windows-1252"/],
    ['a character cut at the end', Buffer.concat([Buffer.from('id,result\nv1,1\nv2,'), Buffer.from([0xe2, 0x82])]), /In row 2: byte 18 of the file is not UTF-8/],
    ['half a UTF-16 pair', Buffer.concat([Buffer.from(`${BOM}id,result\nv1,1\nv2,`, 'utf16le'), Buffer.from([0x00, 0xd8, 0x41, 0x00])]), /In row 2: byte 38 of the file is not UTF-16LE/],
  ])('%s is refused by a sentence', async (_, content, sentence) => {
    expect((await trial(content)).fault).toMatch(sentence);
  });

  it('has its rows before the fault recorded, and says how many', async () => {
    const { fault, lines, door } = await trial('id,result\nv1,1\nv2,"1\n');
    expect(fault).toMatch(/Rows 1 to 1 are dealt with/);
    expect([lines.map((line) => line.split(',').slice(0, 3).join()), door.items.length]).toEqual([['1,accepted,', '0,refused,file-fault'], 1]);
  });

  it('may be missing, or a folder', async () => {
    expect((await tried('/nowhere/canvass.csv')).fault).toBe('There is no file /nowhere/canvass.csv.');
    expect((await tried(tmpdir())).fault).toMatch(/is not a file\. Name the exported file itself, not its folder\./);
  });

  it('of 4 GB on one line is read no further than its second megabyte, whatever stands on the line', async () => {
    const file = newFile();
    writeFileSync(file, 'id,result\nv1,1\n');
    truncateSync(file, 4 * 1024 ** 3);
    let furthest = 0;
    const opened = await canvassCsv(SHORT_MAPPING, {}).open({ path: file, bytes: 4 * 1024 ** 3, hash: '' });
    const rows = opened.rows(0, (bytes) => (furthest = bytes));
    await expect((async () => { for await (const _ of rows); })()).rejects.toThrow(/In row 2: it is longer than 1 MB/);
    expect(furthest).toBeLessThan(2 * 1024 ** 2);
  });

  it('may hold NULs, directions and prototype names in cells: the row is refused, or the cell is not looked at', async () => {
    const { lines, summary } = await trial('id,result,note\nv\0,1,\nv2\u202e,1,\n__proto__,1,\nv4,1,\0\u202e\nconstructor,1,\n');
    expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual(['1,refused,bad-id', '2,refused,bad-id', '3,refused,bad-id', '4,accepted,', '5,accepted,']);
    expect(summary!.rows).toBe(5);
  });

  it('may name a result like an object\'s own members: it is not among the values', async () => {
    const mappingJson = { ...SHORT_MAPPING, columns: { ...SHORT_MAPPING.columns, resultCodeId: { column: 'result', values: { away: 1 } } } };
    const { lines } = await trial('id,result\nv1,constructor\nv2,__proto__\nv3,away\n', { mappingJson });
    expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual(['1,refused,value-not-mapped', '2,refused,value-not-mapped', '3,accepted,']);
  });

  it('may have 5,000 columns', async () => {
    const names = Array.from({ length: 5_000 }, (_, i) => `c${i}`).join();
    expect((await trial(`id,result,${names}\nv1,1,${names.replaceAll('c', '')}\n`)).summary).toMatchObject({ accepted: 1 });
  });

  it('may be reached by a link: it is read as the file that it is', async () => {
    const { file } = await trial('id,result\nv1,1\n');
    const link = newFile();
    symlinkSync(file, link);
    expect((await tried(link)).summary).toMatchObject({ accepted: 1 });
  });
});

describe('a file in the way that some program writes files', () => {
  const plain = 'id,result\nv1,1\nv2,14\n';
  it.each<[string, string | Buffer]>([
    ['LF', plain],
    ['CRLF', plain.replaceAll('\n', '\r\n')],
    ['CR', plain.replaceAll('\n', '\r')],
    ['mixed line ends', 'id,result\r\nv1,1\nv2,14\r'],
    ['no last line end', plain.trimEnd()],
    ['blank lines', 'id,result\n\nv1,1\n\n\nv2,14\n\n'],
    ['a byte order mark', BOM + plain],
    ['UTF-16 LE', Buffer.from(BOM + plain, 'utf16le')],
    ['UTF-16 BE', utf16be(BOM + plain)],
    ['quotes', '"id","result"\n"v1","1"\n"v2","14"\n'],
  ])('%s gives the same attempts', async (_, content) => {
    const { door, fault } = await trial(content);
    expect(fault).toBe('');
    expect(door.items.map(({ voter, resultCodeId }) => [(voter as { id: string }).id, resultCodeId])).toEqual([['v1', 1], ['v2', 14]]);
  });

  it('windows-1252 is read as the mapping says, curly quotes and euro sign too', async () => {
    const mappingJson = { ...SHORT_MAPPING, encoding: 'windows-1252', columns: { ...SHORT_MAPPING.columns, resultCodeId: { column: 'result', values: { '“é€”': 14 } } } };
    const { summary } = await trial(Buffer.concat([Buffer.from('id,result\nv1,'), Buffer.from([0x93, 0xe9, 0x80, 0x94])]), { mappingJson });
    expect(summary).toMatchObject({ accepted: 1 });
  });

  it('formulas are data on the way in, and harmless in the outcome file', async () => {
    const values = { '=HYPERLINK("x")': 14, '+1': 1, '-1': 2, '@SUM(A1)': 3 };
    const mappingJson = { ...SHORT_MAPPING, columns: { ...SHORT_MAPPING.columns, resultCodeId: { column: 'result', values } } };
    const { door } = await trial('id,result\nv1,"=HYPERLINK(""x"")"\nv2,+1\nv3,-1\nv4,@SUM(A1)\n', { mappingJson });
    expect(door.items.map(({ resultCodeId }) => resultCodeId)).toEqual([14, 1, 2, 3]);
    const answer = { status: 'refused' as const, code: '=cmd', detail: '@evil, "quoted"' };
    expect((await trial('id,result\nv1,1\n', { send: async () => [answer] })).lines[0]).toMatch(/^1,refused,'=cmd,"'@evil, ""quoted""",/);
  });
});

describe('a file of a whole state', () => {
  it('is imported in constant memory', async () => {
    const file = newFile();
    const out = createWriteStream(file);
    out.write('id,result,note\n');
    for (let i = 0; i < 100_000; i++) {
      if (!out.write(`voter-${i},${i % 2 ? 1 : 14},${'x'.repeat(150)}\n`)) await once(out, 'drain');
    }
    await new Promise<void>((resolve) => out.end(() => resolve()));
    const heap: number[] = [];
    const onProgress = ({ rows }: { rows: number }) => {
      if (rows % 20_000 === 0) heap.push(heapAfterCollection());
    };
    const send = async (_: string, items: readonly object[]) => items.map(() => ({ status: 'accepted', position: '1', flags: [] }) as unknown as ItemOutcome);
    const { summary, fault } = await tried(file, { send, onProgress });
    expect([fault, summary?.accepted]).toEqual(['', 100_000]);
    expect(Math.max(...heap) - heap[0]!).toBeLessThan(10 * 1024 ** 2);
  });
});

/** What is really held: without a collection the heap says how lazy the collector was. */
function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
