import type { ToldVersion } from './told-version.js';

/**
 * What a row of a filing is known by whatever report it stands in: as in the filings' own ids of rows, its transaction id,
 * else its line, day, amounts and the committee that gave; of several that are alike, the how-manieth it is.
 */
export function rowMarks(): (contributionId: string, row: ToldVersion | null) => string {
  const seen = new Map<string, number>();
  return (contributionId, row) => {
    if (!row) return contributionId;
    const { transactionId, line, receivedOn, amountCents, claimedAggregateCents, contributorCommitteeId } = row.values;
    const mark = JSON.stringify(transactionId !== null ? [line?.slice(0, 2), transactionId] : [line, receivedOn, amountCents, claimedAggregateCents, contributorCommitteeId]);
    const before = seen.get(mark) ?? 0;
    seen.set(mark, before + 1);
    return `${mark} ${before}`;
  };
}
