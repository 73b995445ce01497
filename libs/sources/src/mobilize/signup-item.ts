import { canonical, nameUuid } from '@fieldledger/kernel';
import type { SightSignup, Volunteer } from '@fieldledger/volunteering';
import { codeFrom } from '../code-from.js';
import { RowFault, type RowItem } from '../source.js';
import { words } from '../words.js';
import { eventIdOf, shiftIdOf } from './event-items.js';
import { idOf, requiredTime, textOf, timeOf } from './mobilize-values.js';

/** A signup as either file tells it, its values not looked at. */
export interface ToldSignup {
  readonly id: unknown;
  readonly status: unknown;
  readonly attended: unknown;
  readonly createdDate: unknown;
  readonly modifiedDate: unknown;
  readonly deletedDate?: unknown;
  readonly eventId: unknown;
  readonly timeslotId: unknown;
  readonly userId: unknown;
  /** An organization's own number of whom it knows without one of Mobilize's users. */
  readonly personId?: unknown;
  readonly person: Readonly<Record<'firstName' | 'lastName' | 'email' | 'phone' | 'zip', unknown>>;
  readonly startsAt?: unknown;
  readonly endsAt?: unknown;
  readonly source: unknown;
}

/** Status and attendance are facts apart; what a volunteer writes of a shift afterwards is neither. @throws RowFault */
export function signupItem(signup: ToldSignup): RowItem {
  const eventId = idOf(signup.eventId, 'the event\'s id');
  const deletedAt = timeOf(signup.deletedDate, 'deleted_date');
  const sighting: Omit<SightSignup, 'sightingId'> = {
    signupId: nameUuid('mobilize', 'signup', idOf(signup.id, 'id')),
    volunteer: volunteerOf(signup),
    status: deletedAt === undefined ? statusOf(signup.status) : 'deleted',
    attended: attendedOf(signup.attended),
    // What a warehouse writes to a row later does not move its end.
    asOf: deletedAt ?? requiredTime(signup.modifiedDate, 'modified_date'),
    signedUpAt: timeOf(signup.createdDate, 'created_date'),
    shiftId: textOf(signup.timeslotId) === undefined ? undefined : shiftIdOf(eventId, idOf(signup.timeslotId, 'the timeslot\'s id')),
    volunteerEventId: eventIdOf(eventId),
    startsAt: timeOf(signup.startsAt, 'override_start_date'),
    endsAt: timeOf(signup.endsAt, 'override_end_date'),
    source: codeFrom(textOf(signup.source)),
  };
  // Named by what it says: the same again is the same. Names and contact data have no part in it.
  const { volunteer: { reference }, ...said } = sighting;
  const sightingId = nameUuid('mobilize', 'sighting', canonical({ ...said, reference }));
  return { door: 'signups/sightings', id: sightingId, item: { sightingId, ...sighting } };
}

function volunteerOf({ userId, personId, person }: ToldSignup): Volunteer {
  // Both are numbered from one: the same number is not the same person.
  const isUser = textOf(userId) !== undefined || textOf(personId) === undefined;
  return {
    reference: isUser ? { system: 'mobilize', scope: 'person', id: idOf(userId, 'the person\'s user_id') } : { system: 'mobilize', scope: 'person-id', id: idOf(personId, 'the person\'s id') },
    firstName: words(textOf(person.firstName), 'the first name', 200), lastName: words(textOf(person.lastName), 'the last name', 200), email: words(textOf(person.email), 'the e-mail address', 200),
    phone: words(textOf(person.phone), 'the phone number', 40), zip: words(textOf(person.zip), 'the postal code', 20),
  };
}

const STATUSES: Readonly<Record<string, SightSignup['status']>> = { REGISTERED: 'scheduled', CONFIRMED: 'confirmed', CANCELLED: 'cancelled' };

function statusOf(value: unknown): SightSignup['status'] {
  const status = textOf(value)?.toUpperCase() ?? '';
  if (Object.hasOwn(STATUSES, status)) return STATUSES[status]!;
  throw new RowFault('bad-status', 'status must be REGISTERED, CONFIRMED or CANCELLED; it is blank or holds something else.');
}

/** Nothing where nobody has said. */
function attendedOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = textOf(value)?.toLowerCase();
  if (text === undefined) return undefined;
  if (['true', 't', '1'].includes(text)) return true;
  if (['false', 'f', '0'].includes(text)) return false;
  throw new RowFault('bad-attended', 'attended must be true, false or blank.');
}
