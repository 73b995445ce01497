import { checkedObject } from '../checked-json.js';
import { jsonItems, type JsonItem } from '../json-items.js';
import { RowFault, type RowReading, type Source } from '../source.js';
import { objectIn } from '../json-member.js';
import { attendanceItem } from './attendance-item.js';

/** Attendances as OSDI tells them, of Action Network and others: a page, a list, an object, or a line for each. There is nothing to map. */
export function osdiAttendances(json: unknown): Source {
  checkedObject(json ?? {}, 'The mapping', []);
  return {
    name: 'osdi-attendances',
    settings: {},
    open: jsonItems({ itemsOfPage, read: readItem }),
  };
}

function itemsOfPage(page: JsonItem): readonly unknown[] | undefined {
  const embedded = objectIn(page, '_embedded')?.['osdi:attendances'];
  return Array.isArray(embedded) ? embedded : undefined;
}

function readItem(item: JsonItem): RowReading {
  if (!('identifiers' in item)) throw new RowFault('unknown-object', 'The object is no attendance of OSDI: it has no identifiers. Export the attendances of an event.');
  return { items: [attendanceItem(item)] };
}
