import type { JsonItem } from '../json-items.js';
import { objectIn } from '../json-member.js';
import type { RowReading } from '../source.js';
import { eventItem, timeslots } from './event-items.js';
import { requiredTime, textOf } from './mobilize-values.js';
import { signupItem } from './signup-item.js';

/** An attendance: the event and the timeslot that it carries, then the signup. @throws RowFault */
export function attendanceReading(attendance: JsonItem): RowReading {
  const [event, slot, person, referrer] = (['event', 'timeslot', 'person', 'referrer'] as const).map((name) => objectIn(attendance, name) ?? {}) as [JsonItem, JsonItem, JsonItem, JsonItem];
  const signup = signupItem({
    id: attendance.id, status: attendance.status, attended: attendance.attended, createdDate: attendance.created_date, modifiedDate: attendance.modified_date,
    eventId: event.id, timeslotId: slot.id, userId: person.user_id, personId: person.id ?? person.person_id, source: referrer.utm_source,
    person: {
      firstName: person.given_name, lastName: person.family_name, email: primary(person.email_addresses, 'address'), phone: primary(person.phone_numbers, 'number'), zip: primary(person.postal_addresses, 'postal_code'),
    },
  });
  // Between organizations Mobilize blanks some members: then the signup is told alone.
  if (['timezone', 'event_type', 'created_date'].some((name) => textOf(event[name]) === undefined)) return { items: [signup] };
  // Its copies may lack the capacity, and are those of an event that was deleted too: told as of the event's creation, they give way to the events' own file.
  const asOf = requiredTime(event.created_date, 'event.created_date');
  const isTold = ['id', 'start_date', 'end_date'].every((name) => textOf(slot[name]) !== undefined);
  const { items, leftOut } = timeslots(event, isTold ? [slot] : [], asOf);
  return { items: [eventItem(event, asOf), ...items, signup], leftOut };
}

function primary(list: unknown, member: string): unknown {
  const all = (Array.isArray(list) ? list : []) as (JsonItem | null)[];
  return (all.find((each) => each?.primary === true) ?? all[0])?.[member];
}
