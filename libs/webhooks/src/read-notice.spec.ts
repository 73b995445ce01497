import fc from 'fast-check';
import { CancelSeries, ChargeSeries, RefundContribution, SightContribution, StartSeries } from '@fieldledger/donations';
import { validate } from '@fieldledger/http';
import { canonical, Rejection, type Fault } from '@fieldledger/kernel';
import { actBlueFile, actBlueNotice, trial, type ActBlueRow } from '@fieldledger/testing';
import { ActBlueNotice } from './notice.js';
import { readNotice } from './read-notice.js';

const CLASSES = { sightings: SightContribution, series: StartSeries, 'series/charges': ChargeSeries, 'contributions/refunds': RefundContribution, 'series/cancellations': CancelSeries } as Readonly<Record<string, new () => object>>;

/** What a notice says, once it was found to be one, as `door: item`; each item is what its door takes. */
function saidBy(notice: object) {
  expect(validate(ActBlueNotice, notice)).toEqual([]);
  const items = readNotice(notice as ActBlueNotice).flatMap((lineitem) => lineitem.items);
  for (const { door, item } of items) expect([door, validate(CLASSES[door]!, JSON.parse(JSON.stringify(item)))]).toEqual([door, []]);
  return items.map(({ door, item }) => ({ door, item: JSON.parse(JSON.stringify(item)) as Record<string, unknown> }));
}

function refusal(notice: object): { slug: string; fields: string[] } {
  try {
    readNotice(notice as ActBlueNotice);
  } catch (error) {
    const { slug, details } = error as Rejection;
    return { slug, fields: (details.faults as Fault[]).map(({ field }) => field) };
  }
  throw new Error('It was not refused.');
}

const monthly = { recurringPeriod: 'monthly', recurringDuration: '12' };

describe("ActBlue's notice", () => {
  it('says the same of a lineitem as the file does, whatever the gift', async () => {
    const word = fc.stringMatching(/^[A-Za-z][A-Za-z0-9'.-]{0,20}$/);
    const row = fc.record({
      Amount: fc.integer({ min: 1, max: 99_999_999 }).map((cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`), Fee: fc.constantFrom('', '0.08', '3.95'), 'Lineitem ID': fc.integer({ min: 1, max: 2 ** 40 }).map(String),
      'Receipt ID': fc.integer({ min: 1 }).map((n) => `AB${n}`), 'Recipient Gov ID': fc.constantFrom('C00999999', 'C001231234', ''), 'Donor Last Name': word, 'Donor Employer': word, 'Donor ZIP': fc.constantFrom('02906', '43215-1234'), 'Reference Code': word,
      'Fundraising Page': word, Date: fc.integer({ min: 0, max: 120 * 86_400 }).map((seconds) => new Date(Date.UTC(2026, 3, 1) + seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ')), 'Recurrence Number': fc.constantFrom('1', '2', '17'),
      'Recurring Total Months': fc.constantFrom('12', 'unlimited'),
    });
    await fc.assert(
      fc.asyncProperty(row, fc.boolean(), async (gift: ActBlueRow, recurs) => {
        const file = recurs ? gift : { ...gift, 'Recurring Total Months': '', 'Recurrence Number': '1' };
        const { door } = await trial(actBlueFile([file]), { format: 'actblue-csv', mapping: undefined });
        const notice = actBlueNotice(file, gift.Fee ? { feeAmount: gift.Fee } : {}, recurs ? { recurringPeriod: 'monthly', recurringDuration: gift['Recurring Total Months'] === '12' ? 12 : -1 } : {});
        const plain = ({ provenance: _provenance, source: _source, ...item }: Record<string, unknown>) => canonical(item);
        expect(saidBy(notice).map(({ door: at, item }) => [at, plain(item)])).toEqual(door.batches.flatMap((batch) => batch.items.map((item) => [batch.door, plain(item)])));
      }),
      { numRuns: 30 },
    );
  });

  it('says of an order with several recipients as many contributions', () => {
    const notice = actBlueNotice();
    const two = { ...notice, lineitems: [...notice.lineitems, { ...notice.lineitems[0], lineitemId: 710_000_002, entityId: 77, fecId: null, amount: 10 }] };
    const items = saidBy(two).map(({ item }) => item);
    expect(items.map(({ committeeId, amountCents }) => [committeeId, amountCents])).toEqual([['C00999999', 2_500], ['actblue-77', 1_000]]);
    expect(items[0]!.contributionId).not.toBe(items[1]!.contributionId);
  });

  it('is refused with a lineitem of more digits than a number holds, and taken where they are a text', () => {
    const notice = actBlueNotice();
    const withId = (lineitemId: unknown) => ({ ...notice, lineitems: [{ ...notice.lineitems[0], lineitemId }] });
    expect(refusal(withId(JSON.parse('9007199254740993')))).toEqual({ slug: 'lineitem-missing', fields: ['/lineitems/0/lineitemId'] });
    expect(saidBy(withId('9007199254740993'))[0]!.item.contributionId).not.toBe(saidBy(withId('9007199254740992'))[0]!.item.contributionId);
  });

  it.each<[unknown, number]>([['25.00', 2_500], ['5.0', 500], [25, 2_500], [25.1, 2_510], [0.07, 7]])('reads the amount %j without a rounding', (amount, cents) => {
    expect(saidBy(actBlueNotice({}, { amount }))[0]!.item.amountCents).toBe(cents);
  });

  it('leaves a fee out that is not told, and a code that nobody gave', () => {
    const [said] = saidBy(actBlueNotice({}, {}, { refcode: null, refcode2: '', refcodes: null }));
    expect([said!.item.feeCents, said!.item.referenceCode, said!.item.referenceCode2]).toEqual([undefined, undefined, undefined]);
    expect(saidBy(actBlueNotice({}, {}, { refcode: null, refcodes: { refcode: 'from-a-link' } }))[0]!.item.referenceCode).toBe('from-a-link');
  });

  it('is read when ActBlue leaves out what it may, and adds what nobody knows', () => {
    const bare = { donor: null, contribution: { orderNumber: 'AB1', refcodes: null, customFields: null }, lineitems: [{ lineitemId: '5', entityId: 9, amount: '1.00', paidAt: '2026-08-14T13:03:11-04:00' }], novelty: [{ a: 1 }] };
    expect(saidBy(bare)).toEqual([{ door: 'sightings', item: expect.not.objectContaining({ contributor: expect.anything() }) }]);
    expect(saidBy({ ...bare, donor: { lastname: 'Wintergreen', employerData: null, shoe: 44 } })[0]!.item.contributor).toEqual({ entityType: 'IND', lastName: 'Wintergreen' });
    expect(saidBy({ ...bare, contribution: { customFields: [{ label: 'Shirt', answer: 'L', id: 3 }, { label: 'Hat', answer: '' }] } })[0]!.item.remarks).toEqual({ comment: 'Shirt: L' });
  });

  it('tells a refund after the contribution that it tells with it, and alone where it does not', () => {
    const refundedAt = '2026-08-20T23:30:00-04:00';
    const doors = (notice: object) => saidBy(notice).map(({ door }) => door);
    expect(doors(actBlueNotice({}, { refundedAt }))).toEqual(['sightings', 'contributions/refunds']);
    expect(doors(actBlueNotice({}, { refundedAt, paidAt: null }))).toEqual(['contributions/refunds']);
    expect(saidBy(actBlueNotice({}, { refundedAt, paidAt: null }))[0]!.item).toMatchObject({ amountCents: 2_500, refundedOn: '2026-08-20', basis: 'reported' });
  });

  it('ends a series, with a lineitem that was paid or without', () => {
    const cancelledAt = '2026-10-01T02:10:00Z';
    const [start] = saidBy(actBlueNotice({}, {}, monthly)).filter(({ door }) => door === 'series');
    const [end] = saidBy(actBlueNotice({}, { paidAt: null, lineitemId: null }, { ...monthly, cancelledAt })).map(({ item }) => item);
    expect(end).toMatchObject({ seriesId: start!.item.seriesId, cancelledOn: '2026-09-30', reasonCode: 'source' });
    expect(saidBy(actBlueNotice({}, {}, { ...monthly, cancelledAt })).map(({ door }) => door)).toEqual(['sightings', 'series', 'series/charges', 'series/cancellations']);
  });

  it.each<[string, object, string, string[]]>([
    ['half a cent', actBlueNotice({}, { amount: 10.005 }), 'amount-format', ['/lineitems/0/amount']],
    ['an exponent', actBlueNotice({}, { amount: '1e3' }), 'amount-format', ['/lineitems/0/amount']],
    ['no amount', actBlueNotice({}, { amount: null }), 'amount-format', ['/lineitems/0/amount']],
    ['nothing', actBlueNotice({}, { amount: '0.00' }), 'amount-not-positive', ['/lineitems/0/amount']],
    ['no such time', actBlueNotice({}, { paidAt: 'yesterday' }), 'bad-time', ['/lineitems/0/paidAt']],
    ['no lineitem', actBlueNotice({}, { lineitemId: null }), 'lineitem-missing', ['/lineitems/0/lineitemId']],
    ['no recipient', actBlueNotice({}, { fecId: '', entityId: null }), 'committee-missing', ['/lineitems/0/entityId']],
    ['neither payment nor refund', actBlueNotice({}, { paidAt: '' }), 'nothing-told', ['/lineitems/0/paidAt']],
  ])('with %s is refused at its place', (_what, notice, slug, fields) => {
    expect(refusal(notice)).toEqual({ slug, fields });
  });

  it('names every lineitem at fault at once', () => {
    const notice = actBlueNotice({}, { amount: 'x' });
    expect(refusal({ ...notice, lineitems: [...notice.lineitems, { ...notice.lineitems[0], amount: '1', paidAt: 'x' }] })).toEqual({ slug: 'invalid-body', fields: ['/lineitems/0/amount', '/lineitems/1/paidAt'] });
  });

  it.each<[string, object, string]>([
    ['no lineitems', { ...actBlueNotice(), lineitems: [] }, '/lineitems'],
    ['a name that is a list', { ...actBlueNotice(), donor: { firstname: ['a'] } }, '/donor/firstname'],
    ['no order', { ...actBlueNotice(), contribution: undefined }, '/contribution'],
    ['nothing for an order', { ...actBlueNotice(), contribution: null }, '/contribution'],
    ['nothing for a lineitem', { ...actBlueNotice(), lineitems: [null] }, '/lineitems/0'],
    ['an amount that has members', actBlueNotice({}, { amount: { dollars: 1 } }), '/lineitems/0/amount'],
  ])('with %s is none', (_what, notice, field) => {
    expect(validate(ActBlueNotice, JSON.parse(JSON.stringify(notice))).map((fault) => fault.field)).toContain(field);
  });
});
