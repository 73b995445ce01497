import { checkOneLog, openEventStoreLog, PostgresEventLog } from '@fieldledger/event-log';
import type { EventLog } from '@fieldledger/kernel';
import { needed, type Settings } from '@fieldledger/settings';

/** The event log that the settings name. @throws Unavailable when it does not answer; Error when the database beside it belongs to another */
export async function openEventLog(set: Settings): Promise<EventLog> {
  const databaseUrl = needed(set, 'databaseUrl');
  await checkOneLog(databaseUrl, set.eventStoreUrl === undefined ? 'postgres' : 'eventstore');
  return set.eventStoreUrl === undefined ? PostgresEventLog.open({ url: databaseUrl }) : openEventStoreLog({ url: set.eventStoreUrl });
}
