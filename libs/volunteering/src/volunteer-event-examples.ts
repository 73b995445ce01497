import type { VolunteerEventEvent } from './volunteer-event-events.js';

const volunteerEventId = '1f6c8b2a-4d3e-4f90-8a17-5b9c0e7d2a01';
const planned = {
  volunteerEventId, eventType: 'canvass', zone: 'America/New_York', campaignId: 'columbus-2026', organizerId: 'organizer-3', locationId: 'office-columbus',
  roles: [{ roleId: 'canvasser', minimum: 8, goal: 20 }, { roleId: 'host', minimum: 1 }],
};

/** One good example of each event, in its present version. */
export const VOLUNTEER_EVENT_EXAMPLES: { readonly [T in VolunteerEventEvent['type']]: Extract<VolunteerEventEvent, { type: T }> } = {
  VolunteerEventPlanned: { type: 'VolunteerEventPlanned', data: planned },
  VolunteerEventChanged: { type: 'VolunteerEventChanged', data: { ...planned, changeId: '2a7d9c3b-5e4f-4a01-9b28-6cad1f8e3b02', locationId: 'park-east', asOf: '2026-09-28T14:00:00.000Z', flags: [] } },
  VolunteerEventCancelled: {
    type: 'VolunteerEventCancelled',
    data: { cancellationId: '3b8ead4c-6f50-4b12-8c39-7dbe2a9f4c03', volunteerEventId, cancelledAt: '2026-10-02T16:00:00.000Z', reasonCode: 'weather', flags: [] },
  },
  VolunteerEventReinstated: {
    type: 'VolunteerEventReinstated',
    data: { reinstatementId: '90e4a3a2-b5b6-4078-9c9f-d3b48af5ac25', volunteerEventId, reinstatedAt: '2026-10-02T20:00:00.000Z', reasonCode: 'weather', flags: [] },
  },
};
