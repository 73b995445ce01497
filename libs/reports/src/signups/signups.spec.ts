import { LINK_EXAMPLES } from '@fieldledger/people';
import { SHIFT_EXAMPLES, SIGNUP_EXAMPLES, VOLUNTEER_EVENT_EXAMPLES, type SightSignup, type SignupEvent, type Step } from '@fieldledger/volunteering';
import type { Event, Row } from '@fieldledger/kernel';
import { rowsOf } from '@fieldledger/testing';
import fc from 'fast-check';
import { signups } from './signups.projection.js';

const { SignupScheduled: scheduled, SignupConfirmed: confirmed, SignupSighted: sighted, SignupStepVoided: voided } = SIGNUP_EXAMPLES;
const id = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const step = (n: number, type: SignupEvent['type'], at: string, more: Partial<Step> = {}): Event => {
  const { data } = SIGNUP_EXAMPLES[type] as { data: Step };
  return { type, data: { ...data, stepId: id(n), at, ...more } };
};
const seen = (n: number, status: SightSignup['status'], asOf: string | undefined, more: object = {}): Event => {
  const { startsAt: _startsAt, endsAt: _endsAt, attended: _attended, confirmations: _confirmations, ...data } = sighted.data;
  return { type: 'SignupSighted', data: { ...data, sightingId: id(n), status, asOf, ...more } };
};
const voidOf = (n: number, stepId: string): Event => ({ ...voided, data: { ...voided.data, correctionId: id(n), stepId } });
const signup = async (...facts: readonly Event[]): Promise<Row> => (await rowsOf(signups, facts)).find(({ kind }) => kind === 'signup')!;

const elsewhere = (row: Row): unknown => JSON.parse(row.elsewhere as string);

describe('signups', () => {
  it('have a row each, as have shifts, events and links', async () => {
    const rows = await rowsOf(signups, [...Object.values(VOLUNTEER_EVENT_EXAMPLES), ...Object.values(SHIFT_EXAMPLES), ...Object.values(SIGNUP_EXAMPLES), ...Object.values(LINK_EXAMPLES)]);
    expect(rows.map(({ kind }) => kind)).toEqual(['event', 'shift', 'signup', 'link']);
    expect(rows[0]).toMatchObject({ eventType: 'canvass', locationId: 'park-east', cancelledAt: null });
    expect(rows[1]).toMatchObject({ startsAt: '2026-10-03T15:00:00.000Z', day: '2026-10-03', capacity: 24 });
    expect(rows[3]).toMatchObject({ person: null, same: null });
    expect(await rowsOf(signups, [LINK_EXAMPLES.PersonsLinked])).toMatchObject([{ kind: 'link', person: 'van/OH.myvoters/1044321', same: 'mobilize/org-15/57' }]);
  });

  it('belong to events and shifts as they were changed, also where the change became known before the plan', async () => {
    const { VolunteerEventPlanned: planned, VolunteerEventChanged: changed } = VOLUNTEER_EVENT_EXAMPLES;
    const { ShiftPlanned: shift, ShiftChanged: moved } = SHIFT_EXAMPLES;
    const untimed = <E extends { readonly data: object }>(event: E, more: object = {}): E => ({ ...event, data: { ...event.data, asOf: undefined, ...more } });
    const told = [untimed(planned, { eventType: 'phone-bank' }), untimed(changed, { eventType: 'canvass' }), untimed(shift, { capacity: 30 }), untimed(moved, { shiftId: shift.data.shiftId, capacity: 4 })] as Event[];
    for (const order of [told, [...told].reverse()]) {
      const rows = await rowsOf(signups, order);
      expect([rows.find(({ kind }) => kind === 'event'), rows.find(({ kind }) => kind === 'shift')]).toMatchObject([{ eventType: 'canvass' }, { capacity: 4 }]);
    }
  });

  it('belong to shifts that are called off as long as nobody takes that back, in whatever order it becomes known', async () => {
    const { ShiftPlanned: planned, ShiftCancelled: cancelled, ShiftReinstated: reinstated } = SHIFT_EXAMPLES;
    const at = (hour: number) => `2026-10-01T${String(hour).padStart(2, '0')}:00:00.000Z`;
    const off = (hour: number, reasonCode: typeof cancelled.data.reasonCode): Event => ({ ...cancelled, data: { ...cancelled.data, cancelledAt: at(hour), reasonCode } });
    const on = (hour: number): Event => ({ ...reinstated, data: { ...reinstated.data, reinstatedAt: at(hour) } });
    const shown = (hour: number): Event => ({ ...planned, data: { ...planned.data, asOf: at(hour) } });
    const calledOff = async (...events: readonly Event[]) => (await rowsOf(signups, events))[0]!.cancelledAt;
    for (const [events, is] of [
      [[off(3, 'weather'), on(4)], null], [[off(3, 'weather'), on(4), off(5, 'too-few')], at(5)], [[off(3, 'weather'), on(3)], null], [[off(3, 'weather'), shown(9)], at(3)],
      [[off(3, 'withdrawn-by-source'), shown(2)], at(3)], [[off(3, 'withdrawn-by-source'), shown(3)], at(3)], [[off(3, 'withdrawn-by-source'), shown(4)], null], [[off(3, 'withdrawn-by-source'), on(4)], null], [[off(3, 'withdrawn-by-source'), on(3)], null],
      [[off(3, 'withdrawn-by-source'), shown(4), off(2, 'weather')], at(2)], [[off(3, 'withdrawn-by-source'), shown(4), off(5, 'withdrawn-by-source')], at(5)],
    ] as [Event[], string | null][]) {
      expect([events, await calledOff(...events), await calledOff(...[...events, planned].reverse(), events[0]!)]).toEqual([events, is, is]);
    }
  });

  it('count every confirmation call, and what was voided no more', async () => {
    const calls = [scheduled, step(1, 'SignupConfirmed', '2026-09-29T12:00:00.000Z'), step(2, 'SignupConfirmed', '2026-09-30T12:00:00.000Z')];
    expect(await signup(...calls)).toMatchObject({ status: 'confirmed', confirmations: 2, confirmedAt: '2026-09-29T12:00:00.000Z' });
    expect(await signup(...calls, voidOf(3, id(1)))).toMatchObject({ confirmations: 1, confirmedAt: '2026-09-30T12:00:00.000Z' });
    expect(await signup(voidOf(3, id(1)), ...calls)).toMatchObject({ confirmations: 1 });
  });

  it('say where they were moved from', async () => {
    const [a, b] = [id(70), id(71)];
    const row = await signup(step(1, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: a }), step(2, 'SignupRescheduled', '2026-09-25T12:00:00.000Z', { shiftId: b }));
    expect(row).toMatchObject({ shiftId: b, status: 'scheduled' });
    expect(elsewhere(row)).toMatchObject([{ shiftId: a, scheduled: true, attendance: null }]);
  });

  it('keep what happened at a shift with that shift, when they are moved to another', async () => {
    const [a, b] = [id(70), id(71)];
    const booked = [step(1, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: a }), ...[2, 3].map((n) => step(n, 'SignupConfirmed', `2026-09-2${n}T12:00:00.000Z`, { shiftId: undefined }))];
    const missed = await signup(...booked, step(4, 'ShiftMissed', '2026-10-03T18:00:00.000Z', { shiftId: undefined }), step(5, 'SignupRescheduled', '2026-10-03T20:00:00.000Z', { shiftId: b }));
    expect(missed).toMatchObject({ shiftId: b, status: 'scheduled', scheduled: true, confirmations: 0, confirmedAt: null, attendance: null });
    expect(elsewhere(missed)).toMatchObject([{ shiftId: a, confirmations: 2, attendance: 'no-show' }]);
    // What is said of the first shift afterwards belongs to it as well.
    const late = await signup(...booked, step(5, 'SignupRescheduled', '2026-10-02T20:00:00.000Z', { shiftId: b }), step(6, 'ShiftCompleted', '2026-10-04T18:00:00.000Z', { shiftId: a }));
    expect(late).toMatchObject({ shiftId: b, attendance: null });
    expect(elsewhere(late)).toMatchObject([{ shiftId: a, attendance: 'completed' }]);
  });

  it('are at the shift where they came, though nobody expected them there', async () => {
    const came = [step(1, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z', { shiftId: id(71) }), step(2, 'SignupCheckedOut', '2026-10-03T17:00:00.000Z', { shiftId: id(71) })];
    expect(await signup(...came)).toMatchObject({ shiftId: id(71), scheduled: false, attendance: 'completed', elsewhere: null });
    const elsewhereToo = await signup(step(3, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: id(70) }), ...came);
    expect(elsewhereToo).toMatchObject({ shiftId: id(70), attendance: null });
    expect(elsewhere(elsewhereToo)).toMatchObject([{ shiftId: id(71), scheduled: false, attendance: 'completed' }]);
    expect(await signup(step(1, 'ShiftMissed', '2026-10-03T14:30:00.000Z', { shiftId: id(71) }))).toMatchObject({ shiftId: id(71), scheduled: true, attendance: 'no-show' });
  });

  it('have left the shift where they came, also where the check-out names none', async () => {
    const [a, b] = [id(70), id(71)];
    const came = [
      step(1, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: a }), step(2, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z', { shiftId: b }),
      ...(['SignupCheckedOut', 'ShiftCompleted'] as const).map((type, n) => step(3 + n, type, `2026-10-03T1${7 + n}:00:00.000Z`, { shiftId: undefined })),
    ];
    const row = await signup(...came);
    expect(row).toMatchObject({ shiftId: a, attendance: null, workedUntil: null });
    expect(elsewhere(row)).toMatchObject([{ shiftId: b, attendance: 'completed', workedFrom: '2026-10-03T14:00:00.000Z', workedUntil: '2026-10-03T17:00:00.000Z', review: null }]);
    // Who is expected elsewhere afterwards is seen there, and who was missed was missed where they were expected.
    const next = step(5, 'SignupRescheduled', '2026-10-04T12:00:00.000Z', { shiftId: id(72) });
    expect(await signup(...came, next, step(6, 'ShiftCompleted', '2026-10-05T17:00:00.000Z', { shiftId: undefined }))).toMatchObject({ shiftId: id(72), attendance: 'completed' });
    expect(await signup(...came, step(6, 'ShiftMissed', '2026-10-03T20:00:00.000Z', { shiftId: undefined }))).toMatchObject({ shiftId: a, attendance: 'no-show' });
  });

  it('have what was told before any shift was with the first shift, and not with those that follow', async () => {
    const row = await signup(
      step(1, 'SignupConfirmed', '2026-09-19T12:00:00.000Z', { shiftId: undefined }), step(2, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: id(70) }), step(3, 'SignupRescheduled', '2026-09-21T12:00:00.000Z', { shiftId: id(71) }),
    );
    expect(row).toMatchObject({ shiftId: id(71), confirmations: 0 });
    expect(elsewhere(row)).toMatchObject([{ shiftId: id(70), confirmations: 1 }]);
  });

  it('that were only invited to one shift and signed up for another were not moved', async () => {
    const row = await signup(step(1, 'SignupInvited', '2026-09-19T12:00:00.000Z', { shiftId: id(70) }), step(2, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: id(71) }));
    expect(row).toMatchObject({ shiftId: id(71), invitedAt: '2026-09-19T12:00:00.000Z' });
    expect(elsewhere(row)).toMatchObject([{ shiftId: id(70), scheduled: false }]);
  });

  it('leave out the time in which they were away, and are held when they came back and never left', async () => {
    const stamps = [step(1, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z'), step(2, 'SignupCheckedOut', '2026-10-03T16:00:00.000Z'), step(3, 'SignupCheckedIn', '2026-10-03T18:00:00.000Z')];
    expect(await signup(...stamps)).toMatchObject({ attendance: 'completed', review: 'check-out-missing' });
    expect(await signup(...stamps, step(4, 'SignupCheckedOut', '2026-10-03T20:00:00.000Z'))).toMatchObject({ workedFrom: '2026-10-03T14:00:00.000Z', workedUntil: '2026-10-03T20:00:00.000Z', stays: JSON.stringify([['2026-10-03T14:00:00.000Z', '2026-10-03T16:00:00.000Z'], ['2026-10-03T18:00:00.000Z', '2026-10-03T20:00:00.000Z']]), review: null });
    // Who leaves twice left the second time.
    const left = [step(5, 'SignupCheckedOut', '2026-10-03T17:00:00.000Z'), step(4, 'SignupCheckedOut', '2026-10-03T20:00:00.000Z')];
    expect(await signup(...stamps, ...left)).toMatchObject({ stays: JSON.stringify([['2026-10-03T14:00:00.000Z', '2026-10-03T17:00:00.000Z'], ['2026-10-03T18:00:00.000Z', '2026-10-03T20:00:00.000Z']]) });
    // Two taps on the same button are one.
    expect(await signup(stamps[0]!, step(5, 'SignupCheckedIn', '2026-10-03T14:01:00.000Z'), stamps[1]!)).toMatchObject({ workedFrom: '2026-10-03T14:00:00.000Z', stays: null, review: null });
  });

  it('have no attendance any more when the system that told it takes it back', async () => {
    const [before, after] = ['2026-10-03T18:00:00.000Z', '2026-10-04T09:00:00.000Z'];
    expect(await signup(seen(1, 'confirmed', before, { attended: true }), seen(2, 'confirmed', after))).toMatchObject({ status: 'confirmed', attendance: null });
    expect(await signup(seen(1, 'completed', before), seen(2, 'cancelled', after))).toMatchObject({ status: 'cancelled', attendance: null });
    expect(await signup(seen(1, 'no-show', before), seen(2, 'completed', after))).toMatchObject({ attendance: 'completed' });
    expect(await signup(seen(1, 'confirmed', before, { attended: true }), seen(2, 'deleted', after))).toMatchObject({ status: 'deleted', attendance: 'completed' });
  });

  it('keep what a system said of attendance at the shift before, when it takes back what it said of the one they were moved to', async () => {
    const at = (day: number) => `2026-10-0${day}T09:00:00.000Z`;
    const [a, b] = [{ shiftId: id(70) }, { shiftId: id(71) }];
    const row = await signup(seen(1, 'confirmed', at(4), { ...a, attended: false }), seen(2, 'scheduled', at(5), b), seen(3, 'completed', at(6), b), seen(4, 'scheduled', at(7), b));
    expect(row).toMatchObject({ shiftId: id(71), attendance: null });
    expect(elsewhere(row)).toMatchObject([{ shiftId: id(70), attendance: 'no-show' }]);
    // Also where it does not name the shift each time.
    expect(elsewhere(await signup(seen(1, 'completed', at(4), a), seen(2, 'completed', at(5), { shiftId: undefined }), seen(3, 'scheduled', at(6), b)))).toMatchObject([{ shiftId: id(70), attendance: 'completed' }]);
    expect(await signup(seen(1, 'walked-in', at(4), a), seen(2, 'scheduled', at(5), a))).toMatchObject({ attendance: null, status: 'scheduled' });
  });

  it('are expected where they were when they are invited to another shift, and walk in at another', async () => {
    const booked = step(1, 'SignupScheduled', '2026-09-20T12:00:00.000Z', { shiftId: id(70) });
    expect(await signup(booked, step(2, 'SignupInvited', '2026-09-21T12:00:00.000Z', { shiftId: id(71) }))).toMatchObject({ shiftId: id(70), status: 'scheduled', invited: true, elsewhere: null });
    const row = await signup(booked, step(2, 'SignupWalkedIn', '2026-09-21T12:00:00.000Z', { shiftId: id(71) }), step(3, 'SignupCheckedOut', '2026-09-21T14:00:00.000Z', { shiftId: undefined }));
    expect(row).toMatchObject({ shiftId: id(70), status: 'scheduled', attendance: null });
    expect(elsewhere(row)).toMatchObject([{ shiftId: id(71), scheduled: false, attendance: 'review', review: 'check-in-missing' }]);
    // Of two invitations that nobody answered the later one holds.
    expect(await signup(...[70, 71].map((n) => step(n, 'SignupInvited', `2026-09-${n - 50}T12:00:00.000Z`, { shiftId: id(n) })))).toMatchObject({ shiftId: id(71), status: 'invited' });
  });

  it('have said no until they say yes, though they were invited once more, and since they said so the first time after that', async () => {
    const [booked, again] = [scheduled, step(3, 'SignupInvited', '2026-09-28T12:00:00.000Z')];
    expect(await signup(booked, step(1, 'SignupCancelled', '2026-09-26T12:00:00.000Z'), again)).toMatchObject({ status: 'cancelled' });
    expect(await signup(step(1, 'SignupDeclined', '2026-09-26T12:00:00.000Z'), again)).toMatchObject({ status: 'declined' });
    expect(await signup(step(2, 'SignupMessageLeft', '2026-09-26T12:00:00.000Z'), again)).toMatchObject({ status: 'invited' });
    const no = [1, 2].map((n) => step(n, 'SignupDeclined', `2026-09-2${n + 5}T12:00:00.000Z`));
    expect(await signup(...no)).toMatchObject({ declinedAt: '2026-09-26T12:00:00.000Z' });
    expect(await signup(...no, step(4, 'SignupScheduled', '2026-09-26T18:00:00.000Z'))).toMatchObject({ declinedAt: '2026-09-27T12:00:00.000Z' });
  });

  it('were at each shift in the role that was told there', async () => {
    const [a, b] = [{ shiftId: id(70), roleId: 'canvasser', volunteerEventId: id(80) }, { shiftId: id(71), roleId: 'host', volunteerEventId: id(81) }];
    const row = await signup(step(1, 'ShiftCompleted', '2026-09-20T12:00:00.000Z', a), step(2, 'SignupRescheduled', '2026-09-21T12:00:00.000Z', b));
    expect(row).toMatchObject({ shiftId: id(71), roleId: 'host', volunteerEventId: id(81) });
    expect(elsewhere(row)).toMatchObject([a]);
    expect(await signup(step(1, 'ShiftCompleted', '2026-09-20T12:00:00.000Z', a), step(2, 'SignupRescheduled', '2026-09-21T12:00:00.000Z', { shiftId: id(71), roleId: undefined, volunteerEventId: undefined }))).toMatchObject({ roleId: 'canvasser', volunteerEventId: id(80) });
  });

  it('are whose a system shows them to be, also where it says so later than it shows the signup', async () => {
    const [first, later] = ['2026-09-28T10:00:00.000Z', '2026-09-29T10:00:00.000Z'];
    expect(await signup(seen(1, 'scheduled', first, { organizerId: undefined }), seen(2, 'scheduled', later, { organizerId: 'organizer-5' }))).toMatchObject({ organizerId: 'organizer-5' });
    expect(await signup(step(1, 'SignupScheduled', first, { organizerId: undefined }), step(2, 'SignupMessageLeft', later, { organizerId: 'organizer-5' }))).toMatchObject({ organizerId: null });
  });

  it('are at the shift about which they were called, as long as nothing else places them', async () => {
    const called = step(1, 'SignupMessageLeft', '2026-09-20T12:00:00.000Z', { shiftId: id(70) });
    expect(await signup(called)).toMatchObject({ shiftId: id(70), status: 'message-left', messages: 1 });
    expect(await signup(called, step(2, 'SignupScheduled', '2026-09-21T12:00:00.000Z', { shiftId: id(71) }))).toMatchObject({ shiftId: id(71), messages: 1, elsewhere: null });
  });

  it('have completed until somebody says that they did not come, though it is told later that they walked in', async () => {
    const came = [step(1, 'ShiftCompleted', '2026-10-03T17:00:00.000Z'), step(2, 'SignupWalkedIn', '2026-10-03T17:30:00.000Z')];
    expect(await signup(...came)).toMatchObject({ attendance: 'completed', review: null });
    expect(await signup(step(3, 'ShiftMissed', '2026-10-03T17:15:00.000Z'), ...came)).toMatchObject({ attendance: 'review' });
  });

  it('that a system shows at another shift were moved there', async () => {
    const row = await signup(seen(1, 'scheduled', '2026-09-21T12:00:00.000Z', { shiftId: id(70) }), seen(2, 'scheduled', '2026-09-22T12:00:00.000Z', { shiftId: id(71) }));
    expect(row).toMatchObject({ shiftId: id(71), status: 'scheduled', scheduled: true });
    expect(elsewhere(row)).toMatchObject([{ shiftId: id(70), scheduled: true, attendance: null }]);
  });

  it('know status and attendance apart: who was cancelled and came has completed', async () => {
    expect(await signup(scheduled, step(1, 'SignupCancelled', '2026-10-01T12:00:00.000Z'), step(2, 'ShiftCompleted', '2026-10-03T17:00:00.000Z'))).toMatchObject({ status: 'cancelled', attendance: 'completed' });
    expect(await signup(scheduled, step(1, 'ShiftMissed', '2026-10-03T14:30:00.000Z'), step(2, 'SignupCheckedIn', '2026-10-03T15:00:00.000Z'), step(3, 'SignupCheckedOut', '2026-10-03T17:00:00.000Z'))).toMatchObject({
      attendance: 'completed', workedFrom: '2026-10-03T15:00:00.000Z', workedUntil: '2026-10-03T17:00:00.000Z', review: null,
    });
  });

  it.each([
    ['nobody checked them out', [step(1, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z')], 'check-out-missing'],
    ['nobody checked them in', [step(1, 'SignupCheckedOut', '2026-10-03T17:00:00.000Z')], 'check-in-missing'],
    ['they went before they came', [step(1, 'SignupCheckedOut', '2026-10-03T13:00:00.000Z'), step(2, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z')], 'check-out-before-check-in'],
    ['they would have worked for more than a day', [step(1, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z'), step(2, 'SignupCheckedOut', '2026-10-04T14:00:00.001Z')], 'over-24-hours'],
    ['somebody said that they had completed, and they were never checked out', [step(1, 'SignupCheckedIn', '2026-10-03T14:00:00.000Z'), step(2, 'ShiftCompleted', '2026-10-03T17:00:00.000Z')], 'check-out-missing'],
    ['they walked in, and nobody said more', [step(1, 'SignupWalkedIn', '2026-10-03T14:00:00.000Z')], 'check-out-missing'],
  ])('are held for review when %s', async (_when, facts, review) => {
    expect(await signup(...facts)).toMatchObject({ review });
  });

  it('that a system shows only as they stand are read from what changed between two sightings', async () => {
    const facts = [
      seen(1, 'scheduled', '2026-09-21T18:30:00.000Z'), seen(2, 'confirmed', '2026-09-28T10:00:00.000Z'), seen(3, 'confirmed', '2026-09-29T10:00:00.000Z'), seen(4, 'cancelled', '2026-09-30T10:00:00.000Z'),
      seen(5, 'confirmed', '2026-10-01T10:00:00.000Z'), seen(6, 'confirmed', '2026-10-03T18:00:00.000Z', { attended: true }),
    ];
    const row = await signup(...facts);
    expect(row).toMatchObject({ status: 'confirmed', confirmations: 2, scheduledAt: '2026-09-21T18:30:00.000Z', cancelledAt: '2026-09-30T10:00:00.000Z', attendance: 'completed' });
    expect(await signup(seen(1, 'confirmed', undefined, { confirmations: 3 }))).toMatchObject({ confirmations: 3, attendance: null });
    expect(await signup(seen(1, 'no-show', undefined))).toMatchObject({ scheduled: true, attendance: 'no-show' });
    expect(await signup(seen(1, 'walked-in', undefined), seen(2, 'completed', undefined))).toMatchObject({ scheduled: false, attendance: 'completed' });
    expect(await signup(seen(1, 'completed', undefined), seen(2, 'scheduled', undefined))).toMatchObject({ status: 'scheduled', attendance: 'completed' });
  });

  it.each([['completed', 'completed'], ['no-show', 'no-show'], ['cancelled', null]] as const)('that are next seen at another shift, and %s, were expected there: they were moved in between', async (status, attendance) => {
    const row = await signup(seen(1, 'scheduled', '2026-09-28T10:00:00.000Z', { shiftId: id(70) }), seen(2, status, '2026-10-05T10:00:00.000Z', { shiftId: id(71) }));
    expect(row).toMatchObject({ shiftId: id(71), scheduled: true, attendance });
    expect(elsewhere(row)).toMatchObject([{ shiftId: id(70), scheduled: true, attendance: null }]);
  });

  it('that are off the list are moved nowhere, until they are expected again', async () => {
    const [a, b] = [id(70), id(71)];
    const off = [seen(1, 'scheduled', '2026-09-28T10:00:00.000Z', { shiftId: a }), seen(2, 'cancelled', '2026-09-29T10:00:00.000Z', { shiftId: a }), seen(3, 'deleted', '2026-09-30T10:00:00.000Z', { shiftId: b })];
    expect(await signup(...off)).toMatchObject({ shiftId: a, status: 'deleted', scheduled: true, cancelledAt: '2026-09-29T10:00:00.000Z', elsewhere: null });
    expect(await signup(...off, seen(4, 'confirmed', '2026-10-01T10:00:00.000Z', { shiftId: b }))).toMatchObject({ shiftId: b, status: 'confirmed', scheduled: true });
    expect(await signup(...off, seen(4, 'cancelled', '2026-10-05T10:00:00.000Z', { shiftId: b, attended: true }))).toMatchObject({ shiftId: b, attendance: 'completed' });
  });

  it('were cancelled when they were taken off the list, not when that was said again or the row was deleted', async () => {
    const [early, late] = ['2026-09-30T10:00:00.000Z', '2026-10-05T10:00:00.000Z'];
    const shown = [seen(1, 'scheduled', '2026-09-21T18:30:00.000Z'), seen(2, 'cancelled', early), seen(3, 'deleted', late)];
    expect(await signup(...shown)).toMatchObject({ status: 'deleted', cancelledAt: early });
    expect(await signup(step(1, 'SignupScheduled', '2026-09-21T18:30:00.000Z'), step(2, 'SignupCancelled', early), step(3, 'SignupCancelled', late))).toMatchObject({ cancelledAt: early });
    // Who was expected again in between was cancelled a second time.
    expect(await signup(...shown, seen(4, 'confirmed', '2026-10-01T10:00:00.000Z'))).toMatchObject({ cancelledAt: late });
    // Where nobody tells when, it was by the first moment that is told.
    expect(await signup(seen(1, 'cancelled', undefined, { signedUpAt: undefined }), seen(2, 'deleted', early), seen(3, 'cancelled', late))).toMatchObject({ cancelledAt: early });
  });

  it('have the one time of their own that a system shows, and the shift\'s for the other', async () => {
    const startsAt = '2026-10-03T14:30:00.000Z';
    expect(await signup(seen(1, 'completed', undefined, { startsAt }))).toMatchObject({ startsAt, endsAt: null });
    expect(await signup(seen(1, 'scheduled', '2026-10-01T00:00:00.000Z', { startsAt, endsAt: '2026-10-03T16:00:00.000Z' }), seen(2, 'completed', '2026-10-04T00:00:00.000Z', { endsAt: startsAt }))).toMatchObject({ startsAt: null, endsAt: startsAt });
  });

  it('seen and told by two apps count a confirmation once', async () => {
    expect(await signup(confirmed, seen(1, 'confirmed', '2026-10-01T00:00:00.000Z'))).toMatchObject({ confirmations: 1 });
  });

  it('stand the same in whatever order the facts arrive, and however often', async () => {
    const types = Object.keys(SIGNUP_EXAMPLES).filter((type) => type !== 'SignupSighted' && type !== 'SignupStepVoided') as SignupEvent['type'][];
    const at = fc.integer({ min: 0, max: 40 }).map((hours) => new Date(Date.UTC(2026, 9, 2, hours)).toISOString());
    const told = fc.record({ n: fc.nat({ max: 99 }), type: fc.constantFrom(...types), at, shift: fc.constantFrom(id(70), id(71), undefined) }).map(({ n, type, at: when, shift }) => step(n, type, when, { shiftId: shift }));
    const shown = fc.record({ n: fc.integer({ min: 100, max: 199 }), status: fc.constantFrom('scheduled', 'confirmed', 'cancelled', 'completed') as fc.Arbitrary<'scheduled'>, at: fc.option(at, { nil: undefined }), attended: fc.option(fc.boolean(), { nil: undefined }), shiftId: fc.constantFrom(id(70), id(71)) })
      .map(({ n, status, at: when, attended, shiftId }) => seen(n, status, when, { attended, shiftId }));
    const undone = fc.record({ n: fc.integer({ min: 200, max: 299 }), of: fc.nat({ max: 99 }) }).map(({ n, of }) => voidOf(n, id(of)));
    const idText = ({ data }: Event) => {
      const { stepId, sightingId, correctionId } = data as Partial<Record<'stepId' | 'sightingId' | 'correctionId', string>>;
      return correctionId ?? sightingId ?? stepId;
    };
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.oneof(told, shown, undone), { selector: idText, minLength: 1, maxLength: 12 }).chain((facts) => fc.tuple(fc.constant(facts), fc.shuffledSubarray(facts, { minLength: facts.length }))), async ([facts, shuffled]) => {
        expect(await signup(...shuffled, shuffled[0]!)).toEqual(await signup(...facts));
      }),
      { numRuns: 200 },
    );
  });
});
