import { openEventStoreLog, PostgresEventLog } from '@fieldledger/event-log';
import type { EventLog } from '@fieldledger/kernel';
import { needed, type Settings } from '@fieldledger/settings';

/** The event log that the settings name. @throws Unavailable when it does not answer */
export function openEventLog(set: Settings): Promise<EventLog> {
  return set.eventStoreUrl === undefined ? PostgresEventLog.open({ url: needed(set, 'databaseUrl') }) : openEventStoreLog({ url: set.eventStoreUrl });
}
