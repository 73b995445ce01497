import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unavailable } from '@fieldledger/kernel';
import { outcomeLines, SHORT_MAPPING, trial, tried, TrialDoor } from '@fieldledger/testing';

const fixtures = join(import.meta.dirname, '../../../tests/fixtures/canvass');
const rowsOf = (lines: readonly string[]) => lines.map((line) => Number(line.split(',')[0]));
const canvass = (rows: number) => `id,result\n${Array.from({ length: rows }, (_, i) => `v${i + 1},${i % 3 ? 1 : 14}\n`).join('')}`;

describe('importing a canvass', () => {
  it('of our own, counted by hand, sends each knock and skips what was not attempted', async () => {
    const mappingJson = JSON.parse(readFileSync(join(fixtures, 'small-canvass.mapping.json'), 'utf8')) as object;
    const { summary, door, fault } = await tried(join(fixtures, 'small-canvass.csv'), { mappingJson });
    expect(fault).toBe('');
    expect(summary).toMatchObject({ rows: 20, accepted: 19, same: 0, flagged: 0, skipped: 1, refused: 0 });
    expect(door.items.filter(({ resultCodeId }) => resultCodeId === 14)).toHaveLength(7);
    expect(door.items[0]).toMatchObject({ voter: { system: 'demo', scope: 'CT', id: 'v-101' }, attemptedAt: '2025-10-04T18:02:00Z', zone: 'America/New_York', provenance: { row: 1 } });
  });

  it('again sends the very same items, to the byte, and reports them as the same', async () => {
    const first = await trial(canvass(30));
    const again = await tried(first.file, { send: first.door.send });
    expect(first.door.items).toHaveLength(60);
    expect(JSON.stringify(first.door.items.slice(30))).toBe(JSON.stringify(first.door.items.slice(0, 30)));
    expect(again.summary).toMatchObject({ rows: 30, accepted: 0, same: 30 });
  });

  it('keeps the ids when the mapping is written in another order, and when the file grows', async () => {
    const { key, ...rest } = SHORT_MAPPING;
    const [first, reordered] = [await trial(canvass(5)), await trial(canvass(9), { mappingJson: { ...Object.fromEntries(Object.entries(rest).reverse()), key } })];
    expect(reordered.door.items.slice(0, 5).map(({ attemptId }) => attemptId)).toEqual(first.door.items.map(({ attemptId }) => attemptId));
    expect(reordered.door.items[0]!.provenance.fileHash).not.toBe(first.door.items[0]!.provenance.fileHash);
  });

  it('sends at most 500 at once, four times over, and writes outcomes in the order of the rows, whichever batch answers first', async () => {
    const door = new TrialDoor();
    let [underWay, most] = [0, 0];
    const send: typeof door.send = async (to, items) => {
      most = Math.max(most, ++underWay);
      return door.send(to, items).finally(() => underWay--);
    };
    const { lines, summary } = await trial(canvass(4_321), { send });
    expect([Math.max(...door.batchSizes), most]).toEqual([500, 4]);
    expect(rowsOf(lines)).toEqual(Array.from({ length: 4_321 }, (_, i) => i + 1));
    expect(summary).toMatchObject({ rows: 4_321, accepted: 4_321 });
  });

  it('takes the first of two rows that say different things under one id, whichever batch would answer first', async () => {
    const door = new TrialDoor();
    const send: typeof door.send = async (to, items) => {
      if ((items as { provenance: { row: number } }[])[0]!.provenance.row === 1) await new Promise((resolve) => setTimeout(resolve, 100));
      return door.send(to, items);
    };
    const { lines } = await trial(`${canvass(500)}v500,19\nv500,14\n`, { send });
    expect(lines.slice(-3).map((line) => line.split(',').slice(0, 3).join())).toEqual(['500,accepted,', '501,refused,id-taken', '502,refused,id-taken']);
  });

  it('refuses a bad row by its number, its field and its column, and goes on with the rest', async () => {
    const { lines, summary } = await trial('id,result\nv1,1\n,1\nv3,\nv4,one\nv5,1,extra\nv6\nid,result\n=1+1,1\nv9,999\nv1,2\n');
    expect(summary).toMatchObject({ rows: 10, accepted: 1, flagged: 1, skipped: 1, refused: 7 });
    expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual([
      '1,accepted,', '2,refused,key-missing', '3,refused,cell-missing', '4,refused,bad-number', '5,refused,ragged-row', '6,refused,ragged-row',
      '7,skipped,', '8,refused,bad-id', '9,flagged,', '10,refused,id-taken',
    ]);
    expect(lines[3]).toContain('resultCodeId must be a whole number from 1; the column ""result"" holds something else');
    expect(lines.join()).not.toContain('1+1');
  });

  it('passes over columns without a name, however many, and reads a mapping that an editor saved with a mark in front', async () => {
    const mapping = join(mkdtempSync(join(tmpdir(), 'fieldledger-import-')), 'mapping.json');
    writeFileSync(mapping, `\uFEFF${JSON.stringify(SHORT_MAPPING)}`);
    const { fault, summary } = await trial('id,,result,\nv1,x,1,y\n', { mapping });
    expect([fault, summary?.accepted]).toEqual(['', 1]);
    expect((await trial('id,result,id\nv1,1,v2\n')).fault).toMatch(/two columns called "id"/);
    expect((await trial(',,\nv1,1,v2\n')).fault).toMatch(/holds no column names/);
  });

  it('says that there is no file where there is none', async () => {
    expect((await tried(join(tmpdir(), 'fieldledger-import-absent.csv'))).fault).toMatch(/^There is no file .*fieldledger-import-absent\.csv\.$/);
  });

  it('refuses a row whose zone no clock knows, also beside a time that needs none, and says that it is the zone', async () => {
    const { attemptedAt: _at, ...constants } = SHORT_MAPPING.constants;
    const mappingJson = { ...SHORT_MAPPING, zone: undefined, constants, columns: { ...SHORT_MAPPING.columns, attemptedAt: { column: 'at' }, zone: { column: 'zone' } } };
    const [local, instant] = ['2025-10-04T14:00', '2025-10-04T18:00:00Z'];
    const { lines, door } = await trial(`id,result,at,zone\nv1,1,${local},America/New_York\nv2,1,${local},Americas/New_York\nv3,1,${instant},America\0New_York\nv4,1,${instant},-04:00\n`, { mappingJson });
    expect(lines.map((line) => line.split(',').slice(0, 3).join())).toEqual(['1,accepted,', '2,refused,bad-zone', '3,refused,bad-zone', '4,refused,bad-zone']);
    expect(lines[1]).toContain('zone must be an IANA time zone, such as America/New_York; the column ""zone"" holds something else');
    expect(door.items).toMatchObject([{ attemptedAt: instant, zone: 'America/New_York' }]);
  });

  it('writes what became of a row without saying whose row it was', async () => {
    const { lines } = await trial('id,result,name\nv-secret,14,Invented Person\nother secret,14,Second Person\n');
    expect(lines.join()).not.toMatch(/secret|Person/);
  });

  it('waits as long as a busy server asks, then sends the same batch', async () => {
    const door = new TrialDoor();
    const waits: number[] = [];
    let tries = 0;
    const { summary } = await trial(canvass(3), {
      send: async (to, items) => {
        if (++tries <= 2) throw new Unavailable('overloaded', 'Later.', 7);
        return door.send(to, items);
      },
      wait: async (milliseconds) => waits.push(milliseconds),
    });
    expect([summary?.accepted, waits]).toEqual([3, [7_000, 7_000]]);
  });

  it('waits longer after each try, from the second that a server asks to half a minute', async () => {
    const waits: number[] = [];
    await trial(canvass(3), { send: async () => { throw new Unavailable('write-unknown', 'The log is away.'); }, wait: async (milliseconds) => waits.push(milliseconds) });
    expect(waits).toEqual([1_000, 1_000, 2_000, 4_000, 8_000, 16_000, ...Array.from({ length: 5 }, () => 30_000)]);
  });

  it('stops at a server that answers for other rows than were sent', async () => {
    const { fault, lines } = await trial(canvass(3), { send: async () => [] });
    expect(fault).toMatch(/^The server answered for 0 of 3 rows\. Is it really Fieldledger's\?/);
    expect(lines).toEqual([]);
  });

  it('gives up after a bounded time, and says that the import can go on later', async () => {
    let tries = 0;
    const { fault } = await trial(canvass(3), { send: async () => { tries++; throw new Unavailable('write-unknown', 'The log is away.'); } });
    expect(fault).toMatch(/after 12 tries \(write-unknown: The log is away\.\)/);
    expect(tries).toBe(12);
  });
});

describe('an interrupted import', () => {
  const interrupted = async (rows: number, after: number) => {
    const sent = new Set<number>();
    const door = new TrialDoor();
    let batches = 0;
    const send: TrialDoor['send'] = async (to, items) => {
      if (++batches > after) throw new Error('The power went.');
      const answers = await door.send(to, items);
      for (const { provenance } of items as { provenance: { row: number } }[]) sent.add(provenance.row);
      return answers;
    };
    const first = await trial(canvass(rows), { send });
    return { first, door, sent };
  };

  it('goes on after the last row it dealt with, and each row is once in the outcome file', async () => {
    const { first, door, sent } = await interrupted(4_000, 5);
    expect(first.fault).toMatch(/The power went\. Rows 1 to 2500 are dealt with .* Run the same import again to go on/);
    expect(rowsOf(first.lines)).toHaveLength(2_500);
    const before = door.items.length;
    const second = await tried(first.file, { outcomes: first.outcomes, send: door.send });
    for (const { provenance } of door.items) sent.add(provenance.row);
    expect(second.notices).toEqual(['Going on after row 2500, where the last import of this file stopped.']);
    expect([door.items.length - before, sent.size]).toEqual([1_500, 4_000]);
    expect(rowsOf(second.lines)).toEqual(Array.from({ length: 4_000 }, (_, i) => i + 1));
    expect(second.summary).toMatchObject({ rows: 4_000, accepted: 4_000 });
    expect(existsSync(`${first.outcomes}.resume`)).toBe(false);
  });

  it('counts nothing as dealt with behind a batch that was lost, though later ones were answered before', async () => {
    const door = new TrialDoor();
    let batches = 0;
    const first = await trial(canvass(4_000), { send: async (to, items) => {
      if (++batches === 2) throw new Error('The power went.');
      return door.send(to, items);
    } });
    expect(first.fault).toMatch(/The power went\. Rows 1 to 500 are dealt with/);
    expect(rowsOf(first.lines)).toEqual(Array.from({ length: 500 }, (_, i) => i + 1));
    const second = await tried(first.file, { outcomes: first.outcomes, send: door.send });
    expect(rowsOf(second.lines)).toEqual(Array.from({ length: 4_000 }, (_, i) => i + 1));
    expect(second.summary).toMatchObject({ rows: 4_000, refused: 0 });
  });

  it('forgets what a killed run wrote after its last note, however long', async () => {
    const { first, door } = await interrupted(1_200, 1);
    writeFileSync(first.outcomes, `${readFileSync(first.outcomes, 'utf8')}${'501,accepted,,,,,\r\n'.repeat(9_999)}501,acc`);
    const second = await tried(first.file, { outcomes: first.outcomes, send: door.send });
    expect(rowsOf(second.lines)).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 1));
  });

  it.each<[string, (run: { file: string; outcomes: string }) => void, object, RegExp]>([
    ['the file changed', ({ file }) => writeFileSync(file, canvass(1_201)), {}, /^The file has changed/],
    ['the mapping changed', () => undefined, { mappingJson: { ...SHORT_MAPPING, dates: 'day-first' } }, /^The mapping or the options have changed/],
    ['the outcome file was cut', ({ outcomes }) => writeFileSync(outcomes, 'row,status,code,detail,id,position,flags\r\n'), {}, /^The outcome file is shorter/],
    ['the note was damaged', ({ outcomes }) => writeFileSync(`${outcomes}.resume`, '{"rows":'), {}, /^The note of how far/],
    ['the note has no rows in it', ({ outcomes }) => writeFileSync(`${outcomes}.resume`, '{"counts":{},"outcomeBytes":0}'), {}, /^The note of how far/],
  ])('begins at the first row when %s, and says so', async (_, change, options, notice) => {
    const { first, door } = await interrupted(1_200, 1);
    change(first);
    const second = await tried(first.file, { outcomes: first.outcomes, send: door.send, ...options });
    expect(second.notices).toEqual([expect.stringMatching(notice)]);
    expect(second.summary!.same).toBe(500);
    expect(rowsOf(second.lines)).toHaveLength(second.summary!.rows);
  });

  it('begins again when it is asked to', async () => {
    const { first, door } = await interrupted(1_200, 1);
    const second = await tried(first.file, { outcomes: first.outcomes, send: door.send, restart: true });
    expect(second.summary).toMatchObject({ rows: 1_200, same: 500, accepted: 700 });
    expect(outcomeLines(first.outcomes)).toHaveLength(1_200);
  });
});

describe('the outcome file', () => {
  it('never overwrites the file to import, nor a file that is something else', async () => {
    const first = await trial(canvass(2));
    expect((await tried(first.file, { outcomes: first.file })).fault).toMatch(/would overwrite the file to import/);
    const letter = join(mkdtempSync(join(tmpdir(), 'fieldledger-import-')), 'letter.txt');
    writeFileSync(letter, 'Dear volunteer');
    expect((await tried(first.file, { outcomes: letter })).fault).toMatch(/is not an outcome file\. Name another place by --outcomes\./);
    expect(readFileSync(letter, 'utf8')).toBe('Dear volunteer');
  });

  it('that cannot be written is named, with the option that puts it elsewhere', async () => {
    const first = await trial(canvass(2));
    expect((await tried(first.file, { outcomes: join(first.folder, 'absent', 'o.csv') })).fault).toMatch(/cannot be written \(ENOENT\)\. Name another place by --outcomes\./);
  });
});
