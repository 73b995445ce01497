import type { ContactAttempted } from '@fieldledger/contacts';
import type {
  Contribution, ContributionAmended, ContributionReattributed, ContributionReceived, ContributionSighted, ContributionWithdrawn, FilingReceived, Giver, InformationReceived, PledgeMade, RefundReported,
  SeriesStarted,
} from '@fieldledger/donations';
import { personKey } from '@fieldledger/http';
import type { Fact, Projection } from '@fieldledger/kernel';
import type { SignupSighted, SignupStepEvent } from '@fieldledger/volunteering';
import { beside } from '../report.js';

type Told =
  | ContactAttempted | SignupStepEvent | SignupSighted | ContributionReceived | RefundReported | ContributionAmended | ContributionReattributed | InformationReceived | ContributionSighted
  | ContributionWithdrawn | FilingReceived | SeriesStarted | PledgeMade;

type Key = { recordId: string; subject: string };

export type SealedRecord = {
  kind: string;
  otherSubjects: readonly string[];
  names: readonly string[];
  committee: string | null;
  recipient: string | null;
  cycleYears: number | null;
  cycleEndsIn: number | null;
  individual: boolean;
  itemize: boolean;
  amountCents: number | null;
  receivedOn: string | null;
  withdrawn: boolean;
  filings: readonly string[];
  signedOn: string | null;
};

/** Of what holds whoever a record is of. */
const WHOEVER = '';

export const sealedRecords: Projection<Told, Key, SealedRecord> = {
  name: 'sealed_records',
  version: 1,
  table: beside(import.meta.url, './sealed-records.table.sql'),
  keyColumns: ['recordId', 'subject'],
  key: keyOf,
  initial: {
    kind: '', otherSubjects: [], names: [], committee: null, recipient: null, cycleYears: null, cycleEndsIn: null, individual: false, itemize: false, amountCents: null, receivedOn: null, withdrawn: false,
    filings: [], signedOn: null,
  },
  fold: {
    ContactAttempted: (row, { data }) => ({ ...row, kind: 'attempt', names: [`r:${personKey(data.voter)}`] }),
    SignupInvited: signedUp,
    SignupScheduled: signedUp,
    SignupMessageLeft: signedUp,
    SignupConfirmed: signedUp,
    SignupDeclined: signedUp,
    SignupCancelled: signedUp,
    SignupRescheduled: signedUp,
    SignupWalkedIn: signedUp,
    SignupCheckedIn: signedUp,
    SignupCheckedOut: signedUp,
    ShiftCompleted: signedUp,
    ShiftMissed: signedUp,
    TurfAssigned: signedUp,
    SignupSighted: signedUp,
    ContributionReceived: (row, { data }) => given(row, data),
    RefundReported: (row, { data }) => given(row, data),
    ContributionAmended: (row, { data }) => given(row, data),
    ContributionReattributed: (row, { data }) => ({
      ...row, kind: 'contribution', ...giverIn(row, data.giver), committee: data.committeeId, amountCents: Math.max(row.amountCents ?? 0, data.amountCents), receivedOn: later(row.receivedOn, data.reattributedOn),
    }),
    InformationReceived: (row) => ({ ...row, kind: 'contribution' }),
    ContributionSighted: (row, { data }) => ({ ...row, kind: 'contribution', filings: withOne(row.filings, data.filing?.filingId) }),
    ContributionWithdrawn: (row, { data }) => ({ ...row, kind: 'contribution', withdrawn: true, filings: withOne(row.filings, data.filing?.filingId) }),
    FilingReceived: (row, { data }) => ({ ...row, kind: 'filing', signedOn: data.signedOn ?? null }),
    SeriesStarted: (row, { data }) => ({ ...row, kind: 'series', ...giverIn(row, data.giver) }),
    PledgeMade: (row, { data }) => ({ ...row, kind: 'pledge', ...giverIn(row, data.giver) }),
  },
};

/** Null where nothing is sealed and nobody named. */
function keyOf({ type, data }: Fact<Told>): Key | null {
  const told = data as Partial<Contribution & InformationReceived['data'] & ContactAttempted['data'] & SignupSighted['data'] & SeriesStarted['data'] & PledgeMade['data'] & FilingReceived['data']>;
  switch (type) {
    case 'ContactAttempted':
      return sealedAs(told.attemptId!, told.note ?? told.phone);
    case 'SeriesStarted':
      return of(told.seriesId!, told.giver?.subject);
    case 'PledgeMade':
      return of(told.pledgeId!, told.giver?.subject);
    case 'FilingReceived':
      return of(told.filingId!, WHOEVER);
    case 'ContributionWithdrawn':
      return of(told.contributionId!, WHOEVER);
    case 'ContributionSighted':
      return told.filing ? of(told.contributionId!, WHOEVER) : null;
    case 'InformationReceived':
      return sealedAs(told.contributionId!, told.answer);
    case 'ContributionReceived':
    case 'RefundReported':
    case 'ContributionAmended':
    case 'ContributionReattributed':
      return of(told.contributionId!, told.giver?.subject ?? told.remarks?.key ?? told.election?.key);
    default:
      return sealedAs(told.signupId!, told.person ?? told.note);
  }
}

const of = (recordId: string, subject: string | undefined): Key | null => (subject === undefined ? null : { recordId, subject });
const sealedAs = (recordId: string, sealed: { readonly key: string } | undefined): Key | null => of(recordId, sealed?.key);

function signedUp(row: SealedRecord, { data }: Fact<SignupStepEvent | SignupSighted>): SealedRecord {
  return { ...row, kind: 'signup', names: [`r:${personKey(data.volunteer)}`] };
}

/** Amendments too: what is in doubt counts as the most that was said. */
function given(row: SealedRecord, { giver, person, remarks, election, committeeId, committeeKind, cycle, amountCents, receivedOn, itemize, filing }: Contribution): SealedRecord {
  const subject = giver?.subject ?? remarks?.key ?? election?.key;
  const others = [person, remarks, election].flatMap((sealed) => (sealed && sealed.key !== subject ? [sealed.key] : []));
  return {
    ...row, kind: 'contribution', ...giverIn(row, giver), otherSubjects: others.reduce<readonly string[]>(withOne, row.otherSubjects), committee: committeeId, recipient: committeeKind ?? null,
    cycleYears: cycle?.years ?? null, cycleEndsIn: cycle?.endsIn ?? null, itemize: row.itemize || itemize === true,
    amountCents: Math.max(row.amountCents ?? 0, amountCents), receivedOn: later(row.receivedOn, receivedOn), filings: withOne(row.filings, filing?.filingId),
  };
}

function giverIn(row: SealedRecord, giver: Giver | null): Pick<SealedRecord, 'names' | 'individual'> {
  const { reference, nameZip, email } = giver ?? {};
  const names = [reference && `r:${personKey(reference)}`, nameZip && `n:${nameZip}`, email && `e:${email}`];
  return { names: names.reduce<readonly string[]>(withOne, row.names), individual: giver === null || giver.entityType === 'IND' };
}

const withOne = (list: readonly string[], one: string | undefined): readonly string[] => (one === undefined || list.includes(one) ? list : [...list, one]);

const later = (before: string | null, day: string): string => (before !== null && before > day ? before : day);
