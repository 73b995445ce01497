import { execFileSync } from 'node:child_process';
import type { Client } from './client.js';
import { doubtOf, report, saidBeside, tableOf } from './report-command.js';

it('A schedule of zeros says so: its committee may be mistyped', () => {
  const zeros = { report: 'schedule-a', version: 3, reflects: { position: '1', moment: '2026-10-01T00:00:00Z' }, committee: 'C00401225', leftAside: {}, rows: [], totals: { rows: 0, receiptsCents: '0' } };
  expect(doubtOf(zeros)).toMatch(/^Nothing is recorded of committee C00401225 in this period\./);
  const { committee: _, ...ofAll } = zeros;
  for (const other of [ofAll, { ...zeros, totals: { unitemizedCents: '2500' } }, { ...zeros, leftAside: { own: 2 } }, { ...zeros, incompleteFilings: [{ filingId: 'one', whatToDo: 'Import its file again.' }] }, { ...zeros, rows: [{ line: 'SA11AI' }] }]) expect(doubtOf(other)).toBeUndefined();
});

describe('a report as a table', () => {
  const answer = { report: 'schedule-a', version: 3, reflects: { position: '1', moment: '2026-10-01T00:00:00Z' }, rows: [], totals: { rows: 0 } };

  it('says which filings do not count, and what to do', () => {
    expect(tableOf({ ...answer, incompleteFilings: [{ filingId: 'one', whatToDo: 'Import its file again.' }], coverageOverlaps: [{ filingId: 'two', replaces: 'three', warning: 'Look.' }] })).toContain(
      '\nTotals: rows 0\nFiling one: Import its file again.\nFiling two replaces three: Look.\nschedule-a version 3',
    );
  });

  it('says up to what it counts, or that there is nothing yet', () => {
    expect(tableOf(answer).split('\n').at(-1)).toBe('schedule-a version 3, everything recorded until 2026-10-01T00:00:00Z (position 1)');
    expect(tableOf({ ...answer, reflects: { position: '', moment: '' } }).split('\n').at(-1)).toBe('schedule-a version 3, nothing is recorded yet');
  });

  it('has the columns that are asked for, also where there is no row to have them', () => {
    expect(tableOf({ ...answer, totals: { rows: 0, memoRows: 0 } }, ['line', 'rows'])).toContain('\nTotals: rows 0\n');
    expect(() => tableOf({ ...answer, rows: [{ line: 'SA11AI' }] }, ['day'])).toThrow('There is no column "day". There are: line.');
  });

  it('says nothing of filings where all of them count', () => {
    expect(tableOf(answer)).toContain('\nTotals: rows 0\nschedule-a version 3');
  });
});

it('Rows alone say beside themselves that they are not all, that there are none, and that there was nothing yet', () => {
  const csv = { 'content-type': 'text/csv; charset=utf-8' };
  const answered = (text: string, headers: Record<string, string>) => saidBeside(new Response(text, { headers }), text);
  expect(answered('donor\r\none\r\n', { ...csv, 'x-next': 'a%20b%09c' })).toEqual(['These are not all the rows. For those that follow: --after a%20b%09c']);
  expect(answered('cents\r\n0\r\n', { ...csv, 'x-note': 'There was nothing for this report yet.' })).toEqual(['There was nothing for this report yet.']);
  expect(answered('donor\r\n', csv)).toEqual([expect.stringMatching(/^There are no rows\. /)]);
  expect(answered('', { 'content-type': 'text/plain; charset=utf-8' })).toEqual([expect.stringMatching(/^There are no rows\. /)]);
  expect(answered('SA11AI\u001cC00999999\n', { 'content-type': 'text/plain; charset=utf-8' })).toEqual([]);
  expect(answered('donor\r\none\r\n', csv)).toEqual([]);
  expect(answered('donor\r\none\r\n', { ...csv, 'x-incomplete-filings': '2' })).toEqual(['2 filings are not counted, since rows are missing: fieldledger report filings says which, and what to do.']);
});

it('The rows that follow are asked for as the answer before says, by whatever shell takes it', async () => {
  const next = "C00000001\tn:Zcl~p 'A' (B)*!\t%20$HOME\t~";
  const asked: (string | null)[] = [];
  const client = { request: async (_: string, path: string) => (asked.push(new URLSearchParams(path.split('?')[1]).get('after')), Response.json({ report: 'limits', version: 4, reflects: { position: '1', moment: '2026-10-01T00:00:00Z' }, next, rows: [], totals: {} })) } as unknown as Client;
  const printed: string[] = [];
  const ask = (after?: string) => report(client, 'limits', { format: 'table', where: [], after }, (text) => void printed.push(text));
  await ask();
  const [, words] = /For those that follow: --after (.*)/.exec(printed[0]!)!;
  await ask(execFileSync('sh', ['-c', `printf %s ${words!}`], { encoding: 'utf8' }));
  expect(asked).toEqual([null, next]);
  await ask(next);
  expect(asked.at(-1)).toBe(next);
  await expect(ask('100%')).rejects.toThrow('--after takes the place that the answer before has told, as it is there; it was given "100%".');
});
