import type { Position, ReadStore, Reflects } from '@fieldledger/kernel';
import { DONOR_COLUMNS, type DonorRule } from '../donor-matching.js';
import type { Book } from '../receipts/book.js';
import type { ThroughConduit } from './aggregates.js';
import type { Line } from './line.js';
import type { CommitteeLines } from './listed-items.js';
import type { Period } from './period.js';

/** What of a committee a schedule is computed from. */
export interface LinesAsked {
  readonly organization: string;
  readonly committee: string;
  readonly period: Period;
  readonly donors: DonorRule;
  /** Without one: filed where a filing covers a part of the period, else own, else published. */
  readonly book?: Book;
  readonly minPosition?: Position;
}

export interface LinesFound extends CommitteeLines {
  readonly book: Book;
  /** How many contributions of the period each book has; only those of `book` are among the lines. */
  readonly books: Readonly<Record<Book, number>>;
  readonly reflects: Reflects;
  readonly version: number;
}

const MEMBERS = [
  'contributionId', 'movementId', 'kind', 'standing', 'book', 'committee', 'committeeKind', 'cycleYears', 'cycleEndsIn', 'form', 'line', 'day', 'receivedAt', 'amountCents', 'claimedAggregateCents',
  'electionCode', 'electionDescription', 'fromElection', 'entityType', 'memo', 'itemize', 'filingId', 'reportId', 'coverageFrom', 'coverageThrough', 'transactionId', 'backReferenceId', 'conduit',
  'conduitDay', 'flags', 'events', 'position',
] as const;
const columnOf = (member: string) => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const TOLD = `kind IN ('contribution', 'reported-refund')`;

/**
 * In one statement, so that the books and the rows are of one moment:
 *
 * - `told`: the committee's standing contributions, of any book.
 * - `touched`: those of the period, and those of which something became in it.
 * - `donors`: who gave them, and from when to when their other gifts may count in the same aggregates. A candidate's
 *   window begins at most a cycle before the year, after that year's election; any other's with the year.
 * - `wanted`: the touched ones of the chosen book, their donors' others, and what belongs to nothing that is known.
 *
 * A row without a contribution tells of the books alone.
 */
const LINES = (donor: string) => `
  WITH told AS NOT MATERIALIZED (
    SELECT *, ${donor} AS giver FROM {{table}} WHERE organization = $1 AND committee = $2 AND ${TOLD} AND standing
  ),
  moved AS NOT MATERIALIZED (
    SELECT *, ${donor} AS giver FROM {{table}} WHERE organization = $1 AND (committee = $2 OR committee IS NULL) AND NOT ${TOLD}
  ),
  touched AS MATERIALIZED (
    SELECT contribution_id, book FROM told
    WHERE CASE WHEN filing_id IS NULL THEN day BETWEEN $3 AND $4 ELSE coverage_from >= $3 AND coverage_through <= $4 OR coverage_from <= $4 AND coverage_through >= $3 AND day BETWEEN $3 AND $4 END
    UNION
    SELECT contribution_id, told.book FROM moved JOIN told USING (contribution_id) WHERE moved.day BETWEEN $3 AND $4
  ),
  books AS MATERIALIZED (
    SELECT count(*) FILTER (WHERE book = 'filed')::int AS filed, count(*) FILTER (WHERE book = 'own')::int AS own, count(*) FILTER (WHERE book = 'published')::int AS published FROM touched
  ),
  chosen AS MATERIALIZED (
    SELECT coalesce($5, CASE WHEN filed > 0 THEN 'filed' WHEN own > 0 OR published = 0 THEN 'own' ELSE 'published' END) AS book FROM books
  ),
  first AS MATERIALIZED (
    SELECT contribution_id FROM touched JOIN chosen USING (book)
  ),
  donors AS MATERIALIZED (
    SELECT ${donor} AS giver, left(min(day), 4)::int AS year, max(day) AS until FROM {{table}} JOIN first USING (contribution_id) WHERE organization = $1 AND ${donor} IS NOT NULL GROUP BY 1
  ),
  others AS (
    SELECT contribution_id FROM told JOIN chosen USING (book) JOIN donors ON donors.giver = told.giver
    WHERE told.day <= until AND told.day >= CASE WHEN committee_kind IS NOT DISTINCT FROM 'candidate' OR form IN ('F3', 'F3P') THEN (year - coalesce(cycle_years, CASE form WHEN 'F3P' THEN 4 ELSE 2 END))::text || '-11-02' ELSE year::text || '-01-01' END
    UNION
    SELECT contribution_id FROM moved JOIN donors ON donors.giver = moved.giver JOIN told USING (contribution_id) JOIN chosen ON chosen.book = told.book
    WHERE moved.kind = 'reattribution' AND moved.day <= until
  ),
  wanted AS MATERIALIZED (
    SELECT contribution_id FROM first
    UNION
    SELECT contribution_id FROM others
    UNION
    SELECT contribution_id FROM moved WHERE kind IN ('refund', 'chargeback') AND day BETWEEN $3 AND $4 AND committee IS NULL
      AND NOT EXISTS (SELECT FROM {{table}} AS known WHERE known.organization = $1 AND known.contribution_id = moved.contribution_id AND known.movement_id = moved.contribution_id)
  ),
  conduits AS (
    SELECT conduit, day, committee_kind, cycle_years, cycle_ends_in, sum(amount_cents) AS cents FROM told, chosen
    WHERE chosen.book = 'own' AND told.book = 'own' AND day < $3 AND day >= (left($3, 4)::int - coalesce(cycle_years, 2))::text || '-11-02'
      AND conduit IN (SELECT conduit FROM told JOIN first USING (contribution_id) WHERE conduit IS NOT NULL)
    GROUP BY conduit, day, committee_kind, cycle_years, cycle_ends_in
  ),
  found AS (
    SELECT ${MEMBERS.map((member) => `${columnOf(member)} AS "${member}"`).join(', ')}, ${donor} AS donor, NULL::numeric AS cents FROM {{table}} JOIN wanted USING (contribution_id) WHERE organization = $1
    UNION ALL
    SELECT ${MEMBERS.map((member) => (CONDUIT_MEMBERS.includes(member) ? columnOf(member) : 'NULL')).join(', ')}, NULL, cents FROM conduits
  )
  SELECT chosen.book AS "chosenBook", filed, own, published, found.* FROM books CROSS JOIN chosen LEFT JOIN found ON true`;

const CONDUIT_MEMBERS: readonly string[] = ['conduit', 'day', 'committeeKind', 'cycleYears', 'cycleEndsIn'];

type Found = Line & { readonly chosenBook: Book; readonly cents: string | null } & Readonly<Record<Book, number>>;

/** Reads what the schedules of one committee and period need, and no more. */
export async function committeeLines(store: ReadStore, { organization, committee, period, donors, book, minPosition }: LinesAsked): Promise<LinesFound> {
  const { rows, reflects, version } = await store.rows<Found>({
    projection: 'schedule_lines', organization, sql: LINES(DONOR_COLUMNS[donors]), parameters: [committee, period.from, period.to, book ?? null], minPosition,
  });
  const { chosenBook, own, filed, published } = rows[0]!;
  const throughConduits: ThroughConduit[] = [];
  const lines: Line[] = [];
  for (const row of rows) {
    if (row.cents !== null) throughConduits.push({ ...row, conduit: row.conduit!, day: row.day!, cents: BigInt(row.cents) });
    else if (row.contributionId !== null) lines.push({ ...row, amountCents: wholeCents(row.amountCents), claimedAggregateCents: wholeCents(row.claimedAggregateCents) });
  }
  return { lines, throughConduits, book: chosenBook, books: { own, filed, published }, reflects, version };
}

/** The driver gives large integers as text; one amount is far below what a number holds exactly. */
const wholeCents = (cents: number | string | null): number | null => (cents === null ? null : Number(cents));
