import 'reflect-metadata';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import fc from 'fast-check';
import {
  CloseFiling, CompleteFiling, contributionDecider, DonationsModule, ListFilingRows, ListRows, OpenFiling, ReceiveFiling, SightContribution, SightContributions, type ContributionEvent,
} from '@fieldledger/donations';
import { validate } from '@fieldledger/http';
import { BEGINNING, EVENT_LOG, nameUuid, Rejection, type Meta, type RecordedEvent } from '@fieldledger/kernel';
import { VAULT, type Vault } from '@fieldledger/privacy';
import { importFile, type ImportSummary, type ItemOutcome, type PostBody, type SendItems } from '@fieldledger/sources';
import { MemoryEventLog, trialVault } from '@fieldledger/testing';

const META: Meta = { organization: '7a0f4b6e-54c1-4b0e-9a35-6a4b7b6f0c11', actor: 'key-1', app: 'test', correlationId: 'c', causationId: null, receivedAt: '2026-10-04T12:00:00.000Z', provenance: null };
const folder = mkdtempSync(join(tmpdir(), 'fieldledger-filings-'));

const placed = (length: number, at: Readonly<Record<number, string>>) => Array.from({ length }, (_, i) => at[i + 1] ?? '').join('\u001c');
const row = (id: string, change: Readonly<Record<number, string>> = {}) =>
  placed(45, { 1: 'SA11AI', 2: 'C00999999', 3: id, 6: 'IND', 8: `Of ${id}`, 9: 'Zebulon', 17: '43215', 20: '20180704', 21: '250.00', 22: '750.00', 24: 'Alder & Sons', 25: 'Bookbinder', ...change });

const filed = (name: string, number: number, ...rows: string[]) => filedOn(name, number, 10 + number, ...rows);

function filedOn(name: string, number: number, signedOn: number, ...rows: string[]): string {
  return written(name, number, signedOn, '', ...rows);
}

function written(name: string, number: number, signedOn: number, itemized: string, ...rows: string[]): string {
  const header = ['HDR', 'FEC', '8.3', 'Invented', '1.0', number === 0 ? '' : 'FEC-1000', number === 0 ? '' : String(number)].join('\u001c');
  const cover = placed(93, { 1: number === 0 ? 'F3N' : 'F3A', 2: 'C00999999', 12: 'Q3', 16: '20180701', 17: '20180930', 23: `201810${signedOn}`, 33: itemized });
  const path = join(folder, `${name}.fec`);
  writeFileSync(path, [header, cover, ...rows, ''].join('\n'));
  return path;
}

/** Rows unchanged, changed, dropped, new; and in the second amendment back as they were, back again, and changed once more. */
const ORIGINAL = [row('A1'), row('B1'), row('C1'), row('', { 21: '9.00' }), row('', { 21: '9.00' })];
const FIRST = [row('A1'), row('B1', { 24: 'Birch & Co', 44: 'Employer received later' }), row('D1'), row('', { 21: '9.00' })];
const SECOND = [row('A1'), row('B1'), row('C1'), row('D1', { 21: '200.00' }), row('E1', { 43: 'X' }), row('', { 21: '9.00' })];
const VERSIONS = [filed('original', 0, ...ORIGINAL), filed('first', 1, ...FIRST), filed('second', 2, ...SECOND)] as const;
/** The same, of which two have one number. */
const SIGNED_APART = [filed('original', 0, ...ORIGINAL), filedOn('signed-first', 1, 11, ...FIRST), filedOn('signed-second', 1, 12, ...SECOND)] as const;

/** An organization's ledger that filings are imported into, as the doors would: each item is checked, then carried out. */
class Ledger {
  readonly log = new MemoryEventLog();
  private app!: INestApplicationContext;

  static async open(vault: Vault): Promise<Ledger> {
    const ledger = new Ledger();
    const parts = [{ provide: EVENT_LOG, useValue: ledger.log }, { provide: VAULT, useValue: vault }];
    @Global()
    @Module({ providers: parts, exports: parts.map(({ provide }) => provide) })
    class Parts {}
    @Module({ imports: [Parts, DonationsModule] })
    class Everything {}
    ledger.app = await NestFactory.createApplicationContext(Everything, { logger: false });
    return ledger;
  }

  /** @param stopAfter as if killed after so many rows, the last of them before the filing is completed; `meanwhile` is done when all rows were sent */
  async import(file: string, stopAfter = Infinity, meanwhile?: () => Promise<unknown>): Promise<ImportSummary | Error> {
    const bus = this.app.get(CommandBus);
    let sent = 0;
    const send: SendItems = async (_door, items) => {
      for (const item of items) expect(validate(SightContribution, item)).toEqual([]);
      const part = (items as SightContribution[]).slice(0, stopAfter - sent);
      const verdicts = part.length > 0 ? await bus.execute(new SightContributions(part, META, false)) : [];
      sent += part.length;
      if (part.length < items.length) throw new Error('Killed.');
      return verdicts.map((verdict): ItemOutcome =>
        verdict instanceof Rejection ? { status: 'refused', code: verdict.slug, detail: verdict.message } : { status: verdict.again ? 'same' : 'accepted', flags: [], ...verdict.receipt },
      );
    };
    const post: PostBody = async (path, body) => {
      if (path === 'filings/completions' && stopAfter <= sent) throw new Error('Killed.');
      if (path === 'filings/completions') await meanwhile?.();
      return this.post(path, body);
    };
    return importFile({ file, format: 'fec-filing', outcomes: join(mkdtempSync(join(folder, 'o-')), 'outcomes.csv'), send, post, onNotice: () => undefined }).catch((error: Error) => error);
  }

  async post(path: string, body: object): Promise<object> {
    const [declared, command] = ROUTES[path]!;
    expect(validate(declared, body)).toEqual([]);
    return this.app.get(CommandBus).execute(command(body));
  }

  async events(): Promise<RecordedEvent[]> {
    return this.log.read(BEGINNING, { limit: 10_000 });
  }

  /** What stands of each row, whichever version told it: marks are equal where what is sealed is. */
  async standing(): Promise<object[]> {
    const states = new Map<string, typeof contributionDecider.initial>();
    for (const { stream, type, data } of await this.events()) {
      if (stream.startsWith('contribution-')) states.set(stream, contributionDecider.evolve(states.get(stream) ?? contributionDecider.initial, { type, data } as ContributionEvent));
    }
    const rows = [...states.values()].flatMap(({ status, contribution: it }) =>
      status === 'standing' ? [{ id: it!.contributionId, transactionId: it!.filing!.transactionId, line: it!.line, cents: it!.amountCents, memo: it!.memo, person: it!.person?.mark, remarks: it!.remarks?.mark }] : [],
    );
    return rows.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  close(): Promise<void> {
    return this.app.close();
  }
}

const ROUTES: Readonly<Record<string, readonly [new () => object, (body: object) => OpenFiling | ListRows | CloseFiling]>> = {
  filings: [ReceiveFiling, (body) => new OpenFiling(body as ReceiveFiling, META)],
  'filings/rows': [ListFilingRows, (body) => new ListRows(body as ListFilingRows, META)],
  'filings/completions': [CompleteFiling, (body) => new CloseFiling(body as CompleteFiling, META)],
};

describe('the versions of a report', () => {
  let vault: Vault;
  beforeAll(async () => void (vault = await trialVault()));

  async function after<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    const ledger = await Ledger.open(vault);
    return work(ledger).finally(() => ledger.close());
  }

  const aloneStands = (version: number) => after(async (ledger) => (await ledger.import(VERSIONS[version]!), ledger.standing()));

  it('amend what changed, withdraw what was dropped, and say nothing of what is the same', () =>
    after(async (ledger) => {
      expect(await ledger.import(VERSIONS[0])).toMatchObject({ accepted: 5, same: 0, refused: 0 });
      const before = (await ledger.events()).length;
      expect(await ledger.import(VERSIONS[1])).toMatchObject({ accepted: 2, same: 2, refused: 0, note: expect.stringContaining('has them no more: 2.') });
      const told = (await ledger.events()).slice(before).filter(({ stream }) => stream.startsWith('contribution-'));
      expect(told.map(({ type }) => type).sort()).toEqual(['ContributionAmended', 'ContributionReceived', 'ContributionWithdrawn', 'ContributionWithdrawn']);
      expect(told.find(({ type }) => type === 'ContributionAmended')!.data).toMatchObject({ changed: ['employer', 'memoText'], filing: { amendmentNumber: 1, transactionId: 'B1' } });
      expect(await ledger.standing()).toEqual(await aloneStands(1));
    }));

  it('have every row for the committee that filed, and flag one that names another', () =>
    after(async (ledger) => {
      expect(await ledger.import(filed('other-filer', 0, row('A1'), row('B1', { 2: 'C00888888' })))).toMatchObject({ accepted: 2, note: expect.stringContaining('Row 4 names another committee') });
      const told = (await ledger.events()).filter(({ type }) => type === 'ContributionReceived');
      expect(told.map(({ data }) => data)).toMatchObject([{ committeeId: 'C00999999', flags: [] }, { committeeId: 'C00999999', flags: ['filer-differs'] }]);
    }));

  it('are complete with the list of rows that came, and with no other: what it lacks would be withdrawn', () =>
    after(async (ledger) => {
      await ledger.import(VERSIONS[0]);
      const first = (await ledger.events()).find(({ type }) => type === 'FilingReceived')!.data as ReceiveFiling;
      const of = { filingId: nameUuid('filing', 'another'), reportId: first.reportId };
      await ledger.post('filings', { ...first, ...of, amendmentNumber: 1, cover: [] });
      for (const part of [0, 1]) await ledger.post('filings/rows', { ...of, part, contributionIds: [0, 1, 2].map((n) => nameUuid('row', String(part), String(n))) });
      const [before, standing] = [(await ledger.events()).length, await ledger.standing()];
      for (const [parts, rows, slug] of [[0, 0, 'rows-differ'], [1, 3, 'rows-differ'], [2, 5, 'rows-differ'], [2, 7, 'rows-differ'], [3, 6, 'rows-missing'], [1_000_000, 6, 'rows-missing']] as const) {
        await expect(ledger.post('filings/completions', { ...of, parts, rows })).rejects.toMatchObject({ slug });
      }
      expect([(await ledger.events()).length, await ledger.standing()]).toEqual([before, standing]);
      const completed = { ...of, parts: 2, rows: 6 };
      expect(await ledger.post('filings/completions', completed)).toMatchObject({ again: false, withdrawn: 5 });
      expect(await ledger.post('filings/completions', completed)).toMatchObject({ again: true, withdrawn: 0 });
      await expect(ledger.post('filings/completions', { ...completed, filingId: nameUuid('filing', 'unknown') })).rejects.toMatchObject({ slug: 'filing-missing' });
    }));

  it('imported again are the same, and add nothing', () =>
    after(async (ledger) => {
      for (const file of VERSIONS) await ledger.import(file);
      const before = (await ledger.events()).length;
      for (const file of VERSIONS) expect(await ledger.import(file)).toMatchObject({ accepted: 0, refused: 0 });
      expect((await ledger.events()).length).toBe(before);
    }));

  it('imported at the same time leave the last one standing, whoever is ready first', async () => {
    const latest = await aloneStands(2);
    for (const [slow, fast] of [[1, 2], [2, 1]] as const) {
      await after(async (ledger) => {
        await ledger.import(VERSIONS[0]);
        await ledger.import(VERSIONS[slow], Infinity, () => ledger.import(VERSIONS[fast]));
        expect(await ledger.standing()).toEqual(latest);
      });
    }
  });

  it('imported again in another order add nothing, of rows that two of them tell alike and the last one changes too', () =>
    after(async (ledger) => {
      const versions = [filed('alike', 0, row('A1'), row('B1'), row('C1')), filed('alike-first', 1, row('A1'), row('B1')), filed('alike-second', 2, row('A1', { 21: '9.00' }), row('C1'))];
      for (const file of versions) await ledger.import(file);
      const before = (await ledger.events()).length;
      for (const n of [1, 0, 2, 0, 1]) expect(await ledger.import(versions[n]!)).toMatchObject({ accepted: 0, flagged: 0, refused: 0 });
      expect((await ledger.events()).length).toBe(before);
    }));

  it.each([['numbers', VERSIONS], ['days on which they were signed', SIGNED_APART]])('leave the same rows standing, by their %s, in whatever order they come, however often, and after imports that were killed', async (_by, files) => {
    const latest = await aloneStands(2);
    const step = fc.record({ version: fc.nat({ max: 2 }), stopAfter: fc.option(fc.nat({ max: 6 }), { nil: Infinity }) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.nat(), async (others, once, seed) => {
        const steps = [...others];
        once.forEach((version, i) => steps.splice((seed * (i + 7)) % (steps.length + 1), 0, { version, stopAfter: Infinity }));
        await after(async (ledger) => {
          for (const { version, stopAfter } of steps) await ledger.import(files[version]!, stopAfter);
          expect(await ledger.standing()).toEqual(latest);
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each<[readonly (readonly [file: number, stopAfter?: number])[], number]>([
    [[[0], [1]], 1], [[[1], [0]], 0], [[[0], [1], [0]], 1], [[[0], [1], [0], [1], [0]], 1], [[[0, 1], [1], [0]], 1], [[[0], [1, 1], [0], [1]], 1], [[[0, 2], [1, 2], [0], [1, 1], [1], [0]], 1],
  ])('that say of neither which is the later hold as they came, also when one of them is imported again: %j', async (steps, holds) => {
    const alike = [filed('twice-one', 1, row('A1'), row('B1', { 21: '9.00' }), row('C1')), filed('twice-other', 1, row('A1', { 21: '8.00' }), row('B1'), row('D1'))];
    const alone = await after(async (ledger) => (await ledger.import(alike[holds]!), ledger.standing()));
    await after(async (ledger) => {
      for (const [file, stopAfter] of steps) await ledger.import(alike[file]!, stopAfter);
      expect(await ledger.standing()).toEqual(alone);
      const before = (await ledger.events()).length;
      for (const file of [...alike, ...alike]) expect(await ledger.import(file)).toMatchObject({ accepted: 0, flagged: 0, refused: 0 });
      expect((await ledger.events()).length).toBe(before);
    });
  });

  it('are refused where a file was cut off that is there whole, and nothing of it is told', () =>
    after(async (ledger) => {
      const rows = [row('A1'), row('B1'), row('C1')];
      const whole = written('whole', 0, 10, '750.00', ...rows);
      await ledger.import(whole);
      const before = (await ledger.events()).length;
      const cutOff = await ledger.import(written('cut-off', 0, 10, '750.00', row('A1'), row('B1', { 21: '2' })));
      expect((cutOff as Error).message).toContain('has 3 receipts and refunds, this one has 2: its file was cut off');
      expect(await ledger.import(whole)).toMatchObject({ accepted: 0, same: 3 });
      expect((await ledger.events()).length).toBe(before);
      for (const other of [written('later', 0, 11, '750.00', ...rows.slice(1)), written('amended', 1, 11, '750.00', ...rows.slice(1)), written('other-sums', 1, 11, '250.00', row('A1'))]) expect(await ledger.import(other)).toMatchObject({ refused: 0 });
    }));

  it('of which the last is not there yet leave the one before it standing', async () => {
    const first = await aloneStands(1);
    for (const order of [[0, 1], [1, 0], [1, 0, 1, 0], [0, 1, 0, 1]]) {
      await after(async (ledger) => {
        for (const version of order) await ledger.import(VERSIONS[version]!);
        expect(await ledger.standing()).toEqual(first);
      });
    }
  });
});
