import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { ReceiveFiling } from '@fieldledger/donations';
import { trial } from '@fieldledger/testing';

/*
 * Where each of the FEC's formats puts what we read, as figures: counted from 1, blank where the format does not have it.
 * They come from esonderegger/fecfile, another reader of filings, and need no data beside this folder. Each cell holds a day that
 * says where it stands, which is a text, an amount and a date: whatever is read one cell off is another day.
 */
type Figures = Readonly<Record<string, string>>;
const fixture = (name: string) => parse(readFileSync(join(import.meta.dirname, '../fixtures/donations', name)), { columns: true }) as Figures[];
const dayAt = (place: number) => new Date(Date.UTC(2018, 0, 1 + place)).toISOString().slice(0, 10);
const cellAt = (place: number) => dayAt(place).replaceAll('-', '');
const centsAt = (place: number) => Number(cellAt(place)) * 100;
const placesOf = ({ version: _version, row: _row, form: _form, cells: _cells, ...places }: Figures) =>
  Object.entries(places).flatMap(([name, place]) => (place === '' ? [] : [[name, Number(place)] as const]));

function line(version: string, cells: number, at: Readonly<Record<number, string>>): string {
  return Array.from({ length: cells }, (_, i) => at[i + 1] ?? cellAt(i + 1)).join(version < '6' ? ',' : '\u001c');
}

const header = (version: string) =>
  version < '3' ? `/* Header\nFEC_Ver_# = ${version}\nNameDelim = ^\n/* End Header` : (version < '6' ? ['HDR', 'FEC', version, 'Invented', '1.0', '^'].join(',') : ['HDR', 'FEC', version, 'Invented', '1.0'].join('\u001c'));

const covers = fixture('cover-positions.csv');
const coverOf = (figures: Figures) => line(figures.version!, Number(figures.cells), { 1: `${figures.form}N`, 2: 'C00999999' });
const imported = (version: string, ...lines: string[]) => trial([header(version), ...lines, ''].join('\n'), { format: 'fec-filing', mapping: undefined });

it.each(covers.map((figures) => [figures.form!, figures.version!, figures] as const))('the cover of a %s in %s is read where the format puts each line', async (form, version, figures) => {
  const { door, fault } = await imported(version, coverOf(figures));
  expect(fault).toBe('');
  const { reportCode, coverageFrom, coverageThrough, signedOn, ...lines } = Object.fromEntries(placesOf(figures)) as Record<string, number>;
  const filing = door.posts[0]!.body as ReceiveFiling;
  expect(filing).toMatchObject({ form, formatVersion: version, reportCode: cellAt(reportCode!), coverageFrom: dayAt(coverageFrom!), coverageThrough: dayAt(coverageThrough!), signedOn: dayAt(signedOn!) });
  expect(Object.fromEntries(filing.cover.map(({ line, amountCents }) => [line, amountCents]))).toEqual(Object.fromEntries(Object.entries(lines).map(([name, place]) => [name, centsAt(place)])));
});

const schedules = fixture('schedule-positions.csv');
const NAME = ['name', 'lastName', 'firstName', 'middleName', 'prefix', 'suffix'] as const;

it.each(schedules.map((figures) => [figures.row!, figures.version!, figures] as const))('a row of schedule %s in %s is read where the format puts each column', async (schedule, version, figures) => {
  const places = new Map(placesOf(figures));
  const at = (name: string) => places.get(name)!;
  const words = (name: string) => (places.has(name) ? cellAt(at(name)) : undefined);
  const change = { 1: schedule === 'SA' ? 'SA11AI' : 'SB28A', [at('entityType')]: 'IND', [at('memo')]: 'X', [at('electionCode')]: 'P2018', [at('committeeId')]: 'C00888888' };
  const { door, fault } = await imported(version, coverOf(covers.find((it) => it.version === version && it.form === 'F3X')!), line(version, Number(figures.cells), change));
  expect(fault).toBe('');
  // Where a format has the parts of a name, they hold instead of the one cell.
  const [name, ...parts] = NAME.map(words);
  const [lastName, firstName, middleName, prefix, suffix] = parts.some((part) => part !== undefined) ? parts : [name];
  expect(door.items).toEqual([
    expect.objectContaining({
      kind: schedule === 'SA' ? 'receipt' : 'refund', amountCents: centsAt(at('amountCents')), receivedOn: dayAt(at('receivedOn')), electionCode: 'P2018', electionDescription: words('electionDescription'), memo: true,
      claimedAggregateCents: places.has('claimedAggregateCents') ? centsAt(at('claimedAggregateCents')) : undefined,
      filing: expect.objectContaining({ transactionId: words('transactionId'), backReferenceId: words('backReferenceId') }),
      remarks: { purpose: words('purpose'), memoText: words('memoText') },
      contributor: {
        entityType: 'IND', committeeId: 'C00888888', organizationName: words('organizationName'), lastName, firstName, middleName, prefix, suffix,
        street1: words('street1'), street2: words('street2'), city: words('city'), state: words('state'), zip: words('zip'), employer: words('employer'), occupation: words('occupation'),
      },
    }),
  ]);
});
