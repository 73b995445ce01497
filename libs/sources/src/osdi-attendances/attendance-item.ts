import { canonical, CODE, nameUuid } from '@fieldledger/kernel';
import type { SightSignup } from '@fieldledger/volunteering';
import { instantFrom } from '../local-time.js';
import { RowFault, type RowItem } from '../source.js';
import type { JsonItem } from '../json-items.js';
import { objectIn, textIn } from '../json-member.js';
import { words } from '../words.js';

/** OSDI's statuses of an attendance (opensupporter.org, Attendances). */
const STATUSES = new Map<string, SightSignup['status']>([
  ['declined', 'declined'], ['tentative', 'scheduled'], ['accepted', 'scheduled'], ['confirmed', 'confirmed'], ['cancelled', 'cancelled'], ['needs action', 'invited'],
]);

/** An attendance as it stands. Who else holds its tickets is not known by an id, so only the attendance's own person is told. @throws RowFault */
export function attendanceItem(attendance: JsonItem, zone?: string): RowItem {
  const [, system, own] = /^([^:]+):(.+)$/s.exec(String(Array.isArray(attendance.identifiers) ? attendance.identifiers[0] : '')) ?? [];
  if (!system || !own || !CODE.test(system)) throw new RowFault('bad-id', 'The first of the identifiers is not [system]:[id]. Export the attendance again with it.');
  const [event, person] = [linkedId(attendance, 'event'), linkedId(attendance, 'person')];
  if (!person) throw new RowFault('volunteer-missing', 'The attendance links to no osdi:person, so nobody knows whose it is.');
  const attended = attendance.attended ?? undefined;
  if (attended !== undefined && typeof attended !== 'boolean') throw new RowFault('bad-value', 'attended is neither true nor false.');
  const source = textIn(objectIn(attendance, 'referrer_data') ?? {}, 'source');
  const reference = { system: 'osdi', scope: system, id: CODE.test(person) ? person : nameUuid('osdi-attendances', 'person', system, person) };
  const told = {
    signupId: nameUuid('osdi-attendances', 'signup', system, own), status: statusOf(attendance), attended, asOf: timeIn(attendance, 'modified_date', zone),
    signedUpAt: timeIn(attendance, 'action_date', zone) ?? timeIn(attendance, 'created_date', zone), volunteerEventId: event && nameUuid('osdi-attendances', 'event', system, event),
    source: source !== undefined && CODE.test(source) ? source : undefined,
  };
  // Nothing private is in an id, not even as a digest.
  const sightingId = nameUuid('osdi-attendances', 'sighting', canonical({ ...told, reference }));
  const item: SightSignup = { sightingId, volunteer: { reference }, ...told, note: words(textIn(attendance, 'comment'), 'comment', 2_000) };
  return { door: 'signups/sightings', id: sightingId, item };
}

/** One with tickets has no status: whoever holds one is expected. */
function statusOf(attendance: JsonItem): SightSignup['status'] {
  const told = String(attendance.status ?? '').trim().toLowerCase().replace(/[-_]/g, ' ');
  const status = told === '' ? 'scheduled' : STATUSES.get(told);
  if (!status) throw new RowFault('value-not-mapped', `The status is none of OSDI's: ${[...STATUSES.keys()].join(', ')}.`);
  return status;
}

/** The last part of the link's path, or what Action Network says beside it. */
function linkedId(attendance: JsonItem, what: 'event' | 'person'): string | undefined {
  const href = textIn(objectIn(objectIn(attendance, '_links') ?? {}, `osdi:${what}`) ?? {}, 'href');
  return href?.split(/[?#]/)[0]!.split('/').filter(Boolean).at(-1) ?? textIn(attendance, `action_network:${what}_id`);
}

const timeIn = (of: JsonItem, name: string, zone: string | undefined): string | undefined => textIn(of, name) && instantFrom(textIn(of, name)!, zone, undefined, name);
