import { personKey } from '@fieldledger/http';
import type { Clear, Fact, Projection } from '@fieldledger/kernel';
import type { PersonErased } from '@fieldledger/people';
import type { SignupSighted, SignupStepEvent, VolunteerDetails } from '@fieldledger/volunteering';
import { beside } from '../report.js';

type Naming = SignupStepEvent | SignupSighted;

export type VolunteerRow = { details: string; subjects: readonly string[]; erased: boolean };

/** Of each member, when it was told last, and what. */
type Details = { [M in keyof VolunteerDetails]: [at: string, value: string] };

/** The one table of the reports that holds who volunteers: others give its rows only to keys that may see persons. */
export const volunteers: Projection<Naming | PersonErased, { volunteer: string }, VolunteerRow> = {
  name: 'volunteers',
  version: 2,
  table: beside(import.meta.url, './volunteers.table.sql'),
  personal: true,
  keyColumns: ['volunteer'],
  key: ({ data }) => {
    const { volunteer, person } = data as Naming['data'];
    return person ? { volunteer: personKey(volunteer) } : null;
  },
  among: { PersonErased: ({ data }) => ({ members: ['subjects'], values: data.subjects }) },
  initial: { details: '{}', subjects: [], erased: false },
  fold: {
    SignupInvited: named,
    SignupScheduled: named,
    SignupMessageLeft: named,
    SignupConfirmed: named,
    SignupDeclined: named,
    SignupCancelled: named,
    SignupRescheduled: named,
    SignupWalkedIn: named,
    SignupCheckedIn: named,
    SignupCheckedOut: named,
    ShiftCompleted: named,
    ShiftMissed: named,
    TurfAssigned: named,
    SignupSighted: named,
    // Of what was told with a destroyed key nothing is left, whether it was folded before that or after.
    PersonErased: (row) => ({ ...row, details: '{}', erased: true }),
  },
};

/** The details in a row of the table. */
export const detailsIn = ({ details }: Pick<VolunteerRow, 'details'>): VolunteerDetails =>
  Object.fromEntries(Object.entries(JSON.parse(details) as Details).map(([member, [, value]]) => [member, value])) as VolunteerDetails;

/** Each member is what was said of it last, whatever the order in which it arrives. */
function named({ subjects: before, ...row }: VolunteerRow, { data, occurredAt }: Fact<Naming>, { person }: Clear): VolunteerRow {
  const subjects = data.person && !before.includes(data.person.key) ? [...before, data.person.key] : before;
  if (person === null || person === undefined) return { ...row, subjects, erased: row.erased || person === null };
  const details = JSON.parse(row.details) as Record<string, [string, string]>;
  const at = 'at' in data ? data.at : (data.asOf ?? occurredAt);
  for (const [member, value] of Object.entries(person as Record<string, string>)) {
    const known = details[member];
    if (!known || known[0] < at || (known[0] === at && known[1] < value)) details[member] = [at, value];
  }
  return { ...row, subjects, details: JSON.stringify(Object.fromEntries(Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1)))) };
}
