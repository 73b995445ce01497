import { Temporal } from 'temporal-polyfill';
import { canonical, nameUuid } from '@fieldledger/kernel';
import type { ChangeShift, ChangeVolunteerEvent, SightSignup, VolunteerRole } from '@fieldledger/volunteering';
import { eventTypeFrom } from '../event-type.js';
import { instantFrom } from '../local-time.js';
import { rowParts } from '../row-parts.js';
import { RowFault, type RowItem, type RowReading } from '../source.js';
import type { JsonItem } from '../json-items.js';
import { idIn, listIn, objectIn, requiredIdIn, textIn } from '../json-member.js';
import { words } from '../words.js';
import { statusOf, type Status } from './signup-statuses.js';

/** What VAN's objects do not say of themselves. */
export interface VanPlace {
  readonly name: string;
  /** `OH.myvoters`: VAN's ids are unique only within it. */
  readonly scope: string;
  readonly zone?: string;
  /** When it was exported. */
  readonly asOf?: string;
  readonly statuses: ReadonlyMap<string, Status>;
}

const idOf = ({ name, scope }: VanPlace, kind: string, id: string) => nameUuid('van-signups', kind, name, scope, id);

/** An event and its shifts. @throws RowFault `bad-id`, `bad-list`, `zone-missing`, `event-type-missing` */
export function eventReading(event: JsonItem, place: VanPlace): RowReading {
  const { zone, asOf } = place;
  const volunteerEventId = idOf(place, 'event', requiredIdIn(event, 'eventId'));
  if (!zone) throw new RowFault('zone-missing', 'VAN tells the times of an event with an offset and no zone. Say which by --zone, or by "zone" in the mapping.');
  const [roles, locations] = [listIn(event, 'roles'), listIn(event, 'locations')];
  const needs = roles && rowParts(roles, 'role', 'roleId', roleOf);
  const created = textIn(event, 'createdDate');
  const volunteerEvent: ChangeVolunteerEvent['volunteerEvent'] = {
    volunteerEventId, eventType: eventTypeOf(event), zone,
    // Of several places none is the event's.
    locationId: locations?.length === 1 ? `van-${requiredIdIn(locations[0]!, 'locationId')}` : undefined,
    roles: needs?.items,
    // A page tells events without roles and places: dated at its creation, it never holds instead of a fuller telling.
    asOf: (roles === undefined || locations === undefined) && created ? instantFrom(created, zone, undefined, 'createdDate') : asOf,
  };
  const change: ChangeVolunteerEvent = { changeId: nameUuid('van-signups', 'event-change', canonical(volunteerEvent)), volunteerEvent };
  const shifts = rowParts(listIn(event, 'shifts') ?? [], 'shift', 'eventShiftId', (told): RowItem => {
    const [starts, ends] = [timeIn(told, 'startTime', zone), timeIn(told, 'endTime', zone)];
    if (Date.parse(ends) <= Date.parse(starts)) throw new RowFault('shift-end-before-start', 'endTime must be after startTime. Mend the shift in VAN and export the event again.');
    const shift: ChangeShift['shift'] = { shiftId: idOf(place, 'shift', requiredIdIn(told, 'eventShiftId')), volunteerEventId, starts, ends, zone, asOf };
    const item: ChangeShift = { changeId: nameUuid('van-signups', 'shift-change', canonical(shift)), shift };
    return { door: 'shifts/changes', id: item.changeId, item };
  });
  return { items: [{ door: 'volunteer-events/changes', id: change.changeId, item: change }, ...shifts.items], leftOut: [...(needs?.leftOut ?? []), ...shifts.leftOut] };
}

/** A signup as it stands. @throws RowFault `bad-id`, `bad-list`, `bad-text`, `bad-time`, `status-missing`, `value-not-mapped` */
export function signupItem(signup: JsonItem, place: VanPlace): RowItem {
  const person = objectIn(signup, 'person') ?? {};
  const [event, shift, role] = ['event', 'shift', 'role'].map((name) => objectIn(signup, name) ?? {}) as [JsonItem, JsonItem, JsonItem];
  const [eventId, shiftId] = [idIn(event, 'eventId'), idIn(shift, 'eventShiftId')];
  const [from, until] = ['startTimeOverride', 'endTimeOverride'].map((name) => textIn(signup, name) && instantFrom(textIn(signup, name)!, place.zone, undefined, name));
  const reference = { system: 'van', scope: place.scope, id: requiredIdIn(person, 'vanId') };
  const wordsOf = (name: string, longest: number) => words(textIn(person, name), name, longest);
  const told = {
    signupId: idOf(place, 'signup', requiredIdIn(signup, 'eventSignupId')), ...statusOf(objectIn(signup, 'status'), place.statuses), asOf: place.asOf,
    shiftId: shiftId && idOf(place, 'shift', shiftId), volunteerEventId: eventId && idOf(place, 'event', eventId), roleId: idIn(role, 'roleId'), startsAt: from, endsAt: until,
    turfIds: listIn(signup, 'printedLists')?.map((list) => requiredIdIn(list, 'number')), listIds: listIn(signup, 'minivanExports')?.map((list) => requiredIdIn(list, 'minivanExportId')),
  };
  // Nothing private is in an id, not even as a digest.
  const sightingId = nameUuid('van-signups', 'sighting', canonical({ ...told, reference }));
  const volunteer = { reference, firstName: wordsOf('firstName', 200), lastName: wordsOf('lastName', 200), email: wordsOf('email', 200), phone: wordsOf('phone', 40) };
  const item: SightSignup = { sightingId, volunteer, ...told };
  return { door: 'signups/sightings', id: sightingId, item };
}

/** @throws RowFault `bad-id`, `bad-number`, `minimum-above-goal` */
function roleOf(role: JsonItem): VolunteerRole {
  const [minimum, goal] = [countIn(role, 'min'), countIn(role, 'goal')];
  if (minimum !== undefined && goal !== undefined && minimum > goal) throw new RowFault('minimum-above-goal', 'min is above goal. Mend the role in VAN and export the event again.');
  return { roleId: requiredIdIn(role, 'roleId'), minimum, goal };
}

/** A type without a name goes by its number. */
function eventTypeOf(event: JsonItem): string {
  const type = objectIn(event, 'eventType') ?? {};
  const name = eventTypeFrom(textIn(type, 'name'));
  const id = idIn(type, 'eventTypeId');
  if (!name && !id) throw new RowFault('event-type-missing', 'The event has no eventType. Export it again with it.');
  return name ?? `van-${id}`;
}

/** With the offset of the zone, however it was written: the same moment is the same telling. @throws RowFault as `instantFrom` */
function timeIn(of: JsonItem, name: string, zone: string): string {
  const text = textIn(of, name);
  if (text === undefined) throw new RowFault('bad-time', `${name} is missing.`);
  const time = Temporal.Instant.from(instantFrom(text, zone, undefined, name)).toZonedDateTimeISO(zone);
  if (time.year < 2000 || time.year > 2099) throw new RowFault('bad-time', `${name} must be a time between 2000 and 2099.`);
  return time.toString({ timeZoneName: 'never' });
}

function countIn(of: JsonItem, name: string): number | undefined {
  const value = of[name] ?? undefined;
  if (value === undefined || (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1_000_000)) return value as number | undefined;
  throw new RowFault('bad-number', `${name} of a role must be a whole number up to 1,000,000, or null.`);
}
