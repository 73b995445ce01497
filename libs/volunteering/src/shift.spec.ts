import { Rejection, type Meta } from '@fieldledger/kernel';
import { askedOf } from './asked.js';
import { isCalledOff } from './called-off.js';
import type { CancelShift, PlanShift } from './shift-commands.js';
import type { Shift, ShiftEvent } from './shift-events.js';
import { SHIFT_EXAMPLES } from './shift-examples.js';
import { cancelShift, changeShift, planShift, reinstateShift, shiftDecider, type ShiftState } from './shift.js';

const { ShiftPlanned: planned, ShiftCancelled: cancelled, ShiftReinstated: reinstated } = SHIFT_EXAMPLES;
const { startsAt: _startsAt, endsAt: _endsAt, ...told } = planned.data;
const plan = (change: Partial<PlanShift> = {}) => planShift({ ...told, ...change });
const after = (...events: readonly ShiftEvent[]): ShiftState => events.reduce(shiftDecider.evolve, shiftDecider.initial);
const rejection = (run: () => unknown): Rejection => {
  try {
    run();
  } catch (error) {
    if (error instanceof Rejection) return error;
  }
  throw new Error('It was not refused.');
};

describe('a shift', () => {
  it('lies between two instants, read in its zone', () => {
    expect(plan()).toEqual([planned]);
    expect(plan({ starts: '2026-10-03T10:00-07:00', ends: '2026-10-03T21:00:00Z' })[0]!.data).toMatchObject({ startsAt: '2026-10-03T17:00:00.000Z', endsAt: '2026-10-03T21:00:00.000Z' });
  });

  it('is told of when its source says so, or else as it is told', () => {
    const meta = { receivedAt: '2026-09-01T12:00:00.000Z' } as Meta;
    const [event] = plan({ asOf: '2026-08-31T20:00:00-04:00' });
    expect([shiftDecider.occurredAt(event!, meta), shiftDecider.occurredAt(plan({ asOf: undefined })[0]!, meta)]).toEqual(['2026-09-01T00:00:00.000Z', meta.receivedAt]);
  });

  it('has the hours of the night in which the clocks change', () => {
    const hours = ([event]: ShiftEvent[]) => {
      const data = event!.data as Shift;
      return (Date.parse(data.endsAt) - Date.parse(data.startsAt)) / 3_600_000;
    };
    expect(hours(plan({ starts: '2026-03-07T23:00', ends: '2026-03-08T04:00' }))).toBe(4);
    expect(hours(plan({ starts: '2026-10-31T23:00', ends: '2026-11-01T04:00' }))).toBe(6);
  });

  it.each([
    ['at a time that does not exist', { starts: '2026-03-08T02:30', ends: '2026-03-08T05:00' }, 'local-time-does-not-exist', ['2026-03-08T01:30:00-05:00', '2026-03-08T03:30:00-04:00'], 'skipped 2026-03-08T02:30'],
    ['at a time that there is twice', { starts: '2026-11-01T01:30', ends: '2026-11-01T05:00' }, 'local-time-ambiguous', ['2026-11-01T01:30:00-04:00', '2026-11-01T01:30:00-05:00'], 'showed 2026-11-01T01:30 twice'],
  ])('%s is refused with both neighbours', (_when, change, slug, neighbours, clocks) => {
    const refused = rejection(() => plan(change));
    expect([refused.slug, refused.message]).toEqual([slug, `The clocks in America/New_York ${clocks}. Write ${neighbours.join(' or ')}.`]);
  });

  it.each([
    ['before it begins', { ends: '2026-10-03T09:59' }, 'shift-end-before-start'], ['as it begins', { ends: '2026-10-03T10:00' }, 'shift-end-before-start'],
    ['on a day that does not exist', { ends: '2026-10-32T10:00' }, 'no-such-time'], ['on the 30th of February', { ends: '2027-02-30T10:00Z' }, 'no-such-time'],
  ])('that ends %s is refused', (_when, change, slug) => {
    expect(rejection(() => plan(change)).slug).toBe(slug);
  });

  it('may be changed and called off before anybody told of it', () => {
    const change = { changeId: SHIFT_EXAMPLES.ShiftChanged.data.changeId, shift: { ...told } };
    expect(changeShift(change, after())[0]!.data).toMatchObject({ flags: [], startsAt: planned.data.startsAt });
    expect(changeShift(change, after(planned, cancelled))[0]!.data).toMatchObject({ flags: ['cancelled-before'] });
    expect(shiftDecider.asked(changeShift(change, after())[0]!.data)).toEqual(askedOf(change));
    const off: CancelShift = { cancellationId: cancelled.data.cancellationId, shiftId: told.shiftId, cancelledAt: cancelled.data.cancelledAt, reasonCode: 'weather' };
    const meta = { receivedAt: '2026-10-03T00:00:00.000Z' } as Meta;
    expect(cancelShift(off, after(planned), meta)).toEqual([cancelled]);
    expect(cancelShift(off, after(cancelled), meta)[0]!.data).toMatchObject({ flags: ['shift-unknown', 'cancelled-before'] });
    expect(rejection(() => cancelShift(off, after(planned), { receivedAt: '2026-10-01T00:00:00.000Z' } as Meta)).slug).toBe('told-in-future');
  });

  it('takes place after all when it is reinstated after it was called off, whichever was told first', () => {
    const { flags: _flags, ...again } = reinstated.data;
    const meta = { receivedAt: '2026-10-03T00:00:00.000Z' } as Meta;
    expect(reinstateShift(again, after(planned, cancelled), meta)).toEqual([reinstated]);
    expect(shiftDecider.asked(reinstated.data)).toEqual(again);
    expect(shiftDecider.occurredAt(reinstated, meta)).toBe(again.reinstatedAt);
    expect(reinstateShift(again, after(), meta)[0]!.data).toMatchObject({ flags: ['shift-unknown', 'not-cancelled'] });
    for (const order of [[planned, cancelled, reinstated], [reinstated, cancelled, planned]]) expect(isCalledOff(after(...order))).toBe(false);
    const off = (cancelledAt: string, reasonCode = cancelled.data.reasonCode): ShiftEvent => ({ ...cancelled, data: { ...cancelled.data, cancelledAt, reasonCode } });
    expect(isCalledOff(after(planned, reinstated, off('2026-10-02T21:00:00.000Z')))).toBe(true);
    // Of the same moment, the word that it takes place holds.
    for (const reasonCode of ['weather', 'withdrawn-by-source'] as const) expect(isCalledOff(after(planned, reinstated, off(again.reinstatedAt, reasonCode)))).toBe(false);
    expect(rejection(() => reinstateShift(again, after(cancelled), { receivedAt: '2026-10-01T00:00:00.000Z' } as Meta)).slug).toBe('told-in-future');
  });

  it('that its source withdrew takes place when the source shows it later, and that somebody else called off does not', () => {
    const withdrawn = (reasonCode: CancelShift['reasonCode']): ShiftEvent => ({ ...cancelled, data: { ...cancelled.data, reasonCode } });
    const shownAt = (asOf: string): ShiftEvent => ({ ...planned, data: { ...planned.data, asOf } });
    const [before, with_, later] = ['2026-10-02T15:00:00.000Z', cancelled.data.cancelledAt, '2026-10-02T17:00:00.000Z'].map(shownAt) as [ShiftEvent, ShiftEvent, ShiftEvent];
    for (const event of [planned, before, with_]) expect(isCalledOff(after(withdrawn('withdrawn-by-source'), event))).toBe(true);
    expect(isCalledOff(after(later, withdrawn('withdrawn-by-source')))).toBe(false);
    expect(isCalledOff(after(withdrawn('weather'), later))).toBe(true);
  });
});
