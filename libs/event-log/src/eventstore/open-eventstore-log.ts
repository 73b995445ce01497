import type { EventLog } from '@fieldledger/kernel';
import type { EventStoreEventLogOptions } from './eventstore-event-log.js';

/** The event log in EventStoreDB. Its client is loaded only by who uses it. @throws Unavailable when the server does not answer; Error for an address that cannot be read */
export async function openEventStoreLog(options: EventStoreEventLogOptions): Promise<EventLog> {
  const { EventStoreEventLog } = await import('./eventstore-event-log.js');
  return EventStoreEventLog.open(options);
}
