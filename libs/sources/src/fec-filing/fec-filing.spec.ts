import { trial } from '@fieldledger/testing';

const filing = (content: string | Buffer) => trial(content, { format: 'fec-filing', mapping: undefined });
const fs = (...cells: string[]) => cells.join('\u001c');
/** A row with these cells at these positions, counted from 1. */
const placed = (length: number, at: Readonly<Record<number, string>>) => fs(...Array.from({ length }, (_, i) => at[i + 1] ?? ''));

const HEADER = fs('HDR', 'FEC', '8.3', 'Invented', '1.0', '', '');
const cover = (change: Readonly<Record<number, string>> = {}) =>
  placed(93, { 1: 'F3N', 2: 'C00999999', 3: 'Friends of Nobody', 12: 'Q3', 16: '20180701', 17: '20180930', 23: '20181015', 33: '250.00', 34: '9.07', ...change });
const receipt = (change: Readonly<Record<number, string>> = {}) =>
  placed(45, {
    1: 'SA11AI', 2: 'C00999999', 3: 'R1', 6: 'IND', 8: 'Quillfeather', 9: 'Zebulon', 13: '12 Alder Row', 15: 'Columbus', 16: 'OH', 17: '432150001', 18: 'P2018', 20: '20180704', 21: '250.00', 22: '750.00',
    24: 'Alder & Sons', 25: 'Bookbinder', ...change,
  });
const whole = (...rows: string[]) => [HEADER, cover(), ...rows].join('\n');
const told = async (change: Readonly<Record<number, string>>) => (await filing(whole(receipt(change)))).door.items[0]!;

describe('an electronic filing', () => {
  it('is announced, then sent row by row, listed and completed', async () => {
    const { door, lines, summary } = await filing(whole(receipt(), receipt({ 1: 'SA11C', 3: 'R2', 6: 'PAC', 7: 'Invented PAC', 8: '', 9: '', 26: 'C00888888' }), placed(44, { 1: 'SB20A', 3: 'D1', 6: 'IND', 8: 'Pettigrew', 20: '20180910', 21: '100.00', 23: 'Refund' })));
    expect(door.posts.map(({ path }) => path)).toEqual(['filings', 'filings/rows', 'filings/completions']);
    const [announced, listed, completed] = door.posts.map(({ body }) => body as Record<string, unknown>);
    expect(announced).toMatchObject({ committeeId: 'C00999999', committeeKind: 'candidate', form: 'F3', amendmentNumber: 0, coverageFrom: '2018-07-01', cover: [{ line: 'SA11AI', amountCents: 25_000 }, { line: 'SA11AII', amountCents: 907 }] });
    expect(listed).toEqual({ filingId: announced!.filingId, reportId: announced!.reportId, part: 0, contributionIds: door.items.map(({ contributionId }) => contributionId) });
    expect(completed).toEqual({ filingId: announced!.filingId, reportId: announced!.reportId, parts: 1, rows: 3 });
    expect(door.items).toMatchObject([
      { kind: 'receipt', line: 'SA11AI', amountCents: 25_000, claimedAggregateCents: 75_000, receivedOn: '2018-07-04', electionCode: 'P2018', provenance: { sourceSystem: 'fec-filing', row: 3 } },
      { kind: 'receipt', line: 'SA11C', contributor: { entityType: 'PAC', organizationName: 'Invented PAC', committeeId: 'C00888888' } },
      { kind: 'refund', line: 'SB20A', amountCents: 10_000, remarks: { purpose: 'Refund' }, contributor: { lastName: 'Pettigrew' } },
    ]);
    expect(lines.map((line) => line.split(',')[1])).toEqual(['skipped', 'skipped', 'accepted', 'accepted', 'accepted']);
    expect(summary!.note).toBe("The original of C00999999's F3 for 2018-07-01 to 2018-09-30 is complete. Receipts and refunds in it: 3.");
  });

  it('says when its rows do not come to what its cover says', async () => {
    expect((await filing(whole(receipt({ 21: '249.99' })))).summary!.note).toMatch(/itemized individuals come to 24999 cents and its cover says 25000: look whether the file is whole/);
    expect((await filing(whole(receipt(), receipt({ 3: 'R2', 43: 'X' })))).summary!.note).not.toContain('whole');
  });

  it('says which rows name another filer than its cover does, and counts them for the cover\'s', async () => {
    const { summary, door } = await filing(whole(receipt(), receipt({ 2: 'C00888888', 3: 'R2', 43: 'X' }), receipt({ 2: 'c00999999', 3: 'R3', 43: 'X' }), receipt({ 2: '', 3: 'R4', 43: 'X' })));
    expect(door.items.map(({ committeeId, filerDiffers }) => [committeeId, filerDiffers])).toEqual([['C00999999', undefined], ['C00999999', true], ['C00999999', undefined], ['C00999999', undefined]]);
    expect(summary!.note).toMatch(/ Row 4 names another committee than the cover does as the filer \(column 2\), and counts for C00999999 all the same, flagged/);
    expect((await filing(whole(receipt({ 2: 'C00888888' }), receipt({ 2: 'C00888888', 3: 'R2', 43: 'X' })))).summary!.note).toContain('Row 3 and 1 more name another committee');
    expect((await filing(whole(receipt()))).summary!.note).not.toContain('another committee');
  });

  it.each<[string, Readonly<Record<number, string>>, object]>([
    ['a memo', { 43: 'x', 44: 'See above' }, { memo: true, remarks: { memoText: 'See above' } }],
    ['a returned check', { 21: '-2400.00' }, { amountCents: -240_000 }],
    ['cents alone', { 21: '-.50', 22: '.5' }, { amountCents: -50, claimedAggregateCents: 50 }],
    ['dollars with a point and no cents', { 21: '250.' }, { amountCents: 25_000 }],
    ['dollars with a plus', { 21: '+250.00' }, { amountCents: 25_000 }],
    ['both lines of an address', { 14: 'Flat 2' }, { contributor: { street1: '12 Alder Row', street2: 'Flat 2' } }],
    ['an organization in the cells of a person', { 6: 'ORG', 8: 'Press', 9: 'The Old' }, { contributor: { entityType: 'ORG', organizationName: 'The Old Press' } }],
    ['no aggregate', { 22: '' }, { claimedAggregateCents: undefined }],
    ['no aggregate, in words', { 22: 'None' }, { claimedAggregateCents: undefined }],
    ['no aggregate, in fewer', { 22: 'n/a' }, { claimedAggregateCents: undefined }],
    ['a line spelled otherwise', { 1: 'sa11ai' }, { line: 'SA11AI' }],
    ['a line with a number for a letter', { 1: 'SA11A1' }, { line: 'SA11AI' }],
    ['a line in brackets, as the form prints it', { 1: 'SA11(a)(i)' }, { line: 'SA11AI' }],
    ['an election without its year', { 18: 'P' }, { electionCode: undefined }],
    ['another election', { 18: 'O2018', 19: 'Convention' }, { electionCode: 'O2018', electionDescription: 'Convention' }],
    ['a name that begins with quotes', { 8: '"Bud" Quillfeather' }, { contributor: { lastName: '"Bud" Quillfeather' } }],
    ['a name of which a quote is left open', { 8: '"Quillfeather' }, { contributor: { lastName: 'Quillfeather' } }],
    ['a name in quotes', { 8: '"Quill""feather"' }, { contributor: { lastName: 'Quill"feather' } }],
    ['a name and no type', { 6: '' }, { contributor: { entityType: 'IND', lastName: 'Quillfeather' } }],
    ['an organization and no type', { 6: '', 7: 'Alder & Sons', 8: '', 9: '' }, { contributor: { entityType: 'ORG', organizationName: 'Alder & Sons' } }],
    ['a committee named in its own column', { 6: 'COM', 8: '', 9: '', 26: 'c00888888', 27: 'Invented PAC' }, { contributor: { entityType: 'COM', organizationName: 'Invented PAC', committeeId: 'C00888888' } }],
    ['no day, which counts at the end of the period', { 20: '' }, { receivedOn: '2018-09-30', dayUnknown: true }],
    ['a day that there never was', { 20: '20180231' }, { receivedOn: '2018-09-30', dayUnknown: true }],
    ['a day of a month that there is not', { 20: '20181301' }, { receivedOn: '2018-09-30', dayUnknown: true }],
    ['a month and no day of it', { 20: '20180700' }, { receivedOn: '2018-09-30', dayUnknown: true }],
    ['a year and no month of it', { 20: '20180001' }, { receivedOn: '2018-09-30', dayUnknown: true }],
    ['a day to come', { 20: '20990101' }, { receivedOn: '2018-09-30', dayUnknown: true }],
    ['a day, as it does', {}, { receivedOn: '2018-07-04', dayUnknown: undefined }],
    ['a transaction id with signs', { 3: '11(a)(i)7' }, { filing: { transactionId: '11(a)(i)7' } }],
    ['a transaction id that may be a name', { 3: 'QUILLFEATHER' }, { filing: { transactionId: undefined } }],
  ])('tells %s', async (_, change, item) => {
    expect(await told(change)).toMatchObject(item);
  });

  it('may say of a line of its cover that nothing is told', async () => {
    const { door } = await filing([HEADER, cover({ 36: 'N/A' }), receipt()].join('\n'));
    expect(door.posts[0]!.body).toMatchObject({ cover: [{ line: 'SA11AI' }, { line: 'SA11AII' }] });
  });

  it('names nobody where a row names nobody', async () => {
    expect((await told({ 6: '', 8: '', 9: '', 13: '', 15: '', 16: '', 17: '', 24: '', 25: '' })).contributor).toBeUndefined();
  });

  it('may leave out the end of a row', async () => {
    const { door, fault } = await filing(whole(receipt().split('\u001c').slice(0, 21).join('\u001c')));
    expect([fault, door.items[0]!.amountCents, door.items[0]!.claimedAggregateCents]).toEqual(['', 25_000, undefined]);
  });

  it('has other rows too, which are passed over with their reason', async () => {
    const { lines, door } = await filing([HEADER, '', cover(), fs('TEXT', 'C00999999', 'words'), fs('SB17', 'C00999999'), fs('Quillfeather, Zebulon'), '', fs('SC/10'), fs('SA3L'), fs('SB28A'), '[BEGINTEXT]', receipt(), '[ENDTEXT]', '[Begin Text]', receipt(), '[End Text]', receipt()].join('\n'));
    expect(door.items).toHaveLength(1);
    expect(lines.map((line) => line.split(',')[1])).toEqual([...Array.from({ length: 16 }, () => 'skipped'), 'accepted']);
    expect([lines[0], lines[2], lines[3]]).toEqual([expect.stringContaining('It belongs to the header.'), expect.stringContaining('It is the cover'), expect.stringContaining('a row of type TEXT')]);
    expect(lines.join()).not.toContain('Quillfeather');
  });

  it('of software before 6 has commas and quotes, and the parts of a name in one cell', async () => {
    const row = '"SA11A1","C00999999","IND","Quillfeather^Zebulon Mark^Dr.^Jr","12 ""Old"" Row","","Columbus","OH","43215    ","P    ","","Alder, Sons","Bookbinder",750.00,20020704,250.00,"15","Receipt","","","","","","","","","","","",,"","","A","061120"';
    const organization = '"SA11C","C00999999","","Invented PAC^","","","","","","","","","",,20020705,9.00,"","","C00888888"';
    const open = '"SA15","C00999999","ORG","The "Old" Press","12 Alder Row","","Columbus","OH","43215","","","","",,20020706,1.07,"","","","","","","","","","","","","","","","","","S1","","","';
    const older = ['"HDR","FEC","3.00","Invented","1.0","^","FEC-24088","001"', `"F3A","C00999999","Friends, of Nobody"${','.repeat(9)}"Q3"${','.repeat(8)}20020701,20020930${','.repeat(10)}250.00`, row, organization, open];
    const { door, fault } = await filing(older.join('\r\n'));
    expect(fault).toBe('');
    expect(door.posts[0]!.body).toMatchObject({ amends: 'FEC-24088', amendmentNumber: 1, coverageThrough: '2002-09-30', cover: [{ line: 'SA11AI', amountCents: 25_000 }] });
    expect(door.items).toMatchObject([
      {
        line: 'SA11AI', amountCents: 25_000, remarks: { purpose: 'Receipt' }, filing: { transactionId: '061120' },
        contributor: { lastName: 'Quillfeather', firstName: 'Zebulon', middleName: 'Mark', prefix: 'Dr.', suffix: 'Jr', street1: '12 "Old" Row', zip: '43215', employer: 'Alder, Sons' },
      },
      { line: 'SA11C', amountCents: 900, contributor: { entityType: 'ORG', organizationName: 'Invented PAC', committeeId: 'C00888888' } },
      { line: 'SA15', amountCents: 107, contributor: { organizationName: 'The "Old" Press' } },
    ]);
  });

  it('of the first software has a header of many lines', async () => {
    const header = ['/* Header', 'FEC_Ver_# = 2.02', 'Dec/NoDec = DEC', 'Date_Fmat = CCYYMMDD', 'NameDelim = ^', 'Schedule_Counts:', 'SA11A1    = 00001', '/* End Header'];
    const rows = [`F3XN,C00999999,Nobody's PAC${','.repeat(8)}M6,,,,20000501,20000531`, 'SA11A1,C00999999,IND,Quillfeather^Zebulon,12 Alder Row,,Columbus,OH,43215,,,"Alder, Sons",Bookbinder,75.00,20000501,25.00'];
    const { door, lines } = await filing([...header, ...rows].join('\n'));
    expect(door.posts[0]!.body).toMatchObject({ form: 'F3X', formatVersion: '2.02', amendmentNumber: 0 });
    expect(door.posts[0]!.body).not.toHaveProperty('committeeKind');
    expect(door.items).toMatchObject([{ amountCents: 2_500, contributor: { lastName: 'Quillfeather', firstName: 'Zebulon', employer: 'Alder, Sons' } }]);
    expect(lines).toHaveLength(10);
    expect((await filing([...header, ...rows].join('\n').replace('NameDelim = ^\n', ''))).door.items).toMatchObject([{ contributor: { lastName: 'Quillfeather', firstName: 'Zebulon' } }]);
    for (const [from, to] of [['= DEC', '= NODEC'], ['CCYYMMDD', 'MMDDCCYY'], ['/* End Header', '']] as const) {
      const { fault, door: closed } = await filing([...header, ...rows].join('\n').replace(from, to));
      expect([fault === '', closed.posts.length]).toEqual([false, 0]);
    }
  });

  it('may be UTF-8 or Windows-1252, line by line', async () => {
    const { door } = await filing(Buffer.concat([Buffer.from(`${whole(receipt({ 8: 'Peña' }))}\n`), Buffer.from(receipt({ 3: 'R2', 8: 'Acu\u00f1a' }), 'latin1'), Buffer.from('\n')]));
    expect(door.items).toMatchObject([{ contributor: { lastName: 'Peña' } }, { contributor: { lastName: 'Acuña' } }]);
  });

  it('may be UTF-16, as an editor saves it, with letters that no older encoding has', async () => {
    const { door } = await filing(Buffer.from(`\uFEFF${whole(receipt({ 8: 'Peña-Łuk' }))}`, 'utf16le'));
    expect(door.items).toMatchObject([{ contributor: { lastName: 'Peña-Łuk' }, amountCents: 25_000 }]);
  });

  it('keeps rows apart that are equal, and rows that share a transaction id', async () => {
    const rows = [receipt(), receipt(), receipt({ 21: '9.00' }), receipt({ 3: '' }), receipt({ 3: '', 24: 'Another' }), receipt({ 3: '', 20: '20180705' })];
    const [once, again] = [await filing(whole(...rows)), await filing(whole(...rows, receipt({ 3: 'R9' })))];
    const ids = once.door.items.map(({ contributionId }) => contributionId);
    expect(new Set(ids).size).toBe(6);
    // The same rows in another version of the same report are the same rows.
    expect(again.door.items.slice(0, 6).map(({ contributionId }) => contributionId)).toEqual(ids);
    expect((again.door.posts[0]!.body as { filingId: string }).filingId).not.toBe((once.door.posts[0]!.body as { filingId: string }).filingId);
  });

  it('has rows without ids that stay what they are when an amendment drops the one before, if two committees gave them', async () => {
    const [one, other] = ['C00888888', 'C00777777'].map((committee) => receipt({ 1: 'SA11C', 3: '', 6: 'PAC', 7: 'Invented PAC', 8: '', 9: '', 26: committee }));
    const [both, later] = [await filing(whole(one!, other!)), await filing(whole(other!))];
    expect(later.door.items.map(({ contributionId }) => contributionId)).toEqual([both.door.items[1]!.contributionId]);
  });

  it('has ids that nobody can guess a name from', async () => {
    const [one, other] = [await told({ 3: '' }), await told({ 3: '', 8: 'Marchbanks', 9: 'Ottilie', 13: '9 Birch Lane' })];
    expect(other.contributionId).toBe(one.contributionId);
  });

  it.each<[string, string, RegExp]>([
    ['another form', [HEADER, fs('F99', 'C00999999')].join('\n'), /form F99, which has no Schedule A/],
    ['a notice of 48 hours', [HEADER, fs('F6N', 'C00999999')].join('\n'), /form F6N, which has no Schedule A/],
    ['no cover', [HEADER, receipt()].join('\n'), /form SA11AI, which has no Schedule A/],
    ['words for a cover', [HEADER, 'Zebulon Quillfeather'].join('\n'), /no cover of a form that we know/],
    ['a header alone', HEADER, /ends after its header/],
    ['no header', receipt(), /does not begin with a header/],
    ['paper', [fs('HDR', 'P3.3', 'Invented'), cover()].join('\n'), /on paper .*format P3\.3/],
    ['a format of the future', [fs('HDR', 'FEC', '9.0'), cover()].join('\n'), /format 9\.0 is none of the FEC's/],
    ['a format that there never was', [fs('HDR', 'FEC', '180.5'), cover()].join('\n'), /format 180\.5 is none/],
    ['a format between two', [fs('HDR', 'FEC', '8.35'), cover()].join('\n'), /format 8\.35 is none/],
    ['the lines of a convention', [HEADER, fs('F4N', 'C00999999')].join('\n'), /form F4N, whose lines are those of conventions/],
    ['a list of bundlers', [HEADER, fs('F3LA', 'C00999999')].join('\n'), /form F3LA, which lists who bundled/],
    ['another filing after it', whole(receipt(), HEADER, cover({ 2: 'C00888888' }), receipt()), /In row 4 another filing begins: the file holds more than one/],
    ['another cover', whole(receipt(), cover()), /In row 4 another filing begins/],
    ['the header of old software in the midst', whole(receipt(), '/* Header'), /In row 4 another filing begins/],
    ['a text without end', whole('[BeginText]', 'words', receipt()), /In row 3 a text begins \(\[BEGINTEXT\]\) that does not end/],
    ['no first day', [HEADER, cover({ 16: 'A' })].join('\n'), /In row 2, the cover: the first day covered \(column 16\) is not a day/],
    ['no last day', [HEADER, cover({ 17: '' })].join('\n'), /the last day covered \(column 17\) is not a day/],
    ['days the wrong way round', [HEADER, cover({ 17: '20180630' })].join('\n'), /\(column 17\) is before the first/],
    ['no committee', [HEADER, cover({ 2: '' })].join('\n'), /the committee id \(column 2\)/],
    ['a cover that says no amount', [HEADER, cover({ 33: 'free' })].join('\n'), /the amount of line SA11AI \(column 33\) is not an amount/],
    ['an amount that is none', whole(receipt({ 21: 'ten' })), /the amount \(column 21\) is not an amount/],
    ['more than any amount', whole(receipt({ 21: '10000000000.01' })), /the amount \(column 21\)/],
    ['half cents', whole(receipt({ 21: '10.005' })), /the amount \(column 21\) is not an amount .*: it is "10\.005"/],
    ['less than nothing as accountants write it', whole(receipt({ 21: '(5.00)' })), /the amount \(column 21\) .*: it is "\(5\.00\)"/],
    ['a blank amount', whole(receipt({ 21: '' })), /the amount \(column 21\) .*: it is blank/],
    ['an amount that nobody told', whole(receipt({ 21: 'none' })), /the amount \(column 21\) is not an amount of at most ten thousand million dollars: it has 4 characters, which are masked/],
    ['a telephone for an amount', whole(receipt({ 21: '614-555-0100' })), /the amount \(column 21\) is not an amount of at most ten thousand million dollars: it has 12 characters, which are masked/],
    ['a telephone with its country for an amount', whole(receipt({ 21: '16145550100' })), /the amount \(column 21\) is not an amount of at most ten thousand million dollars: it has 11 characters, which are masked/],
    ['a cover with half cents', [HEADER, cover({ 33: '10.005' })].join('\n'), /the amount of line SA11AI \(column 33\) .*: it is "10\.005"/],
    ['an aggregate that is none', whole(receipt({ 22: 'much' })), /the aggregate \(column 22\) is not an amount/],
    ['a name without end', whole(receipt({ 8: 'Quillfeather'.repeat(20) })), /the last name \(column 8\) is longer than 200 characters/],
    ['a NUL in a name', whole(receipt({ 8: 'Quill\u0000feather' })), /the last name \(column 8\) has a NUL character/],
    ['a row without its cells', whole(fs('SA11AI', 'Quillfeather', 'Zebulon')), /In row 3: the amount \(column 21\) is not an amount/],
  ])('with %s is refused whole, and says where and why without a word of anybody', async (_, content, fault) => {
    const refused = await filing(content);
    expect(refused.fault).toMatch(fault);
    expect(refused.fault).not.toMatch(/quill|zebulon|alder|much|free\b|555/i);
    expect([refused.door.items, refused.door.posts, refused.lines]).toEqual([[], [], [expect.stringMatching(/^0,refused,file-fault,/)]]);
    expect(refused.lines.join().replaceAll('""', '"')).toMatch(fault);
    expect(refused.lines.join()).not.toMatch(/quill|zebulon|alder|much|free\b|555/i);
  });

  it('leaves out what it calls an election where the door would refuse all rows for it', async () => {
    expect(await told({ 19: 'Runoff' })).toMatchObject({ electionDescription: 'Runoff' });
    expect(await told({ 19: 'x'.repeat(20) })).toMatchObject({ electionDescription: 'x'.repeat(20) });
    for (const described of ['Run\u0000off', 'x'.repeat(21)]) expect((await told({ 19: described })).electionDescription).toBeUndefined();
  });

  it('names the first twenty faulty rows and counts the others', async () => {
    const { fault } = await filing(whole(...Array.from({ length: 25 }, () => receipt({ 21: '' }))));
    expect(fault).toMatch(/^25 rows of the filing cannot be read.*In row 3: .*In row 22: .*So are 5 more\./);
    expect(fault).not.toContain('In row 23');
  });

  it('lists its rows in parts', async () => {
    const { door } = await filing(whole(...Array.from({ length: 5_001 }, (_, i) => receipt({ 3: `R${i}` }))));
    expect(door.posts.slice(1).map(({ body }) => (body as { contributionIds?: string[] }).contributionIds?.length)).toEqual([5_000, 1, undefined]);
    expect(door.posts.at(-1)!.body).toMatchObject({ parts: 2, rows: 5_001 });
  });

  it('is not completed when the server refused a row of it', async () => {
    const { fault, summary, door } = await trial(whole(receipt()), {
      format: 'fec-filing', mapping: undefined, send: async (_, items) => items.map(() => ({ status: 'refused', code: 'date-out-of-range', detail: 'The gift is dated after now.' })),
    });
    expect([fault, summary!.refused]).toEqual(['', 1]);
    expect(summary!.note).toMatch(/is not complete: .*refused \(1\)/);
    expect(door.posts.map(({ path }) => path)).toEqual(['filings']);
  });

  it('takes no mapping', async () => {
    expect((await trial(whole(receipt()), { format: 'fec-filing', mappingJson: {} })).fault).toMatch(/takes no mapping/);
  });
});
