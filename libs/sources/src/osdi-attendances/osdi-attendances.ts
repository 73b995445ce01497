import { checkedObject, checkedOptionalText } from '../checked-json.js';
import { jsonItems, listed, type JsonItem } from '../json-items.js';
import { requireZone } from '../local-time.js';
import { RowFault, type Defaults, type RowReading, type Source } from '../source.js';
import { objectIn } from '../json-member.js';
import { attendanceItem } from './attendance-item.js';

/** Attendances as OSDI tells them, of Action Network and others: objects or pages of them, one alone, a list, or a line for each. A mapping says only in which zone times are that name no offset. */
export function osdiAttendances(json: unknown, defaults: Defaults): Source {
  const own = checkedOptionalText(checkedObject(json ?? {}, 'The mapping', ['zone']).zone, 'zone');
  const zone = own === undefined ? defaults.zone : requireZone(own);
  return {
    name: 'osdi-attendances',
    settings: { zone },
    open: jsonItems({ itemsOfPage, read: (item) => readItem(item, zone) }),
  };
}

function itemsOfPage(page: JsonItem): readonly unknown[] | undefined {
  return listed(objectIn(page, '_embedded')?.['osdi:attendances']);
}

function readItem(item: JsonItem, zone: string | undefined): RowReading {
  if (!('identifiers' in item)) throw new RowFault('unknown-object', 'The object is no attendance of OSDI: it has no identifiers. Export the attendances of an event.');
  return { items: [attendanceItem(item, zone)] };
}
