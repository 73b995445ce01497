import type { Contribution, ContributionAmended, ContributionReceived, ContributionSighted, ContributionWithdrawn, RefundReported } from '@fieldledger/donations';
import type { Projection } from '@fieldledger/kernel';
import { beside } from '../report.js';
import { keptMembers } from './kept-members.js';

type Key = { contributionId: string; eventId: string };

/** What one event says of a contribution; a withdrawal says nothing of its values, nor does a sighting, unless only a later version of a filing had told of the row. */
export interface VersionRow {
  position: string | null;
  recordedAt: string | null;
  type: string | null;
  source: string | null;
  filingId: string | null;
  amendmentNumber: number | null;
  reportId: string | null;
  transactionId: string | null;
  committeeId: string | null;
  line: string | null;
  amountCents: number | null;
  claimedAggregateCents: number | null;
  receivedOn: string | null;
  receivedAt: string | null;
  electionCode: string | null;
  entityType: string | null;
  /** Of a committee that gave: its own FEC id. */
  contributorCommitteeId: string | null;
  method: string | null;
  /** In the order of the alphabet, with blanks between them. */
  sourceMarkers: string | null;
  earmark: string | null;
  memo: boolean;
  itemize: boolean;
  unaggregated: boolean;
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
  electionMark: string | null;
  electionKept: boolean;
  /** What was recorded before it was sealed, which no mark can be compared with. */
  electionInClear: string | null;
  names: readonly string[];
  flags: readonly string[];
  /** The refund or chargeback that a sighting is of, the event that told it first, and who did. */
  movementId: string | null;
  movementEvent: string | null;
  movementSource: string | null;
}

/** A telling that says nothing. */
export const NOTHING_TOLD: VersionRow = {
  position: null, recordedAt: null, type: null, source: null, filingId: null, amendmentNumber: null, reportId: null, transactionId: null, committeeId: null, line: null, amountCents: null, claimedAggregateCents: null,
  receivedOn: null, receivedAt: null, electionCode: null, entityType: null, contributorCommitteeId: null, method: null, sourceMarkers: null, earmark: null, memo: false, itemize: false, unaggregated: false, sequence: null,
  feeCents: null, page: null, referenceCode: null, referenceCode2: null, backReferenceId: null, personMark: null, personKept: false, remarksMark: null, remarksKept: false, electionMark: null, electionKept: false, electionInClear: null, names: [], flags: [], movementId: null, movementEvent: null,
  movementSource: null,
};

type Telling = ContributionReceived | RefundReported | ContributionAmended | ContributionSighted | ContributionWithdrawn;

/** A telling as it is kept: what queries look for in columns, and the rest, where it says something, in one text. */
export type StoredVersion = Pick<VersionRow, 'position' | 'type' | 'source' | 'filingId' | 'amendmentNumber' | 'reportId' | 'committeeId' | 'line' | 'amountCents' | 'receivedOn' | 'names'> & { readonly more: string };

/** The whole telling of one that was kept. */
export const versionOf = <T extends StoredVersion>({ more, ...row }: T): Omit<T, 'more'> & VersionRow => ({ ...NOTHING_TOLD, ...(JSON.parse(more) as Partial<VersionRow>), ...row });

/** Everything that was ever told of contributions, each telling for itself. */
export const contributionVersions: Projection<Telling, Key, StoredVersion> = {
  name: 'contribution_versions',
  version: 6,
  table: beside(import.meta.url, './contribution-versions.table.sql'),
  keyColumns: ['contributionId', 'eventId'],
  key: ({ id, data }) => ({ contributionId: data.contributionId, eventId: id }),
  initial: { position: null, type: null, source: null, filingId: null, amendmentNumber: null, reportId: null, committeeId: null, line: null, amountCents: null, receivedOn: null, names: [], more: '{}' },
  fold: {
    ContributionReceived: (_row, event) => told(event, event.data, {}),
    RefundReported: (_row, event) => told(event, event.data, {}),
    ContributionAmended: (_row, event) => {
      const { data } = event;
      return told(event, data, {
        kept: keptMembers(data, data),
        names: data.changed,
      });
    },
    ContributionSighted: (_row, event) => {
      const { told: values, source, differs, flags } = event.data;
      return values ? told(event, values, { names: differs }) : mentioned(event, event.data, source, differs, flags);
    },
    ContributionWithdrawn: (_row, event) => mentioned(event, event.data, null, [event.data.reasonCode], []),
  },
};

type Stamped = { readonly type: string; readonly position: string; readonly recordedAt: string };

/** A telling of all values. Built member by member, since this is most of what an import makes reports do. */
function told({ type, position, recordedAt }: Stamped, data: Contribution, { names = [], kept }: { names?: readonly string[]; kept?: ReturnType<typeof keptMembers> }): StoredVersion {
  const { filing, earmark } = data;
  return {
    position,
    type,
    source: data.source,
    filingId: filing?.filingId ?? null,
    amendmentNumber: filing?.amendmentNumber ?? null,
    reportId: filing?.reportId ?? null,
    committeeId: data.committeeId,
    line: data.line,
    amountCents: data.amountCents,
    receivedOn: data.receivedOn,
    names,
    more: JSON.stringify({
      recordedAt,
      transactionId: filing?.transactionId,
      backReferenceId: filing?.backReferenceId,
      claimedAggregateCents: data.claimedAggregateCents,
      receivedAt: data.receivedAt,
      electionCode: data.electionCode,
      entityType: data.giver?.entityType,
      contributorCommitteeId: data.giver?.committeeId,
      method: data.method,
      sourceMarkers: data.sourceMarkers && ([...data.sourceMarkers].sort().join(' ') || undefined),
      earmark: earmark && [earmark.conduitCommitteeId, earmark.conduitReceivedOn].filter(Boolean).join(' '),
      memo: data.memo || undefined,
      itemize: data.itemize || undefined,
      unaggregated: data.unaggregated || undefined,
      sequence: data.sequence,
      feeCents: data.feeCents,
      page: data.page,
      referenceCode: data.referenceCode,
      referenceCode2: data.referenceCode2,
      personMark: data.person?.mark,
      personKept: kept?.person || undefined,
      remarksMark: data.remarks?.mark,
      remarksKept: kept?.remarks || undefined,
      electionMark: data.election?.mark,
      electionKept: kept?.election || undefined,
      electionInClear: data.electionDescription,
      flags: data.flags,
    }),
  };
}

/** A telling of no values: somebody saw it too, or took it back. */
function mentioned({ type, position, recordedAt }: Stamped, { committeeId, filing, movement }: Pick<ContributionSighted['data'], 'committeeId' | 'filing' | 'movement'>, source: string | null, names: readonly string[], flags: readonly string[]): StoredVersion {
  return {
    position, type, source, filingId: filing?.filingId ?? null, amendmentNumber: filing?.amendmentNumber ?? null, reportId: filing?.reportId ?? null, committeeId, line: null, amountCents: null, receivedOn: null, names,
    more: JSON.stringify({ recordedAt, transactionId: filing?.transactionId, flags, movementId: movement?.movementId, movementEvent: movement?.eventId, movementSource: movement?.source ?? undefined }),
  };
}
