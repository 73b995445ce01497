import { setTimeout as wait } from 'node:timers/promises';
import type { PostgresKeyStore, ReadinessCheck } from '@fieldledger/http';
import type { EventLog } from '@fieldledger/kernel';

/** Whoever probes an app waits no longer than some seconds: compose waits for 3. */
const READY_WITHIN_MS = 2_000;

/** A log that answers, and in time, is ready. */
export const logReadiness = (log: EventLog) => answering('event log', 'The event log', () => log.horizon());

/** So is a PostgreSQL: whatever the log is, it holds the keys without which nobody is let in, and all that is kept beside the log. */
export const databaseReadiness = (keys: Pick<PostgresKeyStore, 'firstOrganization'>) => answering('database', 'PostgreSQL', () => keys.firstOrganization());

function answering(name: string, subject: string, ask: () => Promise<unknown>): ReadinessCheck {
  return {
    name,
    check: () =>
      Promise.race([
        ask().then(() => undefined, () => `${subject} does not answer.`),
        wait(READY_WITHIN_MS, `${subject} does not answer in time.`, { ref: false }),
      ]),
  };
}
