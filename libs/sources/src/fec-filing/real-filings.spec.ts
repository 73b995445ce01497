import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceiveFiling, SightContribution } from '@fieldledger/donations';
import { notTested, SHARED_DATA, tried } from '@fieldledger/testing';

const folder = join(SHARED_DATA, 'fec-filings');

interface Oracle {
  readonly file: string;
  readonly form: string;
  readonly cover_itemized_individual: string;
  readonly cover_unitemized_individual: string;
  readonly cover_refunds_individual: string;
  readonly coverage_from: string;
  readonly coverage_through: string;
  readonly amends: string | null;
  readonly rows: Readonly<Record<string, number>>;
  readonly usable_as_oracle: boolean;
}

/** Why each of the others is refused, before anything of it is sent. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  'esonderegger_1236235.fec': /form F99, which has no Schedule A/,
  'esonderegger_1260488.fec': /form F99, which has no Schedule A/,
  'fech_862554.fec': /form F99, which has no Schedule A/,
  'fecparse_982039.fec': /form F99, which has no Schedule A/,
  'fecparse_form-99.fec': /form F99, which has no Schedule A/,
  'fech_425925.fec': /form F13N, which has no Schedule A/,
  'fecparse_no-header-mapping.fec': /form SI, which has no Schedule A/,
  'fecparse_last-value.fec': /ends after its header/,
  'fastfec_filing_invalid_version.fec': /format 180\.5 is none of the FEC's/,
  'fecparse_1135558.fec': /on paper .*format P3\.3/,
  'fecparse_1188303.fec': /on paper .*format P3\.4/,
  'fecparse_843444.fec': /on paper .*format P2\.6/,
  'fecparse_paper1.fec': /on paper .*format P3\.2/,
  'fecparse_paper2.fec': /on paper .*format P3\.0/,
};

/** Lines that filers itemize whatever the amount: committees, candidates, transfers, loans. */
const ALWAYS_ITEMIZED = ['SA11B', 'SA11C', 'SA11D', 'SA12', 'SA13', 'SA13A', 'SA13B', 'SA17B', 'SA17C', 'SA17D', 'SA18', 'SA19A', 'SA19B'];

const imported = (file: string) => tried(join(folder, file), { format: 'fec-filing', mapping: undefined });
const cents = (dollars: string) => Number(dollars.replace('.', ''));

/** What the rows of each line come to, without memos. */
function sums(items: readonly SightContribution[]): Record<string, number> {
  const byLine: Record<string, number> = {};
  for (const { line, memo, amountCents } of items) if (!memo) byLine[line!] = (byLine[line!] ?? 0) + amountCents;
  return byLine;
}

describe('the real filings', () => {
  const isThere = existsSync(folder);
  const oracles = isThere ? (JSON.parse(readFileSync(join(folder, 'cover-page-oracles.json'), 'utf8')) as Oracle[]) : [];
  if (!isThere) {
    it('are not on this machine', () => {
      notTested('30 real filings of the FEC: the data is not on this machine');
    });
    return;
  }

  it.each(oracles.filter((oracle) => oracle.usable_as_oracle).map((oracle) => [oracle.file, oracle] as const))('%s comes to the cent to what its cover says', async (file, oracle) => {
    const { door, summary, fault } = await imported(file);
    expect(fault).toBe('');
    const items = door.at('sightings') as unknown as SightContribution[];
    const filing = door.posts[0]!.body as ReceiveFiling;
    const cover = Object.fromEntries(filing.cover.map(({ line, amountCents }) => [line, amountCents]));
    const byLine = sums(items);
    expect([byLine.SA11AI, cover.SA11AI, cover.SA11AII]).toEqual([cents(oracle.cover_itemized_individual), cents(oracle.cover_itemized_individual), cents(oracle.cover_unitemized_individual)]);
    expect(cover[filing.form === 'F3' ? 'SB20A' : 'SB28A'] ?? 0).toBe(cents(oracle.cover_refunds_individual));
    for (const line of ALWAYS_ITEMIZED) expect([line, byLine[line] ?? 0]).toEqual([line, cover[line] ?? 0]);
    const listed = Object.entries(oracle.rows).filter(([type]) => /^SA\d|^SB(20|28)[ABC]$/.test(type));
    expect(items.length).toBe(listed.reduce((sum, [, count]) => sum + count, 0));
    expect([filing.coverageFrom, filing.coverageThrough].map((day) => day.replaceAll('-', ''))).toEqual([oracle.coverage_from, oracle.coverage_through]);
    if (oracle.amends?.startsWith('FEC-')) expect(filing.amends).toBe(oracle.amends);
    expect(filing.amends === undefined).toBe(oracle.form.endsWith('N'));
    expect(filing.amendmentNumber).toBe(oracle.form.endsWith('A') ? 1 : 0);
    expect(summary).toMatchObject({ accepted: items.length, refused: 0, same: 0, flagged: 0 });
    expect(summary!.note).not.toContain('look whether the file is whole');
    expect(new Set(items.map(({ contributionId }) => contributionId)).size).toBe(items.length);
  });

  it.each(readdirSync(folder).filter((file) => file.endsWith('.fec')))('%s is taken row by row or refused for its reason, and never by half', async (file) => {
    const { door, summary, fault, lines } = await imported(file);
    if (REFUSED[file]) {
      expect(fault).toMatch(REFUSED[file]);
      expect([door.posts, door.items, lines]).toEqual([[], [], [expect.stringMatching(/^0,refused,file-fault,/)]]);
      return;
    }
    expect([fault, summary?.refused]).toEqual(['', 0]);
    expect(lines).toHaveLength(readFileSync(join(folder, file), 'latin1').split('\n').filter((line, i, all) => i < all.length - 1 || line !== '').length);
    expect(door.posts.map(({ path }) => path)).toEqual(['filings', ...(door.items.length > 0 ? ['filings/rows'] : []), 'filings/completions']);
  });

  it('of 2001, written in Windows-1252, keep their accents', async () => {
    const { door } = await imported('fecparse_character-encoding.fec');
    const names = JSON.stringify(door.items);
    expect(names).toMatch(/[ñáéíóú]/i);
    expect(names).not.toContain('\ufffd');
  });

  it('with a quote left open keep every cell in its place', async () => {
    const { door } = await imported('fecparse_quote-left-open.fec');
    expect(door.items).toMatchObject([{ amountCents: 1_000, claimedAggregateCents: 2_000, receivedOn: '2016-01-29', remarks: { purpose: 'Earmark', memoText: expect.stringMatching(/^Earmarked for /) } }]);
  });
});
