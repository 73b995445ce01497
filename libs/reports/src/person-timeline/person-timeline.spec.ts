import { ATTEMPT_EXAMPLES, CONSENT_EXAMPLES } from '@fieldledger/contacts';
import { LINK_EXAMPLES } from '@fieldledger/people';
import { rowsOf } from '@fieldledger/testing';
import { SIGNUP_EXAMPLES } from '@fieldledger/volunteering';
import { personTimeline } from './person-timeline.projection.js';

describe("a person's timeline", () => {
  it('leaves nothing out, voided attempts included', async () => {
    const facts = [...Object.values(ATTEMPT_EXAMPLES), ...Object.values(CONSENT_EXAMPLES)];
    const rows = await rowsOf(personTimeline, facts);
    expect(rows.map(({ type, detail }) => [type, detail])).toEqual([
      ['ContactAttempted', null], ['ContactDeliveryReported', 'undelivered 30005'], ['ContactAttemptVoided', 'wrong-voter'],
      ['DoNotContactRequested', 'phone text'], ['DoNotContactWithdrawn', null], ['ContactPlanned', null],
    ]);
  });

  it('says whose each moment is; a delivery names only its attempt', async () => {
    const rows = await rowsOf(personTimeline, Object.values(ATTEMPT_EXAMPLES));
    expect(rows.map(({ person }) => person)).toEqual(['van/OH.myvoters/1044321', null, 'van/OH.myvoters/1044321']);
    expect(new Set(rows.map(({ attemptId }) => attemptId)).size).toBe(1);
  });

  it('shows what we noticed of an attempt, and under which place in the log each moment stands', async () => {
    const [flagged, told] = [{ ...ATTEMPT_EXAMPLES.ContactAttempted, data: { ...ATTEMPT_EXAMPLES.ContactAttempted.data, flags: ['do-not-contact' as const] } }, ATTEMPT_EXAMPLES.ContactDeliveryReported];
    expect(await rowsOf(personTimeline, [flagged, told])).toMatchObject([{ flags: ['do-not-contact'], position: '0000000000000001', result: 'Canvassed', contactType: 'Walk' }, { flags: [], position: '0000000000000002', result: null }]);
  });

  it('has every step of every signup, and each link by both its references', async () => {
    const rows = await rowsOf(personTimeline, [...Object.values(SIGNUP_EXAMPLES), ...Object.values(LINK_EXAMPLES)]);
    expect(rows.map(({ result }) => result)).toEqual([
      'invited', 'scheduled', 'message-left', 'confirmed', 'declined', 'cancelled', 'rescheduled', 'walked-in', 'checked-in', 'checked-out', 'completed', 'no-show', 'turf-assigned', 'no-show', 'confirmed', null, null,
    ]);
    expect(rows.slice(-3).map(({ person, same, detail }) => [person, same, detail])).toEqual([
      ['mobilize/org-15/57', null, 'attended'], ['van/OH.myvoters/1044321', 'mobilize/org-15/57', 'same-email'], ['van/OH.myvoters/1044321', 'mobilize/org-15/57', 'different-persons'],
    ]);
    expect(rows[13]).toMatchObject({ type: 'SignupStepVoided', detail: 'wrong-volunteer', stepId: rows[11]!.stepId });
  });
});
