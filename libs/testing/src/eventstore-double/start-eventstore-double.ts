import type { DoubleOptions, EventStoreDouble } from './eventstore-double.js';

/** A double on a port of its own. What it is made of is loaded only by specs that use one. */
export async function startEventStoreDouble(options: DoubleOptions = {}): Promise<EventStoreDouble> {
  const { EventStoreDouble: Double } = await import('./eventstore-double.js');
  return Double.start(options);
}
