import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { actBlueFile, actBlueHeader, notTested, SHARED_DATA, trial, tried, type ActBlueRow } from '@fieldledger/testing';

const format = { format: 'actblue-csv', mapping: undefined };
const imported = (rows: readonly ActBlueRow[], header?: string[]) => trial(actBlueFile(rows, header), format);
const shared = join(SHARED_DATA, 'actblue-and-others/actblue_test_csv_data.csv');

describe("ActBlue's file of contributions", () => {
  it('says of each lineitem what it was, who gave, through whom and what it cost', async () => {
    const { door, summary } = await imported([{ 'Check Number': '' }]);
    expect(summary).toMatchObject({ rows: 1, accepted: 1, refused: 0 });
    expect(door.at('sightings')).toEqual([
      {
        contributionId: expect.stringMatching(/^[0-9a-f-]{36}$/), source: 'actblue-csv', kind: 'receipt', committeeId: 'C00999999', amountCents: 2_500, receivedOn: '2026-08-14', receivedAt: '2026-08-14T17:03:11Z', method: 'card',
        contributor: {
          entityType: 'IND', firstName: 'Peregrine', lastName: 'Wintergreen', street1: '8 Lantern Quay', city: 'Sandusky', state: 'OH', zip: '44870', country: 'United States', employer: 'Quayside Barrels', occupation: 'Cooper',
          email: 'peregrine@example.org', phone: '4195550100',
        },
        earmark: { conduitCommitteeId: 'C00401224', conduitReceivedOn: '2026-08-14' }, feeCents: 99, page: 'harbor-supper', referenceCode: 'email-0814', referenceCode2: 'top',
        provenance: { sourceSystem: 'actblue-csv', fileHash: expect.any(String), row: 1 },
      },
    ]);
    expect(door.batches.map((batch) => batch.door)).toEqual(['sightings']);
  });

  it('changes nothing when it is imported again, or a wider file tells the same rows', async () => {
    const rows: ActBlueRow[] = [{}, { 'Lineitem ID': '710000002' }];
    const [first, wider] = [await imported(rows), await imported(rows, [...actBlueHeader(), 'Recurring Type', 'Paypal'])];
    expect(wider.fault).toBe('');
    const told = ({ door }: typeof first) => door.at('sightings').map(({ provenance: _, ...item }) => item);
    expect(told(wider)).toEqual(told(first));
    expect(new Set(told(first).map(({ contributionId }) => contributionId)).size).toBe(2);
  });

  it('is read in the Eastern day, whatever day it is in Greenwich', async () => {
    const { door } = await imported([{ Date: '2026-12-31 23:30:00' }, { Date: '2026-07-01 00:10:00', 'Lineitem ID': '2' }]);
    expect(door.at('sightings').map(({ receivedOn, receivedAt }) => [receivedOn, receivedAt])).toEqual([['2026-12-31', '2027-01-01T04:30:00Z'], ['2026-07-01', '2026-07-01T04:10:00Z']]);
  });

  it('may have gone through a spreadsheet, which writes days its own way', async () => {
    const { door, summary } = await imported([{ Date: '8/14/2026 13:03', 'Refund Date': '8/20/2026' }, { Date: '12/31/2026 11:30 PM', 'Lineitem ID': '2' }]);
    expect(summary).toMatchObject({ accepted: 2, refused: 0 });
    expect(door.at('sightings').map(({ receivedOn, receivedAt }) => [receivedOn, receivedAt])).toEqual([['2026-08-14', '2026-08-14T17:03:00Z'], ['2026-12-31', '2027-01-01T04:30:00Z']]);
    expect(door.at('contributions/refunds')).toMatchObject([{ refundedOn: '2026-08-20' }]);
  });

  it.each([
    ['2906', 'United States', '02906'], ['501', '', '00501'], ['2906-1234', 'US', '02906-1234'], ['29061234', 'United States', '029061234'], ['43215', 'United States', '43215'], ['8001', 'Switzerland', '8001'],
    ['12', 'United States', '12'], ['', 'United States', undefined],
  ])('may have gone through a spreadsheet, which takes the zero off a ZIP code: %j of %j is %j', async (zip, country, whole) => {
    const { door } = await imported([{ 'Donor ZIP': zip, 'Donor Country': country }]);
    expect((door.at('sightings')[0]!.contributor as { zip?: string }).zip).toBe(whole);
  });

  it('keeps the committee of a state by the id that ActBlue gives it, without a conduit', async () => {
    const { door } = await imported([{ 'Recipient Gov ID': '' }, { 'Recipient Gov ID': 'OH-77', 'Lineitem ID': '2' }, { 'Recipient Gov ID': 'C001231234', 'Lineitem ID': '3' }, { 'Recipient Gov ID': 'OHC00123123', 'Lineitem ID': '4' }]);
    expect(door.at('sightings').map(({ committeeId, earmark }) => [committeeId, earmark !== undefined])).toEqual([['actblue-4321', false], ['actblue-4321', false], ['C001231234', true], ['actblue-4321', false]]);
  });

  it('takes the name of a form out of its address, and makes ids of codes that are none', async () => {
    const { door } = await imported([{ 'Fundraising Page': 'https://secure.actblue.com/donate/harbor-supper?refcode=x', 'Reference Code': 'fall push!', 'Reference Code 2': 'peregrine@example.org', 'Recipient Election': 'P2026', 'Check Number': '1009' }]);
    expect(door.at('sightings')[0]).toMatchObject({ page: 'harbor-supper', referenceCode: 'fall-push', electionCode: 'P2026', method: 'check' });
    expect(door.at('sightings')[0]!.referenceCode2).toBeUndefined();
    const long = await imported([{ 'Reference Code': `fall push ${'x'.repeat(90)}` }]);
    expect(long.door.at('sightings')[0]!.referenceCode).toBe(`fall-push-${'x'.repeat(54)}`);
  });

  it('names a donor by a first name alone, where that is all they left', async () => {
    const { door } = await imported([{ 'Donor Last Name': '' }, { 'Donor First Name': '', 'Donor Last Name': '', 'Lineitem ID': '2' }]);
    expect(door.at('sightings').map(({ contributor }) => (contributor as { firstName?: string } | undefined)?.firstName)).toEqual(['Peregrine', undefined]);
    expect(door.at('sightings')[1]!.contributor).toBeUndefined();
  });

  it('tells of a refund, and money that was taken back without one, after their contribution, and last of a deposit, which a repeat with another day has refused', async () => {
    const deposited = { 'Disbursement ID': '600001', 'Disbursement Date': '2026-08-17 00:00:00' };
    const { door, summary } = await imported([
      { ...deposited, 'Refund ID': '5', 'Refund Date': '2026-08-20 23:59:00', 'Recovery ID': '9', 'Recovery Date': '2026-08-24' },
      { ...deposited, 'Lineitem ID': '2', 'Recovery ID': '9', 'Recovery Date': '2026-08-24 00:00:00' },
      { 'Lineitem ID': '3', Amount: '-12.50', 'Refund Date': '2026-08-20' },
    ]);
    expect(summary).toMatchObject({ accepted: 3 });
    expect(door.batches.map((batch) => batch.door)).toEqual(['sightings', 'contributions/refunds', 'contributions/deposits', 'contributions/chargebacks', 'contributions/deposits']);
    const [first, second, third] = door.at('sightings').map(({ contributionId }) => contributionId as string);
    expect(door.at('contributions/deposits')).toMatchObject([{ contributionId: first, batchId: '600001', depositedOn: '2026-08-17' }, { contributionId: second }]);
    expect(door.at('contributions/refunds')).toMatchObject([{ contributionId: first, amountCents: 2_500, refundedOn: '2026-08-20', basis: 'reported' }, { contributionId: third, amountCents: 1_250 }]);
    expect(door.at('contributions/chargebacks')).toEqual([{ chargebackId: expect.any(String), contributionId: second, amountCents: 2_500, chargedBackOn: '2026-08-24', provenance: { sourceSystem: 'actblue-csv', fileHash: expect.any(String), row: 2 } }]);
  });

  it('knows the charges of a series by the order they all belong to, and begins it with the first', async () => {
    const { door } = await imported([
      { 'Recurring Total Months': '12' },
      { 'Recurring Total Months': '12', 'Recurrence Number': '2', 'Lineitem ID': '2', Date: '2026-09-14 13:03:12' },
      { 'Receipt ID': 'AB2', 'Lineitem ID': '3', 'Recurring Total Months': 'unlimited' },
      { 'Receipt ID': 'AB3', 'Lineitem ID': '4', 'Recur Weekly': 't', 'Recurring Total Months': '1' },
      { 'Receipt ID': 'AB4', 'Lineitem ID': '5', 'Recurring Total Months': '1' },
    ]);
    const [first, second] = door.at('sightings');
    expect(second!.seriesId).toBe(first!.seriesId);
    expect(door.at('series')).toMatchObject([
      { seriesId: first!.seriesId, committeeId: 'C00999999', amountCents: 2_500, frequency: 'monthly', startedOn: '2026-08-14', plannedCharges: 12, contributor: { lastName: 'Wintergreen', zip: '44870' } },
      { frequency: 'monthly' },
      { frequency: 'weekly' },
    ]);
    expect(door.at('series').slice(1).map(({ plannedCharges }) => plannedCharges)).toEqual([undefined, undefined]);
    expect(door.at('series/charges')).toMatchObject([{ seriesId: first!.seriesId, sequence: 1, chargedOn: '2026-08-14' }, { seriesId: first!.seriesId, sequence: 2, chargedOn: '2026-09-14', terms: { frequency: 'monthly' } }, {}, {}]);
    expect(door.at('sightings')[4]!.seriesId).toBeUndefined();
  });

  it('keeps comments and the answer to an extra question together', async () => {
    const { door } = await imported([{ Comments: 'For the\nharbor', 'Custom Field 1 Label': 'Shirt', 'Custom Field 1 Value': 'L' }]);
    expect(door.at('sightings')[0]).toMatchObject({ remarks: { comment: 'For the\nharbor\nShirt: L' } });
  });

  it.each<[string, ActBlueRow, string, RegExp]>([
    ['half a cent', { Amount: '10.005' }, 'amount-format', /"The column "Amount" is not an amount .*; it is "10\.005"\./],
    ['nothing', { Amount: '0.00' }, 'amount-not-positive', /"Amount" .*; it is "0\.00"\./],
    ['less than nothing, and nothing said of a refund', { Amount: '-2.00' }, 'amount-not-positive', /"Amount"/],
    ['a fee that is none', { Fee: 'free' }, 'amount-format', /"Fee" .*; it has 4 characters, which are masked/],
    ['no lineitem', { 'Lineitem ID': '' }, 'lineitem-missing', /"Lineitem ID"/],
    ['no recipient', { 'Recipient ID': '', 'Recipient Gov ID': '' }, 'committee-missing', /"Recipient ID" .*, and the column "Recipient Gov ID"/],
    ['no time', { Date: '' }, 'time-missing', /"Date"/],
    ['no such day', { Date: '2026-02-30 10:00:00' }, 'bad-time', /"Date"/],
    ['words before a day', { 'Refund Date': 'on 2026-08-20' }, 'bad-time', /"Refund Date" cannot be used/],
    ['days first', { Date: '14/08/2026 10:00' }, 'bad-time', /"Date" cannot be used: it is not a date and time.*; it is "14\/08\/2026 10:00"\./],
    ['an hour that the clocks showed twice', { Date: '2026-11-01 01:30:00' }, 'time-twice', /"Date".*2026-11-01T01:30:00-04:00 or 2026-11-01T01:30:00-05:00/],
    ['an hour that the clocks skipped', { Date: '2026-03-08 02:30:00' }, 'time-skipped', /"Date".*2026-03-08T01:30:00-05:00 or 2026-03-08T03:30:00-04:00/],
    ['no such day of a refund', { 'Refund Date': 'Peregrine' }, 'bad-time', /"Refund Date" .*; it has 9 characters, which are masked/],
    ['a year of another century', { Date: '1826-08-14' }, 'bad-time', /"Date" .*; it is "1826-08-14"\./],
    ['a refund without its day', { 'Refund ID': '500004' }, 'refund-day-missing', /"Refund Date" is blank, and the column "Refund ID" is not/],
    ['a recovery without its day', { 'Recovery ID': '500004' }, 'recovery-day-missing', /"Recovery Date" is blank, and the column "Recovery ID" is not/],
    ['a name that is no name', { 'Donor Last Name': 'Wintergreen'.repeat(20) }, 'bad-text', /"Donor Last Name"/],
  ])('refuses a row with %s alone, and shows what stands there where it is nobody’s', async (_what, change, code, place) => {
    const { summary, lines } = await imported([{}, { 'Lineitem ID': '2', ...change }, { 'Lineitem ID': '3' }]);
    expect(summary).toMatchObject({ accepted: 2, refused: 1 });
    expect(lines[1]).toMatch(new RegExp(`^2,refused,${code},`));
    expect(lines[1]!.replaceAll('""', '"')).toMatch(place);
    expect(lines.join('\n')).not.toMatch(/Wintergreen|Peregrine|Lantern|free/);
  });

  it('is refused as a whole when a column is not in its place, without quoting what is', async () => {
    const header = actBlueHeader();
    const renamed = header.map((name, at) => (at === 43 ? 'Line item' : name));
    expect((await imported([{}], renamed)).fault).toMatch(/Column 44 is not "Lineitem ID"/);
    expect((await imported([{}], header.slice(0, 90))).fault).toMatch(/90 columns, and column 91, "Smart Boost Shown", is missing/);
    const headless = await trial(actBlueFile([{}, {}]).split('\r\n').slice(1).join('\r\n'), format);
    expect([headless.fault, headless.lines]).toEqual([expect.stringMatching(/Column 1 is not "Receipt ID"/), [expect.stringMatching(/^0,refused,file-fault,"Column 1 is not/)]]);
    expect(headless.fault + headless.lines.join()).not.toMatch(/Wintergreen|AB910000001/);
  });

  it('may be of an older encoding, and needs to be told nothing else', async () => {
    const file = Buffer.from(actBlueFile([{ 'Donor Last Name': 'Wintergrün' }]), 'latin1');
    expect((await trial(file, format)).fault).toMatch(/not UTF-8.*"encoding"/);
    const { door } = await trial(file, { format: 'actblue-csv', mappingJson: { encoding: 'windows-1252' } });
    expect(door.at('sightings')[0]).toMatchObject({ contributor: { lastName: 'Wintergrün' } });
    expect((await trial(actBlueFile([{}]), { format: 'actblue-csv', mappingJson: { columns: {} } })).fault).toMatch(/It may have: encoding/);
  });

  it('ends a series when it is a file of cancelled ones, for the reason that its words tell', async () => {
    const header = 'Receipt ID,Recurrence Amount,Total Amount,Recurrence Frequency,Cancelled On,Donor Last Name,Reference Code,FEC Id,Cancelation Reason';
    const rows = ['AB910000001,10.00,20.00,monthly,2026-10-01 22:10:00,Wintergreen,,C00999999,donor_request', 'AB2,10.00,20.00,weekly,2026-10-02,Wintergreen,,,payment failed', 'AB3,10.00,20.00,weekly,,,,,', ',1,1,weekly,2026-10-02,,,,'];
    const { door, lines } = await trial([header, ...rows, ''].join('\r\n'), format);
    expect(door.at('series/cancellations')).toMatchObject([{ cancelledOn: '2026-10-01', reasonCode: 'donor' }, { cancelledOn: '2026-10-02', reasonCode: 'failed' }]);
    expect(lines.map((line) => line.split(',').slice(1, 3).join(' '))).toEqual(['accepted ', 'accepted ', 'skipped ', 'refused order-missing']);
    const charged = await imported([{ 'Recurring Total Months': '12' }]);
    expect(door.at('series/cancellations')[0]!.seriesId).toBe(charged.door.at('series')[0]!.seriesId);
  });

  it('is read in the row that ActBlue itself gives as an example', async () => {
    if (!existsSync(shared)) {
      notTested("ActBlue's own example row: the data is not on this machine");
      return;
    }
    const { door, summary } = await tried(shared, format);
    expect(summary).toMatchObject({ rows: 1, accepted: 1 });
    const [, ...cells] = readFileSync(shared, 'utf8').split(/\r?\n/)[1]!.split(',');
    expect(door.at('sightings')[0]).toMatchObject({ amountCents: Number(cells[1]!.replace('.', '')), receivedAt: '2020-01-01T09:33:42Z', committeeId: 'C001231234', sequence: 4, feeCents: 8, page: 'payment_method' });
    expect([door.at('contributions/deposits').length, door.at('series').length, door.at('series/charges').length]).toEqual([1, 0, 1]);
  });
});
