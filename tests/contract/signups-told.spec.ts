import type { Event, Row } from '@fieldledger/kernel';
import { PROJECTIONS } from '@fieldledger/reports';
import { rowsOf } from '@fieldledger/testing';
import { SHIFT_EXAMPLES, SIGNUP_EXAMPLES, VOLUNTEER_EVENT_EXAMPLES } from '@fieldledger/volunteering';

const signups = PROJECTIONS.find(({ name }) => name === 'signups')!;
const { SignupScheduled: scheduled, SignupConfirmed: confirmed, SignupMessageLeft: messageLeft, SignupStepVoided: voided, SignupSighted: sighted } = SIGNUP_EXAMPLES;
const rowOf = async (...facts: readonly Event[]): Promise<Row> => (await rowsOf(signups, facts))[0]!;

describe('what is told of a signup', () => {
  it('is kept by kind and id: an amendment may have the id of the step that it brings', async () => {
    const id = messageLeft.data.stepId;
    const amended = [{ ...voided, data: { ...voided.data, correctionId: id, stepId: confirmed.data.stepId } }, messageLeft];
    for (const facts of [[scheduled, confirmed, ...amended], [...amended.toReversed(), confirmed, scheduled]]) {
      expect(await rowOf(...facts)).toMatchObject({ status: 'scheduled', confirmations: 0, messages: 1 });
    }
    const { attended: _attended, confirmations: _confirmations, ...seen } = sighted.data;
    expect(await rowOf(scheduled, confirmed, { ...sighted, data: { ...seen, sightingId: confirmed.data.stepId, status: 'scheduled' } })).toMatchObject({ confirmations: 1 });
  });
});

describe('what is told of a volunteer event or a shift', () => {
  const [event, shift] = [VOLUNTEER_EVENT_EXAMPLES.VolunteerEventChanged, SHIFT_EXAMPLES.ShiftChanged];
  const ofEvent = (change: object) => ({ ...event, data: { ...event.data, ...change } });
  const ofShift = (change: object) => ({ ...shift, data: { ...shift.data, ...change } });

  it.each([
    ['of a place', ofEvent({ locationId: 'park-east' }), ofEvent({ locationId: 'park-west' })],
    ['of its roles', ofEvent({ roles: undefined }), ofEvent({ roles: [{ roleId: 'host', minimum: 2 }] })],
    ['of a time', ofShift({ startsAt: '2026-10-03T15:00:00.000Z' }), ofShift({ startsAt: '2026-10-03T16:00:00.000Z' })],
    ['of room', ofShift({ capacity: undefined }), ofShift({ capacity: 24 })],
  ])('as of one moment and %s otherwise is the same in any order', async (_what, one, other) => {
    expect(await rowOf(one, other)).toEqual(await rowOf(other, one));
    expect(await rowOf(one, other, one)).toEqual(await rowOf(one, other));
  });

  it('as of a later moment holds, whatever it says', async () => {
    for (const facts of [[ofShift({ capacity: 90 }), ofShift({ capacity: 2, asOf: '2026-09-29T00:00:00.000Z' })], [ofShift({ capacity: 2, asOf: '2026-09-29T00:00:00.000Z' }), ofShift({ capacity: 90 })]]) {
      expect(await rowOf(...facts)).toMatchObject({ capacity: 2 });
    }
  });
});
