import type { EventTimes } from '@fieldledger/kernel';
import type { CommitteesEvent } from './committees-events.js';
import type { Contribution, ContributionEvent } from './contribution-events.js';
import type { FilingEvent } from './filing-events.js';
import type { PledgeEvent } from './pledge-events.js';
import type { SeriesEvent } from './series-events.js';

/**
 * An amendment belongs to when the gift was received, as the amendment says it; one that moves the gift to after the time
 * that is asked for takes it out. Refunds, deposits, redesignations and the like have days of their own. A withdrawal and
 * another source's telling do not say when the gift was; a filing is an account of what happened, and a committee is defined.
 */
export const DONATION_EVENT_TIMES: EventTimes<ContributionEvent | CommitteesEvent | FilingEvent | SeriesEvent | PledgeEvent> = {
  at: {
    ContributionReceived: ({ data }) => receivedAt(data),
    RefundReported: ({ data }) => receivedAt(data),
    ContributionAmended: ({ data }) => receivedAt(data),
    ContributionSighted: () => null,
    ContributionWithdrawn: () => null,
    FilingReceived: () => null,
    FilingRowsListed: () => null,
    FilingCompleted: () => null,
    CommitteeDefined: () => null,
  },
  moved: {
    ContributionAmended: ({ id, schemaVersion, organization, stream, revision, position, occurredAt, recordedAt, data: { contributionId, committeeId, amendmentId, filing } }) => ({
      id, type: 'ContributionWithdrawn', schemaVersion, organization, stream, revision, position, occurredAt, recordedAt,
      data: { contributionId, committeeId, withdrawalId: amendmentId, reasonCode: 'entered-in-error', filing },
    }),
  },
};

const DAY_MS = 86_400_000;

/** The day counts, from midnight in Greenwich; the time where it is of that day in some zone, which it is not after the day alone was amended. */
function receivedAt({ receivedOn, receivedAt: at }: Pick<Contribution, 'receivedOn' | 'receivedAt'>): string {
  const day = `${receivedOn}T00:00:00.000Z`;
  return at !== undefined && Math.abs(Date.parse(at) - Date.parse(day)) < 2 * DAY_MS ? at : day;
}
