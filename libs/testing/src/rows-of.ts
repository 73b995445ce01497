import type { AnyProjection, Clear, Event, Row } from '@fieldledger/kernel';
import { MemoryTable } from '@fieldledger/read-store';
import { MemoryEventLog } from './memory-event-log.js';
import { knock } from './event-log-contract.js';

/** The rows of a projection after these events, key and value in one, in the order in which they were opened; `clear` is what is sealed in each. */
export async function rowsOf(projection: AnyProjection, facts: readonly Event[], clear: (event: Event) => Clear = () => ({})): Promise<Row[]> {
  const log = new MemoryEventLog();
  await log.append(facts.map(({ type, data }, n) => knock({ stream: `spec-${n}`, type, data })));
  const table = new MemoryTable(projection);
  for (const event of await log.readFacts('', { limit: 10_000, types: Object.keys(projection.fold) })) table.fold(event, clear(event));
  return table.opened().map(({ organization: _organization, ...row }) => row);
}
