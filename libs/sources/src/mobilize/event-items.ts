import { canonical, nameUuid } from '@fieldledger/kernel';
import type { CancelVolunteerEvent, PlanShift, PlanVolunteerEvent } from '@fieldledger/volunteering';
import { listed, type JsonItem } from '../json-items.js';
import { rowParts, type RowParts } from '../row-parts.js';
import { RowFault, type RowItem, type RowReading } from '../source.js';
import { eventTypeOf, idOf, requiredTime, zoneOf } from './mobilize-values.js';

/** The same in every file. */
export const eventIdOf = (id: string): string => nameUuid('mobilize', 'event', id);
/** Timeslots are told apart within their event. */
export const shiftIdOf = (eventId: string, timeslotId: string): string => nameUuid('mobilize', 'timeslot', eventId, timeslotId);

/** An event with its timeslots. @throws RowFault also `bad-list` */
export function eventReading(event: JsonItem): RowReading {
  const asOf = requiredTime(event.modified_date, 'modified_date');
  const slots = listed(event.timeslots ?? []) as JsonItem[] | undefined;
  if (slots === undefined) throw new RowFault('bad-list', 'timeslots is not a list. Export the event again with them.');
  const planned = eventItem(event, asOf);
  const { items, leftOut } = timeslots(event, slots, asOf);
  return { items: [planned, ...items], leftOut };
}

/** What they say of an event's shifts. */
export const timeslots = (event: JsonItem, slots: readonly (JsonItem | null)[], asOf: string): RowParts<RowItem> =>
  rowParts(slots, 'timeslot', 'id', (slot) => shiftItem(event, slot, asOf));

/** @throws RowFault */
export function eventItem(event: JsonItem, asOf: string): RowItem {
  const volunteerEvent: PlanVolunteerEvent = {
    volunteerEventId: eventIdOf(idOf(event.id, 'event.id')), eventType: eventTypeOf(event.event_type), zone: zoneOf(event.timezone), asOf,
  };
  // Named by what it says, so that the same telling is one, in whichever file it stands.
  const changeId = nameUuid('mobilize', 'event-change', canonical(volunteerEvent));
  return { door: 'volunteer-events/changes', id: changeId, item: { changeId, volunteerEvent } };
}

/** @throws RowFault */
function shiftItem(event: JsonItem, slot: JsonItem | null, asOf: string): RowItem {
  const eventId = idOf(event.id, 'event.id');
  const [starts, ends] = [requiredTime(slot?.start_date, 'timeslot.start_date'), requiredTime(slot?.end_date, 'timeslot.end_date')];
  if (ends <= starts) throw new RowFault('shift-end-before-start', 'timeslot.end_date must be after start_date. Mend the timeslot in Mobilize and export it again.');
  const shift: PlanShift = {
    shiftId: shiftIdOf(eventId, idOf(slot?.id, 'timeslot.id')), volunteerEventId: eventIdOf(eventId), starts, ends, zone: zoneOf(event.timezone), capacity: capacityOf(slot?.max_attendees), asOf,
  };
  const changeId = nameUuid('mobilize', 'shift-change', canonical(shift));
  return { door: 'shifts/changes', id: changeId, item: { changeId, shift } };
}

/** An event that is gone from Mobilize. @throws RowFault */
export function deletedEventItem(event: JsonItem): RowItem {
  const [id, cancelledAt] = [idOf(event.id, 'id'), requiredTime(event.deleted_date, 'deleted_date')];
  const item: CancelVolunteerEvent = { cancellationId: nameUuid('mobilize', 'event-deleted', id, cancelledAt), volunteerEventId: eventIdOf(id), cancelledAt, reasonCode: 'withdrawn-by-source' };
  return { door: 'volunteer-events/cancellations', id: item.cancellationId, item };
}

function capacityOf(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000) return value as number;
  throw new RowFault('bad-number', 'timeslot.max_attendees must be a whole number up to 1,000,000, or null.');
}
