import { versionOf, type StoredVersion, type VersionRow } from './contribution-versions.projection.js';

/** What one event says of a contribution. */
export type Telling = VersionRow & { readonly contributionId: string; readonly eventId: string; readonly position: string; readonly type: string };

/** A contribution as it was after one of its events: what held, by the event that said so, and whether it stood. */
export interface Moment {
  readonly telling: Telling;
  /** With the marks of what is sealed that held then; null as long as nobody told the values. */
  readonly holds: Telling | null;
  readonly standing: boolean;
}

/** What happened to one contribution, from its tellings in the order of the log. */
export function historyOf(tellings: readonly Telling[]): Moment[] {
  const moments: Moment[] = [];
  for (const telling of tellings) {
    const before = moments.at(-1);
    if (tellsValues(telling)) moments.push({ telling, holds: withKeptMarks(telling, before?.holds ?? null), standing: true });
    else moments.push({ telling, holds: before?.holds ?? null, standing: telling.type === 'ContributionWithdrawn' ? false : (before?.standing ?? false) });
  }
  return moments;
}

/** Kept tellings of many contributions, each one's by itself, in the order in which they came. */
export function byContribution(kept: Iterable<KeptTelling>): Map<string, Telling[]> {
  const groups = new Map<string, Telling[]>();
  for (const row of kept) {
    const telling: Telling = versionOf(row);
    const group = groups.get(telling.contributionId);
    if (group) group.push(telling);
    else groups.set(telling.contributionId, [telling]);
  }
  return groups;
}

export const tellsValues = ({ type }: Telling): boolean => type !== 'ContributionSighted' && type !== 'ContributionWithdrawn';

function withKeptMarks(telling: Telling, before: Telling | null): Telling {
  return {
    ...telling,
    personMark: telling.personKept ? (before?.personMark ?? null) : telling.personMark,
    remarksMark: telling.remarksKept ? (before?.remarksMark ?? null) : telling.remarksMark,
    electionMark: telling.electionKept ? (before?.electionMark ?? null) : telling.electionMark,
    electionInClear: telling.electionKept ? (before?.electionInClear ?? null) : telling.electionInClear,
  };
}

/** A row of `contribution_versions` as queries select it. */
export type KeptTelling = StoredVersion & Pick<Telling, 'contributionId' | 'eventId' | 'position' | 'type'>;

/** The columns of such a row, named as its members. */
export const TELLING = `contribution_id AS "contributionId", event_id AS "eventId", position, type, source, filing_id AS "filingId", amendment_number AS "amendmentNumber", report_id AS "reportId", committee_id AS "committeeId", line,
  amount_cents::float8 AS "amountCents", received_on AS "receivedOn", names, more`;

/**
 * A WITH of `told`: tellings with their `turn`, by which and by position they are to be read. What a later version of a
 * filing tells stands whichever came first, and what an older one told after it is a telling like any other.
 * @param which a condition on the contributions
 */
export const tellingsInTurn = (which: string): string => `
  WITH told AS NOT MATERIALIZED (
    SELECT contribution_id, event_id, position, CASE WHEN type = 'ContributionSighted' AND amount_cents IS NOT NULL THEN 'ContributionAmended' ELSE type END AS type, source, filing_id, amendment_number, report_id, committee_id, line,
      amount_cents, received_on, names, more, coalesce(amendment_number, max(amendment_number) OVER (PARTITION BY contribution_id ORDER BY position), 0) AS turn
    FROM {{table}} WHERE organization = $1 AND ${which}
  )`;
