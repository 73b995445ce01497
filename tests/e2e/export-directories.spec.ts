import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { RunningServer } from './running-server.js';

const CANVASS = ['import', '--format', 'canvass-csv', '--mapping', 'tests/fixtures/canvass/small-canvass.mapping.json', 'tests/fixtures/canvass/small-canvass.csv', '--outcomes'];

describe('an export into a directory', () => {
  const home = mkdtempSync(join(tmpdir(), 'fieldledger-export-directories-'));
  const [bundle, keyFile] = [join(home, 'bundle'), join(home, 'ledger.vkey')];
  let server: RunningServer;

  beforeAll(async () => {
    server = await new RunningServer().start();
    await server.run(...CANVASS, join(home, 'outcomes.csv'));
    for (const words of [['ledger-key', '--out', keyFile], ['export', '--out', bundle]]) expect(await server.run(...words)).toMatchObject({ code: 0 });
  });

  afterAll(async () => {
    await server.remove();
    rmSync(home, { recursive: true, force: true });
  });

  const verify = (directory: string) => server.run('verify', directory, '--key', keyFile);

  it('is refused where there is a whole one, and goes on where it was interrupted', async () => {
    expect(await server.run('export', '--out', bundle)).toMatchObject({ code: 1, stderr: expect.stringContaining('There is a whole bundle') });
    const torn = join(home, 'torn');
    expect((await server.run('export', '--out', torn)).code).toBe(0);
    // As it is when the power goes before the end.
    const { exportId } = (await (await server.request('POST', '/exports')).json()) as { exportId: string };
    for (const file of ['bundle.json', 'bundle.note', 'events/000000000000.jsonl', 'README.md', 'checkpoints.jsonl', 'ledger/checkpoint']) rmSync(join(torn, file));
    rmSync(join(torn, 'ledger', 'tile'), { recursive: true });
    rmSync(join(torn, 'figures'), { recursive: true });
    writeFileSync(join(torn, 'export.part.json'), JSON.stringify({ exportId }));
    expect((await verify(torn)).code).toBe(1);
    expect(await server.run('export', '--out', torn)).toMatchObject({ code: 0, stderr: expect.stringContaining('Going on with the export') });
    expect(existsSync(join(torn, 'export.part.json'))).toBe(false);
    expect(await verify(torn)).toMatchObject({ code: 0 });
  });

  it.each(['README.md', 'tables/finance-rules.json', '.DS_Store'])('is refused where there is %s and no interrupted export, and leaves it as it is', async (file) => {
    const used = mkdtempSync(join(home, 'used-'));
    mkdirSync(dirname(join(used, file)), { recursive: true });
    writeFileSync(join(used, file), 'x');
    expect(await server.run('export', '--out', used)).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('is not empty') });
    expect(readdirSync(used, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).map(({ name }) => name)).toEqual([basename(file)]);
  });

  it('is refused where there is what is left of one whose list was taken away', async () => {
    const listless = join(home, 'listless');
    cpSync(bundle, listless, { recursive: true });
    rmSync(join(listless, 'bundle.json'));
    expect(await server.run('export', '--out', listless)).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') });
  });

  it('is fetched once where three begin at once', async () => {
    const contended = join(home, 'contended');
    const both = await Promise.all([1, 2, 3].map(() => server.run('export', '--out', contended)));
    expect(both.filter(({ code }) => code === 0).length).toBe(1);
    for (const { stderr } of both.filter(({ code }) => code !== 0)) expect(stderr).toMatch(/Another export into \S+ is under way \(process \d+\)|There is a whole bundle/);
    expect(await verify(contended)).toMatchObject({ code: 0 });
  });

  it('goes on after a killed export whose lock, half a file and changed files are still there', async () => {
    const killed = join(home, 'killed');
    expect((await server.run('export', '--out', killed)).code).toBe(0);
    const { exportId } = (await (await server.request('POST', '/exports')).json()) as { exportId: string };
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const [file, content] of [['export.part.json', JSON.stringify({ exportId })], ['export.part.lock', String(pid)], ['export.part.half', 'x'], ['README.md', 'x'], ['tables/finance-rules.json', 'x'], ['bundle.note', 'x']] as const) writeFileSync(join(killed, file), content);
    expect(await server.run('export', '--out', killed)).toMatchObject({ code: 0, stderr: expect.stringContaining('Going on with the export') });
    expect(await verify(killed)).toMatchObject({ code: 0 });
  });
});
