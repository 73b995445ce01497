import { nameUuid } from '@fieldledger/kernel';
import { ReportsDoor } from './reports-door.js';

interface Answer {
  readonly donor: string;
  readonly donors: string;
  readonly rows: readonly Record<string, unknown>[];
  readonly totals: Record<string, unknown>;
}

const ORGANIZATION = nameUuid('donor-history');
const contributionId = nameUuid('donor-history', 'gift');
const reference = { system: 'actblue', scope: 'donor', id: '90210' };

describe('the history of one donor', () => {
  let door: ReportsDoor;
  let position = '';

  beforeAll(async () => {
    door = await ReportsDoor.open();
    const key = door.keyOf(ORGANIZATION, ['ingest']);
    const contributor = { entityType: 'IND', reference, lastName: 'Quince', firstName: 'Petra', zip: '43215' };
    await door.send(key, '/contributions', { contributionId, committeeId: 'C00999999', committeeKind: 'candidate', amountCents: 250_00, receivedOn: '2025-08-14', electionCode: 'P2026', contributor });
    await door.send(key, '/contributions/refunds', { refundId: nameUuid('donor-history', 'refund'), contributionId, amountCents: 50_00, refundedOn: '2025-08-20' });
    const to = { entityType: 'IND', lastName: 'Snug', firstName: 'Tom', zip: '43215' };
    await door.send(key, '/contributions/reattributions', { reattributionId: nameUuid('donor-history', 'reattribution'), contributionId, amountCents: 80_00, to, basis: 'signed', reattributedOn: '2025-09-01' });
    position = (await door.log.horizon()).position;
  });
  afterAll(() => door?.close());

  const history = (scopes: ('read' | 'personal')[], query: string) => door.send<Answer>(door.keyOf(ORGANIZATION, scopes), `/reports/donor-history?minPosition=${position}&${query}`);

  it('lists each gift and what became of it, with the running net and the place in the log', async () => {
    const { donors, rows, totals } = await history(['read'], 'reference=actblue/donor/90210');
    expect(donors).toBe('reference-1');
    expect(rows.map(({ day, kind, effectCents, netCents }) => [day, kind, effectCents, netCents])).toEqual([
      ['2025-08-14', 'contribution', 250_00, 250_00], ['2025-08-20', 'refund', -50_00, 200_00], ['2025-09-01', 'reattribution', -80_00, 120_00],
    ]);
    expect(rows.map((row) => row.position)).toEqual([...rows.map((row) => row.position)].sort());
    expect(totals).toMatchObject({ gifts: 1, givenCents: 250_00, wentBackCents: 130_00, netCents: 120_00, firstDay: '2025-08-14', years: [2025] });
  });

  it('shows the donor to whom a part was reattributed that part', async () => {
    const donors = (await door.send<Answer>(door.keyOf(ORGANIZATION, ['read']), `/reports/receipts?groupBy=donor&minPosition=${position}`)).rows;
    const tom = donors.find(({ grossCents }) => grossCents === 80_00)!.donor as string;
    expect(await history(['read'], `donor=${tom}`)).toMatchObject({ donor: tom, totals: { netCents: 80_00, gifts: 1 } });
  });

  it('names nobody to a key that may not see persons', async () => {
    const plain = JSON.stringify(await history(['read'], 'reference=actblue/donor/90210'));
    expect(plain).not.toMatch(/Quince|Petra|Snug|43215/);
    const named = await history(['read', 'personal'], 'reference=actblue/donor/90210');
    expect(named.rows.map(({ lastName, firstName }) => [lastName, firstName])).toEqual([['Quince', 'Petra'], [null, null], [null, null]]);
  });

  it('is of somebody: one donor, by one rule', async () => {
    for (const query of ['', 'donor=n:x&reference=a/b/c', 'reference=90210', 'reference=a/b/c&donors=name-zip-1', 'donor=n:x&donors=phone-1']) await expect(history(['read'], query)).rejects.toThrow(/400/);
  });
});
