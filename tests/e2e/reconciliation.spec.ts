import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningServer } from './running-server.js';

const fixture = (name: string) => join(import.meta.dirname, '..', 'fixtures', 'donations', name);

interface Answer {
  readonly rows: { finding: string; row: number | null; fields: string[]; theirs: string[]; ours: string[]; events: string[] }[];
  readonly totals: Record<string, number>;
}

describe('a source’s file compared with what was recorded', () => {
  let server: RunningServer;
  let folder: string;

  beforeAll(async () => {
    server = await new RunningServer().start();
    folder = mkdtempSync(join(tmpdir(), 'fieldledger-reconciliation-'));
    for (const [format, file] of [['actblue-csv', 'small-actblue.csv'], ['fec-bulk', 'small-itcont.txt'], ['fec-filing', 'small-filing.fec']] as const) {
      const { code, stderr } = await server.run('import', '--format', format, '--outcomes', join(folder, `${file}.outcomes`), fixture(file));
      expect([file, code, code === 0 ? '' : stderr]).toEqual([file, 0, '']);
    }
  });
  afterAll(async () => {
    await server.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const compared = async (format: string, file: string): Promise<Answer> => {
    const { code, stdout, stderr } = await server.run('report', 'reconciliation', '--file', file, '--source-format', format, '--format', 'json');
    expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
    return JSON.parse(stdout) as Answer;
  };
  /** A copy of a fixture with something changed. */
  const changed = (name: string, change: (text: string) => string) => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(fixture(name), 'utf8')));
    return path;
  };

  it.each([['actblue-csv', 'small-actblue.csv'], ['fec-bulk', 'small-itcont.txt'], ['fec-filing', 'small-filing.fec']])('%s that was imported has nothing missing, different or extra', async (format, file) => {
    const { rows, totals } = await compared(format, fixture(file));
    expect(rows).toEqual([]);
    expect(totals).toMatchObject({ different: 0, missing: 0, extra: 0, unread: 0 });
    expect(totals.same).toBeGreaterThan(2);
  });

  it('names what the file tells otherwise, what it has not and what we have not', async () => {
    const lines = readFileSync(fixture('small-itcont.txt'), 'utf8').trimEnd().split('\n');
    const [first, , ...rest] = lines.map((line) => line.split('|'));
    const other = [...first!];
    other[14] = '1234';
    const added = [...first!];
    added[20] = '9999999999999999999';
    const file = changed('small-itcont.txt', () => `${[other, added, ...rest].map((cells) => cells.join('|')).join('\n')}\n`);
    const { rows, totals } = await compared('fec-bulk', file);
    expect(totals).toMatchObject({ same: rest.length, different: 1, missing: 1, extra: 1 });
    expect(rows.map(({ finding, row, fields, theirs }) => [finding, row, fields, theirs])).toEqual([['different', 1, ['amountCents'], ['amountCents=123400']], ['missing', 2, [], []], ['extra', null, [], []]]);
    expect(rows.every(({ finding, events }) => events.length === (finding === 'missing' ? 0 : 1))).toBe(true);
    // Nothing of it was recorded.
    expect((await compared('fec-bulk', fixture('small-itcont.txt'))).totals).toMatchObject({ different: 0, missing: 0, extra: 0 });
  });

  it('is printed as a table or as CSV too', async () => {
    const words = ['report', 'reconciliation', '--file', fixture('small-itcont.txt'), '--source-format', 'fec-bulk'];
    expect((await server.run(...words)).stdout).toMatch(/Totals: same 3, different 0, missing 0, extra 0, unread 0/);
    // Without its second row; its days are still the first and the last.
    const fewer = changed('small-itcont.txt', (text) => text.split('\n').filter((_, i) => i !== 1).join('\n'));
    const { stdout } = await server.run('report', 'reconciliation', '--file', fewer, '--source-format', 'fec-bulk', '--format', 'csv');
    expect(stdout.trimEnd().split('\r\n').map((line) => line.split(',')[0])).toEqual(['finding', 'extra']);
  });

  it('says what is wrong when the file or the words are', async () => {
    const said = async (...words: string[]) => (await server.run('report', ...words)).stderr;
    expect(await said('reconciliation', '--file', fixture('small-itcont.txt'))).toContain('--source-format');
    expect(await said('receipts', '--file', fixture('small-itcont.txt'), '--source-format', 'fec-bulk')).toContain('not of a file');
    expect(await said('reconciliation', '--file', join(folder, 'nowhere.csv'), '--source-format', 'actblue-csv')).toContain('There is no file');
  });
});
