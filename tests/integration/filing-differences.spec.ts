import { randomUUID } from 'node:crypto';
import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

const COMMITTEE = 'C00999999';
const REPORT = nameUuid('filing-differences', 'report');
const COVERAGE = { coverageFrom: '2026-07-01', coverageThrough: '2026-09-30' };

/** A row as this spec writes it; everybody and everything is invented. */
interface Row {
  readonly id: string;
  readonly cents: number;
  readonly on?: string;
  readonly employer?: string;
  readonly occupation?: string;
  readonly memoText?: string;
  readonly line?: string;
  readonly memo?: boolean;
}

/** The versions of one report: what each has, and which is the later. */
const VERSIONS: readonly (readonly Row[])[] = [
  [{ id: 'A', cents: 250_00, employer: 'Acme' }, { id: 'B', cents: 300_00 }, { id: 'C', cents: 400_00 }, { id: 'D', cents: 500_00, memo: true }, { id: 'R', cents: 50_00, line: 'SB20A' }],
  [{ id: 'A', cents: 250_00, employer: 'Apex', occupation: 'Baker' }, { id: 'B', cents: 310_00, on: '2026-08-02' }, { id: 'D', cents: 500_00, memo: true }, { id: 'E', cents: 77_00 }, { id: 'R', cents: 60_00, line: 'SB20A' }],
  [{ id: 'A', cents: 250_00, employer: 'Acme' }, { id: 'B', cents: 310_00, on: '2026-08-02', memoText: 'see below' }, { id: 'C', cents: 400_00 }, { id: 'D', cents: 500_00, memo: true }, { id: 'R', cents: 50_00, line: 'SB20A' }],
];

const filingId = (version: number) => nameUuid('filing-differences', 'filing', String(version));
const contributionId = (id: string) => nameUuid('filing-differences', 'row', id);

interface Difference {
  readonly contributionId: string;
  readonly transactionId: string;
  readonly difference: string;
  readonly fields: string[];
  readonly undetermined: string[];
  readonly netCents: number | null;
  readonly before: Record<string, unknown>;
  readonly after: Record<string, unknown>;
  readonly beforeEvents: string[];
  readonly afterEvents: string[];
}
interface Answer {
  readonly rows: Difference[];
  readonly totals: Record<string, number>;
  readonly book?: string;
  readonly leftAside?: Record<string, number>;
  readonly reflects: { readonly position: string };
}

describe('what an amendment changed', () => {
  let door: ReportsDoor;
  let organizations = 0;

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door?.close());

  /** A campaign that imported these versions in this order. */
  const imported = async (...versions: readonly number[]) => {
    const key = door.keyOf(nameUuid('filing-differences', 'organization', String(++organizations)), ['ingest', 'read']);
    for (const version of versions) await importFiling(key, version);
    return key;
  };

  const importFiling = async (key: string, version: number, isWhole = true) => {
    const of = { filingId: filingId(version), reportId: REPORT };
    const rows = VERSIONS[version]!;
    await door.send(key, '/filings', { ...of, committeeId: COMMITTEE, form: 'F3', formatVersion: '8.5', reportCode: 'Q3', ...COVERAGE, amendmentNumber: version, cover: [] });
    const items = rows.map(({ id, cents, on = '2026-08-01', employer, occupation, memoText, line = 'SA11AI', memo }) => ({
      contributionId: contributionId(id), source: 'fec-filing', kind: line.startsWith('SB') ? 'refund' : 'receipt', committeeId: COMMITTEE, committeeKind: 'candidate', line, amountCents: cents, receivedOn: on,
      filing: { ...of, form: 'F3', amendmentNumber: version, ...COVERAGE, transactionId: id },
      contributor: { entityType: 'IND', lastName: `Nobody-${id}`, firstName: 'Ann', zip: '43215', ...(employer && { employer }), ...(occupation && { occupation }) },
      ...(memo && { memo }), ...(memoText && { remarks: { memoText } }),
    }));
    const { items: outcomes } = await door.send<{ items: { status: string }[] }>(key, '/sightings/batch?mode=partial', { items });
    expect(outcomes.filter(({ status }) => status === 'refused')).toEqual([]);
    if (!isWhole) return;
    await door.send(key, '/filings/rows', { ...of, part: 0, contributionIds: rows.map(({ id }) => contributionId(id)) });
    await door.send(key, '/filings/completions', { ...of, parts: 1, rows: rows.length });
  };

  const differences = async (key: string, query: string): Promise<Answer> => {
    const { position } = await door.log.horizon();
    return door.send<Answer>(key, `/reports/filing-differences?${query}&minPosition=${position}`);
  };
  const between = (key: string, from: number, to: number) => differences(key, `from=${filingId(from)}&to=${filingId(to)}`);
  const told = ({ rows }: Answer) => rows.map(({ transactionId, difference, fields, netCents }) => ({ transactionId, difference, fields, netCents }));

  const FIRST_TO_SECOND = [
    { transactionId: 'A', difference: 'changed', fields: ['employer', 'occupation'], netCents: 0 },
    { transactionId: 'B', difference: 'changed', fields: ['amountCents', 'receivedOn'], netCents: 10_00 },
    { transactionId: 'C', difference: 'dropped', fields: [], netCents: -400_00 },
    { transactionId: 'E', difference: 'added', fields: [], netCents: 77_00 },
    { transactionId: 'R', difference: 'changed', fields: ['amountCents'], netCents: 10_00 },
  ];

  it('is added, changed and dropped rows, each with the events that say so', async () => {
    const key = await imported(0, 1);
    const answer = await between(key, 0, 1);
    expect(told(answer)).toEqual(FIRST_TO_SECOND);
    expect(answer.totals).toEqual({ added: 1, changed: 3, dropped: 1, unchanged: 1, netCents: -313_00, refundsNetCents: 10_00, netUnknown: 0 });
    const [employer, amount, dropped, added] = answer.rows;
    expect([amount!.before, amount!.after]).toEqual([{ amountCents: 300_00, receivedOn: '2026-08-01' }, { amountCents: 310_00, receivedOn: '2026-08-02' }]);
    expect([employer!.before, employer!.after]).toEqual([{}, {}]);
    expect(added!.after).toMatchObject({ amountCents: 77_00, line: 'SA11AI', memo: false });
    expect(await typesOf(dropped!.afterEvents)).toEqual(['ContributionWithdrawn']);
    expect(await typesOf([...amount!.beforeEvents, ...amount!.afterEvents])).toEqual(['ContributionReceived', 'ContributionAmended']);
    expect(JSON.stringify(answer)).not.toMatch(/Nobody|Acme|Apex|Baker/);
  });

  const typesOf = async (ids: readonly string[]) => {
    const events = await door.log.read('', { limit: 10_000 });
    return ids.map((id) => events.find((event) => event.id === id)?.type);
  };

  it('is the same when the amendment came before the original, though the original’s values were not recorded', async () => {
    const answer = await between(await imported(1, 0), 0, 1);
    expect(told(answer)).toEqual(FIRST_TO_SECOND.map((row) => (['B', 'R'].includes(row.transactionId) ? { ...row, netCents: null } : row)));
    expect(answer.rows.flatMap(({ undetermined }) => undetermined)).toEqual([]);
    expect(answer.totals).toMatchObject({ added: 1, changed: 3, dropped: 1, unchanged: 1, netUnknown: 2 });
  });

  it('is the same when the amendment was interrupted, the original came, and the amendment again', async () => {
    const key = await imported();
    await importFiling(key, 1, false);
    await importFiling(key, 0);
    await importFiling(key, 1);
    expect(told(await between(key, 0, 1))).toEqual(FIRST_TO_SECOND);
  });

  it('is the same after everything was imported twice', async () => {
    expect(told(await between(await imported(0, 1, 0, 1, 1, 0), 0, 1))).toEqual(FIRST_TO_SECOND);
  });

  it('is told backwards too', async () => {
    expect(told(await between(await imported(0, 1), 1, 0)).map(({ transactionId, difference, netCents }) => [transactionId, difference, netCents])).toEqual([
      ['A', 'changed', 0], ['B', 'changed', -10_00], ['C', 'added', 400_00], ['E', 'dropped', -77_00], ['R', 'changed', -10_00],
    ]);
  });

  it('leaves out what a second amendment changed back', async () => {
    const answer = await between(await imported(0, 1, 2), 0, 2);
    expect(told(answer)).toEqual([{ transactionId: 'B', difference: 'changed', fields: ['amountCents', 'receivedOn', 'memoText'], netCents: 10_00 }]);
    expect(answer.totals).toMatchObject({ added: 0, changed: 1, dropped: 0, unchanged: 4 });
  });

  it.each([[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])('names the rows that were added and dropped whether the versions came as %i, %i, %i or otherwise', async (...order) => {
    const key = await imported(...order);
    for (const [from, to] of [[0, 1], [1, 2], [0, 2], [2, 0]] as const) {
      const answer = await between(key, from, to);
      const ids = (version: number) => VERSIONS[version]!.map(({ id }) => id);
      const of = (difference: string) => answer.rows.filter((row) => row.difference === difference).map(({ transactionId }) => transactionId);
      expect([order, from, to, of('added'), of('dropped')]).toEqual([order, from, to, ids(to).filter((id) => !ids(from).includes(id)), ids(from).filter((id) => !ids(to).includes(id))]);
      const changed = VERSIONS[from]!.filter((row) => VERSIONS[to]!.some((other) => other.id === row.id && JSON.stringify(other) !== JSON.stringify(row))).map(({ id }) => id);
      const certain = answer.rows.filter((row) => row.difference === 'changed' && row.fields.length > 0).map(({ transactionId }) => transactionId);
      const doubtful = answer.rows.filter((row) => row.undetermined.length > 0).map(({ transactionId }) => transactionId);
      // Nothing that changed is left out, and what is said for certain is true.
      expect([order, from, to, changed.filter((id) => !certain.includes(id) && !doubtful.includes(id))]).toEqual([order, from, to, []]);
      expect([order, from, to, certain.filter((id) => !changed.includes(id))]).toEqual([order, from, to, []]);
      // Only what an older version told after a newer one can be in doubt.
      if (order[0] === 0 && order[1] === 1) expect(doubtful).toEqual([]);
    }
  });

  it('is found by the report and the numbers of the amendments, or by the committee alone', async () => {
    const key = await imported(0, 1);
    expect(told(await differences(key, `report=${REPORT}&fromAmendment=0&toAmendment=1`))).toEqual(FIRST_TO_SECOND);
    expect(told(await differences(key, `committee=${COMMITTEE}`))).toEqual(FIRST_TO_SECOND);
  });

  it('says what is missing when the two cannot be compared', async () => {
    const key = await imported(0);
    const slug = async (query: string) => String((await door.ask(key, `/reports/filing-differences?${query}`)).body.type).split('/').at(-1);
    expect(await slug(`from=${filingId(0)}&to=${filingId(1)}`)).toBe('filing-missing');
    expect(await slug(`committee=${COMMITTEE}`)).toBe('filing-missing');
    expect(await slug('from=x&to=y')).toBe('invalid-id');
    expect(await slug('')).toBe('filings-required');
    expect(await slug('fromPosition=0')).toBe('committee-required');
    for (const position of ['1', '-5', 'x', '00000000000000001', 'zzzzzzzzzzzzzzzz']) {
      expect([position, await slug(`committee=${COMMITTEE}&fromPosition=${position}`)]).toEqual([position, 'invalid-position']);
      expect([position, await slug(`committee=${COMMITTEE}&fromPosition=&toPosition=${position}`)]).toEqual([position, 'invalid-position']);
    }
    expect(await slug('colour=red')).toBe('unknown-parameter');
  });

  it('between two places in the log is what was recorded between them', async () => {
    const key = await imported(0);
    const { position: first } = await door.log.horizon();
    await importFiling(key, 1);
    const { position: second } = await door.log.horizon();
    await importFiling(key, 2);
    const { position: third } = await door.log.horizon();
    const at = (from: string, to: string) => differences(key, `committee=${COMMITTEE}&fromPosition=${from}&toPosition=${to}`);
    const amendment = await at(first, second);
    expect(told(amendment)).toEqual(FIRST_TO_SECOND);
    expect(amendment.totals).toEqual({ added: 1, changed: 3, dropped: 1, unchanged: 1, netCents: -313_00, refundsNetCents: 10_00, netUnknown: 0 });
    expect(told(await at(first, third)).map(({ transactionId, fields }) => [transactionId, fields])).toEqual([['B', ['amountCents', 'receivedOn', 'memoText']]]);
    expect((await at('', first)).totals).toMatchObject({ added: 5, changed: 0, dropped: 0, unchanged: 0 });
    expect((await at(third, third)).totals).toMatchObject({ added: 0, changed: 0, dropped: 0, unchanged: 5 });
  });

  it('between two places is of one book, which it names, and of what it leaves aside', async () => {
    const key = await imported(0);
    const { position: first } = await door.log.horizon();
    await door.send(key, '/contributions', { contributionId: contributionId('our own'), committeeId: COMMITTEE, amountCents: 250_00, receivedOn: '2026-08-01' });
    await importFiling(key, 1);
    const since = (query = '') => differences(key, `committee=${COMMITTEE}&fromPosition=${first}${query}`);
    const [filed, own, published] = [await since(), await since('&book=own'), await since('&book=published')];
    expect(told(filed)).toEqual(FIRST_TO_SECOND);
    expect(filed).toMatchObject({ book: 'filed', leftAside: { own: 1 }, totals: { unchanged: 1, netCents: -313_00 } });
    expect(own).toMatchObject({ book: 'own', leftAside: { filed: 6 }, rows: [{ contributionId: contributionId('our own') }], totals: { added: 1, unchanged: 0, netCents: 250_00 } });
    expect(published).toMatchObject({ book: 'published', rows: [], totals: { unchanged: 0, netCents: 0 } });
    expect((await door.ask(key, `/reports/filing-differences?from=${filingId(0)}&to=${filingId(1)}&book=own`)).body).toMatchObject({ status: 400, code: 'book-of-filings' });
  });

  it('between two places tells that a gift was marked as of a source that may not give, also where nothing else changed', async () => {
    const key = door.keyOf(nameUuid('filing-differences', 'marked'), ['ingest', 'read']);
    const gift = contributionId('marked');
    await door.send(key, '/contributions', { contributionId: gift, committeeId: COMMITTEE, amountCents: 250_00, receivedOn: '2026-08-01', contributor: { entityType: 'IND', lastName: 'Nobody', firstName: 'Ann', zip: '43215' } });
    const mark = async (...sourceMarkers: readonly string[]) => {
      const { position } = await door.log.horizon();
      await door.send(key, '/contributions/amendments', { amendmentId: randomUUID(), contributionId: gift, sourceMarkers });
      return (await differences(key, `committee=${COMMITTEE}&fromPosition=${position}`)).rows.map(({ fields, before, after }) => ({ fields, before, after }));
    };
    expect(await mark('foreign', 'contractor')).toEqual([{ fields: ['sourceMarkers'], before: {}, after: { sourceMarkers: 'contractor foreign' } }]);
    expect(await mark('contractor', 'foreign')).toEqual([]);
    expect(await mark()).toEqual([{ fields: ['sourceMarkers'], before: { sourceMarkers: 'contractor foreign' }, after: {} }]);
  });

  it('can be had as CSV', async () => {
    const { body } = await door.ask(await imported(0, 1), `/reports/filing-differences?from=${filingId(0)}&to=${filingId(1)}&minPosition=${(await door.log.horizon()).position}&format=csv`);
    expect(body.text).toContain('amountCents=30000');
    expect(String(body.text).split('\r\n')).toHaveLength(7);
  });

  it('is nobody else’s to see', async () => {
    await imported(0, 1);
    const stranger = door.keyOf(nameUuid('filing-differences', 'stranger'), ['read']);
    expect((await door.ask(stranger, `/reports/filing-differences?from=${filingId(0)}&to=${filingId(1)}`)).status).toBe(404);
  });

  it('and which version holds is listed', async () => {
    const key = await imported(1, 0);
    const { rows } = await door.send<{ rows: { amendmentNumber: number; holds: boolean; complete: boolean }[] }>(key, `/reports/filings?minPosition=${(await door.log.horizon()).position}`);
    expect(rows.map(({ amendmentNumber, holds, complete }) => [amendmentNumber, holds, complete])).toEqual([[0, false, true], [1, true, true]]);
  });
});
