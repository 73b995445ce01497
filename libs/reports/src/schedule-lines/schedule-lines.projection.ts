import type {
  Contribution, ContributionAmended, ContributionBounced, ContributionChargedBack, ContributionDeposited, ContributionReattributed, ContributionReceived, ContributionRedesignated, ContributionRefunded,
  ContributionReturned, ContributionSighted, ContributionWithdrawn, DisputeClosed, RefundReported,
} from '@fieldledger/donations';
import { bookOf, type Book } from '@fieldledger/finance-rules';
import type { Projection, Fact } from '@fieldledger/kernel';
import { donorByReference, donorOf } from '../donor-matching.js';
import { alsoTold, earlierTellings, noMoreTold } from '../filings/earlier-tellings.js';
import { movementIdOf } from '../movement-id.js';
import { beside } from '../report.js';

type Listed =
  | ContributionReceived | RefundReported | ContributionAmended | ContributionSighted | ContributionWithdrawn | ContributionRefunded | ContributionChargedBack | ContributionReturned | ContributionBounced
  | ContributionRedesignated | ContributionReattributed | ContributionDeposited | DisputeClosed;

type Key = { contributionId: string; movementId: string };

/** What a row is: a contribution or a refund that a filing lists for itself, or something that became of a contribution. */
export type LineKind = 'contribution' | 'reported-refund' | 'refund' | 'chargeback' | 'return' | 'bounce' | 'redesignation' | 'reattribution' | 'dispute';

export type LineRow = {
  kind: LineKind | null;
  standing: boolean;
  book: Book | null;
  committee: string | null;
  committeeKind: string | null;
  cycleYears: number | null;
  cycleEndsIn: number | null;
  form: string | null;
  line: string | null;
  day: string | null;
  receivedAt: string | null;
  amountCents: number | null;
  claimedAggregateCents: number | null;
  electionCode: string | null;
  fromElection: string | null;
  fromReattributionId: string | null;
  disputeId: string | null;
  outcome: string | null;
  entityType: string | null;
  donor: string | null;
  donorByReference: string | null;
  memo: boolean | null;
  itemize: boolean | null;
  unaggregated: boolean | null;
  filingId: string | null;
  amendmentNumber: number | null;
  reportId: string | null;
  coverageFrom: string | null;
  coverageThrough: string | null;
  transactionId: string | null;
  backReferenceId: string | null;
  conduit: string | null;
  conduitDay: string | null;
  deposited: boolean;
  flags: readonly string[];
  events: readonly string[];
  position: string | null;
  earlier: readonly string[] | null;
};

const UNKNOWN: LineRow = {
  kind: null, standing: false, book: null, committee: null, committeeKind: null, cycleYears: null, cycleEndsIn: null, form: null, line: null, day: null, receivedAt: null, amountCents: null,
  claimedAggregateCents: null, electionCode: null, fromElection: null, fromReattributionId: null, disputeId: null, outcome: null, entityType: null, donor: null, donorByReference: null, memo: null, itemize: null, unaggregated: null, filingId: null, amendmentNumber: null,
  reportId: null, coverageFrom: null, coverageThrough: null, transactionId: null, backReferenceId: null, conduit: null, conduitDay: null, deposited: false, flags: [], events: [], position: null, earlier: null,
};

/** Every movement is a row of its own, so that no fold depends on which of them came first. */
export const scheduleLines: Projection<Listed, Key, LineRow> = {
  name: 'schedule_lines',
  version: 6,
  table: beside(import.meta.url, './schedule-lines.table.sql'),
  keyColumns: ['contributionId', 'movementId'],
  // A deposit has no row of its own: schedules list what came in and what went back, wherever the money lay.
  key: (event) => ({ contributionId: event.data.contributionId, movementId: event.type === 'ContributionDeposited' ? event.data.contributionId : movementIdOf(event) }),
  initial: UNKNOWN,
  fold: {
    ContributionReceived: (row, event) => ({ ...contribution(row, event), kind: 'contribution' }),
    RefundReported: (row, event) => ({ ...contribution(row, event), kind: 'reported-refund' }),
    ContributionAmended: (row, event) => ({ ...contribution(row, event), kind: row.kind ?? 'contribution' }),
    ContributionSighted: (row, event) => (event.data.told ? alsoTold(row, { ...contribution(UNKNOWN, { ...event, data: event.data.told }), kind: row.kind }) : row),
    ContributionWithdrawn: (row, event) => ({ ...noMoreTold(row, event.data.filing), committee: row.committee ?? event.data.committeeId, ...told(row, event) }),
    ContributionRefunded: (row, event) => ({ ...movement(row, event, 'refund', event.data.refundedOn), fromReattributionId: event.data.fromReattributionId ?? null }),
    ContributionChargedBack: (row, event) => ({ ...movement(row, event, 'chargeback', event.data.chargedBackOn), disputeId: event.data.disputeId ?? null }),
    DisputeClosed: (row, event) => ended(row, event),
    ContributionReturned: (row, event) => movement(row, event, 'return', event.data.returnedOn),
    ContributionBounced: (row, event) => movement(row, event, 'bounce', event.data.bouncedOn),
    ContributionDeposited: (row) => ({ ...row, deposited: true }),
    ContributionRedesignated: (row, event) => ({
      ...movement(row, event, 'redesignation', event.data.redesignatedOn), fromElection: event.data.fromElection, electionCode: event.data.toElection,
    }),
    ContributionReattributed: (row, event) => ({
      ...movement(row, event, 'reattribution', event.data.reattributedOn), entityType: event.data.giver.entityType, donor: donorOf(event.data.giver), donorByReference: donorByReference(event.data.giver),
      fromReattributionId: event.data.fromReattributionId ?? null,
    }),
  },
};

/** An amendment is the whole contribution anew. */
function contribution(row: LineRow, event: Fact & { readonly data: Contribution }): LineRow {
  const { data } = event;
  return {
    kind: row.kind,
    standing: true,
    book: bookOf(data),
    committee: data.committeeId,
    committeeKind: data.committeeKind ?? null,
    cycleYears: data.cycle?.years ?? null,
    cycleEndsIn: data.cycle?.endsIn ?? null,
    form: data.filing?.form ?? null,
    line: data.line,
    day: data.receivedOn,
    receivedAt: data.receivedAt ?? null,
    amountCents: data.amountCents,
    claimedAggregateCents: data.claimedAggregateCents ?? null,
    electionCode: data.electionCode ?? null,
    fromElection: null,
    fromReattributionId: null,
    disputeId: null,
    outcome: null,
    entityType: data.giver?.entityType ?? null,
    donor: donorOf(data.giver),
    donorByReference: donorByReference(data.giver),
    memo: data.memo ?? false,
    itemize: data.itemize ?? null,
    unaggregated: data.unaggregated ?? null,
    filingId: data.filing?.filingId ?? null,
    amendmentNumber: data.filing?.amendmentNumber ?? null,
    reportId: data.filing?.reportId ?? null,
    coverageFrom: data.filing?.coverageFrom ?? null,
    coverageThrough: data.filing?.coverageThrough ?? null,
    transactionId: data.filing?.transactionId ?? null,
    backReferenceId: data.filing?.backReferenceId ?? null,
    conduit: data.earmark?.conduitCommitteeId ?? null,
    conduitDay: data.earmark?.conduitReceivedOn ?? null,
    deposited: row.deposited,
    flags: data.flags,
    ...told(row, event),
    earlier: earlierTellings(row, data.filing),
  };
}

type Moved = Fact & { readonly data: { readonly committeeId: string | null; readonly amountCents: number; readonly flags?: readonly string[] } };

function movement(row: LineRow, event: Moved, kind: LineKind, day: string): LineRow {
  const { committeeId, amountCents, flags = [] } = event.data;
  return { ...row, kind, committee: committeeId, day, amountCents, flags, ...told(row, event) };
}

/** The last closing holds, by the day; of two of one day, the one that brings the money back. */
function ended(row: LineRow, event: Fact & { readonly data: DisputeClosed['data'] }): LineRow {
  const { committeeId, closedOn, outcome, flags } = event.data;
  if (`${row.day} ${row.outcome}` > `${closedOn} ${outcome}` && row.outcome !== null) return { ...row, ...told(row, event) };
  return { ...row, kind: 'dispute', committee: committeeId, day: closedOn, amountCents: 0, outcome, flags, ...told(row, event) };
}

function told({ events }: LineRow, { id, position }: Fact): Pick<LineRow, 'events' | 'position'> {
  return { events: [...events, id], position };
}
