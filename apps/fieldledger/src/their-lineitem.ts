import type { RowItem } from '@fieldledger/sources';

/** A lineitem as a file tells it, in the members that a reconciliation compares: without a word of any person. */
export interface TheirLineitem {
  readonly contributionId: string;
  readonly committeeId: string;
  readonly receivedOn: string;
  readonly [field: string]: unknown;
}

/** What a row of a file says of a contribution; undefined for what it says of anything else. @param row all that it says, also of what went back */
export function theirLineitem({ door, item }: RowItem, row: readonly RowItem[]): TheirLineitem | undefined {
  if (door !== 'sightings') return undefined;
  const told = item as Sighting;
  return {
    contributionId: told.contributionId,
    committeeId: told.committeeId,
    line: told.line,
    transactionId: told.filing?.transactionId,
    backReferenceId: told.filing?.backReferenceId,
    entityType: told.contributor?.entityType,
    contributorCommitteeId: told.contributor?.committeeId,
    amountCents: told.amountCents,
    claimedAggregateCents: told.claimedAggregateCents,
    receivedOn: told.receivedOn,
    receivedAt: told.receivedAt,
    electionCode: told.electionCode,
    method: told.method,
    earmark: told.earmark && [told.earmark.conduitCommitteeId, told.earmark.conduitReceivedOn].filter(Boolean).join(' '),
    memo: told.memo,
    itemize: told.itemize,
    sequence: told.sequence,
    feeCents: told.feeCents,
    page: told.page,
    referenceCode: told.referenceCode,
    referenceCode2: told.referenceCode2,
    ...wentBack(told.contributionId, row),
  };
}

/** A file that says nothing of it may have been made before it went back. */
function wentBack(contributionId: string, row: readonly RowItem[]): object {
  const back = row.filter(({ door, item }) => BACK.includes(door) && (item as Back).contributionId === contributionId).map(({ item }) => item as Back);
  if (back.length === 0) return {};
  return { paidBackCents: back.reduce((sum, { amountCents }) => sum + amountCents, 0), paidBackOn: back.map(({ refundedOn, chargedBackOn }) => refundedOn ?? chargedBackOn!).sort().at(-1) };
}

const BACK: readonly RowItem['door'][] = ['contributions/refunds', 'contributions/chargebacks'];

interface Back {
  readonly contributionId: string;
  readonly amountCents: number;
  readonly refundedOn?: string;
  readonly chargedBackOn?: string;
}

/** The report whose version a file is; undefined for a file that is no filing. */
export const reportOf = ({ door, item }: RowItem): string | undefined => (door === 'sightings' ? (item as Sighting).filing?.reportId : undefined);

type Sighting = TheirLineitem & {
  readonly filing?: { readonly reportId: string; readonly transactionId?: string; readonly backReferenceId?: string };
  readonly contributor?: { readonly entityType: string; readonly committeeId?: string };
  readonly earmark?: { readonly conduitCommitteeId: string; readonly conduitReceivedOn?: string };
};
