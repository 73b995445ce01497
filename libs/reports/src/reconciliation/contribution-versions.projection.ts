import type { Contribution, ContributionAmended, ContributionReceived, ContributionSighted, ContributionWithdrawn, RefundReported } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';

type Key = { contributionId: string; eventId: string };

/** What one event says of a contribution; a withdrawal and a sighting say nothing of its values. */
export interface VersionRow {
  position: string | null;
  recordedAt: string | null;
  type: string | null;
  source: string | null;
  filingId: string | null;
  reportId: string | null;
  transactionId: string | null;
  committeeId: string | null;
  line: string | null;
  amountCents: number | null;
  claimedAggregateCents: number | null;
  receivedOn: string | null;
  receivedAt: string | null;
  electionCode: string | null;
  electionDescription: string | null;
  entityType: string | null;
  method: string | null;
  earmark: string | null;
  memo: boolean;
  itemize: boolean;
  sequence: number | null;
  feeCents: number | null;
  page: string | null;
  referenceCode: string | null;
  referenceCode2: string | null;
  backReferenceId: string | null;
  personMark: string | null;
  personKept: boolean;
  remarksMark: string | null;
  remarksKept: boolean;
  names: readonly string[];
  flags: readonly string[];
}

/** A telling that says nothing. */
export const NOTHING_TOLD: VersionRow = {
  position: null, recordedAt: null, type: null, source: null, filingId: null, reportId: null, transactionId: null, committeeId: null, line: null, amountCents: null, claimedAggregateCents: null,
  receivedOn: null, receivedAt: null, electionCode: null, electionDescription: null, entityType: null, method: null, earmark: null, memo: false, itemize: false, sequence: null, feeCents: null, page: null,
  referenceCode: null, referenceCode2: null, backReferenceId: null, personMark: null, personKept: false, remarksMark: null, remarksKept: false, names: [], flags: [],
};

type Telling = ContributionReceived | RefundReported | ContributionAmended | ContributionSighted | ContributionWithdrawn;

/** A telling as it is kept: what queries look for in columns, and the rest, where it says something, in one text. */
export type StoredVersion = Pick<VersionRow, 'position' | 'type' | 'source' | 'filingId' | 'reportId' | 'committeeId' | 'line' | 'amountCents' | 'receivedOn' | 'names'> & { readonly more: string };

const stored = ({ position, type, source, filingId, reportId, committeeId, line, amountCents, receivedOn, names, ...more }: VersionRow): StoredVersion => ({
  position, type, source, filingId, reportId, committeeId, line, amountCents, receivedOn, names, more: JSON.stringify(more, (_name, value: unknown) => (value === null || value === false ? undefined : value)),
});

/** The whole telling of one that was kept. */
export const versionOf = <T extends StoredVersion>({ more, ...row }: T): Omit<T, 'more'> & VersionRow => ({ ...NOTHING_TOLD, ...(JSON.parse(more) as Partial<VersionRow>), ...row });

/** Everything that was ever told of contributions, each telling for itself. */
export const contributionVersions: Projection<Telling, Key, StoredVersion> = {
  name: 'contribution_versions',
  version: 1,
  table: beside(import.meta.url, './contribution-versions.table.sql'),
  keyColumns: ['contributionId', 'eventId'],
  key: ({ id, data }) => ({ contributionId: data.contributionId, eventId: id }),
  initial: stored(NOTHING_TOLD),
  fold: {
    ContributionReceived: (_row, event) => stored({ ...whenOf(event), ...valuesOf(event.data) }),
    RefundReported: (_row, event) => stored({ ...whenOf(event), ...valuesOf(event.data) }),
    ContributionAmended: (_row, event) => {
      const { data } = event;
      return stored({
        ...whenOf(event),
        ...valuesOf(data),
        // An amendment that says nothing of the person or of the words leaves them as they were.
        personKept: data.person === undefined && data.giver !== null && data.giver.given.length > 0,
        remarksKept: data.remarks === undefined && !data.changed.some((name) => WORDS.includes(name)),
        names: data.changed,
      });
    },
    ContributionSighted: (_row, event) => stored({
      ...NOTHING_TOLD, ...whenOf(event), ...placeOf(event.data), source: event.data.source, committeeId: event.data.committeeId, names: event.data.differs, flags: event.data.flags,
    }),
    ContributionWithdrawn: (_row, event) => stored({ ...NOTHING_TOLD, ...whenOf(event), ...placeOf(event.data), committeeId: event.data.committeeId, names: [event.data.reasonCode] }),
  },
};

/** The names under which amendments and sightings speak of the words beside a gift. */
export const WORDS: readonly string[] = ['remarks', 'purpose', 'memoText', 'comment'];

type Stamped = { readonly type: string; readonly position: string; readonly recordedAt: string };
const whenOf = ({ type, position, recordedAt }: Stamped) => ({ type, position, recordedAt });

const placeOf = ({ filing }: Pick<Contribution, 'filing'>) => ({ filingId: filing?.filingId ?? null, reportId: filing?.reportId ?? null, transactionId: filing?.transactionId ?? null });

function valuesOf(data: Contribution): Omit<VersionRow, 'type' | 'position' | 'recordedAt'> {
  return {
    ...placeOf(data),
    source: data.source,
    committeeId: data.committeeId,
    line: data.line,
    amountCents: data.amountCents,
    claimedAggregateCents: data.claimedAggregateCents ?? null,
    receivedOn: data.receivedOn,
    receivedAt: data.receivedAt ?? null,
    electionCode: data.electionCode ?? null,
    electionDescription: data.electionDescription ?? null,
    entityType: data.giver?.entityType ?? null,
    method: data.method ?? null,
    earmark: data.earmark ? [data.earmark.conduitCommitteeId, data.earmark.conduitReceivedOn].filter(Boolean).join(' ') : null,
    memo: data.memo ?? false,
    itemize: data.itemize ?? false,
    sequence: data.sequence ?? null,
    feeCents: data.feeCents ?? null,
    page: data.page ?? null,
    referenceCode: data.referenceCode ?? null,
    referenceCode2: data.referenceCode2 ?? null,
    backReferenceId: data.filing?.backReferenceId ?? null,
    personMark: data.person?.mark ?? null,
    personKept: false,
    remarksMark: data.remarks?.mark ?? null,
    remarksKept: false,
    names: [],
    flags: data.flags,
  };
}
