import { CONTRIBUTION_EXAMPLES, FILING_EXAMPLES } from '@fieldledger/donations';
import { rowsOf } from '@fieldledger/testing';
import type { ListedFiling } from '../filings/filings.query.js';
import { contributionVersions, NOTHING_TOLD, versionOf, type StoredVersion, type VersionRow } from '../reconciliation/contribution-versions.projection.js';
import type { Telling } from '../reconciliation/contribution-history.js';
import { chosenFilings, type ChoiceOfFilings } from './chosen-filings.js';
import { compareVersions } from './compare-versions.js';
import { differenceOf, inOrder, totalsOf } from './difference-rows.js';
import { filingRows } from './filing-rows.projection.js';
import { rowMarks } from './row-marks.js';
import { toldAt, toldByFiling } from './told-version.js';

const [FIRST, SECOND, THIRD] = ['first-filing', 'second-filing', 'third-filing'] as const;

type Told = Partial<Omit<VersionRow, 'position' | 'type'>>;

/** What an event says, at a place in the log. */
const telling = (at: number, type: string, filingId: string | null, change: Told = {}): Telling => ({
  ...NOTHING_TOLD, contributionId: 'row', eventId: `event-${at}`, position: String(at), type, filingId, reportId: 'report', amountCents: 250_00, line: 'SA11AI', receivedOn: '2026-08-01', personMark: 'ann', ...change,
});
const received = (at: number, filingId: string | null, change: Told = {}) => telling(at, 'ContributionReceived', filingId, change);
const amended = (at: number, filingId: string | null, change: Told = {}) => telling(at, 'ContributionAmended', filingId, change);
const sighted = (at: number, filingId: string | null, names: readonly string[]) => telling(at, 'ContributionSighted', filingId, { names, amountCents: null, line: null, receivedOn: null, personMark: null });
const withdrawn = (at: number, filingId: string | null) => telling(at, 'ContributionWithdrawn', filingId, { amountCents: null });

describe('a row of a filing', () => {
  it('is what that filing told', () => {
    const told = [received(1, FIRST), amended(3, SECOND, { amountCents: 300_00 })];
    expect(toldByFiling(told, FIRST, '2')).toMatchObject({ values: { amountCents: 250_00 }, unknown: [], events: ['event-1'] });
    expect(toldByFiling(told, SECOND, '4')).toMatchObject({ values: { amountCents: 300_00 }, events: ['event-3'] });
  });

  it('is what held already where the filing told nothing new', () => {
    const told = [received(1, FIRST), amended(5, THIRD, { amountCents: 300_00 })];
    expect(toldByFiling(told, SECOND, '4')).toMatchObject({ values: { amountCents: 250_00 }, events: ['event-1'] });
  });

  it('of an older version that came late is what held but for what differs', () => {
    const told = [received(1, SECOND), sighted(3, FIRST, ['amountCents'])];
    expect(toldByFiling(told, FIRST, '4')).toMatchObject({ values: { amountCents: 250_00 }, unknown: ['amountCents'], events: ['event-1', 'event-3'] });
  });

  it('keeps the person of whom an amendment says nothing', () => {
    expect(toldByFiling([received(1, FIRST), amended(2, SECOND, { personMark: null, personKept: true })], SECOND, '3')).toMatchObject({ values: { personMark: 'ann' } });
    expect(toldByFiling([received(1, FIRST), amended(2, SECOND, { personMark: null })], SECOND, '3')).toMatchObject({ values: { personMark: null } });
  });

  it('is nothing where nobody told its values by then', () => {
    expect(toldByFiling([received(5, SECOND)], FIRST, '4')).toBeNull();
  });
});

describe('a row of a report that was told under other days', () => {
  /** What the rows of a filing are known by, in their order. */
  const marksOf = (...rows: readonly Told[]) => {
    const markOf = rowMarks();
    return rows.map((row, n) => markOf(`row ${n}`, { values: received(1, FIRST, row), unknown: [], events: [], position: '1' }));
  };

  it('is known by its transaction on its schedule, whatever else it says', () => {
    expect(marksOf({ transactionId: 'T1' })).toEqual(marksOf({ transactionId: 'T1', line: 'SA11C', amountCents: 1, receivedOn: '2026-08-02' }));
    expect(new Set([...marksOf({ transactionId: 'T1' }), ...marksOf({ transactionId: 'T2' }), ...marksOf({ transactionId: 'T1', line: 'SB20A' })]).size).toBe(3);
  });

  it('without one is known by its line, day, amount, aggregate and the committee that gave, and which of several alike it is', () => {
    const rows: Told[] = [{}, {}, { line: 'SA12' }, { receivedOn: '2026-08-02' }, { amountCents: 1 }, { claimedAggregateCents: 1 }, { contributorCommitteeId: 'C00401224' }];
    expect(new Set(marksOf(...rows)).size).toBe(7);
    expect(marksOf(...rows)).toEqual(marksOf(...rows));
    expect(new Set(rows.slice(1).flatMap((row) => marksOf(row))).size).toBe(6);
  });
});

describe('a contribution at a place in the log', () => {
  const told = [received(1, FIRST), sighted(2, null, ['amountCents']), withdrawn(3, SECOND), amended(5, THIRD, { amountCents: 300_00 })];
  it.each([['0', null], ['1', 250_00], ['2', 250_00], ['3', null], ['4', null], ['5', 300_00]])('%s is %j', (position, cents) => {
    expect(toldAt(told, position)?.values.amountCents ?? null).toBe(cents);
  });
});

describe('two versions of a contribution', () => {
  const compared = (told: readonly Telling[], from = FIRST as string, to = SECOND as string) => compareVersions(toldByFiling(told, from, '9')!, toldByFiling(told, to, '9')!, told);

  it.each<[string, readonly Telling[], readonly string[], readonly string[]]>([
    ['are the same when nothing was told anew', [received(1, FIRST)], [], []],
    ['differ in their amounts and days', [received(1, FIRST), amended(2, SECOND, { amountCents: 1, receivedOn: '2026-08-02' })], ['amountCents', 'receivedOn'], []],
    ['differ in what came to be told', [received(1, FIRST), amended(2, SECOND, { electionCode: 'G2026' })], ['electionCode'], []],
    ['differ in the details of the person that the amendment names', [received(1, FIRST), amended(2, SECOND, { personMark: 'anne', names: ['employer', 'occupation'] })], ['employer', 'occupation'], []],
    ['differ in somebody, where nobody could look', [received(1, FIRST), amended(2, SECOND, { personMark: 'anne' })], ['contributor'], []],
    ['differ in the words beside them', [received(1, FIRST), amended(2, SECOND, { remarksMark: 'words', names: ['memoText'] })], ['memoText'], []],
    ['do not differ in words that the key of another name seals', [received(1, FIRST, { remarksMark: 'words' }), amended(2, SECOND, { personMark: 'anne', remarksMark: 'of anne', names: ['firstName'] })], ['firstName'], []],
    ['differ in words that came to be told with another name', [received(1, FIRST), amended(2, SECOND, { personMark: 'anne', remarksMark: 'of anne', names: ['firstName', 'memoText'] })], ['firstName', 'memoText'], []],
    ['differ in words of which nobody could look', [received(1, FIRST, { remarksMark: 'words' }), amended(2, SECOND, { personMark: 'anne', remarksMark: 'of anne', names: ['contributor', 'remarks'] })], ['contributor', 'remarks'], []],
    ['do not differ in what their election is called, where only the later has it sealed', [received(1, FIRST, { electionInClear: 'Runoff' }), amended(2, SECOND, { electionMark: 'of runoff', names: [] })], [], []],
    ['differ in what their election is called, where only the later has it sealed', [received(1, FIRST, { electionInClear: 'Runoff' }), amended(2, SECOND, { electionMark: 'of recount', names: ['electionDescription'] })], ['electionDescription'], []],
    ['differ in what their election was called in clear', [received(1, FIRST, { electionInClear: 'Runoff' }), amended(2, SECOND, { electionInClear: 'Recount', names: ['electionDescription'] })], ['electionDescription'], []],
    ['differ in what their election came to be called', [received(1, FIRST), amended(2, SECOND, { electionMark: 'of runoff', names: ['electionDescription'] })], ['electionDescription'], []],
    ['do not differ in what an amendment names and did not change', [received(1, FIRST), amended(2, SECOND, { names: ['amountCents', 'employer'] })], [], []],
    ['differ in what an older one that came late tells otherwise', [received(1, SECOND), sighted(2, FIRST, ['amountCents', 'employer'])], ['amountCents', 'employer'], []],
    ['are in doubt where both differ from a third', [received(1, THIRD), sighted(2, FIRST, ['amountCents']), sighted(3, SECOND, ['amountCents'])], [], ['amountCents']],
    ['differ where one differs from a third and the other does not', [received(1, THIRD), sighted(2, FIRST, ['amountCents']), sighted(3, SECOND, ['receivedOn'])], ['amountCents', 'receivedOn'], []],
  ])('%s', (_case, told, fields, undetermined) => {
    expect(compared(told)).toEqual({ fields, undetermined });
    expect(compared(told, SECOND, FIRST)).toEqual({ fields, undetermined });
  });

  it('are the same when a change was changed back', () => {
    expect(compared([received(1, FIRST), amended(2, SECOND, { amountCents: 1, names: ['amountCents'] }), amended(3, THIRD, { names: ['amountCents'] })], FIRST, THIRD)).toEqual({ fields: [], undetermined: [] });
  });
});

describe('a difference', () => {
  const version = (change: Told = {}) => ({ values: received(1, FIRST, change), unknown: [], events: ['event-1'], position: '1' });

  it('counts what it adds, takes and changes, and a memo for nothing', () => {
    const net = (before: Told | null, after: Told | null) => differenceOf({ contributionId: 'row', before: before && version(before), after: after && version(after), tellings: [] })?.netCents;
    expect([net(null, {}), net({}, null), net({}, { amountCents: 300_00 }), net(null, { memo: true }), net({ memo: true }, {})]).toEqual([250_00, -250_00, 50_00, 0, 250_00]);
    expect(net({}, {})).toBeUndefined();
    expect(differenceOf({ contributionId: 'row', before: null, after: version({}), tellings: [] })?.difference).toBe('added');
  });

  it('says of a dropped row what it was, and by which event it went', () => {
    expect(differenceOf({ contributionId: 'row', before: version({ transactionId: 'T1' }), after: null, tellings: [], since: [withdrawn(4, SECOND)] })).toEqual({
      contributionId: 'row', transactionId: 'T1', line: 'SA11AI', difference: 'dropped', fields: [], undetermined: [], netCents: -250_00,
      before: { line: 'SA11AI', transactionId: 'T1', amountCents: 250_00, receivedOn: '2026-08-01', memo: false, itemize: false, unaggregated: false }, after: {},
      beforeEvents: ['event-1'], afterEvents: ['event-4'], beforePosition: '1', afterPosition: '4',
    });
  });

  it('is summed up with refunds apart, and what nobody recorded counted', () => {
    const of = (line: string, cents: number, unknown: readonly string[] = []) => differenceOf({ contributionId: line, before: version({ line }), after: { ...version({ line, amountCents: cents }), unknown }, tellings: [] })!;
    const rows = [of('SB20A', 300_00), of('SA12', 100_00), of('SA11AI', 1, ['amountCents'])];
    expect(inOrder(rows).map(({ line }) => line)).toEqual(['SA11AI', 'SA12', 'SB20A']);
    expect(totalsOf(rows, 7)).toEqual({ added: 0, changed: 3, dropped: 0, unchanged: 7, netCents: -150_00, refundsNetCents: 50_00, netUnknown: 1 });
  });
});

describe('the two filings that are meant', () => {
  const filing = (filingId: string, reportId: string, amendmentNumber: number, complete = true): ListedFiling => ({ filingId, reportId, amendmentNumber, complete, holds: false, rowCount: 1, parts: 1, position: '1' });
  const listed = [filing('a0', 'a', 0), filing('a1', 'a', 1), filing('a2', 'a', 2), filing('b0', 'b', 0), filing('c0', 'c', 0), filing('c1', 'c', 1, false)];
  const chosen = (choice: ChoiceOfFilings, among: readonly ListedFiling[] = listed) => {
    try {
      return chosenFilings({ rows: among, coverageOverlaps: [] }, choice).map(({ filingId }) => filingId);
    } catch (error) {
      return (error as { slug: string }).slug;
    }
  };

  it.each<[ChoiceOfFilings, string | string[]]>([
    [{ from: 'a0', to: 'a1' }, ['a0', 'a1']],
    [{ from: 'a2', to: 'a0' }, ['a2', 'a0']],
    [{ report: 'a' }, ['a0', 'a2']],
    [{ report: 'a', fromAmendment: '1', toAmendment: '2' }, ['a1', 'a2']],
    [{ report: 'a', fromAmendment: '7' }, 'filing-missing'],
    [{ report: 'b' }, 'filings-required'],
    [{ from: 'a0', to: 'b0' }, 'different-reports'],
    [{ from: 'c0', to: 'c1' }, 'filing-incomplete'],
    [{ from: 'a0', to: 'z' }, 'filing-missing'],
    [{ committee: 'C00999999' }, 'filings-required'],
    [{ report: 'z' }, 'filing-missing'],
    [{}, 'filings-required'],
  ])('%j: %j', (choice, expected) => expect(chosen(choice)).toEqual(expected));

  it('are found by the number of the amendment, in whatever order they are listed; of two with one number the later counts', () => {
    expect(chosen({ report: 'a' }, [...listed].reverse())).toEqual(['a0', 'a2']);
    const again = { ...filing('a2 again', 'a', 2), position: '2' };
    for (const among of [[...listed, again], [again, ...listed]]) expect(chosen({ report: 'a' }, among)).toEqual(['a0', 'a2 again']);
    expect(chosen({ from: 'A0', to: 'A1' })).toEqual(['a0', 'a1']);
  });

  it('are the first and the last of the only report of a committee that was amended', () => {
    expect(chosen({ committee: 'C00999999' }, listed.filter(({ reportId }) => reportId !== 'c'))).toEqual(['a0', 'a2']);
    expect(chosen({ committee: 'C00999999' }, listed.filter(({ reportId }) => reportId === 'b'))).toBe('filing-missing');
  });
});

describe('the tables of differences', () => {
  it('have the rows of each filing in the parts in which they were listed', async () => {
    const { FilingRowsListed } = FILING_EXAMPLES;
    const { filingId, contributionIds } = FilingRowsListed.data;
    expect(await rowsOf(filingRows, [FilingRowsListed, { ...FilingRowsListed, data: { ...FilingRowsListed.data, part: 1 } }])).toEqual([{ filingId, part: 0, contributionIds }, { filingId, part: 1, contributionIds }]);
  });

  const told = async (events: Parameters<typeof rowsOf>[1]) => (await rowsOf(contributionVersions, events)).map((row) => versionOf(row as unknown as StoredVersion));

  it('have a row for each telling of a contribution, and nothing of what is sealed but its mark', async () => {
    const { ContributionReceived, ContributionAmended, ContributionSighted, ContributionWithdrawn, RefundReported } = CONTRIBUTION_EXAMPLES;
    const rows = await told([ContributionReceived, ContributionAmended, ContributionSighted, ContributionWithdrawn, RefundReported]);
    expect(rows).toMatchObject([
      { type: 'ContributionReceived', source: 'actblue-csv', filingId: null, amountCents: 250_00, earmark: 'C00401224 2026-08-14', personMark: 'person0000000000000000', personKept: false, names: [] },
      { type: 'ContributionAmended', filingId: ContributionAmended.data.filing!.filingId, transactionId: 'SA11AI.4711', claimedAggregateCents: 750_00, earmark: null, names: ['employer', 'occupation'] },
      { type: 'ContributionSighted', source: 'actblue-webhook', amountCents: null, names: ['feeCents'], flags: ['sources-differ'] },
      { type: 'ContributionWithdrawn', source: null, amountCents: null, names: ['dropped-by-amendment'] },
      { type: 'RefundReported', line: 'SB20A', amountCents: 30_00 },
    ]);
    expect(JSON.stringify(rows)).not.toContain('sealed-');
  });

  it('know the committee that gave, what marks its source, and that it is left out of the aggregate', async () => {
    const { ContributionReceived: { type, data } } = CONTRIBUTION_EXAMPLES;
    const of = (change: Partial<typeof data>) => told([{ type, data: { ...data, ...change } }]);
    expect(await of({ giver: { ...data.giver!, entityType: 'PAC', committeeId: 'C00401224' }, sourceMarkers: ['labor', 'corporate'], unaggregated: true })).toMatchObject([{ contributorCommitteeId: 'C00401224', sourceMarkers: 'corporate labor', unaggregated: true }]);
    // Marks of which none is left are none.
    expect(await of({ sourceMarkers: [] })).toMatchObject([{ contributorCommitteeId: null, sourceMarkers: null, unaggregated: false }]);
  });

  it('know what an election was called before that was sealed, also after an amendment that says nothing of it', async () => {
    const { ContributionReceived: { type, data }, ContributionAmended } = CONTRIBUTION_EXAMPLES;
    const silent = { ...ContributionAmended, data: { ...ContributionAmended.data, election: undefined } };
    const rows = (await told([{ type, data: { ...data, electionDescription: 'Runoff' } }, silent])) as Telling[];
    expect(toldAt(rows, rows[1]!.position)?.values).toMatchObject({ electionInClear: 'Runoff', electionMark: null });
  });

  it('know that an amendment which says nothing of the person leaves the person as it was', async () => {
    const { ContributionAmended } = CONTRIBUTION_EXAMPLES;
    const silent = { ...ContributionAmended, data: { ...ContributionAmended.data, person: undefined, remarks: undefined } };
    expect(await told([silent])).toMatchObject([{ personMark: null, personKept: true, remarksKept: true }]);
    const nobody = { ...silent, data: { ...silent.data, giver: null, changed: ['remarks'] } };
    expect(await told([nobody])).toMatchObject([{ personKept: false, remarksKept: false }]);
  });
});
