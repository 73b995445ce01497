import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notTested, SHARED_DATA, trial, tried } from '@fieldledger/testing';
import { ITCONT_COLUMNS } from './itcont-row.js';

const GIVEN: Record<string, string> = {
  CMTE_ID: 'C00999999', AMNDT_IND: 'N', RPT_TP: 'Q3', TRANSACTION_PGI: 'P2018', IMAGE_NUM: '201810170912341234', TRANSACTION_TP: '15', ENTITY_TP: 'IND', NAME: 'QUILLFEATHER, ZEBULON M MR. JR',
  CITY: 'COLUMBUS', STATE: 'OH', ZIP_CODE: '432150001', EMPLOYER: 'ACME', OCCUPATION: 'WELDER', TRANSACTION_DT: '08312018', TRANSACTION_AMT: '250', OTHER_ID: '', TRAN_ID: 'SA11.1', FILE_NUM: '1234567',
  MEMO_CD: '', MEMO_TEXT: '', SUB_ID: '4020820171370029337',
};
const row = (change: Record<string, string> = {}) => ITCONT_COLUMNS.map((column) => ({ ...GIVEN, ...change })[column]).join('|');
const bulk = (content: string | Buffer, options: object = {}) => trial(content, { format: 'fec-bulk', mapping: undefined, ...options });
const told = async (change: Record<string, string> = {}) => (await bulk(row(change))).door.items[0];
const codes = (lines: readonly string[]) => lines.map((line) => line.split(',').slice(1, 3).join());

describe('the FEC\'s contributions by individuals', () => {
  it('become sightings that hold instead of earlier ones, with the giver in parts and the amount in cents', async () => {
    const { door, lines } = await bulk(`${row()}\n`);
    expect(door.batches.map((batch) => batch.door)).toEqual(['sightings']);
    expect(door.items).toEqual([
      {
        contributionId: expect.stringMatching(/^[0-9a-f-]{36}$/), source: 'fec-bulk', kind: 'receipt', restates: true, committeeId: 'C00999999', amountCents: 25_000, receivedOn: '2018-08-31', electionCode: 'P2018',
        contributor: { entityType: 'IND', lastName: 'QUILLFEATHER', firstName: 'ZEBULON', middleName: 'M', prefix: 'MR.', suffix: 'JR', city: 'COLUMBUS', state: 'OH', zip: '432150001', employer: 'ACME', occupation: 'WELDER' },
        provenance: { sourceSystem: 'fec-bulk', fileHash: expect.any(String), row: 1 },
      },
    ]);
    expect(codes(lines)).toEqual(['accepted,']);
    expect(lines[0]).toContain(door.items[0]!.contributionId as string);
  });

  it('are known by SUB_ID alone, in whichever file they stand', async () => {
    const [first, changed, other] = [await told(), await told({ TRANSACTION_AMT: '300' }), await told({ SUB_ID: '1' })];
    expect(changed!.contributionId).toBe(first!.contributionId);
    expect(other!.contributionId).not.toBe(first!.contributionId);
  });

  it.each<[string, Record<string, string>, object]>([
    ['a refund to an individual', { TRANSACTION_TP: '22Y' }, { kind: 'refund', amountCents: 25_000 }],
    ['a refund from a headquarters account', { TRANSACTION_TP: '41Y' }, { kind: 'refund' }],
    ['no type at all', { TRANSACTION_TP: '' }, { kind: 'receipt' }],
    ['a candidate\'s own money', { TRANSACTION_TP: '15C' }, { kind: 'receipt', line: 'SA11D' }],
    ['an earmarked gift, whose conduit is the other committee', { TRANSACTION_TP: '15E', OTHER_ID: 'C00401224' }, { earmark: { conduitCommitteeId: 'C00401224' } }],
    ['a negative amount', { TRANSACTION_AMT: '-2700' }, { amountCents: -270_000 }],
    ['an amount with cents', { TRANSACTION_AMT: '10.07' }, { amountCents: 1_007 }],
    ['nothing', { TRANSACTION_AMT: '0' }, { amountCents: 0 }],
    ['a day with slashes', { TRANSACTION_DT: '08/31/2018' }, { receivedOn: '2018-08-31' }],
    ['a memo', { MEMO_CD: 'X', MEMO_TEXT: 'SEE ATTRIBUTION' }, { memo: true, remarks: { memoText: 'SEE ATTRIBUTION' } }],
    ['an organization', { ENTITY_TP: 'ORG', NAME: 'ACME, INC.' }, { contributor: expect.objectContaining({ entityType: 'ORG', organizationName: 'ACME, INC.' }) }],
    ['a committee', { ENTITY_TP: 'PAC', NAME: 'ACME PAC', OTHER_ID: 'C00888888' }, { contributor: expect.objectContaining({ entityType: 'PAC', committeeId: 'C00888888' }) }],
    ['a person of the time before entity types', { ENTITY_TP: '' }, { contributor: expect.objectContaining({ entityType: 'IND', lastName: 'QUILLFEATHER' }) }],
    ['a firm of the time before entity types', { ENTITY_TP: '', NAME: 'ACME' }, { contributor: expect.objectContaining({ entityType: 'ORG', organizationName: 'ACME' }) }],
  ])('tell %s', async (_, change, item) => {
    expect(await told(change)).toMatchObject(item);
  });

  it('name no election where a code has no year, and nobody where no name is given', async () => {
    expect((await told({ TRANSACTION_PGI: 'P' }))!.electionCode).toBeUndefined();
    expect((await told({ ENTITY_TP: '', NAME: '' }))!.contributor).toBeUndefined();
  });

  it.each([
    ['30', 'SA17'], ['31E', 'SA17'], ['32T', 'SA17'], ['40Y', 'SB21B'], ['41T', 'SB21B'], ['42Y', 'SB29'], ['15C', 'SA11D'], ['15', undefined], ['15E', undefined], ['22Y', undefined],
  ])('of type %s are on the line %s, which is not the giver\'s where a national party keeps it in an account of its own', async (TRANSACTION_TP, line) => {
    expect((await bulk(row({ TRANSACTION_TP }))).door.items).toMatchObject([{ line }]);
  });

  it.each<[string, string, string]>([
    ['too few cells', 'a|b', 'refused,ragged-row'],
    ['too many cells', `${row()}|`, 'refused,ragged-row'],
    ['SUB_ID alone', '4020820171370029337', 'refused,ragged-row'],
    ['no SUB_ID', row({ SUB_ID: '' }), 'refused,bad-id'],
    ['a SUB_ID that is none', row({ SUB_ID: '=1+1' }), 'refused,bad-id'],
    ['no committee', row({ CMTE_ID: '' }), 'refused,bad-id'],
    ['no date', row({ TRANSACTION_DT: '' }), 'refused,bad-date'],
    ['a day that there never was', row({ TRANSACTION_DT: '02302018' }), 'refused,bad-date'],
    ['a date written otherwise', row({ TRANSACTION_DT: '20180831' }), 'refused,bad-date'],
    ['half a slash', row({ TRANSACTION_DT: '08/312018' }), 'refused,bad-date'],
    ['days first', row({ TRANSACTION_DT: '31/08/2018' }), 'refused,bad-date'],
    ['no amount', row({ TRANSACTION_AMT: '' }), 'refused,bad-amount'],
    ['an amount with half a cent', row({ TRANSACTION_AMT: '10.005' }), 'refused,bad-amount'],
    ['an amount with an exponent', row({ TRANSACTION_AMT: '1e3' }), 'refused,bad-amount'],
    ['a type of another file', row({ TRANSACTION_TP: '24K' }), 'refused,bad-type'],
    ['an entity type that there is not', row({ ENTITY_TP: 'XYZ' }), 'refused,bad-entity-type'],
    ['a NUL in a name', row({ NAME: 'QUILL\0, ZEB' }), 'refused,bad-text'],
    ['a name of 201 letters', row({ NAME: 'Q'.repeat(201) }), 'refused,bad-text'],
    ['money that a conduit passed on', row({ TRANSACTION_TP: '24T' }), 'skipped,'],
    ['nothing', '  ', 'skipped,'],
    ['the names of the columns', ITCONT_COLUMNS.join('|'), 'skipped,'],
    ['their names in small letters', ITCONT_COLUMNS.join('|').toLowerCase(), 'skipped,'],
  ])('with %s keep that row back, and the others go on', async (_, line, outcome) => {
    const { lines, door } = await bulk(`${row()}\n${line}\n${row({ SUB_ID: '3' })}\n`);
    expect(codes(lines)).toEqual(['accepted,', outcome, 'accepted,']);
    expect(door.items).toHaveLength(2);
    expect(lines.join()).not.toMatch(/QUILL|ACME|WELDER|1\+1/);
  });

  it('name the column at fault and what stands in it, which is masked where it may be somebody’s', async () => {
    const { lines } = await bulk([row({ TRANSACTION_AMT: '10.005' }), row({ TRANSACTION_DT: '31/08/2018' }), row({ TRANSACTION_TP: '24K' }), row({ TRANSACTION_AMT: 'QUILLFEATHER' }), row({ SUB_ID: '' })].join('\n'));
    expect(lines.map((line) => line.replaceAll('""', '"'))).toEqual([
      expect.stringMatching(/TRANSACTION_AMT .*; it is "10\.005"/), expect.stringMatching(/TRANSACTION_DT .*; it is "31\/08\/2018"/), expect.stringMatching(/TRANSACTION_TP .*; it is "24K"/),
      expect.stringMatching(/TRANSACTION_AMT .*; it has 12 characters, which are masked/), expect.stringMatching(/SUB_ID .*; it is blank/),
    ]);
  });

  it('may hold quotes, which are words like any other', async () => {
    const { door, lines } = await bulk(`${row({ NAME: 'QUILL, "ZEB' })}\n${row({ SUB_ID: '2', NAME: '"' })}\n`);
    expect(codes(lines)).toEqual(['accepted,', 'accepted,']);
    expect(door.items[0]).toMatchObject({ contributor: { firstName: '"ZEB' } });
  });

  it('of old Windows are read as a mapping says, and are else refused at their row', async () => {
    const content = Buffer.concat([Buffer.from(`${row()}\n`), Buffer.from(row({ SUB_ID: '2', NAME: 'PEÑA, ZOË' }), 'latin1')]);
    expect((await bulk(content)).fault).toMatch(/In row 2: byte \d+ of the file is not UTF-8\. .*Rows 1 to 1 are dealt with/);
    const { door } = await trial(content, { format: 'fec-bulk', mappingJson: { encoding: 'windows-1252' } });
    expect(door.items[1]).toMatchObject({ contributor: { lastName: 'PEÑA', firstName: 'ZOË' } });
  });

  it('of 2017, a thousand real ones, are all taken, and their cents are those of the file', async () => {
    const file = join(SHARED_DATA, 'fec-bulk/srirambaskaran_test_3/itcont.txt');
    if (!existsSync(file)) {
      notTested('a thousand real rows of itcont: the data is not on this machine');
      return;
    }
    const cells = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => line.split('|'));
    const { door, summary, fault } = await tried(file, { format: 'fec-bulk', mapping: undefined });
    expect([fault, summary?.rows, summary?.accepted]).toEqual(['', cells.length, cells.length]);
    const cents = (of: (type: string) => boolean) => cells.filter((cell) => of(cell[5]!)).reduce((sum, cell) => sum + Number(cell[14]) * 100, 0);
    const sums = { receipt: 0, refund: 0 };
    for (const { kind, amountCents } of door.items) sums[kind as 'receipt' | 'refund'] += amountCents as number;
    expect(sums).toEqual({ receipt: cents((type) => type.startsWith('1')), refund: cents((type) => type.startsWith('2')) });
    expect(new Set(door.items.map(({ contributionId }) => contributionId)).size).toBe(cells.length);
  });
});

describe('the FEC\'s deletes', () => {
  const deletes = (content: string) => trial(content, { format: 'fec-bulk-deletes', mapping: undefined });

  it('withdraw what SUB_ID names, whether the row stands there whole or not', async () => {
    const [{ contributionId }, whole, alone] = [(await told())!, await deletes(row()), await deletes(`SUB_ID\n${GIVEN.SUB_ID}\n`)];
    for (const { door } of [whole, alone]) {
      expect(door.at('contributions/withdrawals')).toMatchObject([{ contributionId, reasonCode: 'withdrawn-by-source', provenance: { sourceSystem: 'fec-bulk' } }]);
    }
    expect(codes(alone.lines)).toEqual(['skipped,', 'accepted,']);
  });

  it('are the same when the same file comes again, and others in another file', async () => {
    const id = async (content: string) => (await deletes(content)).door.items.find(({ contributionId }) => contributionId)!.withdrawalId;
    const once = await id(`${GIVEN.SUB_ID}\n`);
    expect(await id(`${GIVEN.SUB_ID}\n`)).toBe(once);
    expect(await id(`${GIVEN.SUB_ID}\n7\n`)).not.toBe(once);
  });

  it('refuse a row that is neither', async () => {
    expect(codes((await deletes('1|2\nfour\n')).lines)).toEqual(['refused,ragged-row', 'refused,bad-id']);
  });
});
