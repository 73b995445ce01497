import type { JsonItem } from '../json-items.js';
import { objectIn } from '../json-member.js';
import type { RowItem } from '../source.js';
import { eventItem, shiftItem } from './event-items.js';
import { requiredTime, textOf } from './mobilize-values.js';
import { signupItem } from './signup-item.js';

/** An attendance: the event and the timeslot that it carries, then the signup. @throws RowFault */
export function attendanceItems(attendance: JsonItem): [RowItem, ...RowItem[]] {
  const [event, slot, person, referrer] = (['event', 'timeslot', 'person', 'referrer'] as const).map((name) => objectIn(attendance, name) ?? {}) as [JsonItem, JsonItem, JsonItem, JsonItem];
  const signup = signupItem({
    id: attendance.id, status: attendance.status, attended: attendance.attended, createdDate: attendance.created_date, modifiedDate: attendance.modified_date,
    eventId: event.id, timeslotId: slot.id, personId: person.user_id ?? person.id ?? person.person_id, source: referrer.utm_source,
    person: {
      firstName: person.given_name, lastName: person.family_name, email: primary(person.email_addresses, 'address'), phone: primary(person.phone_numbers, 'number'), zip: primary(person.postal_addresses, 'postal_code'),
    },
  });
  // Between organizations Mobilize blanks some members: then the signup is told alone.
  if (['timezone', 'event_type', 'created_date'].some((name) => textOf(event[name]) === undefined)) return [signup];
  // Its copies may lack the capacity, and are those of an event that was deleted too: told as of the event's creation, they give way to the events' own file.
  const asOf = requiredTime(event.created_date, 'event.created_date');
  if (['id', 'start_date', 'end_date'].some((name) => textOf(slot[name]) === undefined)) return [eventItem(event, asOf), signup];
  return [eventItem(event, asOf), shiftItem(event, slot, asOf), signup];
}

function primary(list: unknown, member: string): unknown {
  const all = (Array.isArray(list) ? list : []) as (JsonItem | null)[];
  return (all.find((each) => each?.primary === true) ?? all[0])?.[member];
}
