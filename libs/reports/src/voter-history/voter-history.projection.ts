import type {
  ContactAttempted, ContactAttemptVoided, ContactDeliveryReported, ContactPlanned, DoNotContactRequested, DoNotContactWithdrawn,
} from '@fieldledger/contacts';
import type { Projection, Fact } from '@fieldledger/kernel';
import { beside } from '../report.js';
import { voterKey } from '../voter-key.js';

type Key = { eventId: string };

type Moment = {
  position: string;
  type: string;
  voter: string | null;
  attemptId: string | null;
  occurredAt: string;
  recordedAt: string;
  contactType: string | null;
  result: string | null;
  detail: string | null;
  flags: readonly string[];
};

const initial: Moment = {
  position: '', type: '', voter: null, attemptId: null, occurredAt: '', recordedAt: '', contactType: null, result: null, detail: null, flags: [],
};

type Told = ContactAttempted | ContactDeliveryReported | ContactAttemptVoided | DoNotContactRequested | DoNotContactWithdrawn | ContactPlanned;

export const voterHistory: Projection<Told, Key, Moment> = {
  name: 'voter_history',
  version: 1,
  table: beside(import.meta.url, './voter-history.table.sql'),
  keyColumns: ['eventId'],
  key: ({ id }) => ({ eventId: id }),
  initial,
  fold: {
    ContactAttempted: (_row, event) => ({
      ...momentOf(event),
      voter: voterKey(event.data.voter),
      attemptId: event.data.attemptId,
      contactType: event.data.meaning.contactType,
      result: event.data.meaning.result,
      flags: event.data.flags,
    }),
    ContactDeliveryReported: (_row, event) => ({
      ...momentOf(event),
      attemptId: event.data.attemptId,
      detail: event.data.code ? `${event.data.status} ${event.data.code}` : event.data.status,
      flags: event.data.flags,
    }),
    ContactAttemptVoided: (_row, event) => ({
      ...momentOf(event),
      voter: voterKey(event.data.voter),
      attemptId: event.data.attemptId,
      contactType: event.data.meaning.contactType,
      result: event.data.meaning.result,
      detail: event.data.reasonCode,
    }),
    DoNotContactRequested: (_row, event) => ({ ...momentOf(event), voter: voterKey(event.data.voter), detail: event.data.channels.join(' ') }),
    DoNotContactWithdrawn: (_row, event) => ({ ...momentOf(event), voter: voterKey(event.data.voter) }),
    ContactPlanned: (_row, event) => ({ ...momentOf(event), voter: voterKey(event.data.voter) }),
  },
};

function momentOf({ position, type, occurredAt, recordedAt }: Fact): Moment {
  return { ...initial, position, type, occurredAt, recordedAt };
}
