import type { EventTimes } from '@fieldledger/kernel';
import type { AttemptEvent } from './attempt-events.js';
import type { CodesEvent } from './codes-events.js';
import type { ConsentEvent } from './consent-events.js';
import { withdrawalIdOf } from './opt-out.js';
import type { RollbackEvent } from './rollback-events.js';

/**
 * A void belongs to when the attempt was made; what an amendment or the undoing of a rollback records afresh says that
 * itself. A delivery report is a happening of its own. Codes and zones are definitions, and a rollback is what its voids are.
 */
export const CONTACT_EVENT_TIMES: EventTimes<AttemptEvent | ConsentEvent | CodesEvent | RollbackEvent> = {
  at: {
    ContactAttemptVoided: ({ data }) => data.attemptedAt,
    // What a void withdraws was never asked for; the voter's own word is a happening.
    DoNotContactWithdrawn: ({ data, occurredAt }) => (data.withdrawalId === withdrawalIdOf(data.requestId) ? null : occurredAt),
    ResultCodeDefined: () => null,
    ContactTypeDefined: () => null,
    InputTypeDefined: () => null,
    CampaignZoneSet: () => null,
    RollbackBegun: () => null,
    RollbackUndone: () => null,
  },
};
