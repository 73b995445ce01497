import { setTimeout as wait } from 'node:timers/promises';
import { openEventStoreLog, PostgresEventLog } from '@fieldledger/event-log';
import type { EventLog } from '@fieldledger/kernel';
import { needed, type Settings } from './settings.js';

/** The event log that the settings name. @throws Unavailable when it does not answer */
export function openEventLog(set: Settings): Promise<EventLog> {
  return set.eventStoreUrl === undefined ? PostgresEventLog.open({ url: needed(set, 'databaseUrl') }) : openEventStoreLog({ url: set.eventStoreUrl });
}

/** Whoever probes an app waits no longer than some seconds: compose waits for 3. */
const READY_WITHIN_MS = 2_000;

/** A log that answers, and in time, is ready. */
export const logReadiness = (log: EventLog) => ({
  name: 'event log',
  check: () =>
    Promise.race([
      log.horizon().then(() => undefined, () => 'The event log does not answer.'),
      wait(READY_WITHIN_MS, 'The event log does not answer in time.', { ref: false }),
    ]),
});
