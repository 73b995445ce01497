import type { VersionRow } from './contribution-versions.projection.js';

/** A row of `contribution_versions` as queries select it: what one event says of a contribution. */
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

/** Tellings of many contributions, each one's by itself, in the order in which they came. */
export function byContribution(tellings: Iterable<Telling>): Map<string, Telling[]> {
  const groups = new Map<string, Telling[]>();
  for (const telling of tellings) {
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
  };
}

/** The columns of a telling, named as its members. */
export const TELLING = `contribution_id AS "contributionId", event_id AS "eventId", position, recorded_at AS "recordedAt", type, source, filing_id AS "filingId", report_id AS "reportId",
  transaction_id AS "transactionId", committee_id AS "committeeId", line, amount_cents::float8 AS "amountCents", claimed_aggregate_cents::float8 AS "claimedAggregateCents", received_on AS "receivedOn",
  received_at AS "receivedAt", election_code AS "electionCode", election_description AS "electionDescription", entity_type AS "entityType", method, earmark, memo, itemize, sequence,
  fee_cents::float8 AS "feeCents", page, reference_code AS "referenceCode", reference_code2 AS "referenceCode2", back_reference_id AS "backReferenceId", person_mark AS "personMark",
  person_kept AS "personKept", remarks_mark AS "remarksMark", remarks_kept AS "remarksKept", names, flags`;
