import fc from 'fast-check';
import type { CommitteeKind, ContributionEvent } from '@fieldledger/donations';
import { type Answer, AUGUST, COMMITTEE, committeesCampaigns, id, PEOPLE, shown } from './committees-campaigns.js';
import { toldFacts } from './told-facts.js';

describe('the schedules of a committee', () => {
  const { ask, campaign, door, give, organization } = committeesCampaigns();

  it('count what donors gave before in the same cycle, and no more than that', async () => {
    const { app } = campaign();
    await give(app, 'old', 'zebulon', 1_000_00, '2024-11-05');
    await give(app, 'earlier', 'zebulon', 150_00, '2024-11-06');
    await give(app, 'august', 'zebulon', 100_00, '2026-08-14');
    await give(app, 'small', 'ottilie', 20_00, '2026-08-15');
    await give(app, 'later', 'ottilie', 900_00, '2026-09-01');
    const answer = await ask(app, 'schedule-a');
    expect(shown(answer)).toEqual([['receipt', 'SA11AI', '2026-08-14', 100_00, 250_00, true, false], ['receipt', 'SA11AII', '2026-08-15', 20_00, 20_00, false, false]]);
    expect(answer).toMatchObject({
      book: 'own', leftAside: {}, rules: 'fec-2026', donors: 'name-zip-1', totals: { itemizedIndividualsCents: 100_00, unitemizedIndividualsCents: 20_00, totalReceiptsCents: 120_00, rows: 2 },
      lines: { SA11AI: { rows: 1, cents: 100_00 }, SA11AII: { rows: 1, cents: 20_00 } },
    });
    expect(answer.rows.map(({ events }) => events.length)).toEqual([1, 1]);
    expect(JSON.stringify(answer)).not.toMatch(/Quillfeather|Marchbanks|Alder|name"/);
  });

  it('count in one window what came before the committee’s kind was told, and what came after', async () => {
    const { app, admin } = campaign();
    const untold = { committeeKind: undefined };
    await give(app, 'before its kind', 'zebulon', 150_00, '2025-12-01', untold);
    await door().send(admin, '/committees', { definitionId: id('definition'), committeeId: COMMITTEE, kind: 'candidate', cycle: { years: 2, endsIn: 2026 } });
    await give(app, 'after its kind', 'zebulon', 150_00, '2025-12-02', untold);
    const both = `committee=${COMMITTEE}&from=2025-01-01&to=2026-06-30`;
    const answer = await ask(app, 'schedule-a', both);
    expect(shown(answer)).toEqual([['receipt', 'SA11AII', '2025-12-01', 150_00, 150_00, false, false], ['receipt', 'SA11AI', '2025-12-02', 150_00, 300_00, true, false]]);
    expect(answer.totals).toMatchObject({ itemizedIndividualsCents: 150_00, unitemizedIndividualsCents: 150_00 });
    await door().send(app, '/contributions/refunds', { refundId: id('refund of before'), contributionId: id('before its kind'), amountCents: 10_00, refundedOn: '2026-01-05' });
    expect(shown(await ask(app, 'schedule-b-refunds', both)).map(([, line]) => line)).toEqual(['SB20A']);
    expect((await ask(app, 'limits', 'all=true')).rows).toMatchObject([{ committeeKind: 'candidate', election: 'G2026', givenCents: 290_00, flags: [] }]);
  });

  it('count in one window what was told with the committee’s kind and what was told without, where nobody defined it', async () => {
    const { app } = campaign();
    await give(app, 'told without', 'zebulon', 150_00, '2025-12-30', { committeeKind: undefined });
    await give(app, 'told with', 'zebulon', 150_00, '2026-01-02');
    expect(shown(await ask(app, 'schedule-a', `committee=${COMMITTEE}&from=2025-01-01&to=2026-06-30`)).map(([, , , , aggregate]) => aggregate)).toEqual([150_00, 300_00]);
    expect((await ask(app, 'limits', 'all=true')).rows).toMatchObject([{ givenCents: 300_00, flags: [] }]);
  });

  it('are listed page by page where a page is asked for, each with the totals of all', async () => {
    const { app, treasurer } = campaign();
    for (const [n, name] of ['one', 'two', 'three'].entries()) {
      await give(app, name, 'zebulon', 3_600_00, `2026-08-0${n + 1}`);
      await door().send(app, '/contributions/redesignations', { redesignationId: id(`redesignation of ${name}`), contributionId: id(name), amountCents: 100_00, toElection: 'P2028', basis: 'signed', redesignatedOn: '2026-08-09' });
      for (const day of [20, 21]) await door().send(app, '/contributions/refunds', { refundId: id(`refund of ${name} on ${day}`), contributionId: id(name), amountCents: 50_00, refundedOn: `2026-08-${day}` });
    }
    for (const [report, count] of [['schedule-a', 9], ['schedule-b-refunds', 6]] as const) {
      const whole = await ask(app, report);
      expect([whole.rows.length, 'next' in whole]).toEqual([count, false]);
      const pages: Answer['rows'][number][] = [];
      for (let next: string | null | undefined = ''; typeof next === 'string'; ) {
        const { rows, totals, lines, ...page }: Answer & { next?: string | null } = await ask(app, report, `${AUGUST}&limit=2&after=${encodeURIComponent(next)}`);
        expect([totals, lines, rows.length > 0 && rows.length <= 2]).toEqual([whole.totals, whole.lines, true]);
        pages.push(...rows);
        next = page.next;
      }
      expect(pages).toEqual(whole.rows);
    }
    await expect(ask(treasurer, 'schedule-a', `${AUGUST}&format=fec&limit=2`)).rejects.toThrow(/400.*layout is given whole/);
  });

  it('tell donors apart by the rule that is asked for, and count under the rules that are asked for', async () => {
    const { app } = campaign();
    const reference = (system: string) => ({ contributor: { ...PEOPLE.zebulon, reference: { system, scope: 'donor', id: '1' } } });
    await give(app, 'july', 'zebulon', 150_00, '2026-07-14', reference('one'));
    await give(app, 'other', 'zebulon', 130_00, '2026-07-15', reference('other'));
    await door().send(app, '/contributions/refunds', { refundId: id('refund'), contributionId: id('july'), amountCents: 50_00, refundedOn: '2026-07-16' });
    await give(app, 'august', 'zebulon', 100_00, '2026-08-14', reference('one'));
    const aggregate = async (more: string) => (await ask(app, 'schedule-a', `${AUGUST}${more}`)).rows.map(({ aggregateCents, donor }) => [aggregateCents, (donor as string).slice(0, 2)]);
    expect([await aggregate(''), await aggregate('&donors=reference-1'), await aggregate('&rules=fec-2026-gross')]).toEqual([[[330_00, 'n:']], [[200_00, 'r:']], [[380_00, 'n:']]]);
    expect(await ask(app, 'schedule-a', `${AUGUST}&rules=fec-2026-gross&donors=reference-1`)).toMatchObject({ rules: 'fec-2026-gross', donors: 'reference-1' });
  });

  it('name whoever passed a part on, and whoever got it back', async () => {
    const { app, treasurer } = campaign();
    await give(app, 'shared', 'zebulon', 900_00, '2026-08-01');
    const reattribute = (name: string, amountCents: number, to: object, reattributedOn: string, from?: string) =>
      door().send(app, '/contributions/reattributions', { reattributionId: id(name), fromReattributionId: from && id(from), contributionId: id('shared'), amountCents, to, basis: 'signed', reattributedOn });
    await reattribute('to ottilie', 500_00, PEOPLE.ottilie, '2026-08-02');
    await reattribute('to pippa', 200_00, { entityType: 'IND', lastName: 'Penhallow', firstName: 'Pippa', zip: '45402' }, '2026-08-03', 'to ottilie');
    await reattribute('back', 100_00, PEOPLE.zebulon, '2026-08-04', 'to ottilie');
    await expect(reattribute('too much', 200_01, PEOPLE.zebulon, '2026-08-05', 'to ottilie')).rejects.toThrow(/reattribution-exceeds/);
    const { rows, totals } = await ask(treasurer, 'schedule-a');
    expect(rows.map(({ part, lastName, amountCents }) => [part, lastName, amountCents])).toEqual([
      ['receipt', 'Quillfeather', 900_00], ['reattribution-from', 'Quillfeather', -500_00], ['reattribution-to', 'Marchbanks', 500_00], ['reattribution-from', 'Marchbanks', -200_00], ['reattribution-to', 'Penhallow', 200_00],
      ['reattribution-from', 'Marchbanks', -100_00], ['reattribution-to', 'Quillfeather', 100_00],
    ]);
    expect(totals).toMatchObject({ itemizedIndividualsCents: 900_00, memoCents: 0 });
    const { rows: history } = await ask(app, 'donor-history', `donor=${rows.find(({ lastName }) => lastName === 'Marchbanks')!.donor as string}`);
    expect(history.map(({ effectCents, netCents }) => [effectCents, netCents])).toEqual([[0, 0], [500_00, 500_00], [-200_00, 300_00], [-100_00, 200_00]]);
  });

  it('count redesignations, reattributions, bounces and refunds of earlier gifts in their own period', async () => {
    const { app } = campaign();
    await give(app, 'spring', 'zebulon', 7_000_00, '2026-04-01', { electionCode: 'P2026' });
    await give(app, 'check', 'ottilie', 300_00, '2026-07-30');
    await give(app, 'small', 'ottilie', 20_00, '2026-07-31');
    await door().send(app, '/contributions/redesignations', { redesignationId: id('redesignation'), contributionId: id('spring'), amountCents: 3_000_00, toElection: 'G2026', basis: 'signed', redesignatedOn: '2026-08-03' });
    await door().send(app, '/contributions/reattributions', { reattributionId: id('reattribution'), contributionId: id('spring'), amountCents: 500_00, to: PEOPLE.ottilie, basis: 'signed', reattributedOn: '2026-08-04' });
    await door().send(app, '/contributions/bounces', { bounceId: id('bounce'), contributionId: id('check'), bouncedOn: '2026-08-05' });
    await door().send(app, '/contributions/refunds', { refundId: id('refund'), contributionId: id('spring'), amountCents: 200_00, refundedOn: '2026-08-06' });
    await door().send(app, '/contributions/refunds', { refundId: id('small refund'), contributionId: id('small'), refundedOn: '2026-08-07' });
    await door().send(app, '/contributions/refunds', { refundId: id('orphan'), contributionId: id('nobody told'), amountCents: 10_00, refundedOn: '2026-08-08', basis: 'reported' });
    const a = await ask(app, 'schedule-a');
    expect(shown(a)).toEqual([
      ['redesignation-from', 'SA11AI', '2026-08-03', -3_000_00, 4_000_00, true, true], ['redesignation-to', 'SA11AI', '2026-08-03', 3_000_00, 7_000_00, true, true],
      // Nobody said of which election's part, so of each in proportion, as the limits have it.
      ['reattribution-from', 'SA11AI', '2026-08-04', -285_72, 6_714_28, true, true], ['reattribution-from', 'SA11AI', '2026-08-04', -214_28, 6_500_00, true, true],
      ['reattribution-to', 'SA11AI', '2026-08-04', 285_72, 605_72, true, true], ['reattribution-to', 'SA11AI', '2026-08-04', 214_28, 820_00, true, true],
      ['bounce', 'SA11AI', '2026-08-05', -300_00, 520_00, true, false],
    ]);
    expect(a.totals).toMatchObject({ itemizedIndividualsCents: -300_00, memoCents: 0, memoRows: 6 });
    const b = await ask(app, 'schedule-b-refunds');
    // Ottilie's small gift took her over the threshold together with the check.
    expect(shown(b)).toEqual([['refund', 'SB20A', '2026-08-06', 200_00, 6_300_00, true, false], ['refund', 'SB20A', '2026-08-07', 20_00, 500_00, true, false]]);
    expect(b.totals).toMatchObject({ refundsIndividualsCents: 220_00, totalRefundsCents: 220_00, heldOutRefundsCents: 10_00, heldOutRefunds: 1 });
    expect(b.heldOut).toMatchObject([{ contributionId: id('nobody told'), amountCents: 10_00, flags: ['orphan-refund'] }]);
    // With the contribution it is a refund like any other.
    await give(app, 'nobody told', 'pac', 30_00, '2026-08-01');
    expect((await ask(app, 'schedule-b-refunds')).totals).toMatchObject({ refundsOtherCommitteesCents: 10_00, totalRefundsCents: 230_00, heldOutRefunds: 0 });
  });

  it.each<[CommitteeKind, string, string, (n: number) => string]>([
    ['candidate', 'an election cycle', '2024-11-05', (n) => `${n < 2 ? '2024-12' : n < 7 ? '2025-06' : '2026-10'}-${String(n + 10)}`],
    ['pac', 'a calendar year', '2025-12-31', (n) => `2026-${String(n + 1).padStart(2, '0')}-01`],
  ])('list the one of twelve gifts to a %s that goes over 200 dollars in %s, in whatever order they became known', async (committeeKind, _window, dayBefore, dayOf) => {
    const gift = (name: string, amountCents: number, receivedOn: string): ContributionEvent => ({
      type: 'ContributionReceived',
      data: {
        contributionId: id(`twelve ${name}`), committeeId: COMMITTEE, committeeKind, amountCents, receivedOn, line: 'SA11AI', source: 'door', flags: [],
        electionCode: 'G2026', giver: { entityType: 'IND', subject: id('zebulon'), nameZip: 'zebulon', given: ['lastName'] },
      },
    });
    const twelve = [5_00, 30_00, 10_00, 25_00, 8_00, 22_00, 15_00, 18_00, 12_00, 20_00, 35_00, 1].map((cents, n) => gift(String(n), cents, dayOf(n)));
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([gift('before', 150_00, dayBefore), ...twelve], { minLength: 13 }), async (order) => {
        const askOf = await toldFacts(door(), organization(), order);
        const { rows, totals } = await askOf<Answer>('schedule-a', `committee=${COMMITTEE}&from=${dayOf(0).replaceAll('-', '')}&to=20261231`);
        expect(rows.map(({ amountCents }) => amountCents)).toEqual(twelve.map(({ data }) => (data as { amountCents: number }).amountCents));
        expect(rows.filter(({ itemized }) => itemized)).toMatchObject([{ contributionId: id('twelve 11'), aggregateCents: 200_01, why: 'aggregate-over-threshold' }]);
        expect(totals).toMatchObject({ itemizedIndividualsCents: 1, unitemizedIndividualsCents: 200_00 });
      }),
      { numRuns: 8 },
    );
  });

  describe('with a filing', () => {
    const of = { filingId: id('filing'), reportId: id('report') };
    const coverage = { coverageFrom: '2026-08-01', coverageThrough: '2026-08-31' };
    const file = async (app: string) => {
      await door().send(app, '/filings', {
        ...of, committeeId: COMMITTEE, form: 'F3', formatVersion: '8.5', reportCode: 'M9', ...coverage, amendmentNumber: 0,
        cover: [{ line: 'SA11AI', amountCents: 300_00 }, { line: 'SA11AII', amountCents: 55_00 }, { line: 'SB20A', amountCents: 45_00 }],
      });
      const row = (name: string, line: string, amountCents: number, more: object = {}) => ({
        contributionId: id(name), source: 'fec-filing', kind: line.startsWith('SB') ? 'refund' : 'receipt', committeeId: COMMITTEE, committeeKind: 'candidate', line, amountCents, receivedOn: '2026-08-10',
        filing: { ...of, form: 'F3', amendmentNumber: 0, ...coverage, transactionId: name }, contributor: PEOPLE.zebulon, claimedAggregateCents: 999_00, ...more,
      });
      const items = [row('F1', 'SA11AI', 250_00), row('F2', 'SA11AI', 50_00, { receivedOn: '2026-07-31' }), row('F3', 'SA11AI', 250_00, { memo: true }), row('F4', 'SB20A', 40_00)];
      const { items: outcomes } = await door().send<{ items: { status: string }[] }>(app, '/sightings/batch?mode=partial', { items });
      expect(outcomes.map(({ status }) => status)).not.toContain('refused');
      await door().send(app, '/filings/rows', { ...of, part: 0, contributionIds: items.map(({ contributionId }) => contributionId) });
      await door().send(app, '/filings/completions', { ...of, parts: 1, rows: items.length });
    };

    it('tell what was filed, the rest from its cover, and say how much of our own was left aside', async () => {
      const { app } = campaign();
      await file(app);
      await give(app, 'own', 'zebulon', 100_00, '2026-08-14');
      const answer = await ask(app, 'schedule-a');
      expect(answer).toMatchObject({ book: 'filed', leftAside: { own: 1 }, totals: { itemizedIndividualsCents: 300_00, unitemizedIndividualsCents: 55_00, individualsCents: 355_00, memoCents: 250_00, rows: 2, memoRows: 1 } });
      expect(answer.rows.map(({ transactionId, claimedAggregateCents, why }) => [transactionId, claimedAggregateCents, why])).toEqual([['F2', 999_00, 'listed-by-filer'], ['F1', 999_00, 'listed-by-filer'], ['F3', 999_00, 'listed-by-filer']]);
      expect(answer.lines).toEqual({ SA11AI: { rows: 2, cents: 300_00, memoRows: 1, memoCents: 250_00, coverCents: 300_00 }, SA11AII: { rows: 0, cents: 0, memoRows: 0, memoCents: 0, coverCents: 55_00 } });
      const refunds = await ask(app, 'schedule-b-refunds');
      expect(refunds.totals).toMatchObject({ refundsIndividualsCents: 45_00, itemizedRefundsCents: 40_00, unitemizedRefundsCents: 5_00 });
      expect(refunds.lines).toEqual({ SB20A: { rows: 1, cents: 40_00, memoRows: 0, memoCents: 0, coverCents: 45_00 } });
      expect(await ask(app, 'schedule-a', `${AUGUST}&book=own`)).toMatchObject({ book: 'own', leftAside: { filed: 4 }, totals: { unitemizedIndividualsCents: 100_00 } });
      expect(await ask(app, 'schedule-a', `committee=${COMMITTEE}&from=20260901&to=20260930`)).toMatchObject({ book: 'own', rows: [], totals: { totalReceiptsCents: 0 } });
    });

    it('tell what its cover says where nobody gave enough to be listed', async () => {
      const { app } = campaign();
      await door().send(app, '/filings', {
        filingId: id('unlisted filing'), reportId: id('unlisted report'), committeeId: COMMITTEE, form: 'F3X', formatVersion: '8.5', reportCode: 'M9', ...coverage, amendmentNumber: 0,
        cover: [{ line: 'SA11AI', amountCents: 0 }, { line: 'SA11AII', amountCents: 1_234_56 }, { line: 'SB28A', amountCents: 45_00 }],
      });
      await door().send(app, '/filings/completions', { filingId: id('unlisted filing'), reportId: id('unlisted report'), parts: 0, rows: 0 });
      expect(await ask(app, 'schedule-a')).toMatchObject({ book: 'filed', rows: [], totals: { itemizedIndividualsCents: 0, unitemizedIndividualsCents: 1_234_56, totalReceiptsCents: 1_234_56 } });
      expect(await ask(app, 'schedule-b-refunds')).toMatchObject({ book: 'filed', totals: { refundsIndividualsCents: 45_00, unitemizedRefundsCents: 45_00 } });
    });

    it('say nothing of a cover that reaches beyond the period', async () => {
      const { app } = campaign();
      await file(app);
      expect((await ask(app, 'schedule-a', `committee=${COMMITTEE}&from=20260701&to=20260831`)).totals).toMatchObject({ unitemizedIndividualsCents: 55_00 });
      await door().send(app, '/filings', { filingId: id('wider'), reportId: id('wider report'), committeeId: COMMITTEE, form: 'F3', formatVersion: '8.5', reportCode: 'Q2', coverageFrom: '2026-04-01', coverageThrough: '2026-07-15', amendmentNumber: 0, cover: [{ line: 'SA11AII', amountCents: 900_00 }] });
      await door().send(app, '/filings/completions', { filingId: id('wider'), reportId: id('wider report'), parts: 0, rows: 0 });
      expect((await ask(app, 'schedule-a', `committee=${COMMITTEE}&from=20260701&to=20260831`)).totals).toMatchObject({ itemizedIndividualsCents: 300_00, unitemizedIndividualsCents: null });
      expect((await ask(app, 'schedule-a')).totals).toMatchObject({ unitemizedIndividualsCents: 55_00 });
    });
  });

  it('say what is wrong with what was asked', async () => {
    const { app } = campaign();
    const refused = async (query: string) => (await door().ask(app, `/reports/schedule-a?${query}`)).body.code;
    expect(await Promise.all(['from=20260801&to=20260831', `committee=${COMMITTEE}&from=20260801`, `${AUGUST.replace('20260801', '20260230')}`, `committee=${COMMITTEE}&from=20260831&to=20260801`, `${AUGUST}&book=ours`, `${AUGUST}&rules=mine`, `${AUGUST}&donors=mine`, `${AUGUST}&colour=red`].map(refused))).toEqual([
      'committee-required', 'invalid-day', 'invalid-day', 'period-backwards', 'unknown-book', 'unknown-rules', 'unknown-donor-rule', 'unknown-parameter',
    ]);
  });
});
