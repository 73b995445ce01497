import type { AnyProjection, Clear, Event, Row } from '@fieldledger/kernel';
import { MemoryEventLog } from './memory-event-log.js';
import { knock } from './event-log-contract.js';

/** The rows of a projection after these events, key and value in one, in the order in which they were opened; `clear` is what is sealed in each. */
export async function rowsOf(projection: AnyProjection, facts: readonly Event[], clear: (event: Event) => Clear = () => ({})): Promise<Row[]> {
  const log = new MemoryEventLog();
  await log.append(facts.map(({ type, data }, n) => knock({ stream: `spec-${n}`, type, data })));
  const rows = new Map<string, Row>();
  for (const event of await log.readFacts('', { limit: 10_000, types: Object.keys(projection.fold) })) {
    const among = projection.among?.[event.type]?.(event);
    for (const [name, row] of among ? rows : []) {
      if (!among!.members.some((member) => (row[member] as readonly string[]).some((value) => among!.values.includes(value)))) continue;
      const after = projection.fold[event.type]!(row, event, clear(event));
      if (after) rows.set(name, { ...row, ...after });
      else rows.delete(name);
    }
    const key = among ? null : projection.key(event);
    if (key === null) continue;
    const name = JSON.stringify(projection.keyColumns.map((column) => key[column]));
    const { organization: _organization, ...old } = rows.get(name) ?? {};
    const row = projection.fold[event.type]!(Object.keys(old).length > 0 ? old : projection.initial, event, clear(event));
    if (row) rows.set(name, { ...key, ...row });
    else rows.delete(name);
  }
  return [...rows.values()];
}
