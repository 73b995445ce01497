import fc from 'fast-check';
import { SERIES_EXAMPLES, type Frequency, type SeriesEvent, type SeriesEnd } from '@fieldledger/donations';
import { nameUuid } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import { recurring } from './recurring.projection.js';

const { SeriesStarted: started, SeriesCharged: charged, SeriesChargeFailed: failed, SeriesChanged: changed, SeriesCancelled: cancelled } = SERIES_EXAMPLES;
const { seriesId } = started.data;
const charge = (n: number, chargedOn: string, change: object = {}): SeriesEvent => ({
  ...charged, data: { ...charged.data, chargeId: nameUuid('charge', String(n)), contributionId: nameUuid('gift', String(n)), sequence: n, chargedOn, ...change },
});
const failure = (n: number, failedOn: string): SeriesEvent => ({ ...failed, data: { ...failed.data, failureId: nameUuid('failure', String(n)), failedOn } });
const change = (n: number, changedOn: string, what: { amountCents?: number; frequency?: Frequency }): SeriesEvent => ({
  ...changed, data: { ...changed.data, changeId: nameUuid('change', String(n)), amountCents: undefined, frequency: undefined, changedOn, ...what },
});
const end = (n: number, cancelledOn: string, reasonCode: SeriesEnd): SeriesEvent => ({ ...cancelled, data: { ...cancelled.data, cancellationId: nameUuid('end', String(n)), cancelledOn, reasonCode } });
const rowOf = async (...events: readonly SeriesEvent[]) => (await rowsOf(recurring, events))[0]!;

describe('recurring series', () => {
  it('have a row each: who gives what to whom, how often, and how it went', async () => {
    expect(await rowsOf(recurring, [started, charge(1, '2026-06-14'), charge(2, '2026-07-14'), failure(1, '2026-08-14'), failure(2, '2026-08-17')])).toEqual([
      {
        seriesId, committeeId: 'C00999999', donor: 'n:n4me-and-z1p-of-donor0', donorByReference: 'r:actblue/donor/90210', page: 'columbus-kickoff', referenceCode: 'email-0814', startedOn: '2026-06-14',
        plannedCharges: 12, amountCents: 25_00, amountTold: `2026-07-14 2 charge ${nameUuid('charge', '2')}`, frequency: 'monthly', frequencyTold: `2026-07-14 2 charge ${nameUuid('charge', '2')}`,
        charges: 2, chargedCents: 50_00, lastSequence: 2, lastChargedOn: '2026-07-14', failedOn: ['2026-08-14', '2026-08-17'], cancelledOn: null, cancellationReason: null,
      },
    ]);
  });

  it('whose start nobody told of are known by their charges', async () => {
    expect(await rowOf(charge(9, '2026-08-14', { amountCents: 30_00, terms: { committeeId: 'C00999999', frequency: 'weekly' } }))).toMatchObject({
      committeeId: 'C00999999', donor: null, startedOn: null, amountCents: 30_00, frequency: 'weekly', charges: 1, lastSequence: 9,
    });
    expect(await rowOf(charge(9, '2026-08-14', { terms: undefined }))).toMatchObject({ committeeId: null, amountCents: 25_00, frequency: null });
  });

  it('are worth what the latest word says: of a change, or of a charge where no source tells of changes', async () => {
    const changedInJuly = change(1, '2026-07-01', { amountCents: 40_00 });
    expect(await rowOf(started, changedInJuly)).toMatchObject({ amountCents: 40_00, frequency: 'monthly' });
    expect(await rowOf(started, changedInJuly, change(2, '2026-07-20', { frequency: 'quarterly' }))).toMatchObject({ amountCents: 40_00, frequency: 'quarterly' });
    expect(await rowOf(started, charge(2, '2026-07-14', { amountCents: 10_00, terms: undefined }))).toMatchObject({ amountCents: 10_00, frequency: 'monthly' });
    expect(await rowOf(started, charge(2, '2026-07-01', { amountCents: 25_00 }), changedInJuly)).toMatchObject({ amountCents: 40_00 });
  });

  it('fail no more once a charge went through, also one on the day of the failure, and also when the failure is told late', async () => {
    expect(await rowOf(started, failure(1, '2026-08-14'), failure(2, '2026-08-17'), charge(3, '2026-08-17'))).toMatchObject({ failedOn: [] });
    expect(await rowOf(started, charge(3, '2026-08-17'), failure(1, '2026-08-14'))).toMatchObject({ failedOn: [] });
    expect(await rowOf(started, charge(3, '2026-08-17'), failure(3, '2026-09-17'))).toMatchObject({ failedOn: ['2026-09-17'] });
  });

  it('count a contribution once that two systems say was charged', async () => {
    expect(await rowOf(started, charge(1, '2026-06-14'), charge(1, '2026-06-14', { chargeId: nameUuid('another source'), flags: ['charged-before'] }))).toMatchObject({ charges: 1, chargedCents: 25_00 });
  });

  it('end on the earliest day that anybody named', async () => {
    expect(await rowOf(started, end(1, '2026-09-02', 'donor'), end(2, '2026-09-01', 'source'))).toMatchObject({ cancelledOn: '2026-09-01', cancellationReason: 'source' });
    const both = [end(1, '2026-09-01', 'source'), end(2, '2026-09-01', 'donor')];
    expect([await rowOf(...both), await rowOf(...both.reverse())]).toMatchObject([{ cancellationReason: 'donor' }, { cancellationReason: 'donor' }]);
  });

  it('have the same row in whatever order their events become known', async () => {
    const day = fc.integer({ min: 0, max: 40 }).map((n) => new Date(Date.UTC(2026, 6, 1 + n)).toISOString().slice(0, 10));
    const n = fc.nat(99);
    const frequency = fc.constantFrom('weekly' as const, 'monthly' as const, 'quarterly' as const, 'yearly' as const);
    const cents = fc.integer({ min: 1, max: 100_00 });
    const terms = fc.option(fc.record({ committeeId: fc.constantFrom('C00999999', 'C00888888'), frequency: fc.option(frequency, { nil: undefined }) }), { nil: undefined });
    const fact = fc.oneof(
      fc.tuple(n, day, cents, terms).map(([number, on, amountCents, of]) => charge(number, on, { amountCents, terms: of })),
      fc.tuple(n, day).map(([number, on]) => failure(number, on)),
      fc.tuple(n, day, fc.option(cents, { nil: undefined }), fc.option(frequency, { nil: undefined })).map(([number, on, amountCents, often]) => change(number, on, { amountCents, frequency: often })),
      fc.tuple(n, day, fc.constantFrom<SeriesEnd>('donor', 'failed', 'completed', 'source')).map(([number, on, why]) => end(number, on, why)),
    );
    /** An id is given once, as the log sees to it. */
    const idOf = ({ type, data }: SeriesEvent) => JSON.stringify([type, 'chargeId' in data ? data.chargeId : 'failureId' in data ? data.failureId : 'changeId' in data ? data.changeId : 'cancellationId' in data ? data.cancellationId : '']);
    const history = fc.uniqueArray(fc.oneof({ weight: 1, arbitrary: fc.constant<SeriesEvent>(started) }, { weight: 9, arbitrary: fact }), { selector: idOf, minLength: 1, maxLength: 12 });
    const orders = history.chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length })));
    await fc.assert(
      fc.asyncProperty(orders, async ([events, shuffled]) => {
        expect(await rowOf(...shuffled)).toEqual(await rowOf(...events));
      }),
      { numRuns: 300 },
    );
  });
});
