import type {
  Contribution, ContributionAmended, ContributionBounced, ContributionChargedBack, ContributionReattributed, ContributionReceived, ContributionRefunded, ContributionReturned, ContributionWithdrawn,
  DisputeClosed, InformationFollowedUp, InformationReceived, InformationRequested,
} from '@fieldledger/donations';
import { aggregateWindow } from '@fieldledger/finance-rules';
import type { Projection } from '@fieldledger/kernel';
import { donorByReference, donorOf } from '../donor-matching.js';
import { bookOf } from '../books.js';
import { beside } from '../report.js';
import { bringsBack } from '../taking-order.js';

type Key = { contributionId: string };

export type EffortsRow = {
  standing: boolean;
  individual: boolean;
  committee: string | null;
  aggregateWindow: string | null;
  donor: string | null;
  donorByReference: string | null;
  receivedOn: string | null;
  receivedAt: string | null;
  amountCents: number | null;
  /** `YYYY-MM-DD cents` of the giver's part. */
  refunds: readonly string[];
  /** `YYYY-MM-DD cents`, and the dispute that it came of where that was told. */
  chargebacks: readonly string[];
  /** Of disputes: `dispute YYYY-MM-DD outcome`. */
  closings: readonly string[];
  /** Refunds, and chargebacks that did not come back: `YYYY-MM-DD cents`, in the order of the days. */
  taken: readonly string[];
  /** `cents` of the giver's part, or `cents donor` where it was passed on, to that donor. */
  reattributions: readonly string[];
  reattributedCents: number;
  undone: boolean;
  hasEmployer: boolean;
  hasOccupation: boolean;
  answeredEmployer: boolean;
  answeredOccupation: boolean;
  requestedOn: string | null;
  requestedBy: string | null;
  followedUpOn: string | null;
  followedUpBy: string | null;
  answeredOn: string | null;
  events: readonly string[];
  position: string | null;
};

type Telling =
  | ContributionReceived | ContributionAmended | ContributionWithdrawn | ContributionReturned | ContributionBounced | ContributionRefunded | ContributionChargedBack | ContributionReattributed | DisputeClosed
  | InformationRequested | InformationFollowedUp | InformationReceived;

/** What is known of donors' employers and occupations, and what was done to learn it. */
export const bestEfforts: Projection<Telling, Key, EffortsRow> = {
  name: 'best_efforts',
  version: 5,
  table: beside(import.meta.url, './best-efforts.table.sql'),
  keyColumns: ['contributionId'],
  // What a committee filed, and what the FEC published, is for others to answer for.
  key: ({ data }) => ('giver' in data && 'source' in data && bookOf(data) !== 'own' ? null : { contributionId: data.contributionId }),
  initial: {
    standing: false, individual: false, committee: null, aggregateWindow: null, donor: null, donorByReference: null, receivedOn: null, receivedAt: null, amountCents: null, refunds: [],
    chargebacks: [], closings: [], taken: [], reattributions: [], reattributedCents: 0, undone: false, hasEmployer: false, hasOccupation: false, answeredEmployer: false, answeredOccupation: false, requestedOn: null, requestedBy: null, followedUpOn: null, followedUpBy: null,
    answeredOn: null, events: [], position: null,
  },
  fold: {
    ContributionReceived: (row, event) => cited(attributed({ ...row, ...given(event.data) }), event),
    ContributionAmended: (row, event) => cited(attributed({ ...row, ...given(event.data) }), event),
    ContributionWithdrawn: (row, event) => cited({ ...row, standing: false }, event),
    ContributionReturned: (row, event) => cited({ ...row, undone: true }, event),
    ContributionBounced: (row, event) => cited({ ...row, undone: true }, event),
    // Of a part that a reattribution gave to somebody else it takes nothing that is the giver's.
    ContributionRefunded: (row, event) => {
      const { fromReattributionId, refundedOn, amountCents } = event.data;
      return cited(fromReattributionId === undefined ? lowered({ ...row, refunds: [...row.refunds, `${refundedOn} ${amountCents}`].sort() }) : row, event);
    },
    ContributionChargedBack: (row, event) => {
      const { chargedBackOn, amountCents, disputeId } = event.data;
      return cited(lowered({ ...row, chargebacks: [...row.chargebacks, [chargedBackOn, amountCents, disputeId ?? []].flat().join(' ')].sort() }), event);
    },
    DisputeClosed: (row, event) => {
      const { disputeId, closedOn, outcome } = event.data;
      return cited(lowered({ ...row, closings: [...row.closings, `${disputeId} ${closedOn} ${outcome}`].sort() }), event);
    },
    ContributionReattributed: (row, event) => {
      const { amountCents, fromReattributionId, giver } = event.data;
      const told = fromReattributionId === undefined ? String(amountCents) : `${amountCents} ${donorOf(giver) ?? ''}`;
      return cited(attributed({ ...row, reattributions: [...row.reattributions, told].sort() }), event);
    },
    InformationRequested: (row, event) => {
      const { requestedOn, medium } = event.data;
      return cited(isEarlier(requestedOn, row.requestedOn) ? { ...row, requestedOn, requestedBy: medium } : row, event);
    },
    InformationFollowedUp: (row, event) => {
      const { requestedOn, medium } = event.data;
      return cited(isEarlier(requestedOn, row.followedUpOn) ? { ...row, followedUpOn: requestedOn, followedUpBy: medium } : row, event);
    },
    InformationReceived: (row, event) => {
      const { given: names, receivedOn } = event.data;
      return cited({
        ...row,
        answeredEmployer: row.answeredEmployer || names.includes('employer'),
        answeredOccupation: row.answeredOccupation || names.includes('occupation'),
        answeredOn: isEarlier(receivedOn, row.answeredOn) ? receivedOn : row.answeredOn,
      }, event);
    },
  },
};

/** An amendment is the whole contribution anew. */
function given({ committeeId, committeeKind, cycle, giver, amountCents, receivedOn, receivedAt }: Contribution): Partial<EffortsRow> {
  return {
    standing: true,
    individual: giver?.entityType === 'IND',
    committee: committeeId,
    aggregateWindow: aggregateWindow(committeeKind ?? null, receivedOn, cycle),
    donor: donorOf(giver),
    donorByReference: donorByReference(giver),
    receivedOn,
    receivedAt: receivedAt ?? null,
    amountCents,
    hasEmployer: giver?.given.includes('employer') ?? false,
    hasOccupation: giver?.given.includes('occupation') ?? false,
  };
}

/** What was charged back comes back with a dispute that ended well. The last closing of each holds, by the day; of two of one day, the one that brings the money back. */
function lowered(row: EffortsRow): EffortsRow {
  const held = new Map(row.closings.map((closing) => [closing.split(' ')[0]!, closing.split(' ')]));
  const closings = [...held.values()].map(([disputeId, day, outcome]) => ({ disputeId: disputeId!, day: day!, outcome: outcome! }));
  const standing = row.chargebacks.map((charged) => charged.split(' ')).filter(([day, , disputeId = null]) => !closings.some((closing) => bringsBack(closing, { day: day!, disputeId })));
  return { ...row, taken: [...row.refunds, ...standing.map(([day, cents]) => `${day} ${cents}`)].sort() };
}

/** What others pass on was the giver's no more, unless they give it back. */
function attributed(row: EffortsRow): EffortsRow {
  const lefts = row.reattributions.map((told) => {
    const [cents, to] = told.split(/ (.*)/);
    return to === undefined ? Number(cents) : to === row.donor ? -Number(cents) : 0;
  });
  return { ...row, reattributedCents: lefts.reduce((sum, cents) => sum + cents, 0) };
}

const isEarlier = (day: string, than: string | null) => than === null || day < than;

const cited = (row: EffortsRow, { id, position }: { readonly id: string; readonly position: string }): EffortsRow => ({ ...row, events: [...row.events, id], position });
