import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameUuid } from '@fieldledger/kernel';
import { importFile, type ItemOutcome } from '@fieldledger/sources';
import { ReportsDoor } from './reports-door.js';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'donations');
const COMMITTEE = 'C00999999';

interface Answer {
  readonly rows: { readonly filingId: string; readonly holds: boolean; readonly coverageFrom: string }[];
  readonly totals: Record<string, number>;
  readonly coverageOverlaps: { readonly filingId: string; readonly replaces: string; readonly warning: string }[];
}

describe('an amendment that says other days than the report it amends', () => {
  let door: ReportsDoor;
  let organizations = 0;
  const folder = mkdtempSync(join(tmpdir(), 'fieldledger-corrected-'));
  const original = join(fixtures, 'small-filing.fec');
  const corrected = join(folder, 'corrected.fec');
  writeFileSync(corrected, readFileSync(join(fixtures, 'small-filing-amended.fec'), 'latin1').replace('20260701', '20260702'), 'latin1');

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door?.close());

  const imported = async (...files: readonly string[]) => {
    const key = door.keyOf(nameUuid('corrected-coverage', 'organization', String(++organizations)), ['ingest', 'read']);
    for (const file of files) {
      await importFile({
        file, format: 'fec-filing', outcomes: join(mkdtempSync(join(folder, 'o-')), 'outcomes.csv'), onNotice: () => undefined, post: (path, body) => door.send(key, `/${path}`, body),
        send: async (at, items) => (await door.send<{ items: ItemOutcome[] }>(key, `/${at}/batch?mode=partial`, { items })).items,
      });
    }
    return async (report: string, query = `committee=${COMMITTEE}&from=20260701&to=20260930`) => door.send<Answer>(key, `/reports/${report}?${query}&minPosition=${(await door.log.horizon()).position}`);
  };

  it.each([[[original, corrected]], [[corrected, original]], [[original, corrected, original, corrected]]])('counts in its place, whichever came first, and answers say so', async (files) => {
    const [ask, alone] = [await imported(...files), await imported(corrected)];
    const schedule = await ask('schedule-a');
    expect(schedule.totals).toEqual((await alone('schedule-a')).totals);
    expect(schedule.totals).toMatchObject({ itemizedIndividualsCents: 4_865_40, unitemizedIndividualsCents: 1_234_56 });
    expect((await ask('schedule-b-refunds')).totals).toEqual((await alone('schedule-b-refunds')).totals);
    expect((await ask('receipts', '')).totals).toEqual((await alone('receipts', '')).totals);
    const filings = await ask('filings', '');
    expect(filings.rows.map(({ coverageFrom, holds }) => [coverageFrom, holds])).toEqual([['2026-07-01', false], ['2026-07-02', true]]);
    const [replaced, holding] = filings.rows.map(({ filingId }) => filingId);
    for (const answer of [schedule, filings, await ask('receipts', ''), await ask('limits', '')]) {
      expect(answer.coverageOverlaps).toMatchObject([{ filingId: holding, replaces: replaced, warning: expect.stringContaining('other days') }]);
    }
  });

  it('is compared with what it amends, row by row, as an amendment of the same days is', async () => {
    const sameDays = join(fixtures, 'small-filing-amended.fec');
    const plain = async (ask: Awaited<ReturnType<typeof imported>>, query: string) => {
      const { rows, totals } = (await ask('filing-differences', query)) as unknown as { rows: Record<string, unknown>[]; totals: object };
      const told = rows.map(({ transactionId, line, difference, fields, netCents, before, after, beforeEvents, afterEvents }) => ({ transactionId, line, difference, fields, netCents, before, after, cited: [(beforeEvents as string[]).length > 0, (afterEvents as string[]).length > 0] }));
      return { rows: told.map(({ cited: _cited, fields: _fields, ...row }) => row), totals, fields: told.map(({ fields }) => (fields as string[]).filter((name) => /^[a-z]+(Cents|On|Code)$/.test(name))), cited: told.filter(({ difference }) => difference !== 'dropped').map(({ cited }) => cited[1]) };
    };
    const [expected, ask] = [await plain(await imported(original, sameDays), `committee=${COMMITTEE}`), await imported(corrected, original)];
    expect(expected.rows.length).toBeGreaterThan(2);
    const { rows: filings } = await ask('filings', '');
    const byId = `from=${filings[0]!.filingId}&to=${filings[1]!.filingId}`;
    for (const query of [`committee=${COMMITTEE}`, byId, `report=${(filings[0] as unknown as { reportId: string }).reportId}`, `report=${(filings[1] as unknown as { reportId: string }).reportId}&fromAmendment=0&toAmendment=1`]) {
      expect([query, await plain(ask, query)]).toEqual([query, expected]);
    }
  });

  it('says nothing of reports of other days', async () => {
    const ask = await imported(original);
    expect(await ask('schedule-a')).toMatchObject({ coverageOverlaps: [], totals: { itemizedIndividualsCents: 4_465_40 } });
  });
});
