import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { nameUuid, Unavailable } from '@fieldledger/kernel';
import { Exports } from './exports.js';
import type { ExportSources } from './make-export.js';

const [OURS, THEIRS] = [nameUuid('exports', 'ours'), nameUuid('exports', 'theirs')];

describe('exports', () => {
  const told: string[] = [];

  /** Of a ledger that does not answer yet: what is seen is what happens before. @param asked is told of each that begins */
  function exportsIn(directory: string, asked: (organization: string) => Promise<void> = async () => undefined): Exports {
    const sources = (organization: string) => ({
      database: { folding: { connect: () => Promise.reject(new Unavailable('not-yet-visible', 'No figures.', 1)) } },
      ledger: { reached: () => asked(organization).then(() => Promise.reject(new Error('No ledger.'))) }, organization, origin: 'origin', exportedAt: '2026-11-26T12:00:00.000Z',
    });
    return new Exports({ directory, sourcesOf: (organization: string) => sources(organization) as unknown as ExportSources, tell: (line: string) => void told.push(line) } as unknown as ConstructorParameters<typeof Exports>[0]);
  }

  /** Begins one and waits until it is over. */
  async function ended(exports: Exports, organization: string) {
    const exportId = exports.begin(organization);
    for (;;) {
      const found = await exports.find(organization, exportId);
      if (found.state !== 'waiting' && found.state !== 'making') return found;
      await pause(5);
    }
  }

  it('are kept for a week, and of each organization the last five, so that no auditor fills the disk', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fieldledger-exports-'));
    const made = (organization: string, hoursAgo: number) => {
      const exportId = nameUuid('exports', organization, String(hoursAgo));
      mkdirSync(join(directory, exportId));
      writeFileSync(join(directory, exportId, 'export.json'), JSON.stringify({ organization, size: 1 }));
      const moment = Date.now() / 1_000 - hoursAgo * 3_600;
      utimesSync(join(directory, exportId), moment, moment);
      return exportId;
    };
    const ours = [7, 1, 3, 5, 2, 6, 4, 200].map((hoursAgo) => [hoursAgo, made(OURS, hoursAgo)] as const);
    const theirs = [9, 200].map((hoursAgo) => [hoursAgo, made(THEIRS, hoursAgo)] as const);
    const torn = [1, 30].map((hoursAgo) => {
      const part = join(directory, `${nameUuid('exports', 'torn', String(hoursAgo))}.part`);
      mkdirSync(part);
      const moment = Date.now() / 1_000 - hoursAgo * 3_600;
      utimesSync(part, moment, moment);
      return [hoursAgo, part] as const;
    });
    expect(await ended(exportsIn(directory), OURS)).toMatchObject({ state: 'failed', error: 'The server could not write the export. Its log says why.' });
    expect(told).toEqual([expect.stringMatching(/^Export [0-9a-f-]{36} could not be made: No ledger\.$/)]);
    const left = ([, exportId]: readonly [number, string]) => existsSync(join(directory, exportId));
    expect([ours.filter(left).map(([hours]) => hours).sort(), theirs.filter(left).map(([hours]) => hours)]).toEqual([[1, 2, 3, 4], [9]]);
    expect(torn.filter(([, part]) => existsSync(part)).map(([hours]) => hours)).toEqual([1]);
    expect(readdirSync(directory)).toHaveLength(6);
  });

  it('are given to their own organization alone, file by file, and nothing beside them is', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'fieldledger-exports-'));
    const directory = join(outside, 'exports');
    const [ours, theirs] = [nameUuid('exports', 'given', 'ours'), nameUuid('exports', 'given', 'theirs')];
    for (const [folder, organization] of [[join(directory, ours), OURS], [join(directory, theirs), THEIRS], [join(directory, `${ours}.part`), OURS], [outside, OURS]] as const) {
      mkdirSync(join(folder, 'keys'), { recursive: true });
      for (const file of ['bundle.note', 'checkpoint', 'keys/ledger.vkey', 'unlisted']) writeFileSync(join(folder, file), `${file} of ${organization}`);
      writeFileSync(join(folder, 'bundle.json'), JSON.stringify({ files: { 'keys/ledger.vkey': '' } }));
      writeFileSync(join(folder, 'export.json'), JSON.stringify({ organization, size: 3 }));
    }
    const exports = exportsIn(directory);
    const textOf = async (exportId: string, path: string) => (await (await exports.file(OURS, exportId, path)).file.toArray()).join('');
    expect(await exports.find(OURS, ours)).toEqual({ exportId: ours, state: 'ready', size: 3, files: ['keys/ledger.vkey'] });
    for (const [path, name] of [['keys/ledger.vkey', 'keys/ledger.vkey'], ['bundle.note', 'bundle.note'], ['ledger/checkpoint', 'checkpoint']] as const) expect(await textOf(ours, path)).toBe(`${name} of ${OURS}`);
    expect(await textOf(ours, 'bundle.json')).toContain('ledger.vkey');
    for (const path of ['export.json', 'unlisted', 'checkpoint', `../${theirs}/bundle.json`, '../../bundle.json', 'bundle.json/', '', '.']) await expect(exports.file(OURS, ours, path)).rejects.toMatchObject({ slug: 'file-missing' });
    for (const exportId of [theirs, '..', '.', '', `../exports/${ours}`, `${ours}.part`, ours.toUpperCase(), `${ours}/`]) {
      await expect(exports.find(OURS, exportId)).rejects.toMatchObject({ slug: 'export-missing' });
      await expect(exports.file(OURS, exportId, 'bundle.json')).rejects.toMatchObject({ slug: 'export-missing' });
    }
  });

  it('are made one after the other for an organization, and beside those of others; who asks while another waits waits for the same', async () => {
    const [under, most] = [new Map<string, number>(), new Map<string, number>()];
    let [together, begun] = [0, 0];
    const exports = exportsIn(mkdtempSync(join(tmpdir(), 'fieldledger-exports-')), async (organization) => {
      begun++;
      under.set(organization, (under.get(organization) ?? 0) + 1);
      most.set(organization, Math.max(most.get(organization) ?? 0, under.get(organization)!));
      together = Math.max(together, [...under.values()].reduce((sum, n) => sum + n, 0));
      await pause(50);
      under.set(organization, under.get(organization)! - 1);
    });
    await Promise.all([ended(exports, OURS), pause(10).then(() => Promise.all([THEIRS, OURS, OURS, OURS, THEIRS].map((organization) => ended(exports, organization))))]);
    expect([most.get(OURS), most.get(THEIRS), together, begun]).toEqual([1, 1, 2, 3]);
  });

  it('that are under way when the server stops are given up, and nothing of them is left', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'fieldledger-exports-'));
    let [isAsked, answer] = [() => undefined as void, () => undefined as void];
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    const exports = exportsIn(directory, () => new Promise((resolve) => {
      answer = resolve;
      isAsked();
    }));
    const exportId = exports.begin(OURS);
    await asked;
    expect(readdirSync(directory)).toEqual([`${exportId}.part`]);
    const closed = exports.close();
    answer();
    await closed;
    expect([readdirSync(directory), await exports.find(OURS, exportId)]).toEqual([[], expect.objectContaining({ state: 'cancelled' })]);
    await expect(exports.find(THEIRS, exportId)).rejects.toMatchObject({ slug: 'export-missing' });
  });
});
