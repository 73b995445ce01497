import type { Attempt, AttemptEvent } from './attempt-events.js';

const attempt: Attempt = {
  attemptId: '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10',
  voter: { system: 'van', scope: 'OH.myvoters', id: '1044321' },
  contactTypeId: 2,
  inputTypeId: 14,
  responses: [
    { type: 'SurveyResponse', surveyQuestionId: 109149, surveyResponseId: 465468 },
    { type: 'ActivistCode', activistCodeId: 18917, action: 'Apply' },
  ],
  canvasserId: 'canvasser-17',
  turfId: 'turf-04',
  doorId: 'door-883',
  precinctId: 'columbus-12B',
  campaignId: 'columbus-2026',
  batchId: 'minivan-2026-10-03',
  attemptedAt: '2026-10-03T21:14:05.000Z',
  zone: 'America/New_York',
  meaning: {
    contactType: 'Walk',
    channel: 'walk',
    inputType: 'Mobile',
    result: 'Canvassed',
    contact: true,
    refused: false,
    dayZone: 'America/New_York',
  },
  flags: [],
};

/** One good example of each event, in its present version. */
export const ATTEMPT_EXAMPLES: { readonly [T in AttemptEvent['type']]: Extract<AttemptEvent, { type: T }> } = {
  ContactAttempted: { type: 'ContactAttempted', data: attempt },
  ContactDeliveryReported: {
    type: 'ContactDeliveryReported',
    data: {
      deliveryId: '6f1c2f57-9d8c-4d0a-8f2b-08c1a4f3e921',
      attemptId: attempt.attemptId,
      status: 'undelivered',
      code: '30005',
      reportedAt: '2026-10-03T21:14:09.000Z',
      flags: [],
    },
  },
  ContactAttemptVoided: {
    type: 'ContactAttemptVoided',
    data: { ...attempt, correctionId: 'b5f3a0c2-7a4e-4a55-a1ce-3cfb4d0c9a01', reasonCode: 'wrong-voter' },
  },
};
