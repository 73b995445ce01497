import fc from 'fast-check';
import type { ContributionEvent } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { gift, giver, id, of, refunded } from './gifts.js';
import { ReportsDoor } from './reports-door.js';
import { toldFacts } from './told-facts.js';

interface Row {
  readonly donor: string;
  readonly election: string | null;
  readonly year: string | null;
  readonly gifts: number;
  readonly givenCents: number;
  readonly limitCents: number | null;
  readonly excessCents: number | null;
  readonly lateRemediesCents: number;
  readonly crossedBy: string | null;
  readonly crossedOn: string | null;
  readonly deadline: string | null;
  readonly flags: readonly string[];
}
interface Answer {
  readonly rules: string;
  readonly donors: string;
  readonly books: readonly object[];
  readonly rows: readonly Row[];
  readonly totals: { readonly over: number; readonly near: number; readonly limitUnknown: number };
}

const redesignated = (name: string, amountCents: number, redesignatedOn: string): ContributionEvent => ({
  type: 'ContributionRedesignated', data: { ...of(name), redesignationId: id(`redesignation of ${name}`), amountCents, fromElection: 'P2026', toElection: 'G2026', basis: 'signed', redesignatedOn },
});
const reattributed = (name: string, amountCents: number, to: string, reattributedOn: string): ContributionEvent => ({
  type: 'ContributionReattributed', data: { ...of(name), reattributionId: id(`reattribution of ${name}`), amountCents, giver: giver(to), basis: 'signed', reattributedOn, flags: [] },
});

describe('the limits of what one person may give', () => {
  let door: ReportsDoor;
  let organizations = 0;

  beforeAll(async () => {
    door = await ReportsDoor.open();
  });
  afterAll(() => door?.close());

  const limits = async (facts: readonly ContributionEvent[], query = '') => (await toldFacts(door, nameUuid('limits', String(organizations++)), facts))<Answer>('limits', query);

  it('are crossed by the same gift in whatever order the gifts became known, with 60 days to put it right', async () => {
    const facts = [gift('first', 2_000_00, '2026-02-01'), gift('second', 1_000_00, '2026-03-01'), gift('third', 900_00, '2026-04-01')];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(facts, { minLength: 3 }), async (order) => {
        expect(await limits(order)).toMatchObject({
          rules: 'fec-2026', donors: 'name-zip-1', totals: { over: 1, near: 0, limitUnknown: 0 },
          rows: [{ donor: 'n:ada', election: 'P2026', year: null, givenCents: 3_900_00, limitCents: 3_500_00, excessCents: 400_00, crossedBy: id('third'), crossedOn: '2026-04-01', deadline: '2026-05-31', flags: ['over'] }],
        });
      }),
      { numRuns: 6 },
    );
  });

  it('are crossed by the gift that goes beyond them, not by the one that reaches them, and of one day by the later id', async () => {
    const reaching = [gift('reaching', 3_500_00, '2026-02-01'), gift('beyond', 1_00, '2026-02-02')];
    expect((await limits(reaching)).rows).toMatchObject([{ excessCents: 1_00, crossedBy: id('beyond'), crossedOn: '2026-02-02' }]);
    const sameDay = ['one', 'two', 'three', 'four', 'five'].map((name) => gift(name, 1_000_00, '2026-02-01'));
    const fourth = sameDay.map(({ data }) => data.contributionId).sort()[3];
    for (const order of [sameDay, [...sameDay].reverse()]) expect((await limits(order)).rows).toMatchObject([{ excessCents: 1_500_00, crossedBy: fourth, crossedOn: '2026-02-01' }]);
  });

  it('are those of the committee\'s kind, also where its newest gift does not tell it, and hold for nobody who is not named', async () => {
    const toPac = { committeeId: 'C00000002', committeeKind: 'pac', electionCode: undefined } as const;
    const nobody = { giver: { entityType: 'IND' as const, subject: id('nobody'), given: [] } };
    const facts = [gift('told', 3_000_00, '2026-02-01', toPac), gift('untold', 3_000_00, '2026-03-01', { ...toPac, committeeKind: null }), gift('nobody', 9_000_00, '2026-03-01', { ...toPac, ...nobody })];
    expect((await limits(facts, 'all=true')).rows).toMatchObject([{ donor: 'n:ada', givenCents: 6_000_00, limitCents: 5_000_00, flags: ['over'] }]);
  });

  it('are looked at in the book that is asked for, and say in which they are not', async () => {
    const published = { source: 'fec-bulk' };
    const facts = [gift('our own', 3_000_00, '2026-02-01'), gift('theirs', 3_600_00, '2026-02-01', published)];
    for (const [book, givenCents] of [['own', 3_000_00], ['published', 3_600_00], ['filed', undefined]] as const) expect((await limits(facts, `all=true&book=${book}`)).rows.map((row) => row.givenCents)).toEqual(givenCents ? [givenCents] : []);
    expect((await limits(facts)).books).toMatchObject([{ book: 'own', counted: true, count: 1 }, { book: 'published', counted: false, count: 1 }]);
    expect((await limits(facts, 'book=published')).books).toMatchObject([{ book: 'published', counted: true }, { book: 'own', counted: false }]);
  });

  it('are kept again by a refund, a redesignation or a reattribution within 60 days, and not by one that comes later', async () => {
    const whole = gift('check', 7_000_00, '2026-02-01');
    const rowsOf = async (...remedies: ContributionEvent[]) =>
      (await limits([whole, ...remedies], 'all=true')).rows.map(({ donor, election, givenCents, lateRemediesCents, flags }) => [donor, election, givenCents, lateRemediesCents, flags.join()]);
    expect(await rowsOf()).toEqual([['n:ada', 'P2026', 7_000_00, 0, 'over']]);
    expect(await rowsOf(refunded('check', 3_500_00, '2026-04-02'))).toEqual([['n:ada', 'P2026', 3_500_00, 0, 'near']]);
    expect(await rowsOf(refunded('check', 3_500_00, '2026-04-03'))).toEqual([['n:ada', 'P2026', 7_000_00, 3_500_00, 'over']]);
    expect(await rowsOf(redesignated('check', 3_500_00, '2026-03-01'))).toEqual([['n:ada', 'G2026', 3_500_00, 0, 'near'], ['n:ada', 'P2026', 3_500_00, 0, 'near']]);
    expect(await rowsOf(redesignated('check', 3_500_00, '2026-05-01'))).toEqual([['n:ada', 'P2026', 7_000_00, 3_500_00, 'over']]);
    expect(await rowsOf(reattributed('check', 3_500_00, 'bob', '2026-03-01'))).toEqual([['n:ada', 'P2026', 3_500_00, 0, 'near'], ['n:bob', 'P2026', 3_500_00, 0, 'near']]);
  });

  it('count a gift once, and what came too late of it once, for however many elections it is divided', async () => {
    const divided = [gift('check', 4_000_00, '2026-02-01'), redesignated('check', 1_500_00, '2026-02-10'), refunded('check', 700_00, '2026-05-01'), { ...redesignated('check', 200_00, '2026-05-02'), data: { ...redesignated('check', 200_00, '2026-05-02').data, redesignationId: id('back'), fromElection: 'G2026', toElection: 'P2026' } } as ContributionEvent];
    const shown = async (facts: readonly ContributionEvent[]) => (await limits(facts, 'all=true')).rows.map(({ election, year, gifts, givenCents, lateRemediesCents }) => [election, year, gifts, givenCents, lateRemediesCents]);
    expect(await shown(divided)).toEqual([['G2026', null, 1, 1_500_00, 200_00], ['P2026', null, 1, 2_500_00, 700_00]]);
    const toPac = [{ ...divided[0]!, data: { ...divided[0]!.data, committeeKind: 'pac' } } as ContributionEvent, ...divided.slice(1)];
    expect(await shown(toPac)).toEqual([[null, '2026', 1, 4_000_00, 900_00]]);
  });

  it('are kept by a couple’s one check, reattributed and redesignated by halves', async () => {
    const facts = [gift('couple', 14_000_00, '2026-02-01'), reattributed('couple', 7_000_00, 'bob', '2026-02-10'), redesignated('couple', 7_000_00, '2026-02-10')];
    expect((await limits(facts)).rows.map(({ donor, election, givenCents, flags }) => [donor, election, givenCents, flags.join()])).toEqual([
      ['n:ada', 'G2026', 3_500_00, 'near'], ['n:ada', 'P2026', 3_500_00, 'near'], ['n:bob', 'G2026', 3_500_00, 'near'], ['n:bob', 'P2026', 3_500_00, 'near'],
    ]);
  });

  it('are kept by a part that whoever had it passed on, or gave back', async () => {
    const passed = (name: string, from: string, amountCents: number, to: string): ContributionEvent => ({
      type: 'ContributionReattributed', data: { ...of('check'), reattributionId: id(`reattribution ${name}`), fromReattributionId: id(from), amountCents, giver: giver(to), basis: 'signed', reattributedOn: '2026-03-02', flags: [] },
    });
    const facts = [gift('check', 7_000_00, '2026-02-01'), reattributed('check', 7_000_00, 'bob', '2026-03-01'), passed('on', 'reattribution of check', 3_000_00, 'eve'), passed('back', 'reattribution of check', 3_500_00, 'ada')];
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(facts, { minLength: 4 }), async (order) => {
        expect((await limits([...order, ...order], 'all=true')).rows.map(({ donor, givenCents, flags }) => [donor, givenCents, flags.join()])).toEqual([['n:ada', 3_500_00, 'near'], ['n:bob', 500_00, ''], ['n:eve', 3_000_00, 'near']]);
      }),
      { numRuns: 4 },
    );
  });

  it('hold for a calendar year where the committee is not a candidate’s, and are near from four fifths of them on', async () => {
    const toPac = { committeeId: 'C00000002', committeeKind: 'pac', electionCode: undefined } as const;
    const facts = [gift('a', 3_999_99, '2025-12-31', toPac), gift('b', 4_000_00, '2026-01-01', toPac), gift('c', 5_000_01, '2026-01-01', { ...toPac, giver: giver('eve') })];
    expect((await limits(facts)).rows.map(({ donor, year, election, givenCents, flags }) => [donor, year, election, givenCents, flags.join()])).toEqual([['n:ada', '2026', null, 4_000_00, 'near'], ['n:eve', '2026', null, 5_000_01, 'over']]);
    expect((await limits(facts, 'over=true')).rows.map(({ donor }) => donor)).toEqual(['n:eve']);
    expect((await limits(facts, 'near=true')).rows.map(({ donor }) => donor)).toEqual(['n:ada']);
    expect((await limits(facts, 'donor=n:ada')).rows.map(({ year }) => year)).toEqual(['2025', '2026']);
  });

  it('are those of the gift’s own day, and unknown where the table has no entry: never without limit', async () => {
    const early = [gift('2024', 3_300_00, '2024-11-05', { electionCode: 'G2026' }), gift('2025', 200_00, '2025-01-01', { electionCode: 'G2026' })];
    expect((await limits(early)).rows).toMatchObject([{ givenCents: 3_500_00, limitCents: 3_500_00, excessCents: 0, flags: ['near'] }]);
    const unknown = [gift('late', 10_00, '2026-11-04', { electionCode: 'P2028' }), gift('whose', 10_00, '2026-01-01', { committeeKind: null, committeeId: 'C00000003' })];
    expect(await limits(unknown)).toMatchObject({ totals: { limitUnknown: 2, over: 0 }, rows: [{ election: 'P2028', limitCents: null, excessCents: null, flags: ['limit-unknown'] }, { limitCents: null, flags: ['limit-unknown'] }] });
    const asThen = await limits(early, 'rules=fec-2023');
    expect(asThen).toMatchObject({ rules: 'fec-2023', rows: [{ givenCents: 3_500_00, limitCents: 3_300_00, excessCents: 0, flags: ['near', 'limit-unknown'] }] });
  });

  it('do not add up gifts that name no election over the cycles of the candidate', async () => {
    const unnamed = { electionCode: undefined };
    const facts = [gift('2022', 2_000_00, '2022-11-09', unnamed), gift('2024', 1_500_00, '2024-11-05', unnamed), gift('2025', 2_000_00, '2024-11-06', unnamed), gift('2026', 1_400_00, '2026-11-03', unnamed)];
    const shown = (rows: readonly Row[]) => rows.map(({ election, year, givenCents, excessCents, flags }) => [election, year, givenCents, excessCents, flags.join()]);
    expect(shown((await limits(facts)).rows)).toEqual([[null, '2024', 3_500_00, 200_00, 'over'], [null, '2026', 3_400_00, 0, 'near']]);
    const senate = nameUuid('limits', 'senate');
    await door.send(door.keyOf(senate, ['admin']), '/committees', { definitionId: id('definition'), committeeId: 'C00000001', kind: 'candidate', cycle: { years: 6, endsIn: 2026 } });
    const ask = await toldFacts(door, senate, facts);
    expect(shown((await ask<Answer>('limits')).rows)).toEqual([[null, '2026', 6_900_00, 3_400_00, 'over']]);
  });

  it('of a national party hold for its own account, and are unknown for what is in its special ones beyond that of one', async () => {
    const toParty = { committeeId: 'C00000004', committeeKind: 'national-party', electionCode: undefined } as const;
    const special = { ...toParty, line: 'SA17' };
    const eve = { giver: giver('eve') };
    const facts = [gift('own', 40_000_00, '2026-02-01', toParty), gift('hall', 132_900_00, '2026-02-02', special), gift('recount', 132_900_01, '2026-02-03', { ...special, ...eve }), gift('other', 9_000_00, '2026-02-03', { ...special, committeeId: 'C00000005', committeeKind: 'pac' })];
    const shown = (rows: readonly Row[]) => rows.map(({ donor, givenCents, limitCents, excessCents, deadline, flags }) => [donor, givenCents, limitCents, excessCents, deadline, flags.join()]);
    const [party, hall, recount] = [['n:ada', 40_000_00, 44_300_00, 0, null, 'near'], ['n:ada', 132_900_00, null, null, null, 'special-account'], ['n:eve', 132_900_01, null, null, null, 'limit-unknown,special-account']];
    const ask = await toldFacts(door, nameUuid('limits', String(organizations++)), facts);
    expect(shown((await ask<Answer>('limits')).rows)).toEqual([party, recount]);
    const all = await ask<Answer & { next: string }>('limits', 'all=true&limit=2');
    expect([shown(all.rows), all.totals]).toEqual([[party, hall], { rows: 3, over: 0, near: 1, limitUnknown: 1 }]);
    expect(shown((await ask<Answer>('limits', `all=true&after=${encodeURIComponent(all.next)}`)).rows)).toEqual([recount]);
  });

  it('are none for a committee that makes independent expenditures alone, where the rules have an entry that says so', async () => {
    const facts = [gift('vast', 10_000_000_00, '2026-02-01', { committeeId: 'C00000006', committeeKind: 'independent-expenditure-only', electionCode: undefined })];
    const ask = await toldFacts(door, nameUuid('limits', String(organizations++)), facts);
    expect(await ask<Answer>('limits')).toMatchObject({ rows: [], totals: { over: 0, near: 0, limitUnknown: 0 } });
    expect((await ask<Answer>('limits', 'all=true')).rows).toMatchObject([{ givenCents: 10_000_000_00, limitCents: null, excessCents: null, flags: [] }]);
    expect((await ask<Answer>('limits', 'rules=fec-2025')).rows).toMatchObject([{ limitCents: null, flags: ['limit-unknown'] }]);
  });

  it('are listed page by page, each with the totals of all', async () => {
    const facts = ['ada', 'bob', 'eve'].map((name) => gift(`page ${name}`, 10_00, '2026-11-04', { giver: giver(name), electionCode: 'P2028' }));
    const ask = await toldFacts(door, nameUuid('limits', String(organizations++)), facts);
    const pages: string[][] = [];
    for (let next: string | null = ''; next !== null; ) {
      const answer: Answer & { readonly next: string | null } = await ask('limits', `limit=2&after=${encodeURIComponent(next)}`);
      expect(answer.totals).toMatchObject({ rows: 3, limitUnknown: 3 });
      pages.push(answer.rows.map(({ donor }) => donor));
      next = answer.next;
    }
    expect(pages).toEqual([['n:ada', 'n:bob'], ['n:eve']]);
    const one = [gift('none', 10_00, '2026-02-01', { electionCode: undefined }), gift('primary', 10_00, '2026-02-01'), gift('general', 10_00, '2026-02-01', { electionCode: 'G2026' })];
    const askOne = await toldFacts(door, nameUuid('limits', String(organizations++)), one);
    const elections: (string | null)[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const answer: Answer & { readonly next: string | null } = await askOne('limits', `all=true&limit=1&after=${encodeURIComponent(next)}`);
      elections.push(...answer.rows.map(({ election }) => election));
      next = answer.next;
    }
    expect(elections).toEqual([null, 'G2026', 'P2026']);
    await expect(ask('limits', 'limit=0')).rejects.toThrow('invalid-parameter');
  });

  it('tell donors apart by the rule that is asked for', async () => {
    const [one, two] = ['7', '8'].map((donor) => ({ giver: { ...giver('ada'), reference: { system: 'actblue', scope: 'donor', id: donor } } }));
    const facts = [gift('one', 3_500_00, '2026-02-01', one), gift('two', 3_500_00, '2026-02-02', two)];
    expect((await limits(facts)).rows).toMatchObject([{ donor: 'n:ada', excessCents: 3_500_00 }]);
    expect(await limits(facts, 'donors=reference-1')).toMatchObject({ donors: 'reference-1', rows: [{ donor: 'r:actblue/donor/7', excessCents: 0 }, { donor: 'r:actblue/donor/8', excessCents: 0 }] });
  });
});
