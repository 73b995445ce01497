import { ATTEMPT_EXAMPLES } from './attempt-examples.js';
import { CONTACT_EVENT_TIMES } from './event-times.js';
import { withdrawalOf } from './opt-out.js';

it('What a void withdraws was never asked for, and has no time; the voter’s own word has', () => {
  const { data: attempt } = ATTEMPT_EXAMPLES.ContactAttemptVoided;
  const withdrawal = withdrawalOf({ ...attempt, optOut: { requestId: attempt.attemptId, channel: 'phone' } }, '2026-10-05T00:00:00Z')!;
  const at = (data: typeof withdrawal) => CONTACT_EVENT_TIMES.at.DoNotContactWithdrawn!({ data, occurredAt: data.withdrawnAt } as never);
  expect([at(withdrawal), at({ ...withdrawal, withdrawalId: attempt.correctionId })]).toEqual([null, withdrawal.withdrawnAt]);
});
