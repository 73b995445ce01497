import type { PersonsLinked, PersonsUnlinked } from '@fieldledger/people';
import type {
  ShiftCancelled, ShiftChanged, ShiftPlanned, ShiftReinstated, SignupEvent, VolunteerEventCancelled, VolunteerEventChanged, VolunteerEventPlanned, VolunteerEventReinstated,
} from '@fieldledger/volunteering';
import { canonical, type Fact, type FactOf, type Projection } from '@fieldledger/kernel';
import { linkFolds } from '../link-rows.js';
import { localDay } from '../local-day.js';
import { beside } from '../report.js';
import { called, cancelled } from './called-off.js';
import { withFact } from './signup-facts.js';
import { initial, type SignupRow } from './signup-row.js';
import { standingOf } from './signup-standing.js';

export type SignupsTold =
  | SignupEvent | ShiftPlanned | ShiftChanged | ShiftCancelled | ShiftReinstated | VolunteerEventPlanned | VolunteerEventChanged | VolunteerEventCancelled | VolunteerEventReinstated | PersonsLinked | PersonsUnlinked;

export type SignupsKey = { kind: 'signup' | 'shift' | 'event' | 'link'; recordId: string };

export const signups: Projection<SignupsTold, SignupsKey, SignupRow> = {
  name: 'signups',
  version: 7,
  table: beside(import.meta.url, './signups.table.sql'),
  views: [{ name: 'volunteer_signups', sql: beside(import.meta.url, './volunteer-signups.view.sql') }, { name: 'volunteer_shifts', sql: beside(import.meta.url, './volunteer-shifts.view.sql') }],
  keyColumns: ['kind', 'recordId'],
  key: keyOf,
  initial,
  fold: {
    VolunteerEventPlanned: planned,
    VolunteerEventChanged: planned,
    VolunteerEventCancelled: cancelled,
    VolunteerEventReinstated: (row, { data }) => called(row, { reinstatedAt: data.reinstatedAt }),
    ShiftPlanned: shifted,
    ShiftChanged: shifted,
    ShiftCancelled: cancelled,
    ShiftReinstated: (row, { data }) => called(row, { reinstatedAt: data.reinstatedAt }),
    SignupInvited: happened,
    SignupScheduled: happened,
    SignupMessageLeft: happened,
    SignupConfirmed: happened,
    SignupDeclined: happened,
    SignupCancelled: happened,
    SignupRescheduled: happened,
    SignupWalkedIn: happened,
    SignupCheckedIn: happened,
    SignupCheckedOut: happened,
    ShiftCompleted: happened,
    ShiftMissed: happened,
    TurfAssigned: happened,
    SignupStepVoided: happened,
    SignupSighted: happened,
    ...linkFolds,
  },
};

function keyOf({ data }: FactOf<SignupsTold>): SignupsKey {
  if ('signupId' in data) return { kind: 'signup', recordId: data.signupId };
  if ('shiftId' in data) return { kind: 'shift', recordId: data.shiftId };
  if ('linkId' in data) return { kind: 'link', recordId: data.linkId };
  return { kind: 'event', recordId: data.volunteerEventId };
}

/**
 * Of two tellings the one of the later moment holds, and of the same moment the one that says the greater in canonical JSON:
 * the same in any order. A change without a moment of its own is of when it was recorded, and a plan is older than any change.
 */
function planned(before: SignupRow, { data, recordedAt }: Fact<VolunteerEventPlanned | VolunteerEventChanged>): SignupRow {
  const toldAt = data.asOf ?? ('changeId' in data ? recordedAt : '');
  const row = called(before, { shownAt: data.asOf });
  const { eventType, zone, campaignId = null, organizerId = null, locationId = null } = data;
  const told = { toldAt, eventType, zone, campaignId, organizerId, locationId, roles: data.roles ? JSON.stringify(data.roles) : null };
  return holds(row, told) ? row : { ...row, ...told };
}

function shifted(before: SignupRow, { data, recordedAt }: Fact<ShiftPlanned | ShiftChanged>): SignupRow {
  const toldAt = data.asOf ?? ('changeId' in data ? recordedAt : '');
  const row = called(before, { shownAt: data.asOf });
  const { volunteerEventId, startsAt, endsAt, zone, capacity = null, locationId = null } = data;
  const told = { toldAt, volunteerEventId, startsAt, endsAt, day: localDay(startsAt, zone), zone, capacity, locationId };
  return holds(row, told) ? row : { ...row, ...told };
}

/** Whether what was told before is of a later moment, or of the same and not less. */
function holds(row: SignupRow, told: Partial<SignupRow> & { readonly toldAt: string }): boolean {
  if (row.toldAt === null || row.toldAt !== told.toldAt) return row.toldAt !== null && row.toldAt > told.toldAt;
  const before = Object.fromEntries(Object.keys(told).map((name) => [name, row[name as keyof SignupRow]]));
  return canonical(before) >= canonical(told);
}

function happened(row: SignupRow, { type, data }: Fact<SignupEvent>): SignupRow {
  return standingOf(row, withFact(row.facts, { type, data } as SignupEvent));
}
