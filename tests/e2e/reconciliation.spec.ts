import { createHash } from 'node:crypto';
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
    const { stdout } = await server.run('report', 'reconciliation', '--file', fixture(file), '--source-format', format, '--format', 'csv');
    expect(stdout.trim()).toBe('finding,contributionId,row,receivedOn,amountCents,fields,theirs,ours,events');
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

  it('names what the file says went back, and with us did not, or on another day', async () => {
    const lines = readFileSync(fixture('small-actblue.csv'), 'utf8').split('\n');
    const [, kept, , , refunded] = lines as [string, string, string, string, string];
    const cells = kept.split(',');
    cells[lines[0]!.split(',').indexOf('Refund Date')] = '2026-08-22 10:00:00';
    const file = changed('small-actblue.csv', () => [lines[0], cells.join(','), lines[2], lines[3], refunded.replace('2026-08-21', '2026-08-23'), ''].join('\n'));
    const { rows } = await compared('actblue-csv', file);
    expect(rows.map(({ finding, row, fields, theirs }) => [finding, row, fields, theirs])).toEqual([
      ['different', 1, ['paidBackCents', 'paidBackOn'], ['paidBackCents=2500', 'paidBackOn=2026-08-22']], ['different', 4, ['paidBackOn'], ['paidBackOn=2026-08-23']],
    ]);
  });

  it('is printed as a table or as CSV too', async () => {
    const words = ['report', 'reconciliation', '--file', fixture('small-itcont.txt'), '--source-format', 'fec-bulk'];
    expect((await server.run(...words)).stdout).toMatch(/Totals: same 3, different 0, missing 0, extra 0, unread 0/);
    // Without its second row; its days are still the first and the last.
    const fewer = changed('small-itcont.txt', (text) => text.split('\n').filter((_, i) => i !== 1).join('\n'));
    const { stdout } = await server.run('report', 'reconciliation', '--file', fewer, '--source-format', 'fec-bulk', '--format', 'csv');
    expect(stdout.trimEnd().split('\r\n').map((line) => line.split(',')[0])).toEqual(['finding', 'extra']);
  });

  it('says which filings were begun and not finished, since what they tell is not ours', async () => {
    const [filingId, reportId] = ['3f6f1c34-4c0b-4a5e-9f59-0c5b1b7a8e01', '3f6f1c34-4c0b-4a5e-9f59-0c5b1b7a8e02'];
    const announced = { filingId, reportId, committeeId: 'C00999999', form: 'F3', formatVersion: '8.5', reportCode: 'Q3', coverageFrom: '2026-07-01', coverageThrough: '2026-09-30', amendmentNumber: 0, cover: [] };
    expect((await server.request('POST', '/filings', announced, { 'idempotency-key': filingId })).status).toBe(201);
    const { stdout } = await server.run('report', 'reconciliation', '--file', fixture('small-itcont.txt'), '--source-format', 'fec-bulk');
    expect(stdout).toContain(`Filing ${filingId}: Not every row of this filing came`);
  });

  it('may be of more committees than one question has room for', async () => {
    const of = (n: number, committee: number) => `C${String(committee).padStart(8, '0')}|N|M3|P2020|15|15|IND|NOBODY, ANN|COLUMBUS|OH|43215|NONE|NONE|03032020|250||SA${n}|1|||${4_000_000 + n}`;
    const lines = Array.from({ length: 501 }, (_, n) => of(n, n === 500 ? 499 : n));
    const [whole, fewer] = [join(folder, 'many.txt'), join(folder, 'fewer.txt')];
    writeFileSync(whole, `${lines.join('\n')}\n`);
    writeFileSync(fewer, `${lines.slice(0, 500).join('\n')}\n`);
    expect((await server.run('import', '--format', 'fec-bulk', '--outcomes', join(folder, 'many.outcomes'), whole)).code).toBe(0);
    expect((await compared('fec-bulk', fewer)).totals).toEqual({ same: 500, different: 0, missing: 0, extra: 1, unread: 0 });
  });

  it('has receipts that name the file, by which the same file is compared again', async () => {
    const [receipts, of] = [join(folder, 'receipts'), ['--source-format', 'fec-bulk']];
    expect((await server.run('report', 'reconciliation', '--file', fixture('small-itcont.txt'), ...of, '--receipt', receipts)).code).toBe(0);
    const notes = readFileSync(receipts, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as string);
    const fileHash = createHash('sha256').update(readFileSync(fixture('small-itcont.txt'))).digest('hex');
    expect(notes.map((note) => JSON.parse(note.split('\n')[1]!))).toMatchObject([
      { report: 'reconciliation', body: expect.any(String), parameters: { fileHash } }, { report: 'reconciliation/lineitems', parameters: { fileHash, source: 'fec-bulk' } },
    ]);
    const checked = (file: string, ...words: string[]) => server.run('receipt', 'check', receipts, '--file', file, ...of, ...words);
    expect(await checked(fixture('small-itcont.txt'))).toMatchObject({ code: 0, stdout: expect.stringMatching(/^equal +2 of 2 answers are the same$/m) });
    expect(JSON.parse((await checked(fixture('small-itcont.txt'), '--json')).stdout)).toMatchObject([{ found: 'equal' }, { found: 'equal' }]);
    // Another file, no file, a part that is left out.
    expect(await checked(changed('small-itcont.txt', (text) => text.replace('|IND|', '|ORG|')))).toMatchObject({ code: 1, stderr: expect.stringContaining(`and the receipt says ${fileHash}`) });
    expect(await server.run('receipt', 'check', receipts)).toMatchObject({ code: 1, stderr: expect.stringContaining('Give the same file, by --file FILE') });
    writeFileSync(receipts, `${JSON.stringify(notes[1])}\n`);
    expect(await checked(fixture('small-itcont.txt'))).toMatchObject({ code: 1, stderr: expect.stringContaining('no receipt of what was answered to 1 of the 1 parts') });
    // Altered.
    writeFileSync(receipts, notes.map((note) => `${JSON.stringify(note.replace(/"named":(?:true|false)/, '"named":null'))}\n`).join(''));
    expect(await checked(fixture('small-itcont.txt'))).toMatchObject({ code: 1, stderr: expect.stringContaining('is not of this text') });
  });

  it('says what is wrong when the file or the words are', async () => {
    const said = async (...words: string[]) => (await server.run('report', ...words)).stderr;
    expect(await said('reconciliation', '--file', fixture('small-itcont.txt'))).toContain('--source-format');
    expect(await said('receipts', '--file', fixture('small-itcont.txt'), '--source-format', 'fec-bulk')).toContain('not of a file');
    const quiet = changed('small-actblue.csv', (text) => text.slice(0, text.indexOf('\n') + 1));
    expect(await said('reconciliation', '--file', quiet, '--source-format', 'actblue-csv')).toContain('tells of no contribution, and so of no committee and no day');
    expect(await said('reconciliation', '--file', join(folder, 'nowhere.csv'), '--source-format', 'actblue-csv')).toContain('There is no file');
  });
});
