import fc from 'fast-check';
import { nameUuid, type Meta } from '@fieldledger/kernel';
import { slugOf } from '@fieldledger/testing';
import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import type { ContributionContext } from './contribution-context.js';
import type { CancelSeries, ChangeSeries, ChargeSeries, ReportFailedCharge, StartSeries } from './series-commands.js';
import type { SeriesEvent, SeriesFlag } from './series-events.js';
import { SERIES_EXAMPLES } from './series-examples.js';
import { cancelSeries, changeSeries, chargeSeries, reportFailedCharge, seriesDecider, startSeries, type SeriesState } from './series.js';

const meta: Meta = { organization: nameUuid('series'), actor: 'key-7', app: 'donation-page', correlationId: 'c', causationId: null, receivedAt: '2026-09-30T15:00:00.000Z', provenance: null };
const { giver, person } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
const context: ContributionContext = { committees: new Map(), giver, person, forgotten: false };
const seriesId = nameUuid('series', 'a sustainer');

const begun: StartSeries = { seriesId, committeeId: 'C00999999', amountCents: 25_00, frequency: 'monthly', startedOn: '2026-06-14' };
const charged: ChargeSeries = { chargeId: nameUuid('charge'), seriesId, contributionId: nameUuid('gift'), amountCents: 25_00, sequence: 1, chargedOn: '2026-07-14' };
const failed: ReportFailedCharge = { failureId: nameUuid('failure'), seriesId, failedOn: '2026-08-14', reasonCode: 'insufficient-funds' };
const changed: ChangeSeries = { changeId: nameUuid('change'), seriesId, amountCents: 40_00, changedOn: '2026-08-01' };
const cancelled: CancelSeries = { cancellationId: nameUuid('cancellation'), seriesId, cancelledOn: '2026-09-01', reasonCode: 'donor' };

const start = (change: Partial<StartSeries> = {}, its: Partial<ContributionContext> = {}) => startSeries({ ...begun, ...change }, { ...context, ...its });
const after = (...events: readonly SeriesEvent[]): SeriesState => events.reduce(seriesDecider.evolve, seriesDecider.initial);
const cancellation = () => cancelSeries(cancelled, after(...start()), meta);
const ended = () => after(...start(), ...cancellation());
const flags = ([event]: readonly SeriesEvent[]): readonly SeriesFlag[] => event!.data.flags;

describe('a recurring series', () => {
  it('is begun with its donor sealed, and knows its day', () => {
    const [event] = start();
    expect(event).toEqual({ type: 'SeriesStarted', data: { ...begun, giver, person, plannedCharges: undefined, page: undefined, referenceCode: undefined, flags: [] } });
    expect(seriesDecider.occurredAt(event!, meta)).toBe('2026-06-14T00:00:00.000Z');
    expect(start({}, { giver, person: undefined, forgotten: true })[0]!.data.flags).toEqual(['person-forgotten']);
  });

  it.each([[0, 'amount-not-positive'], [-25_00, 'amount-not-positive'], [1_000_000_000_001, 'amount-too-large']])('of %d cents is refused, and so is a charge or a change of as much', (amountCents, because) => {
    expect(slugOf(() => start({ amountCents }))).toBe(because);
    expect(slugOf(() => chargeSeries({ ...charged, amountCents }, after(...start()), meta))).toBe(because);
    expect(slugOf(() => changeSeries({ ...changed, amountCents }, after(...start()), meta))).toBe(because);
  });

  it('is charged, and the charge names the contribution that it made', () => {
    expect(chargeSeries(charged, after(...start()), meta)).toEqual([{ type: 'SeriesCharged', data: { ...charged, committeeId: 'C00999999', terms: undefined, flags: [] } }]);
  });

  it('is charged, fails, is changed and is cancelled before anybody told of its start: recorded, and flagged', () => {
    const terms = { committeeId: 'C00999999', frequency: 'weekly' as const };
    expect(chargeSeries({ ...charged, terms }, after(), meta)[0]!.data).toMatchObject({ committeeId: null, terms, flags: ['series-unknown'] });
    expect(flags(reportFailedCharge(failed, after(), meta))).toEqual(['series-unknown']);
    expect(flags(changeSeries({ ...changed, basis: 'reported' }, after(), meta))).toEqual(['series-unknown']);
    expect(flags(cancelSeries(cancelled, after(), meta))).toEqual(['series-unknown']);
    const late = after(...chargeSeries(charged, after(), meta), ...start());
    expect(flags(reportFailedCharge(failed, late, meta))).toEqual([]);
  });

  it('is charged after it was cancelled: recorded, and flagged; told late of a day before, it is not', () => {
    expect(flags(chargeSeries({ ...charged, chargedOn: '2026-09-02' }, ended(), meta))).toEqual(['after-cancellation']);
    expect(flags(chargeSeries({ ...charged, chargedOn: '2026-09-01' }, ended(), meta))).toEqual([]);
    expect(flags(reportFailedCharge({ ...failed, failedOn: '2026-09-14' }, ended(), meta))).toEqual(['after-cancellation']);
  });

  it('is told twice of one contribution, by two who give the charge ids of their own: the second is flagged', () => {
    const once = after(...start(), ...chargeSeries(charged, after(...start()), meta));
    expect(flags(chargeSeries({ ...charged, chargeId: nameUuid('another source') }, once, meta))).toEqual(['charged-before']);
    expect(flags(chargeSeries({ ...charged, chargeId: nameUuid('next'), contributionId: nameUuid('next gift') }, once, meta))).toEqual([]);
  });

  it('is changed in amount, frequency or both, and a change of nothing is refused', () => {
    expect(changeSeries({ ...changed, frequency: 'weekly' }, after(...start()), meta)[0]!.data).toMatchObject({ amountCents: 40_00, frequency: 'weekly', committeeId: 'C00999999', flags: [] });
    expect(slugOf(() => changeSeries({ ...changed, amountCents: undefined }, after(...start()), meta))).toBe('nothing-changes');
  });

  it('cannot be changed any more once it is cancelled, nor before it is known; what has happened is recorded all the same', () => {
    expect([slugOf(() => changeSeries(changed, ended(), meta)), slugOf(() => changeSeries(changed, after(), meta))]).toEqual(['series-cancelled', 'series-missing']);
    expect(flags(changeSeries({ ...changed, basis: 'reported' }, ended(), meta))).toEqual([]);
    expect(flags(changeSeries({ ...changed, basis: 'reported', changedOn: '2026-09-02' }, ended(), meta))).toEqual(['after-cancellation']);
  });

  it('that two systems say was cancelled is cancelled on the earlier day', () => {
    const [second] = cancelSeries({ ...cancelled, cancellationId: nameUuid('the processor'), cancelledOn: '2026-08-30', reasonCode: 'source' }, ended(), meta);
    expect(second).toMatchObject({ data: { flags: ['cancelled-before'] } });
    expect(seriesDecider.evolve(ended(), second!).cancelledOn).toBe('2026-08-30');
    expect(after(...start(), second!, ...cancellation()).cancelledOn).toBe('2026-08-30');
  });

  it('has no charge, failure, change or end that is dated after now', () => {
    const tomorrow = '2026-10-02';
    const slugs = [
      () => chargeSeries({ ...charged, chargedOn: tomorrow }, ended(), meta), () => reportFailedCharge({ ...failed, failedOn: tomorrow }, ended(), meta),
      () => changeSeries({ ...changed, changedOn: tomorrow }, ended(), meta), () => cancelSeries({ ...cancelled, cancelledOn: tomorrow }, ended(), meta),
    ].map(slugOf);
    expect(slugs).toEqual(Array(4).fill('date-out-of-range'));
  });

  it('is told again as it was asked, whatever we added to it', () => {
    expect(seriesDecider.asked(start()[0]!.data)).toMatchObject({ ...begun, contributor: { entityType: 'IND', reference: giver!.reference, mark: person!.mark } });
    for (const [command, [event]] of [[charged, chargeSeries(charged, ended(), meta)], [failed, reportFailedCharge(failed, ended(), meta)], [cancelled, cancellation()]] as const) {
      expect(seriesDecider.asked(event!.data)).toEqual(command);
    }
  });

  it('answers any request after any history with events or a rejection, never anything else', () => {
    const days = fc.constantFrom('2026-06-01', '2026-09-01', '2026-09-30', '2026-10-01', '2027-01-01');
    const cents = fc.option(fc.constantFrom(-1, 0, 1, 25_00, 1e12, 1e12 + 1), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...(Object.values(SERIES_EXAMPLES) as SeriesEvent[]))), days, cents, fc.constantFrom('intended' as const, 'reported' as const, undefined), (history, day, amountCents, basis) => {
        const state = after(...history);
        const amounts = ['no rejection', 'amount-not-positive', 'amount-too-large'];
        expect(amounts).toContain(slugOf(() => start({ startedOn: day, amountCents: amountCents ?? 1 })));
        expect([...amounts, 'date-out-of-range']).toContain(slugOf(() => chargeSeries({ ...charged, chargedOn: day, amountCents: amountCents ?? 1 }, state, meta)));
        expect(['no rejection', 'date-out-of-range']).toContain(slugOf(() => reportFailedCharge({ ...failed, failedOn: day }, state, meta)));
        expect([...amounts, 'date-out-of-range', 'nothing-changes', 'series-missing', 'series-cancelled']).toContain(slugOf(() => changeSeries({ ...changed, changedOn: day, amountCents, basis }, state, meta)));
        expect(['no rejection', 'date-out-of-range']).toContain(slugOf(() => cancelSeries({ ...cancelled, cancelledOn: day }, state, meta)));
      }),
    );
  });
});
