import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

const COMMITTEE = 'C00999999';
const idOf = (name: string) => nameUuid('reconciliation', name);

interface Answer<R> {
  readonly rows: R[];
  readonly totals: Record<string, number>;
}

describe('what we have and what others have', () => {
  let door: ReportsDoor;
  let key: string;
  let organizations = 0;

  beforeAll(async () => void (door = await ReportsDoor.open()));
  afterAll(async () => door?.close());
  beforeEach(() => void (key = door.keyOf(idOf(`organization ${++organizations}`), ['ingest', 'read'])));

  /** A lineitem as one source tells it; everybody is invented. */
  const lineitem = (name: string, change: object = {}) => ({
    contributionId: idOf(name), source: 'actblue-csv', kind: 'receipt', committeeId: COMMITTEE, amountCents: 250_00, receivedOn: '2026-08-14', receivedAt: '2026-08-14T17:03:11Z', page: 'kickoff',
    contributor: { entityType: 'IND', lastName: `Nobody-${name}`, firstName: 'Ann', zip: '43215' }, ...change,
  });
  const told = async (...items: readonly object[]) => {
    const { items: outcomes } = await door.send<{ items: { status: string }[] }>(key, '/sightings/batch?mode=partial', { items });
    expect(outcomes.filter(({ status }) => status === 'refused')).toEqual([]);
  };

  it('is told lineitem by lineitem: the same, different, missing', async () => {
    await told(lineitem('same'), lineitem('different'), lineitem('withdrawn'));
    await door.send(key, '/contributions/withdrawals', { withdrawalId: idOf('withdrawal'), contributionId: idOf('withdrawn'), reasonCode: 'withdrawn-by-source' });
    const { position: end } = await door.log.horizon();
    const items = ['same', 'different', 'withdrawn', 'unknown'].map((name) => ({ contributionId: idOf(name), amountCents: name === 'different' ? 251_00 : 250_00, receivedAt: '2026-08-14T13:03:11-04:00', memo: false }));
    const { rows, totals } = await door.send<Answer<{ finding: string; fields: string[]; ours: object }>>(key, '/reports/reconciliation?minPosition=latest', { items });
    expect(rows.map(({ finding, fields, ours }) => [finding, fields, ours])).toEqual([['same', [], {}], ['different', ['amountCents'], { amountCents: 250_00 }], ['missing', [], {}], ['missing', [], {}]]);
    expect(totals).toEqual({ same: 1, different: 1, missing: 2 });
    expect((await door.log.horizon()).position).toBe(end);
  });

  it('is different where they say that it went back, and with us it did not, or otherwise', async () => {
    await told(lineitem('kept'), lineitem('refunded'), lineitem('charged back'));
    await door.send(key, '/contributions/refunds', { refundId: idOf('refund'), contributionId: idOf('refunded'), amountCents: 100_00, refundedOn: '2026-08-20' });
    await door.send(key, '/contributions/chargebacks', { chargebackId: idOf('chargeback'), contributionId: idOf('charged back'), amountCents: 250_00, chargedBackOn: '2026-08-21' });
    const asked = [['kept', 250_00, '2026-08-20'], ['kept'], ['refunded', 100_00, '2026-08-20'], ['refunded', 250_00, '2026-08-20'], ['charged back', 250_00, '2026-08-22'], ['charged back']] as const;
    const items = asked.map(([name, paidBackCents, paidBackOn]) => ({ contributionId: idOf(name), amountCents: 250_00, paidBackCents, paidBackOn }));
    const { rows } = await door.send<Answer<{ finding: string; fields: string[]; ours: object }>>(key, '/reports/reconciliation?minPosition=latest', { items });
    expect(rows.map(({ finding, fields, ours }) => [finding, fields, ours])).toEqual([
      ['different', ['paidBackCents', 'paidBackOn'], {}], ['same', [], {}], ['same', [], {}], ['different', ['paidBackCents'], { paidBackCents: 100_00, paidBackOn: '2026-08-20' }],
      ['different', ['paidBackOn'], { paidBackCents: 250_00, paidBackOn: '2026-08-21' }], ['same', [], {}],
    ]);
  });

  it('refuses words about persons, and a page that is too long', async () => {
    const ask = (items: object[]) => door.ask(key, '/reports/reconciliation', { items });
    expect((await ask([{ contributionId: idOf('a'), lastName: 'Nobody' }])).status).toBe(400);
    expect((await ask(Array.from({ length: 501 }, (_, n) => ({ contributionId: idOf(String(n)) })))).status).toBe(400);
  });

  it('lists ours of a source by committee and day, to be compared with its file', async () => {
    await told(lineitem('a'), lineitem('b', { receivedOn: '2026-08-20' }), lineitem('c', { committeeId: 'C00888888' }), lineitem('d', { source: 'actblue-webhook' }), lineitem('e', { source: 'fec-bulk', restates: true }));
    const names = ['a', 'b', 'c', 'd', 'e'];
    const ours = async (query: string) => {
      const { rows } = await door.send<Answer<{ contributionId: string }>>(key, `/reports/reconciliation/lineitems?minPosition=latest&${query}`);
      return rows.map(({ contributionId }) => names.find((name) => idOf(name) === contributionId)).sort();
    };
    expect(await ours('source=actblue-csv')).toEqual(['a', 'b', 'c']);
    expect(await ours('source=actblue-csv,actblue-webhook&committee=C00999999')).toEqual(['a', 'b', 'd']);
    expect(await ours('source=actblue-csv&from=2026-08-14&to=2026-08-14&committee=C00999999,C00888888')).toEqual(['a', 'c']);
    const last = [...names].map(idOf).sort().at(-1)!;
    expect(await ours(`source=actblue-csv,actblue-webhook,fec-bulk&after=${last}`)).toEqual([]);
    expect((await door.ask(key, '/reports/reconciliation/lineitems')).status).toBe(400);
    expect((await door.ask(key, '/reports/reconciliation/lineitems?source=door&from=2026-10-02&to=2026-10-01')).body).toMatchObject({ code: 'period-backwards' });
  });

  it('names two tellers of one lineitem who differ, whichever came first', async () => {
    await told(lineitem('webhook first', { source: 'actblue-webhook' }), lineitem('file first'), lineitem('agreed', { source: 'actblue-webhook' }));
    await told(lineitem('webhook first', { amountCents: 260_00, contributor: { entityType: 'IND', lastName: 'Nobody-webhook first', firstName: 'Ann', zip: '43215', employer: 'Acme' } }), lineitem('agreed'));
    await told(lineitem('file first', { source: 'actblue-webhook', page: 'other' }));
    const { rows, totals } = await door.send<Answer<{ contributionId: string; sources: string[]; fields: string[]; events: string[] }>>(key, '/reports/reconciliation?minPosition=latest');
    expect(rows.map(({ contributionId, sources, fields }) => [contributionId, sources, fields])).toEqual([
      [idOf('webhook first'), ['actblue-webhook', 'actblue-csv'], ['amountCents']],
      [idOf('file first'), ['actblue-csv', 'actblue-webhook'], ['page']],
    ]);
    expect(totals).toEqual({ contributions: 2, differences: 2, amendedSince: 0 });
    expect(JSON.stringify(rows)).not.toMatch(/Nobody|Acme/);
    expect((await door.send<Answer<object>>(key, '/reports/reconciliation?source=actblue-webhook')).totals).toMatchObject({ differences: 1 });
    expect((await door.send<Answer<object>>(key, '/reports/reconciliation?committee=C00888888')).totals).toMatchObject({ differences: 0 });
  });

  it('names two tellers of one refund who differ, and lists the gift for whoever told of the gift', async () => {
    await told(lineitem('a', { source: 'actblue-webhook' }));
    const refund = (sourceSystem: string, refundedOn: string) => ({ items: [{ refundId: idOf('refund'), contributionId: idOf('a'), amountCents: 250_00, refundedOn, basis: 'reported', provenance: { sourceSystem } }] });
    const statuses: string[] = [];
    for (const [source, day, mode] of [['actblue-webhook', '2026-08-20', 'partial'], ['actblue-csv', '2026-08-22', 'all-or-nothing'], ['actblue-csv', '2026-08-22', 'partial']] as const) {
      statuses.push(...(await door.send<{ items: { status: string }[] }>(key, `/contributions/refunds/batch?mode=${mode}`, refund(source, day))).items.map(({ status }) => status));
    }
    expect(statuses).toEqual(['accepted', 'accepted', 'same']);
    const { rows } = await door.send<Answer<object>>(key, '/reports/reconciliation?minPosition=latest&committee=C00999999');
    expect(rows).toEqual([expect.objectContaining({ contributionId: idOf('a'), movementId: idOf('refund'), sources: ['actblue-webhook', 'actblue-csv'], fields: ['refundedOn'], events: [expect.any(String), expect.any(String)] })]);
    const listed = async (source: string) => (await door.send<Answer<{ contributionId: string }>>(key, `/reports/reconciliation/lineitems?source=${source}`)).rows.map(({ contributionId }) => contributionId);
    expect([await listed('actblue-webhook'), await listed('actblue-csv')]).toEqual([[idOf('a')], []]);
    expect((await door.send<{ totals: object }>(key, '/reports/receipts?minPosition=latest')).totals).toMatchObject({ refundsCents: 250_00, netCents: 0 });
  });
});
