import { CONTRIBUTION_EXAMPLES } from './contribution-examples.js';
import type { SeriesEvent } from './series-events.js';

const { contributionId, committeeId, seriesId, giver, person, page, referenceCode } = CONTRIBUTION_EXAMPLES.ContributionReceived.data;
const of = { seriesId: seriesId!, committeeId, flags: [] };

/** One good example of each event, in its present version. */
export const SERIES_EXAMPLES: { readonly [T in SeriesEvent['type']]: Extract<SeriesEvent, { type: T }> } = {
  SeriesStarted: { type: 'SeriesStarted', data: { ...of, committeeId, amountCents: 25_00, frequency: 'monthly', startedOn: '2026-06-14', plannedCharges: 12, page, referenceCode, giver, person } },
  SeriesCharged: {
    type: 'SeriesCharged',
    data: { ...of, chargeId: '1c7e5b0a-4f7d-4c34-9a51-0d6e2b8f3a01', contributionId, amountCents: 25_00, sequence: 3, chargedOn: '2026-08-14', terms: { committeeId, frequency: 'monthly' } },
  },
  SeriesChargeFailed: {
    type: 'SeriesChargeFailed',
    data: { ...of, failureId: '2d8f6c1b-5a8e-4d45-8b62-1e7f3c9a4b02', sequence: 4, failedOn: '2026-09-14', reasonCode: 'insufficient-funds', flags: ['after-cancellation'] },
  },
  SeriesChanged: { type: 'SeriesChanged', data: { ...of, changeId: '3e9a7d2c-6b9f-4e56-9c73-2f8a4d0b5c03', amountCents: 40_00, frequency: 'quarterly', changedOn: '2026-07-01', basis: 'reported' } },
  SeriesCancelled: { type: 'SeriesCancelled', data: { ...of, cancellationId: '4fab8e3d-7caa-4f67-8d84-3a9b5e1c6d04', cancelledOn: '2026-09-01', reasonCode: 'donor' } },
};
