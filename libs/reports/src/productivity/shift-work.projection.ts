import type { ContactAttempted, ContactAttemptVoided, ContactDeliveryReported } from '@fieldledger/contacts';
import type { FactOf, Projection } from '@fieldledger/kernel';
import { supersedes } from '../delivery.js';
import { beside } from '../report.js';
import type { SignupRow } from '../signups/signup-row.js';
import { signups, type SignupsKey, type SignupsTold } from '../signups/signups.projection.js';

type Attempting = ContactAttempted | ContactDeliveryReported | ContactAttemptVoided;

type Key = { kind: SignupsKey['kind'] | 'attempt'; recordId: string };

type WorkRow = SignupRow & { standing: boolean | null; attemptedAt: string | null; system: string | null; scope: string | null; turfId: string | null; listId: string | null; doorId: string | null; reached: boolean | null; delivery: string | null; deliveredAt: string | null };

const ofSignups = signups.fold as unknown as Projection<SignupsTold, Key, WorkRow>['fold'];

/** Signups, shifts, events and links as `signups` has them, and attempts beside them. */
export const shiftWork: Projection<SignupsTold | Attempting, Key, WorkRow> = {
  name: 'shift_work',
  // Of its own the second; what signups raises it raises too, since their table and folds are in it.
  version: 2 + signups.version,
  table: signups.table + beside(import.meta.url, './attempt-columns.sql'),
  keyColumns: ['kind', 'recordId'],
  key: (event) => ('attemptId' in event.data ? { kind: 'attempt', recordId: event.data.attemptId } : signups.key(event as FactOf<SignupsTold>)),
  initial: { ...signups.initial, standing: null, attemptedAt: null, system: null, scope: null, turfId: null, listId: null, doorId: null, reached: null, delivery: null, deliveredAt: null },
  fold: {
    ...ofSignups,
    ContactAttempted: (row, { data }) => ({
      ...row, standing: true, campaignId: data.campaignId, canvasserId: data.canvasserId ?? null, attemptedAt: data.attemptedAt, system: data.voter.system, scope: data.voter.scope, turfId: data.turfId ?? null, listId: data.listId ?? null, doorId: data.doorId ?? null, reached: data.meaning.contact,
    }),
    ContactDeliveryReported: (row, { data }) => (supersedes(data, row) ? { ...row, delivery: data.status, deliveredAt: data.reportedAt } : row),
    ContactAttemptVoided: (row) => ({ ...row, standing: false }),
  },
};
