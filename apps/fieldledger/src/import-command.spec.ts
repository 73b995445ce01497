import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { actBlueHeader } from '@fieldledger/testing';
import { importCommand } from './import-command.js';

const fs = (...cells: string[]) => cells.join('\u001c');
const COVER = Array.from({ length: 93 }, (_, i) => ({ 1: 'F3XN', 2: 'C00999999', 14: '20180101', 15: '20180331' })[i + 1] ?? '').join('\u001c');

describe('an import of several files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-files-'));
  const file = (name: string, ...lines: string[]) => {
    writeFileSync(join(folder, name), lines.join('\n'));
    return join(folder, name);
  };
  const whole = (name: string) => file(name, fs('HDR', 'FEC', '8.3'), COVER);
  const posted: string[] = [];
  const client = (status: number) => ({
    url: '',
    request: async (_method: string, path: string) => (posted.push(path), new Response(JSON.stringify(status === 200 ? {} : { detail: 'No such key.' }), { status })),
  });
  const [said, complained] = [jest.spyOn(console, 'log').mockReturnValue(), jest.spyOn(console, 'error').mockReturnValue()];
  beforeEach(() => [said, complained].forEach((it) => it.mockClear()) ?? (posted.length = 0));
  afterEach(() => void (process.exitCode = undefined));
  afterAll(() => [said, complained].forEach((it) => it.mockRestore()));

  it('goes on after one that is refused, says which and why, and ends with 1', async () => {
    const files = [file('letter.fec', fs('HDR', 'FEC', '8.3'), fs('F99', 'C00999999')), file('nothing.fec'), join(folder, 'missing.fec'), whole('whole.fec')];
    await importCommand(client(200), files, { format: 'fec-filing' });
    expect(complained.mock.calls.map(([sentence]) => sentence)).toEqual([
      expect.stringMatching(/^fieldledger: .*letter\.fec: The row after the header is a form F99/), expect.stringMatching(/^fieldledger: \S*nothing\.fec is empty/), expect.stringMatching(/^fieldledger: There is no file \S*missing\.fec/),
    ]);
    expect([posted, said.mock.calls.length, process.exitCode]).toEqual([['/filings', '/filings/completions'], 1, 1]);
  });

  it('writes what became of their rows into the folder that is named, so that none is written over', async () => {
    const [files, outcomes] = [[whole('one.fec'), whole('two.fec')], join(folder, 'outcomes')];
    await importCommand(client(200), files, { format: 'fec-filing', outcomes });
    expect(readdirSync(outcomes)).toEqual(['one.fec.outcomes.csv', 'two.fec.outcomes.csv']);
    await expect(importCommand(client(200), [files[0]!, join(folder, 'elsewhere', 'one.fec')], { format: 'fec-filing', outcomes })).rejects.toThrow(/^Two of the files have one name/);
  });

  it.each<[string, string]>([
    ['actblue-csv', `${actBlueHeader().join()}\r\n`], ['van-contact-history', 'statecode,contactscontactid,vanid,datecanvassed,resultid,contacttypeid,inputtypeid\n'],
    ['fec-bulk', ''], ['fec-bulk-deletes', ''], ['mobilize', '{"count":0,"next":null,"data":[]}'], ['osdi-attendances', '[]'],
  ])('of %s of a quiet day, without rows, says that there are none, and ends well', async (format, text) => {
    await importCommand(client(200), [file(`quiet.${format}`, text)], { format });
    expect([posted, complained.mock.calls, process.exitCode]).toEqual([[], [], undefined]);
    expect(said.mock.calls.flat().join()).toMatch(/: 0 rows: 0 accepted, .*\nThere are no rows in it, so there was nothing to import\./);
  });

  it.each(['actblue-csv', 'mobilize', 'osdi-attendances', 'fec-filing'])('of %s without a single byte is refused: it was not exported whole', async (format) => {
    await importCommand(client(200), [file(`cut.${format}`, '')], { format });
    expect([complained.mock.calls.length, process.exitCode]).toEqual([1, 1]);
  });

  it('ends when the fault is not the file\'s', async () => {
    await expect(importCommand(client(401), [whole('one.fec'), whole('two.fec')], { format: 'fec-filing' })).rejects.toThrow(/No such key/);
    await expect(importCommand(client(200), [whole('one.fec'), whole('two.fec')], { format: 'fec-filings' })).rejects.toThrow(/There is no format/);
    expect(posted).toEqual(['/filings']);
  });
});
