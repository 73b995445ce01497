import type {
  Contribution, ContributionAmended, ContributionReattributed, ContributionReceived, ContributionWithdrawn, Giver, InformationFollowedUp, InformationReceived, InformationRequested,
} from '@fieldledger/donations';
import { bookOf } from '@fieldledger/finance-rules';
import type { Projection } from '@fieldledger/kernel';
import { donorByReference, donorOf } from '../donor-matching.js';
import { beside } from '../report.js';

type Key = { contributionId: string; movementId: string };

export type EffortsRow = {
  standing: boolean;
  individual: boolean;
  committee: string | null;
  line: string | null;
  donor: string | null;
  donorByReference: string | null;
  receivedOn: string | null;
  conduitDay: string | null;
  receivedAt: string | null;
  amountCents: number | null;
  unaggregated: boolean;
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

type Telling = ContributionReceived | ContributionAmended | ContributionWithdrawn | ContributionReattributed | InformationRequested | InformationFollowedUp | InformationReceived;

/** What is known of employers and occupations, and what was done to learn it: of givers, and of those to whom a part was reattributed. */
export const bestEfforts: Projection<Telling, Key, EffortsRow> = {
  name: 'best_efforts',
  version: 6,
  table: beside(import.meta.url, './best-efforts.table.sql'),
  keyColumns: ['contributionId', 'movementId'],
  // What a committee filed, and what the FEC published, is for others to answer for.
  key: ({ data }) => {
    if ('giver' in data && 'source' in data && bookOf(data) !== 'own') return null;
    const { contributionId, reattributionId } = data as Telling['data'] & { readonly reattributionId?: string };
    return { contributionId, movementId: reattributionId ?? contributionId };
  },
  initial: {
    standing: false, individual: false, committee: null, line: null, donor: null, donorByReference: null, receivedOn: null, conduitDay: null, receivedAt: null, amountCents: null, unaggregated: false,
    hasEmployer: false, hasOccupation: false, answeredEmployer: false, answeredOccupation: false, requestedOn: null, requestedBy: null, followedUpOn: null, followedUpBy: null, answeredOn: null, events: [], position: null,
  },
  fold: {
    ContributionReceived: (row, event) => cited({ ...row, ...gift(event.data) }, event),
    ContributionAmended: (row, event) => cited({ ...row, ...gift(event.data) }, event),
    ContributionWithdrawn: (row, event) => cited({ ...row, standing: false }, event),
    ContributionReattributed: (row, event) => {
      const { committeeId, giver, reattributedOn, amountCents } = event.data;
      return cited({ ...row, ...person(giver), standing: true, committee: committeeId, receivedOn: reattributedOn, amountCents }, event);
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
function gift({ committeeId, line, giver, amountCents, receivedOn, receivedAt, earmark, unaggregated }: Contribution): Partial<EffortsRow> {
  return { ...person(giver), standing: true, committee: committeeId, line, receivedOn, conduitDay: earmark?.conduitReceivedOn ?? null, receivedAt: receivedAt ?? null, amountCents, unaggregated: unaggregated ?? false };
}

function person(giver: Giver | null): Partial<EffortsRow> {
  return {
    individual: giver?.entityType === 'IND', donor: donorOf(giver), donorByReference: donorByReference(giver), hasEmployer: giver?.given.includes('employer') ?? false, hasOccupation: giver?.given.includes('occupation') ?? false,
  };
}

const isEarlier = (day: string, than: string | null) => than === null || day < than;

const cited = (row: EffortsRow, { id, position }: { readonly id: string; readonly position: string }): EffortsRow => ({ ...row, events: [...row.events, id], position });
