import type { JsonItem } from './json-items.js';
import { RowFault } from './source.js';

/** What the parts of a row say, such as the shifts of an event, and the faults of those that are left out. */
export interface RowParts<T> {
  readonly items: T[];
  readonly leftOut: readonly RowFault[];
}

/** One part that is at fault keeps no other back. It is named by its own number, else by its place: `number` is the member that holds it. */
export function rowParts<P extends JsonItem | null, T>(parts: readonly P[], what: string, number: string, read: (part: P) => T): RowParts<T> {
  const [items, leftOut]: [T[], RowFault[]] = [[], []];
  for (const [i, part] of parts.entries()) {
    try {
      items.push(read(part));
    } catch (error) {
      if (!(error instanceof RowFault)) throw error;
      const own = String(part?.[number] ?? '');
      leftOut.push(new RowFault(error.code, `The ${what} ${/^\d{1,20}$/.test(own) ? own : `in place ${i + 1}`} was left out: ${error.message}`));
    }
  }
  return { items, leftOut };
}
