import { AUGUST, COMMITTEE, committeesCampaigns, id, PEOPLE } from './committees-campaigns.js';

describe('the schedules of a committee, as they are written', () => {
  const { ask, campaign, door, give } = committeesCampaigns();

  it('name the conduit in the Commission’s own layout, as it is registered or as everybody knows it, and no category where it is no refund of a contribution', async () => {
    const { app, treasurer, admin } = campaign();
    await give(app, 'through actblue', 'zebulon', 300_00, '2026-08-05', { earmark: { conduitCommitteeId: 'C00401224' } });
    await give(app, 'through ours', 'zebulon', 300_00, '2026-08-06', { earmark: { conduitCommitteeId: 'C00777777' } });
    await give(app, 'through nobody', 'zebulon', 300_00, '2026-08-07', { earmark: { conduitCommitteeId: 'C00666666' } });
    await door().send(admin, '/committees', { definitionId: id('conduit'), committeeId: 'C00777777', kind: 'pac', name: 'Bookbinders Forward' });
    const other = { contributionId: id('interest'), source: 'ledger', kind: 'receipt', line: 'SA15', committeeId: COMMITTEE, committeeKind: 'candidate', amountCents: 500_00, receivedOn: '2026-08-01', contributor: PEOPLE.pac };
    await door().send(app, '/sightings/batch?mode=partial', { items: [other] });
    for (const name of ['through ours', 'interest']) await door().send(app, '/contributions/refunds', { refundId: id(`back ${name}`), contributionId: id(name), amountCents: 1_00, refundedOn: '2026-08-20' });
    const cells = async (report: string) => (await door().send<{ text: string }>(treasurer, `/reports/${report}?${AUGUST}&format=fec&minPosition=${(await door().log.horizon()).position}`)).text.trimEnd().split('\n').map((line) => line.split('\u001c'));
    const rows = (await cells('schedule-a')).filter((row) => row[0] === 'SA11AI');
    // Entity type, organization, last name, the giving committee's id and name, the conduit's name.
    expect(rows.map((row) => [5, 6, 7, 25, 26, 36].map((at) => row[at]))).toEqual([
      ['IND', '', 'Quillfeather', '', '', 'ActBlue'], ['COM', 'ActBlue', '', 'C00401224', 'ActBlue', 'ActBlue'], ['IND', '', 'Quillfeather', '', '', 'Bookbinders Forward'],
      ['COM', 'Bookbinders Forward', '', 'C00777777', 'Bookbinders Forward', 'Bookbinders Forward'], ['IND', '', 'Quillfeather', '', '', ''], ['COM', '', '', 'C00666666', '', ''],
    ]);
    expect((await cells('schedule-b-refunds')).map((row) => [row[0], row[23]]).sort()).toEqual([['SB20A', '010'], ['SB21', '']]);
  });

  it('name who gave only to a key that may see persons', async () => {
    const { app, treasurer } = campaign();
    await give(app, '1', 'zebulon', 300_00, '2026-08-14', { electionCode: 'O2026', electionDescription: 'Zebulon only', remarks: { purpose: 'For the glue' } });
    await door().send(app, '/contributions/amendments', { amendmentId: id('words'), contributionId: id('1'), remarks: { purpose: 'For the glue', comment: 'He called' } });
    await give(app, '2', 'pac', 500_00, '2026-08-15');
    const { rows } = await ask(treasurer, 'schedule-a');
    expect(rows).toMatchObject([
      { name: 'Quillfeather, Zebulon', street1: '12 Alder Row', employer: 'Alder & Sons', occupation: 'Bookbinder', electionDescription: 'Zebulon only', purpose: 'For the glue', memoText: null },
      { name: 'Bookbinders for Better Glue', organizationName: 'Bookbinders for Better Glue', lastName: null },
    ]);
    const unnamed = (await ask(app, 'schedule-a')).rows[0]!;
    expect(Object.keys(unnamed)).not.toContain('name');
    expect(JSON.stringify(unnamed)).not.toContain('Zebulon');
  });

  it('say what an election is called of that election alone', async () => {
    const { app, treasurer } = campaign();
    await give(app, 'to a convention', 'zebulon', 300_00, '2026-08-14', { electionCode: 'O2026', electionDescription: 'Convention' });
    await door().send(app, '/contributions/redesignations', { redesignationId: id('to the general'), contributionId: id('to a convention'), amountCents: 100_00, toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-08-20' });
    expect((await ask(treasurer, 'schedule-a')).rows.map(({ part, electionCode, electionDescription }) => [part, electionCode, electionDescription])).toEqual([
      ['receipt', 'O2026', 'Convention'], ['redesignation-from', 'O2026', 'Convention'], ['redesignation-to', 'G2026', null],
    ]);
  });

  it('say what an election is called as an amendment says it, and of another election nothing', async () => {
    const { app, treasurer } = campaign();
    await give(app, 'called wrongly', 'zebulon', 300_00, '2026-08-14', { electionCode: 'O2026', electionDescription: 'Convention' });
    const amend = (name: string, change: object) => door().send<{ id: string }>(app, '/contributions/amendments', { amendmentId: id(name), contributionId: id('called wrongly'), ...change });
    const called = async () => (await ask(treasurer, 'schedule-a')).rows.map(({ electionCode, electionDescription }) => [electionCode, electionDescription]);
    const { id: first } = await amend('caucus', { electionDescription: 'Caucus' });
    expect(await called()).toEqual([['O2026', 'Caucus']]);
    expect(await amend('caucus', { electionDescription: 'Caucus' })).toMatchObject({ id: first });
    await amend('the same election', { electionCode: 'O2026' });
    expect(await called()).toEqual([['O2026', 'Caucus']]);
    const { id: other } = await amend('another election', { electionCode: 'G2026' });
    expect(await called()).toEqual([['G2026', null]]);
    expect(await amend('another election', { electionCode: 'G2026' })).toMatchObject({ id: other });
    expect((await door().ask(app, '/contributions/amendments', { amendmentId: id('another election'), contributionId: id('called wrongly'), electionCode: 'P2026' })).body).toMatchObject({ code: 'id-taken', differs: ['electionCode'] });
  });

  it('are written in the FEC’s own layout, 45 columns and 44, for whoever may see persons', async () => {
    const { app, treasurer } = campaign();
    await give(app, '1', 'zebulon', 7_000_05, '2026-08-14', { electionCode: 'P2026' });
    await give(app, 'unlisted', 'ottilie', 20_00, '2026-08-14');
    await door().send(app, '/contributions/redesignations', { redesignationId: id('redesignation'), contributionId: id('1'), amountCents: 5, toElection: 'G2026', basis: 'presumptive', redesignatedOn: '2026-08-20' });
    await door().send(app, '/contributions/refunds', { refundId: id('refund'), contributionId: id('1'), amountCents: 100_00, refundedOn: '2026-08-21' });
    const { text } = await door().send<{ text: string }>(treasurer, `/reports/schedule-a?${AUGUST}&format=fec&minPosition=${(await door().log.horizon()).position}`);
    const lines = text.trimEnd().split('\n').map((line) => line.split('\u001c'));
    expect(lines.map((line) => line.length)).toEqual([45, 45, 45]);
    const [receipt, from] = lines as [string[], string[]];
    expect([receipt.slice(0, 2), receipt.slice(5, 9), receipt.slice(12, 25)]).toEqual([
      ['SA11AI', COMMITTEE], ['IND', '', 'Quillfeather', 'Zebulon'], ['12 Alder Row', '', 'Columbus', 'OH', '432151234', 'P2026', '', '20260814', '7000.05', '7000.05', '', 'Alder & Sons', 'Bookbinder'],
    ]);
    expect([from[3], from[4], from[17], from[19], from[20], from[42], from[43]]).toEqual([receipt[2], 'SA11AI', 'P2026', '20260820', '-0.05', 'X', 'REDESIGNATION']);
    const refunds = (await door().send<{ text: string }>(treasurer, `/reports/schedule-b-refunds?${AUGUST}&format=fec`)).text.trimEnd().split('\u001c');
    // It refers back to a line of Schedule B, or to nothing.
    expect([refunds.length, refunds[0], refunds[3], refunds[4], refunds[19], refunds[20], refunds[22], refunds[23]]).toEqual([44, 'SB20A', '', '', '20260821', '100.00', 'Refund of contribution', '010']);
    expect(await door().ask(app, `/reports/schedule-a?${AUGUST}&format=fec`)).toMatchObject({ status: 403, body: { code: 'scope-missing' } });
    const csv = (await door().send<{ text: string }>(app, `/reports/schedule-a?${AUGUST}&format=csv`)).text.split('\r\n');
    expect([csv.length, csv[0]]).toEqual([6, expect.stringContaining('line,part,transactionId')]);
  });

  it('are refused in the FEC’s layout where an amount has no room in it, rather than cut', async () => {
    const { app, treasurer } = campaign();
    await give(app, 'wide', 'pac', 9_999_999_999_99, '2026-08-14');
    const { position } = await door().log.horizon();
    expect(await door().ask(treasurer, `/reports/schedule-a?${AUGUST}&format=fec&minPosition=${position}`)).toMatchObject({ status: 409, body: { code: 'amount-too-wide', detail: expect.stringContaining('9999999999.99') } });
    expect((await ask(app, 'schedule-a')).totals.totalReceiptsCents).toBe(9_999_999_999_99);
    const fits = campaign();
    await give(fits.app, 'as wide as can be', 'pac', 999_999_999_99, '2026-08-14');
    expect((await door().send<{ text: string }>(fits.treasurer, `/reports/schedule-a?${AUGUST}&format=fec&minPosition=${(await door().log.horizon()).position}`)).text.split('\u001c')[20]).toBe('999999999.99');
  });

  it('have a header as CSV also where nothing is listed', async () => {
    const { app, treasurer } = campaign();
    const header = async (key: string, report: string) => (await door().send<{ text: string }>(key, `/reports/${report}?${AUGUST}&format=csv&minPosition=${(await door().log.horizon()).position}`)).text.split('\r\n')[0];
    const headers = async () => Promise.all(['schedule-a', 'schedule-b-refunds'].flatMap((report) => [header(app, report), header(treasurer, report)]));
    const ofNothing = await headers();
    await give(app, 'headed', 'zebulon', 300_00, '2026-08-14');
    await door().send(app, '/contributions/refunds', { refundId: id('headed refund'), contributionId: id('headed'), amountCents: 10_00, refundedOn: '2026-08-16' });
    expect(ofNothing).toEqual(await headers());
  });
});
