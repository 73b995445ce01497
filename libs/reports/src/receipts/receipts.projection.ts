import type { Contribution, DisputeClosed } from '@fieldledger/donations';
import { bookOf } from '@fieldledger/finance-rules';
import type { Projection } from '@fieldledger/kernel';
import { donorByReference, donorOf } from '../donor-matching.js';
import { movementIdOf, type Moving } from '../movement-id.js';
import { beside } from '../report.js';
import { alsoTold, earlierTellings, noMoreTold } from '../filings/earlier-tellings.js';

type Key = { contributionId: string; movementId: string };

/** What a row is: a contribution or a refund that a filing lists for itself, or something that became of a contribution. */
export type MovementKind = 'contribution' | 'reported-refund' | 'refund' | 'chargeback' | 'return' | 'bounce' | 'redesignation' | 'reattribution' | 'dispute' | 'deposit';

export type Movement = {
  kind: MovementKind;
  standing: boolean;
  committeeId: string | null;
  committeeKind: string | null;
  book: 'own' | 'filed' | 'published' | null;
  day: string | null;
  amountCents: number | null;
  feeCents: number | null;
  line: string | null;
  individual: boolean | null;
  donor: string | null;
  donorByReference: string | null;
  election: string | null;
  fromElection: string | null;
  fromReattributionId: string | null;
  disputeId: string | null;
  outcome: string | null;
  memo: boolean | null;
  recurring: boolean | null;
  questionable: boolean | null;
  source: string | null;
  referenceCode: string | null;
  referenceCode2: string | null;
  page: string | null;
  position: string | null;
  filingId: string | null;
  amendmentNumber: number | null;
  earlier: readonly string[] | null;
};

const initial: Movement = {
  kind: 'contribution', standing: false, committeeId: null, committeeKind: null, book: null, day: null, amountCents: null, feeCents: null, line: null, individual: null, donor: null,
  donorByReference: null, election: null, fromElection: null, fromReattributionId: null, disputeId: null, outcome: null, memo: null, recurring: null, questionable: null, source: null, referenceCode: null, referenceCode2: null, page: null, position: null, filingId: null, amendmentNumber: null, earlier: null,
};

export const receipts: Projection<Moving, Key, Movement> = {
  name: 'receipts',
  version: 4,
  table: beside(import.meta.url, './receipts.table.sql'),
  views: [{ name: 'money_movements', sql: beside(import.meta.url, './money-movements.view.sql') }],
  keyColumns: ['contributionId', 'movementId'],
  key: (event) => ({ contributionId: event.data.contributionId, movementId: movementIdOf(event) }),
  initial,
  fold: {
    ContributionReceived: (row, { data, position }) => contributed(row, 'contribution', data, position),
    RefundReported: (row, { data, position }) => contributed(row, 'reported-refund', data, position),
    ContributionAmended: (row, { data, position }) => contributed(row, row.kind, data, position),
    ContributionSighted: (row, { data, position }) => (data.told ? alsoTold(row, contributed(initial, row.kind, data.told, position)) : row),
    ContributionWithdrawn: (row, { data, position }) => ({ ...noMoreTold(row, data.filing), position }),
    ContributionRefunded: (_row, event) => ({ ...moved('refund', event, event.data.refundedOn, event.data.amountCents), fromReattributionId: event.data.fromReattributionId ?? null }),
    ContributionChargedBack: (_row, event) => ({ ...moved('chargeback', event, event.data.chargedBackOn, event.data.amountCents), disputeId: event.data.disputeId ?? null }),
    ContributionReturned: (_row, event) => moved('return', event, event.data.returnedOn, event.data.amountCents),
    ContributionBounced: (_row, event) => moved('bounce', event, event.data.bouncedOn, event.data.amountCents),
    ContributionRedesignated: (_row, event) => ({
      ...moved('redesignation', event, event.data.redesignatedOn, event.data.amountCents), election: event.data.toElection, fromElection: event.data.fromElection,
    }),
    ContributionReattributed: (_row, event) => ({ ...moved('reattribution', event, event.data.reattributedOn, event.data.amountCents), ...givenBy(event.data.giver), fromReattributionId: event.data.fromReattributionId ?? null }),
    ContributionDeposited: (_row, event) => moved('deposit', event, event.data.depositedOn, null),
    DisputeOpened: (row, event) => (isClosed(row) ? { ...row, position: event.position } : moved('dispute', event, event.data.openedOn, null)),
    DisputeClosed: (row, event) => (closedLater(row, event.data) ? { ...row, position: event.position } : { ...moved('dispute', event, event.data.closedOn, null), standing: false, outcome: event.data.outcome }),
  },
};

/** A dispute whose closing was told first is closed. */
const isClosed = ({ kind, standing }: Movement) => kind === 'dispute' && !standing;

/** The last closing holds, by the day; of two of one day, the one that brings the money back. */
const closedLater = (row: Movement, { closedOn, outcome }: DisputeClosed['data']) => isClosed(row) && `${row.day} ${row.outcome}` > `${closedOn} ${outcome}`;

function contributed(row: Movement, kind: MovementKind, data: Contribution, position: string): Movement {
  return {
    kind,
    standing: true,
    committeeId: data.committeeId,
    committeeKind: data.committeeKind ?? null,
    book: bookOf(data),
    day: data.receivedOn,
    amountCents: data.amountCents,
    feeCents: data.feeCents ?? null,
    line: data.line,
    ...givenBy(data.giver),
    election: data.electionCode ?? null,
    fromElection: null,
    fromReattributionId: null,
    disputeId: null,
    outcome: null,
    memo: data.memo ?? false,
    recurring: data.seriesId !== undefined || data.sequence !== undefined,
    questionable: data.flags.includes('prohibited-source'),
    source: data.source,
    referenceCode: data.referenceCode ?? null,
    referenceCode2: data.referenceCode2 ?? null,
    page: data.page ?? null,
    position,
    filingId: data.filing?.filingId ?? null,
    amendmentNumber: data.filing?.amendmentNumber ?? null,
    earlier: earlierTellings(row, data.filing),
  };
}

function moved(kind: MovementKind, { data, position }: { readonly data: { readonly committeeId: string | null }; readonly position: string }, day: string, amountCents: number | null): Movement {
  return { ...initial, kind, standing: true, committeeId: data.committeeId, day, amountCents, position };
}

function givenBy(giver: Contribution['giver']): Pick<Movement, 'individual' | 'donor' | 'donorByReference'> {
  const [donor, byReference] = [donorOf(giver), donorByReference(giver)];
  return { individual: giver?.entityType === 'IND', donor, donorByReference: byReference === donor ? null : byReference };
}
