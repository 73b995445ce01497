import type { ConsentEvent } from './consent-events.js';

const voter = { system: 'van', scope: 'OH.myvoters', id: '1044321' };

/** One good example of each event, in its present version. */
export const CONSENT_EXAMPLES: { readonly [T in ConsentEvent['type']]: Extract<ConsentEvent, { type: T }> } = {
  DoNotContactRequested: {
    type: 'DoNotContactRequested',
    data: { requestId: '1c7bdf0e-5a0c-4a70-9d1c-5a3a0b1a9c11', voter, channels: ['phone', 'text'], requestedAt: '2026-10-03T21:14:05.000Z', attemptId: '0d8f4b9e-57a4-4f0e-9d2f-1f6c8a3b7e10' },
  },
  DoNotContactWithdrawn: {
    type: 'DoNotContactWithdrawn',
    data: { withdrawalId: '2d8ce01f-6b1d-4b81-8e2d-6b4b1c2bad22', voter, requestId: '1c7bdf0e-5a0c-4a70-9d1c-5a3a0b1a9c11', withdrawnAt: '2026-10-20T12:00:00.000Z' },
  },
  ContactPlanned: {
    type: 'ContactPlanned',
    data: { planId: '3e9df120-7c2e-4c92-9f3e-7c5c2d3cbe33', voter, contactTypeId: 2, campaignId: 'columbus-2026' },
  },
};
