import fc from 'fast-check';
import { nameUuid } from '@fieldledger/kernel';
import { PostgresSqlDoor } from '@fieldledger/read-store';
import pg from 'pg';
import { ReportsDoor } from './reports-door.js';

const COMMITTEE = 'C00999999';
const COVERAGE = { coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' };
const REPORT = nameUuid('interrupted-filings', 'report');
const filingId = (version: number) => nameUuid('interrupted-filings', 'filing', String(version));
const rowId = (name: string) => nameUuid('interrupted-filings', 'row', name);

/** The versions of one report: dollars by row. Unchanged, changed, dropped and new rows, and some that are told anew as they were before. */
const VERSIONS: readonly Readonly<Record<string, number>>[] = [
  { A: 500, B: 250, C: 3000, R: 100, X: 60 },
  { A: 1, C: 1, N: 300, R: 1, X: 70 },
  { A: 1, B: 250, N: 300, O: 20, R: 1, X: 60 },
];
const NAMES = [...new Set(VERSIONS.flatMap(Object.keys))].sort();
const refund = (name: string) => name === 'R';
const centsOf = (version: number | undefined, isRefund: boolean) =>
  version === undefined ? 0 : Object.entries(VERSIONS[version]!).reduce((sum, [name, dollars]) => sum + (refund(name) === isRefund ? dollars * 100 : 0), 0);

interface Answer {
  readonly book: string;
  readonly rows: { readonly transactionId: string; readonly events: string[]; readonly givenCents: number; readonly lastName: string; readonly employer: string | null; readonly contributionId: string; readonly amountCents: number; readonly finding: string; readonly ours: { readonly amountCents: number } }[];
  readonly totals: Record<string, number>;
  readonly incompleteFilings: { readonly filingId: string; readonly whatToDo: string }[];
}

describe('a filing of which the import was interrupted', () => {
  let door: ReportsDoor;
  let organizations = 0;

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door?.close());

  const campaign = () => door.keyOf(nameUuid('interrupted-filings', 'organization', String(++organizations)), ['ingest', 'read', 'personal']);

  /** @param rows how many of them come before it is killed; the last, before the filing is completed. @param done those that came before */
  const importFiling = async (key: string, version: number, rows = Infinity, done = 0) => {
    const of = { filingId: filingId(version), reportId: REPORT };
    await door.send(key, '/filings', { ...of, committeeId: COMMITTEE, form: 'F3', formatVersion: '8.5', reportCode: 'Q3', ...COVERAGE, amendmentNumber: version, cover: [] });
    const items = Object.entries(VERSIONS[version]!).map(([name, dollars]) => ({
      contributionId: rowId(name), source: 'fec-filing', kind: refund(name) ? 'refund' : 'receipt', committeeId: COMMITTEE, committeeKind: 'candidate', line: refund(name) ? 'SB20A' : 'SA11AI',
      amountCents: dollars * 100, receivedOn: '2026-08-01', electionCode: 'G2026', filing: { ...of, form: 'F3', amendmentNumber: version, ...COVERAGE, transactionId: name },
      contributor: { entityType: 'IND', lastName: `Nobody-${name}`, firstName: 'Ann', zip: '43215', employer: `Works-${dollars}` },
    }));
    const sent = items.slice(done, rows);
    if (sent.length > 0) await door.send(key, '/sightings/batch?mode=partial', { items: sent });
    if (rows !== Infinity) return;
    await door.send(key, '/filings/rows', { ...of, part: 0, contributionIds: items.map(({ contributionId }) => contributionId) });
    const { tellAgain } = await door.send<{ tellAgain: boolean }>(key, '/filings/completions', { ...of, parts: 1, rows: items.length });
    if (tellAgain) await door.send(key, '/sightings/batch?mode=partial', { items });
  };
  const own = (key: string) =>
    door.send(key, '/contributions', { contributionId: rowId('own'), committeeId: COMMITTEE, committeeKind: 'candidate', amountCents: 70_00, receivedOn: '2026-08-02', electionCode: 'G2026', contributor: { entityType: 'IND', lastName: 'Nobody-own', firstName: 'Ann', zip: '43215' } });
  const ask = async (key: string, report: string, query: string): Promise<Answer> => door.send<Answer>(key, `/reports/${report}?${query}&minPosition=${(await door.log.horizon()).position}`);
  const schedule = (key: string, report = 'schedule-a', more = '') => ask(key, report, `committee=${COMMITTEE}&from=2026-07-01&to=2026-09-30${more}`);

  /** What stands with us of its rows, in cents: as they are listed, and as each is found that is compared. */
  const ours = async (key: string) => {
    const listed = await ask(key, 'reconciliation/lineitems', 'source=fec-filing');
    const found = await door.send<Answer>(key, `/reports/reconciliation?minPosition=latest`, { items: NAMES.map((name) => ({ contributionId: rowId(name), amountCents: 1 })) });
    return {
      listed: listed.rows.map(({ contributionId, amountCents }) => [contributionId, amountCents]), found: found.rows.filter(({ finding }) => finding !== 'missing').map(({ contributionId, ours: { amountCents } }) => [contributionId, amountCents]),
      incomplete: [listed, found].map(({ incompleteFilings }) => incompleteFilings.map((filing) => filing.filingId)),
    };
  };
  const oursWhole = (version: number | undefined, ...incomplete: number[]) => {
    const rows = NAMES.flatMap((name) => (version === undefined || VERSIONS[version]![name] === undefined ? [] : [[rowId(name), VERSIONS[version]![name]! * 100] as const]));
    return { listed: [...rows].sort(([one], [other]) => (one < other ? -1 : 1)), found: rows, incomplete: Array(2).fill(incomplete.map(filingId)) as string[][] };
  };

  /** What every report that counts money makes of it. */
  const counted = async (key: string) => {
    const [a, b, receipts, limits] = [await schedule(key, 'schedule-a', '&book=filed'), await schedule(key, 'schedule-b-refunds', '&book=filed'), await ask(key, 'receipts', 'book=filed'), await ask(key, 'limits', 'all=true&book=filed')];
    return {
      itemized: a.totals.itemizedIndividualsCents, refunds: b.totals.itemizedRefundsCents, gross: receipts.totals.grossCents, paidBack: receipts.totals.refundsCents,
      given: limits.rows.reduce((sum, { givenCents }) => sum + givenCents, 0), incomplete: [a, b, receipts, limits].map(({ incompleteFilings }) => incompleteFilings.map((filing) => filing.filingId)),
    };
  };
  const whole = (version: number | undefined, ...incomplete: number[]) => {
    const [given, back] = [centsOf(version, false), centsOf(version, true)];
    return { itemized: given, refunds: back, gross: given, paidBack: back, given, incomplete: Array(4).fill(incomplete.map(filingId)) as string[][] };
  };

  it('counts nowhere and takes no precedence over our own book, and answers say what to do', async () => {
    const key = campaign();
    await own(key);
    await importFiling(key, 0, 3);
    const answer = await schedule(key);
    expect(answer).toMatchObject({ book: 'own', leftAside: {}, totals: { totalReceiptsCents: 70_00 }, incompleteFilings: [{ filingId: filingId(0), committee: COMMITTEE, ...COVERAGE, amendmentNumber: 0 }] });
    expect(answer.incompleteFilings[0]!.whatToDo).toContain('Import its file again');
    expect(await counted(key)).toEqual(whole(undefined, 0));
    expect((await ask(key, 'schedule-a', `committee=${COMMITTEE}&from=2026-01-01&to=2026-03-31`)).incompleteFilings).toEqual([]);
    await importFiling(key, 0);
    expect(await schedule(key)).toMatchObject({ book: 'filed', leftAside: { own: 1 }, incompleteFilings: [] });
    expect(await counted(key)).toEqual(whole(0));
  });

  it('leaves the version before it as it was, with the events that told it, until all of it is there', async () => {
    const key = campaign();
    await importFiling(key, 0);
    const before = (await schedule(key)).rows;
    await importFiling(key, 1, 3);
    expect(await counted(key)).toEqual(whole(0, 1));
    expect((await schedule(key)).rows).toEqual(before);
    expect(await ours(key)).toEqual(oursWhole(0, 1));
    await importFiling(key, 2, 2);
    expect(await counted(key)).toEqual(whole(0, 1, 2));
    await importFiling(key, 1);
    expect(await counted(key)).toEqual(whole(1, 2));
  });

  it('is told in the list of filings', async () => {
    const key = campaign();
    await importFiling(key, 0, 1);
    expect(await ask(key, 'filings', '')).toMatchObject({ rows: [{ filingId: filingId(0), complete: false, holds: false }], incompleteFilings: [{ filingId: filingId(0) }] });
  });

  it('is told of beside rows that are a spreadsheet, or in the layout of the Commission', async () => {
    const key = campaign();
    await own(key);
    const told = async (report: string) => (await fetch(`${door.address}/reports/${report}`, { headers: { authorization: key } })).headers.get('x-incomplete-filings');
    const all = ['receipts?minPosition=latest&format=csv', `schedule-a?minPosition=latest&committee=${COMMITTEE}&from=2026-07-01&to=2026-09-30&format=fec`];
    expect(await Promise.all(all.map(told))).toEqual([null, null]);
    await importFiling(key, 0, 1);
    expect(await Promise.all(all.map(told))).toEqual(['1', '1']);
  });

  it('is among the movements that are read by SQL, under its own id, by which it can be left out', async () => {
    const key = campaign();
    await importFiling(key, 0);
    await importFiling(key, 1, 1);
    await schedule(key);
    const { url } = await new PostgresSqlDoor(door.database, door.url).addReader(nameUuid('interrupted-filings', 'organization', String(organizations)));
    const reader = new pg.Client(url);
    await reader.connect();
    try {
      const { rows } = await reader.query<{ name: string; filing: string }>('SELECT contribution_id AS name, filing_id AS filing FROM money_movements');
      const told = Object.keys(VERSIONS[0]!).map((name) => ({ name: rowId(name), filing: filingId(name === 'A' ? 1 : 0) }));
      expect(rows).toHaveLength(told.length);
      expect(rows).toEqual(expect.arrayContaining(told));
    } finally {
      await reader.end();
    }
  });

  /** How many cents more of it count at one place in the log than at another, of receipts and of refunds, and what does not count. */
  const moved = async (key: string, from: string, to: string) => {
    const { rows, totals, incompleteFilings } = await ask(key, 'filing-differences', `committee=${COMMITTEE}&fromPosition=${from}&toPosition=${to}`);
    return { net: [totals.netCents, totals.refundsNetCents], rows: rows.length, standing: totals.unchanged! + totals.changed! + totals.added!, incomplete: incompleteFilings.map((filing) => filing.filingId) };
  };
  /** The same, of the versions that held at each. */
  const movedWhole = (from: number | undefined, to: number | undefined, ...incomplete: number[]) => {
    const dollars = (version: number | undefined, name: string) => (version === undefined ? undefined : VERSIONS[version]![name]);
    return {
      net: [false, true].map((isRefund) => centsOf(to, isRefund) - centsOf(from, isRefund)), rows: NAMES.filter((name) => dollars(from, name) !== dollars(to, name)).length,
      standing: NAMES.filter((name) => dollars(to, name) !== undefined).length, incomplete: incomplete.map(filingId),
    };
  };

  it('is no difference between two places in the log before it is whole, and then all that it changed is', async () => {
    const key = campaign();
    const place = async () => (await door.log.horizon()).position;
    await importFiling(key, 0);
    const whole = await place();
    await importFiling(key, 1, 5);
    const interrupted = await place();
    expect(await moved(key, '', interrupted)).toEqual(movedWhole(undefined, 0, 1));
    expect(await moved(key, whole, interrupted)).toEqual(movedWhole(0, 0, 1));
    await importFiling(key, 1);
    const again = await place();
    expect(await moved(key, interrupted, again)).toEqual(movedWhole(0, 1));
    expect(await moved(key, whole, interrupted)).toEqual(movedWhole(0, 0, 1));
    await importFiling(key, 2, 2);
    expect(await moved(key, interrupted, await place())).toEqual(movedWhole(0, 1, 2));
  });

  it('lends its rows to a whole one after it that had nothing to add to them', async () => {
    const key = campaign();
    await importFiling(key, 1, 2);
    await importFiling(key, 2);
    expect(await counted(key)).toEqual(whole(2, 1));
    expect(await ours(key)).toEqual(oursWhole(2, 1));
  });

  it('counts as it says when it goes on after an earlier version came, which told rows that it had told before', async () => {
    const key = campaign();
    for (const [version, rows, done] of [[0], [2, 6], [1], [2, Infinity, 6]] as const) await importFiling(key, version, rows, done);
    expect(await counted(key)).toEqual(whole(2));
    expect(await ours(key)).toEqual(oursWhole(2));
  });

  it('in whatever order they come, and however often they are killed, what counts is the last version that is whole', async () => {
    const step = fc.record({ version: fc.nat({ max: 2 }), rows: fc.option(fc.nat({ max: 5 }), { nil: Infinity }), resumes: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
        const key = campaign();
        const done = [0, 0, 0];
        const places: [string, number | undefined][] = [['', undefined]];
        for (const { version, rows, resumes } of steps) {
          await importFiling(key, version, rows, resumes ? done[version] : 0);
          done[version] = Math.max(rows, resumes ? done[version]! : 0);
          places.push([(await door.log.horizon()).position, rows === Infinity ? Math.max(version, places.at(-1)![1] ?? 0) : places.at(-1)![1]]);
        }
        const complete = new Set(steps.filter(({ rows }) => rows === Infinity).map(({ version }) => version));
        const incomplete = [...new Set(steps.map(({ version }) => version))].filter((version) => !complete.has(version));
        const holding = complete.size === 0 ? undefined : Math.max(...complete);
        expect(await counted(key)).toEqual(whole(holding, ...incomplete));
        expect(await ours(key)).toEqual(oursWhole(holding, ...incomplete));
        for (const [from, then] of places) expect(await moved(key, from, places.at(-1)![0])).toMatchObject({ ...movedWhole(then, holding, ...incomplete), rows: expect.any(Number) });
        for (const row of (await schedule(key, 'schedule-a', '&book=filed')).rows) {
          expect(row.lastName).toBe(`Nobody-${row.transactionId}`);
          // What an older version tells otherwise after a later one, of a person, is in no event.
          expect([null, `Works-${VERSIONS[holding!]![row.transactionId]}`]).toContain(row.employer);
        }
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
