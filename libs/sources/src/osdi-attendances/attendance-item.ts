import { canonical, CODE, nameUuid } from '@fieldledger/kernel';
import type { SightSignup } from '@fieldledger/volunteering';
import { instantFrom } from '../local-time.js';
import { RowFault, type RowItem } from '../source.js';
import { codeFrom } from '../code-from.js';
import { isItem, listed, type JsonItem } from '../json-items.js';
import { objectIn, textIn } from '../json-member.js';
import { words } from '../words.js';

/** OSDI's statuses of an attendance (opensupporter.org, Attendances). */
const STATUSES = new Map<string, SightSignup['status']>([
  ['declined', 'declined'], ['tentative', 'scheduled'], ['accepted', 'scheduled'], ['confirmed', 'confirmed'], ['cancelled', 'cancelled'], ['needs action', 'invited'],
]);

/** An attendance as it stands. Who else holds its tickets is not known by an id, so only the attendance's own person is told. @throws RowFault */
export function attendanceItem(attendance: JsonItem, zone?: string): RowItem {
  const [own] = identifiersOf(attendance);
  if (!own || !CODE.test(own.system)) throw new RowFault('bad-id', 'The first of the identifiers is not [system]:[id]. Export the attendance again with it.');
  const [event, person] = [linkedId(attendance, 'event', own.system), linkedId(attendance, 'person', own.system)];
  if (!person) throw new RowFault('volunteer-missing', 'The attendance neither links to an osdi:person nor embeds one with an id, so nobody knows whose it is. Export it again with one.');
  const attended = attendance.attended ?? undefined;
  if (attended !== undefined && typeof attended !== 'boolean') throw new RowFault('bad-value', 'attended is neither true nor false.');
  const source = textIn(objectIn(attendance, 'referrer_data') ?? {}, 'source');
  const reference = { system: 'osdi', scope: own.system, id: CODE.test(person) ? person : nameUuid('osdi-attendances', 'person', own.system, person) };
  const told = {
    signupId: nameUuid('osdi-attendances', 'signup', own.system, own.id), status: statusOf(attendance), attended, asOf: timeIn(attendance, 'modified_date', zone),
    signedUpAt: timeIn(attendance, 'action_date', zone) ?? timeIn(attendance, 'created_date', zone), volunteerEventId: event && nameUuid('osdi-attendances', 'event', own.system, event),
    source: codeFrom(source),
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

/** The last part of the path of the link, which some write as a list of one, or of an embedded object's own link; else its identifier in the attendance's own system, or what Action Network says. */
function linkedId(attendance: JsonItem, what: 'event' | 'person', system: string): string | undefined {
  const embedded = objectIn(objectIn(attendance, '_embedded') ?? {}, `osdi:${what}`) ?? {};
  return lastPart(attendance, `osdi:${what}`) ?? lastPart(embedded, 'self') ?? identifiersOf(embedded).find((it) => it.system === system)?.id ?? textIn(attendance, `action_network:${what}_id`);
}

function lastPart(of: JsonItem, link: string): string | undefined {
  const [only] = (listed(objectIn(of, '_links')?.[link]) ?? []).filter(isItem);
  return textIn(only ?? {}, 'href')?.split(/[?#]/)[0]!.split('/').filter(Boolean).at(-1);
}

/** `[system]:[id]` each; the first is the object's own. */
function identifiersOf({ identifiers }: JsonItem): { readonly system: string; readonly id: string }[] {
  return (Array.isArray(identifiers) ? identifiers : []).map((it) => {
    const [, system = '', id = ''] = /^([^:]+):(.+)$/s.exec(String(it)) ?? [];
    return { system, id };
  });
}

const timeIn = (of: JsonItem, name: string, zone: string | undefined): string | undefined => textIn(of, name) && instantFrom(textIn(of, name)!, zone, undefined, name);
