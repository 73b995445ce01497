import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { notTested, SHARED_DATA } from '@fieldledger/testing';
import { RunningServer } from './running-server.js';

const root = join(import.meta.dirname, '..', '..');
const canvass = join(SHARED_DATA, 'canvass');
const mapping = join(root, 'tests', 'fixtures', 'canvass', 'knocks-2001.mapping.json');

interface Row {
  campaign: string;
  result?: string;
  attempts: number;
  contacts: number;
}

describe('a canvass, from the file to the report', () => {
  let server: RunningServer;
  let position = '';
  beforeAll(async () => {
    server = await new RunningServer().start();
  });
  afterAll(() => server.remove());

  const rowsBy = async (groupBy: string): Promise<Row[]> => {
    const { stdout, stderr } = await server.run('report', 'contact-rates', '--group-by', groupBy, '--format', 'json', ...(position ? ['--min-position', position] : []));
    if (!stdout) throw new Error(stderr);
    return (JSON.parse(stdout) as { rows: Row[] }).rows;
  };
  const logPosition = async () => {
    const answer = await server.request('POST', '/codes/campaign-zones', { definitionId: crypto.randomUUID(), campaignId: 'elsewhere', zone: 'America/Chicago' });
    return ((await answer.json()) as { position: string }).position;
  };

  it('keeps the key to itself', () => {
    expect(statSync(join(server.dataDirectory, 'admin.key')).mode & 0o777).toBe(0o600);
  });

  it('of 2001 in three cities gives the published figures, and importing it again changes nothing', async () => {
    if (!existsSync(canvass)) {
      notTested('the real canvass of 2001: ../shared/data/canvass is absent');
      return;
    }
    const file = join(mkdtempSync(join(tmpdir(), 'canvass-')), 'knocks.csv');
    copyFileSync(join(canvass, 'knocks-2001-three-cities.csv'), file);
    const { cities } = JSON.parse(readFileSync(join(canvass, 'knocks-oracles.json'), 'utf8')) as {
      cities: Record<string, { attempts: number; contacts: number; byResult: Record<string, number> }>;
    };
    const first = await server.run('import', '--format', 'canvass-csv', '--mapping', mapping, file);
    expect(first.stderr).not.toMatch(/fieldledger:/);
    expect(first.code).toBe(0);
    position = await logPosition();
    const byCity = await rowsBy('campaign');
    expect(Object.fromEntries(byCity.map(({ campaign, attempts, contacts }) => [campaign, [attempts, contacts]]))).toEqual(
      Object.fromEntries(Object.entries(cities).map(([city, { attempts, contacts }]) => [city, [attempts, contacts]])),
    );
    for (const { campaign, result, attempts } of await rowsBy('campaign,result')) expect([campaign, result, attempts]).toEqual([campaign, result, cities[campaign]!.byResult[result!]]);
    const before = await logPosition();
    expect((await server.run('import', '--format', 'canvass-csv', '--mapping', mapping, '--restart', file)).code).toBe(0);
    expect(Number(await logPosition()) - Number(before)).toBe(1);
  });

  it('is lost and doubled nowhere, though the import is killed and run again while an app posts twice and out of order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'canvass-'));
    const file = join(folder, 'long.csv');
    const rows = 20_000;
    writeFileSync(file, `knock,voter,turf,door,canvasser,knockedAt,result\n${Array.from({ length: rows }, (_, n) => `r-${n},v-${n},north,d-${n % 900},walker-9,2025-10-06 14:02,away\n`).join('')}`);
    const mappingFile = join(folder, 'mapping.json');
    const small = JSON.parse(readFileSync(join(root, 'tests', 'fixtures', 'canvass', 'small-canvass.mapping.json'), 'utf8')) as { constants: object };
    writeFileSync(mappingFile, JSON.stringify({ ...small, name: 'long', constants: { ...small.constants, campaignId: 'long' } }));
    const words = ['import', '--format', 'canvass-csv', '--mapping', mappingFile, file];

    const knocks = Array.from({ length: 300 }, (_, n) => ({
      attemptId: crypto.randomUUID(), voter: { system: 'app', scope: 'x', id: String(n) }, contactTypeId: 2, inputTypeId: 14, resultCodeId: 14, campaignId: 'long', attemptedAt: '2025-10-06T19:00:00Z',
    }));
    const twice = [...knocks, ...knocks].sort((a, b) => (a.attemptId.slice(-4) < b.attemptId.slice(-4) ? -1 : 1));
    const posting = Promise.all(twice.map((knock) => server.request('POST', '/contact-attempts', knock).then(({ status }) => status)));

    const killed = server.begin(...words);
    while (!existsSync(`${file}.outcomes.csv.resume`)) await new Promise((resolve) => setTimeout(resolve, 5));
    killed.kill('SIGKILL');
    const resumed = await server.run(...words);
    expect(resumed).toMatchObject({ code: 0, stderr: expect.stringMatching(/Going on after row \d+/) });
    expect((await posting).sort().reduce((counts, status) => ({ ...counts, [status]: (counts[status] ?? 0) + 1 }), {} as Record<number, number>)).toEqual({ 200: 300, 201: 300 });
    position = await logPosition();
    expect((await rowsBy('campaign')).find(({ campaign }) => campaign === 'long')).toMatchObject({ attempts: rows + 300, contacts: 300 });
    expect(readFileSync(`${file}.outcomes.csv`, 'utf8').trimEnd().split('\n')).toHaveLength(rows + 1);
  });

  it('of our own, small enough to count by hand, can be imported and read', async () => {
    const fixtures = join(root, 'tests', 'fixtures', 'canvass');
    const file = join(mkdtempSync(join(tmpdir(), 'canvass-')), 'small.csv');
    copyFileSync(join(fixtures, 'small-canvass.csv'), file);
    const imported = await server.run('import', '--format', 'canvass-csv', '--mapping', join(fixtures, 'small-canvass.mapping.json'), file);
    expect(imported).toMatchObject({ code: 0 });
    const table = await server.run('report', 'contact-rates', '--group-by', 'campaign,result');
    expect(table.stdout).toMatch(/Totals: attempts \d+/);
  });
});
