import { SHIFT_EXAMPLES } from './shift-examples.js';
import type { SignupEvent, Step } from './signup-events.js';

const { shiftId, volunteerEventId } = SHIFT_EXAMPLES.ShiftPlanned.data;
const sealed = (of: string, length: number) => ({
  key: '7fc2e180-a394-4f56-8a7d-b1f26ed38a07', nonce: 'AbCdEfGhIjKlMnOp', text: of.repeat(length), mark: `${of}mark0123456789abcdefgh`.slice(0, 22),
});
const told: Omit<Step, 'stepId' | 'step' | 'at'> = {
  signupId: '80d3f291-b4a5-4067-9b8e-c2a37fe49b08', volunteer: { system: 'mobilize', scope: 'org-15', id: '57' }, shiftId, volunteerEventId, roleId: 'canvasser', organizerId: 'organizer-3', flags: [],
};
const step = (stepId: string, what: Step['step'], at: string, more: Partial<Step> = {}): Step => ({ stepId, step: what, at, ...told, ...more });

/** One good example of each event, in its present version. */
export const SIGNUP_EXAMPLES: { readonly [T in SignupEvent['type']]: Extract<SignupEvent, { type: T }> } = {
  SignupInvited: { type: 'SignupInvited', data: step('91e4a3a2-c5b6-4178-8c9f-d3b48af5ac09', 'invited', '2026-09-20T15:00:00.000Z') },
  SignupScheduled: {
    type: 'SignupScheduled',
    data: step('a2f5b4b3-d6c7-4289-9da0-e4c59ba6bd10', 'scheduled', '2026-09-21T18:30:00.000Z', { source: 'email-0920', person: sealed('p', 40), note: sealed('n', 30) }),
  },
  SignupMessageLeft: { type: 'SignupMessageLeft', data: step('b3a6c5c4-e7d8-439a-8eb1-f5d6acb7ce11', 'message-left', '2026-09-29T22:00:00.000Z') },
  SignupConfirmed: { type: 'SignupConfirmed', data: step('c4b7d6d5-f8e9-44ab-9fc2-a6e7bdc8df12', 'confirmed', '2026-09-30T22:10:00.000Z', { organizerId: 'caller-8' }) },
  SignupDeclined: { type: 'SignupDeclined', data: step('d5c8e7e6-a9fa-45bc-8ad3-b7f8ced9ea13', 'declined', '2026-09-30T22:15:00.000Z') },
  SignupCancelled: { type: 'SignupCancelled', data: step('e6d9f8f7-b0ab-46cd-9be4-c8a9dfeafb14', 'cancelled', '2026-10-01T12:00:00.000Z') },
  SignupRescheduled: { type: 'SignupRescheduled', data: step('f7eaa9a8-c1bc-47de-8cf5-d9baeafbac15', 'rescheduled', '2026-10-01T13:00:00.000Z') },
  SignupWalkedIn: { type: 'SignupWalkedIn', data: step('08fbbab9-d2cd-48ef-9da6-eacbfbacbd16', 'walked-in', '2026-10-03T14:02:00.000Z') },
  SignupCheckedIn: { type: 'SignupCheckedIn', data: step('19acbbca-e3de-49fa-8eb7-fbdcacbdce17', 'checked-in', '2026-10-03T14:05:00.000Z', { canvasserId: 'canvasser-17' }) },
  SignupCheckedOut: { type: 'SignupCheckedOut', data: step('2abdccdb-f4ef-40ab-9fc8-acedbdcedf18', 'checked-out', '2026-10-03T16:50:00.000Z', { flags: ['check-in-missing'] }) },
  ShiftCompleted: { type: 'ShiftCompleted', data: step('3bceddec-a5fa-41bc-8ad9-bdfecedfea19', 'completed', '2026-10-03T17:05:00.000Z') },
  ShiftMissed: { type: 'ShiftMissed', data: step('4cdfeefd-b6ab-42cd-9bea-ceafdfeafb20', 'no-show', '2026-10-03T14:45:00.000Z') },
  TurfAssigned: { type: 'TurfAssigned', data: step('5deaffae-c7bc-43de-8cfb-dfbaeafbac21', 'turf-assigned', '2026-10-03T14:10:00.000Z', { turfIds: ['turf-04'], listIds: ['15981815-49117'] }) },
  SignupStepVoided: {
    type: 'SignupStepVoided',
    data: { correctionId: '6efbaabf-d8cd-44ef-9dac-eacbfbacbd22', signupId: told.signupId, stepId: '4cdfeefd-b6ab-42cd-9bea-ceafdfeafb20', reasonCode: 'wrong-volunteer', step: 'no-show', volunteer: told.volunteer, flags: [] },
  },
  SignupSighted: {
    type: 'SignupSighted',
    data: {
      sightingId: '7facbbca-e9de-45fa-8ebd-fbdcacbdce23', signupId: told.signupId, volunteer: told.volunteer, status: 'confirmed', attended: true, confirmations: 2, asOf: '2026-10-03T18:00:00.000Z',
      signedUpAt: '2026-09-21T18:30:00.000Z', shiftId, volunteerEventId, roleId: 'canvasser', startsAt: '2026-10-03T15:00:00.000Z', endsAt: '2026-10-03T17:00:00.000Z', organizerId: 'organizer-3', source: 'email-0920',
      turfIds: ['15981815-49117'], listIds: ['2186'], person: sealed('p', 40), note: sealed('n', 30), flags: [],
    },
  },
};
