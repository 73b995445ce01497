import type { EventTimes } from '@fieldledger/kernel';
import type { ShiftEvent } from './shift-events.js';
import type { SignupEvent } from './signup-events.js';
import { saysWhoCame } from './signup.js';
import type { VolunteerEventEvent } from './volunteer-event-events.js';

/**
 * A shift was planned before it began, whenever that was told. A sighting is of when the system changed what it shows, or
 * of what it tells: who came, came by the end of the shift. A void belongs to when its step was; one that came before its
 * step does not know it. An event of volunteers is a definition; that it or a shift is called off or takes place after all is a happening.
 */
export const VOLUNTEERING_EVENT_TIMES: EventTimes<SignupEvent | ShiftEvent | VolunteerEventEvent> = {
  at: {
    VolunteerEventPlanned: () => null,
    VolunteerEventChanged: () => null,
    ShiftPlanned: ({ data, occurredAt }) => earlier(data.startsAt, occurredAt),
    ShiftChanged: ({ data, occurredAt }) => earlier(data.startsAt, occurredAt),
    SignupStepVoided: ({ data }) => data.stepAt ?? null,
    SignupSighted: ({ data, occurredAt }) => data.asOf ?? earlier((saysWhoCame(data) ? (data.endsAt ?? data.shiftEndsAt) : data.signedUpAt) ?? occurredAt, occurredAt),
  },
};

const earlier = (a: string, b: string): string => (Date.parse(a) < Date.parse(b) ? a : b);
