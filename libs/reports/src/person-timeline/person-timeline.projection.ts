import type {
  ContactAttempted, ContactAttemptVoided, ContactDeliveryReported, ContactPlanned, DoNotContactRequested, DoNotContactWithdrawn,
} from '@fieldledger/contacts';
import { personKey } from '@fieldledger/http';
import type { Fact, Projection } from '@fieldledger/kernel';
import type { PersonsLinked, PersonsUnlinked } from '@fieldledger/people';
import type { SignupSighted, SignupStepEvent, SignupStepVoided } from '@fieldledger/volunteering';
import { beside } from '../report.js';

type Key = { eventId: string };

type Moment = {
  position: string;
  type: string;
  person: string | null;
  same: string | null;
  attemptId: string | null;
  signupId: string | null;
  linkId: string | null;
  stepId: string | null;
  occurredAt: string;
  recordedAt: string;
  contactType: string | null;
  result: string | null;
  shiftId: string | null;
  detail: string | null;
  flags: readonly string[];
};

const initial: Moment = {
  position: '', type: '', person: null, same: null, attemptId: null, signupId: null, linkId: null, stepId: null, occurredAt: '', recordedAt: '', contactType: null, result: null, shiftId: null, detail: null, flags: [],
};

type Told =
  | ContactAttempted | ContactDeliveryReported | ContactAttemptVoided | DoNotContactRequested | DoNotContactWithdrawn | ContactPlanned
  | SignupStepEvent | SignupStepVoided | SignupSighted | PersonsLinked | PersonsUnlinked;

export const personTimeline: Projection<Told, Key, Moment> = {
  name: 'person_timeline',
  version: 2,
  table: beside(import.meta.url, './person-timeline.table.sql'),
  keyColumns: ['eventId'],
  key: ({ id }) => ({ eventId: id }),
  initial,
  fold: {
    ContactAttempted: (_row, event) => ({ ...attempted(event), flags: event.data.flags }),
    ContactDeliveryReported: (_row, event) => ({
      ...momentOf(event),
      attemptId: event.data.attemptId,
      detail: event.data.code ? `${event.data.status} ${event.data.code}` : event.data.status,
      flags: event.data.flags,
    }),
    ContactAttemptVoided: (_row, event) => ({ ...attempted(event), detail: event.data.reasonCode }),
    DoNotContactRequested: (_row, event) => ({ ...momentOf(event), person: personKey(event.data.voter), detail: event.data.channels.join(' ') }),
    DoNotContactWithdrawn: (_row, event) => ({ ...momentOf(event), person: personKey(event.data.voter) }),
    ContactPlanned: (_row, event) => ({ ...momentOf(event), person: personKey(event.data.voter) }),
    SignupInvited: stepped,
    SignupScheduled: stepped,
    SignupMessageLeft: stepped,
    SignupConfirmed: stepped,
    SignupDeclined: stepped,
    SignupCancelled: stepped,
    SignupRescheduled: stepped,
    SignupWalkedIn: stepped,
    SignupCheckedIn: stepped,
    SignupCheckedOut: stepped,
    ShiftCompleted: stepped,
    ShiftMissed: stepped,
    TurfAssigned: stepped,
    SignupStepVoided: (_row, event) => ({
      ...momentOf(event), signupId: event.data.signupId, stepId: event.data.stepId, person: event.data.volunteer && personKey(event.data.volunteer), result: event.data.step, detail: event.data.reasonCode, flags: event.data.flags,
    }),
    SignupSighted: (_row, event) => ({
      ...momentOf(event), ...signupOf(event.data), result: event.data.status, detail: event.data.attended === undefined ? null : event.data.attended ? 'attended' : 'not attended',
    }),
    PersonsLinked: (_row, event) => ({ ...linked(event), detail: event.data.basis }),
    PersonsUnlinked: (_row, event) => ({ ...linked(event), detail: event.data.reasonCode }),
  },
};

function momentOf({ position, type, occurredAt, recordedAt }: Fact): Moment {
  return { ...initial, position, type, occurredAt, recordedAt };
}

function attempted(event: Fact<ContactAttempted | ContactAttemptVoided>): Moment {
  const { voter, attemptId, meaning } = event.data;
  return { ...momentOf(event), person: personKey(voter), attemptId, contactType: meaning.contactType, result: meaning.result };
}

function stepped(_row: Moment, event: Fact<SignupStepEvent>): Moment {
  return { ...momentOf(event), ...signupOf(event.data), stepId: event.data.stepId, result: event.data.step };
}

function signupOf({ signupId, volunteer, shiftId, flags }: SignupSighted['data'] | SignupStepEvent['data']): Pick<Moment, 'signupId' | 'person' | 'shiftId' | 'flags'> {
  return { signupId, person: personKey(volunteer), shiftId: shiftId ?? null, flags };
}

function linked(event: Fact<PersonsLinked | PersonsUnlinked>): Moment {
  const { linkId, person, same } = event.data;
  return { ...momentOf(event), linkId, person: personKey(person), same: personKey(same) };
}
