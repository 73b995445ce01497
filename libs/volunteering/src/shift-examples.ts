import type { ShiftEvent } from './shift-events.js';
import { VOLUNTEER_EVENT_EXAMPLES } from './volunteer-event-examples.js';

const shiftId = '4c9fbe5d-7061-4c23-9d4a-8ecf3ba05d04';
const shift = {
  shiftId, volunteerEventId: VOLUNTEER_EVENT_EXAMPLES.VolunteerEventPlanned.data.volunteerEventId, starts: '2026-10-03T10:00', ends: '2026-10-03T13:00', zone: 'America/New_York', capacity: 24, locationId: 'office-columbus',
  startsAt: '2026-10-03T14:00:00.000Z', endsAt: '2026-10-03T17:00:00.000Z',
};

/** One good example of each event, in its present version. */
export const SHIFT_EXAMPLES: { readonly [T in ShiftEvent['type']]: Extract<ShiftEvent, { type: T }> } = {
  ShiftPlanned: { type: 'ShiftPlanned', data: shift },
  ShiftChanged: {
    type: 'ShiftChanged',
    data: { ...shift, changeId: '5da0cf6e-8172-4d34-8e5b-9fd04cb16e05', starts: '2026-10-03T11:00', startsAt: '2026-10-03T15:00:00.000Z', asOf: '2026-09-28T14:00:00.000Z', flags: [] },
  },
  ShiftCancelled: { type: 'ShiftCancelled', data: { cancellationId: '6eb1d07f-9283-4e45-9f6c-a0e15dc27f06', shiftId, cancelledAt: '2026-10-02T16:00:00.000Z', reasonCode: 'weather', flags: [] } },
  ShiftReinstated: { type: 'ShiftReinstated', data: { reinstatementId: '8fd3f291-a4a5-4f67-8b8e-c2a37fe49b24', shiftId, reinstatedAt: '2026-10-02T20:00:00.000Z', reasonCode: 'weather', flags: [] } },
};
