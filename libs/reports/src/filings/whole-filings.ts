import { columnOf, type AnyProjection, type ReadStore, type ReportQuery } from '@fieldledger/kernel';
import { sameMoment } from '../when-asked.js';
import { coverageOverlaps } from './corrected-coverage.js';
import { holdingAmong, incompleteAmong, type KnownFiling, knownFilings } from './known-filings.js';
import type { OfFilings } from './of-filings.js';

/** A query of a table of which filings tell a part, and the filings whose rows it leaves out. */
export interface WholeFilings extends OfFilings {
  readonly query: ReportQuery;
}

/**
 * A query that begins with WITH, so that of what filings tell it sees only what whole ones do: a row that others told is as
 * the version that holds has it, and where there is none it is not there; nor is what an amendment of other days replaced.
 * Where all filings are whole, which is nearly always, it is the query as it was.
 * @param projection of the table: its rows have `filingId`, and `earlier` unless there is a row for each telling
 */
export async function withWholeFilings(store: ReadStore, projection: AnyProjection, query: ReportQuery): Promise<WholeFilings> {
  const { known, reflects } = await knownFilings(store, query.organization, query.when ?? {});
  return amongFilings(store, projection, { ...query, when: sameMoment(query.when ?? {}, reflects) }, known);
}

/** The same of filings as they were known at a place in the log; a query of the table as it was there says so itself. */
export async function amongFilings(store: ReadStore, projection: AnyProjection, query: ReportQuery, known: readonly KnownFiling[]): Promise<WholeFilings> {
  const { sql, parameters } = query;
  const overlaps = coverageOverlaps(known);
  const left = leftAside(known);
  if (left.length === 0) return { query, incompleteFilings: [], coverageOverlaps: [] };
  const replaced = new Set(overlaps.map(({ reportReplaced }) => reportReplaced));
  const lent = await lentRows(store, query, left.filter(({ reportId }) => !replaced.has(reportId)), known);
  const at = parameters.length + 2;
  return {
    query: {
      ...query, sql: sql.replaceAll('{{table}}', 'counted').replace(/WITH /, `WITH counted AS NOT MATERIALIZED (${counted(projection, at)}), `),
      parameters: [...parameters, left.map(({ filingId }) => filingId), lent.map(({ filingId }) => filingId), lent.map(({ contributionId }) => contributionId), [...new Set(lent.map(({ holding }) => holding))]],
    },
    incompleteFilings: incompleteAmong(known), coverageOverlaps: overlaps,
  };
}

/** Those of which nothing counts: not every row came, or an amendment of other days replaced their report. */
export function leftAside(known: readonly KnownFiling[]): KnownFiling[] {
  const replaced = new Set(coverageOverlaps(known).map(({ reportReplaced }) => reportReplaced));
  return known.filter(({ complete, reportId }) => !complete || replaced.has(reportId));
}

const LISTED = 'SELECT unnest(contribution_ids) AS id FROM {{table}} WHERE organization = $1 AND filing_id = $2';

/** A row that an incomplete filing told, and which the version that holds has too. */
interface Lent {
  readonly filingId: string;
  readonly contributionId: string;
  readonly holding: string;
}

/** A filing tells nothing of a row that was told the same before it: such a row is the holding version's where that one lists it. */
async function lentRows(store: ReadStore, { organization, when }: ReportQuery, incomplete: readonly KnownFiling[], known: readonly KnownFiling[]): Promise<Lent[]> {
  const lent: Lent[] = [];
  for (const { filingId, reportId, receivedPosition } of incomplete) {
    const holding = holdingAmong(known, reportId);
    if (!holding || holding.completedPosition! < receivedPosition) continue;
    const { rows } = await store.rows<{ readonly id: string }>({ projection: 'filing_rows', organization, sql: LISTED, parameters: [holding.filingId], when });
    for (const { id } of rows) lent.push({ filingId, contributionId: id, holding: holding.filingId });
  }
  return lent;
}

/** The rows that count, of a table's own columns. Parameters from `at` on: filings that do not count; rows of them that are lent; and to whom, who has them thus only where it told nothing of its own. */
function counted({ keyColumns, initial }: AnyProjection, at: number): string {
  const filingOf = (telling: string) => `(${telling}::jsonb->>'filing_id')::uuid`;
  const isWhole = (filing: string, own: string) => `(${filing} IS NULL OR ${filing} <> ALL ($${at}::uuid[])
      OR (${filing}, stored.contribution_id) IN (SELECT * FROM unnest($${at + 1}::uuid[], $${at + 2}::uuid[])) AND NOT EXISTS (${own} = ANY ($${at + 3}::uuid[])))`;
  if (!('earlier' in (initial as object))) {
    const own = 'SELECT FROM {{table}} AS own WHERE own.organization = $1 AND own.contribution_id = stored.contribution_id AND own.amount_cents IS NOT NULL AND own.filing_id';
    return `SELECT stored.* FROM {{table}} AS stored WHERE stored.organization = $1 AND ${isWhole('stored.filing_id', own)}`;
  }
  const own = `SELECT FROM unnest(stored.earlier) AS own (telling) WHERE ${filingOf('own.telling')}`;
  const keys = ['organization', ...keyColumns.map(columnOf)];
  const columns = Object.keys(initial as object).map(columnOf);
  const select = (of: string) => [...keys.map((key) => `stored.${key}`), ...columns.map((column) => `${of}.${column}`)].join(', ');
  return `
    SELECT ${select('stored')} FROM {{table}} AS stored WHERE stored.organization = $1 AND ${isWhole('stored.filing_id', own)}
    UNION ALL
    SELECT ${select('held')} FROM {{table}} AS stored
      CROSS JOIN LATERAL (
        SELECT telling::jsonb AS telling FROM unnest(stored.earlier) WITH ORDINALITY AS each (telling, place) WHERE ${isWhole(filingOf('each.telling'), own)}
        ORDER BY (telling::jsonb->>'amendment_number')::int DESC, place DESC LIMIT 1
      ) AS before
      CROSS JOIN LATERAL jsonb_populate_record(stored, before.telling) AS held
    WHERE stored.organization = $1 AND NOT ${isWhole('stored.filing_id', own)}`;
}
