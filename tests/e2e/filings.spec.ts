import { existsSync, mkdtempSync, readFileSync, copyFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notTested, SHARED_DATA } from '@fieldledger/testing';
import { RunningServer } from './running-server.js';

const filings = join(SHARED_DATA, 'fec-filings');

/** What a cover says beside its rows, as somebody else added them up. */
interface Oracle {
  readonly file: string;
  readonly committee_id: string;
  readonly coverage_from: string;
  readonly coverage_through: string;
  readonly cover_itemized_individual: string;
  readonly cover_unitemized_individual: string;
  readonly cover_refunds_individual: string;
  readonly usable_as_oracle: boolean;
}

const cents = (dollars: string) => Number(dollars.replace('.', ''));

describe('real filings, imported twice in two orders', () => {
  it('come to what their own covers say, to the cent', async () => {
    if (!existsSync(filings)) {
      notTested(`schedule A against the covers of real filings: ${filings} is absent`);
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), 'fieldledger-filings-'));
    const oracles = (JSON.parse(readFileSync(join(filings, 'cover-page-oracles.json'), 'utf8')) as Oracle[]).filter((it) => it.usable_as_oracle);
    const files = oracles.map(({ file }) => join(folder, file));
    for (const { file } of oracles) copyFileSync(join(filings, file), join(folder, file));
    const server = await new RunningServer().start();
    try {
      for (const order of [files, [...files].reverse()]) {
        const { code, stderr } = await server.run('import', '--format', 'fec-filing', '--json', ...order);
        expect([code, stderr]).toEqual([0, expect.not.stringContaining('fieldledger:')]);
      }
      for (const oracle of oracles) {
        const ask = async (report: string) => {
          const { stdout } = await server.run('report', report, '--committee', oracle.committee_id, '--from', oracle.coverage_from, '--to', oracle.coverage_through, '--format', 'json');
          return (JSON.parse(stdout) as { totals: Record<string, number>; rows: { events: string[] }[] });
        };
        const { totals, rows } = await ask('schedule-a');
        expect([oracle.file, totals.itemizedIndividualsCents, totals.unitemizedIndividualsCents]).toEqual([oracle.file, cents(oracle.cover_itemized_individual), cents(oracle.cover_unitemized_individual)]);
        expect(rows.every(({ events }) => events.length > 0)).toBe(true);
        expect([oracle.file, (await ask('schedule-b-refunds')).totals.refundsIndividualsCents]).toEqual([oracle.file, cents(oracle.cover_refunds_individual)]);
      }
      expect(oracles.length).toBeGreaterThan(8);
    } finally {
      await server.remove();
    }
  }, 240_000);
});

describe('a filing whose file was cut off', () => {
  it('is refused by name where it is there whole, and the files after it are imported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fieldledger-cut-off-'));
    const fixture = (name: string) => join(import.meta.dirname, '..', 'fixtures', 'donations', name);
    const cutOff = join(folder, 'cut-off.fec');
    writeFileSync(cutOff, readFileSync(fixture('small-filing.fec'), 'utf8').split('\n').slice(0, 6).join('\n'));
    const server = await new RunningServer().start();
    try {
      const { code, stdout, stderr } = await server.run('import', '--format', 'fec-filing', '--outcomes', folder, fixture('small-filing.fec'), cutOff, fixture('small-filing-amended.fec'));
      expect(code).toBe(1);
      expect(stderr).toMatch(/cut-off\.fec: .* has 8 receipts and refunds, this one has 4: its file was cut off\. Download it again\./);
      expect(stdout).toMatch(/small-filing\.fec: 10 rows: 8 accepted[^]*small-filing-amended\.fec: 10 rows: 3 accepted/);
    } finally {
      await server.remove();
    }
  }, 120_000);
});
