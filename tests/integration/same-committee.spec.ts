import { nameUuid } from '@fieldledger/kernel';
import { gift } from './erasure-trial.js';
import { ReportsDoor } from './reports-door.js';

/** What the routes that take a committee cannot be asked without. */
const BESIDES: Readonly<Record<string, string>> = {
  'schedule-a': '&from=2026-01-01&to=2026-12-31', 'schedule-b-refunds': '&from=2026-01-01&to=2026-12-31', 'reconciliation/lineitems': '&source=door', 'filing-differences': '&fromPosition=0000000000000001',
  limits: '&all=true', 'questionable-sources': '&all=true', 'best-efforts-due': '&all=true&on=2026-10-01',
};

describe('a committee whose id is written in small letters', () => {
  let door: ReportsDoor;
  let key: string;

  beforeAll(async () => {
    door = await ReportsDoor.open();
    key = door.keyOf(nameUuid('same-committee', 'ours'), ['ingest', 'admin', 'read', 'personal']);
    for (const committeeId of ['C00999999', 'c00999999']) {
      await door.send(key, '/contributions', { ...gift({ lastName: 'Quillfeather', firstName: 'Ada', zip: '43004' }, 150_00, '2026-02-03'), committeeId, sourceMarkers: ['foreign'] });
    }
  });
  afterAll(() => door?.close());

  const ask = async (query: string) => {
    const { status, body } = await door.ask(key, `/reports/${query}&minPosition=latest`);
    return [status, body] as const;
  };

  it('is one committee with the same in capitals, in its sums and its aggregates', async () => {
    expect(await ask('receipts?groupBy=committee')).toMatchObject([200, { rows: [{ committee: 'C00999999', count: 2, grossCents: 300_00 }] }]);
    expect(await ask('schedule-a?committee=C00999999&from=2026-01-01&to=2026-12-31')).toMatchObject([200, { rows: [{ aggregateCents: 150_00 }, { aggregateCents: 300_00 }] }]);
  });

  it('is the same in every report that takes one, and what is no id of a committee is refused', async () => {
    const { paths } = (await door.ask(key, '/openapi.json')).body as unknown as { paths: Record<string, Record<string, { parameters?: readonly { name: string }[] }>> };
    const routes = Object.entries(paths).flatMap(([path, { get }]) => (get?.parameters?.some(({ name }) => name === 'committee') ? [path.replace('/reports/', '')] : []));
    expect(routes.length).toBeGreaterThan(9);
    for (const route of routes) {
      const [capitals, small, none] = await Promise.all(['C00999999', 'c00999999', 'ours%2Ftheirs'].map((committee) => ask(`${route}?committee=${committee}${BESIDES[route] ?? ''}`))) as [Asked, Asked, Asked];
      expect([route, capitals[0], small]).toEqual([route, 200, capitals]);
      expect([route, none]).toMatchObject([route, [400, { code: 'invalid-id', detail: expect.stringContaining('committee must be an id') }]]);
    }
  });
});

type Asked = readonly [number, object];
