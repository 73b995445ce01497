import type { AnyProjection, ReadStore, ReportQuery } from '@fieldledger/kernel';
import { sameMoment } from '../when-asked.js';
import { columnOf } from './earlier-tellings.js';
import { followersOf, incompleteAmong, knownFilings, type IncompleteFiling, type KnownFiling } from './known-filings.js';

/** A query of a table of which filings tell a part, and the filings whose rows it leaves out. */
export interface WholeFilings {
  readonly query: ReportQuery;
  readonly incompleteFilings: readonly IncompleteFiling[];
}

/**
 * A query that begins with WITH, so that of what filings tell it sees only what whole ones do: a row that one told in
 * part is as the version before it left it, and where there is none it is not there. Where all filings are whole, which
 * is nearly always, it is the query as it was.
 * @param projection of the table: its rows have `filingId` and `earlier`
 */
export async function withWholeFilings(store: ReadStore, projection: AnyProjection, query: ReportQuery): Promise<WholeFilings> {
  const { organization, when = {}, sql, parameters } = query;
  const { known, reflects } = await knownFilings(store, organization, when);
  const then = sameMoment(when, reflects);
  const incomplete = known.filter(({ complete }) => !complete);
  if (incomplete.length === 0) return { query: { ...query, when: then }, incompleteFilings: [] };
  const theirs = await toldByFollowers(store, { ...query, when: then }, incomplete, known);
  const at = parameters.length + 2;
  return {
    query: {
      ...query, when: then, sql: sql.replaceAll('{{table}}', 'counted').replace(/WITH /, `WITH counted AS NOT MATERIALIZED (${counted(projection, at)}), `),
      parameters: [...parameters, incomplete.map(({ filingId }) => filingId), theirs.map(([filingId]) => filingId), theirs.map(([, contributionId]) => contributionId)],
    },
    incompleteFilings: incompleteAmong(known),
  };
}

const LISTED = 'SELECT unnest(contribution_ids) AS id FROM {{table}} WHERE organization = $1 AND filing_id = $2';

/** Rows of incomplete filings that a whole one after them lists: each with the incomplete one. */
async function toldByFollowers(store: ReadStore, { organization, when }: ReportQuery, incomplete: readonly KnownFiling[], known: readonly KnownFiling[]): Promise<(readonly [filingId: string, contributionId: string])[]> {
  const theirs: (readonly [string, string])[] = [];
  for (const mine of incomplete) {
    for (const { filingId } of followersOf(mine, known)) {
      const { rows } = await store.rows<{ readonly id: string }>({ projection: 'filing_rows', organization, sql: LISTED, parameters: [filingId], when });
      for (const { id } of rows) theirs.push([mine.filingId, id]);
    }
  }
  return theirs;
}

/** The rows that count, of a table's own columns. Parameters from `at` on: incomplete filings, and pairs of one and a row that counts all the same. */
function counted({ keyColumns, initial }: AnyProjection, at: number): string {
  const counts = (filing: string) => `(${filing} IS NULL OR ${filing} <> ALL ($${at}::uuid[]) OR (${filing}, stored.contribution_id) IN (SELECT * FROM unnest($${at + 1}::uuid[], $${at + 2}::uuid[])))`;
  const keys = ['organization', ...keyColumns.map(columnOf)];
  const columns = Object.keys(initial as object).map(columnOf);
  const select = (of: string) => [...keys.map((key) => `stored.${key}`), ...columns.map((column) => `${of}.${column}`)].join(', ');
  return `
    SELECT ${select('stored')} FROM {{table}} AS stored WHERE stored.organization = $1 AND ${counts('stored.filing_id')}
    UNION ALL
    SELECT ${select('held')} FROM {{table}} AS stored
      CROSS JOIN LATERAL (SELECT told::jsonb AS row FROM unnest(stored.earlier) WITH ORDINALITY AS each (told, at) WHERE ${counts(`(told::jsonb->>'filing_id')::uuid`)} ORDER BY at DESC LIMIT 1) AS before
      CROSS JOIN LATERAL jsonb_populate_record(stored, before.row) AS held
    WHERE stored.organization = $1 AND NOT ${counts('stored.filing_id')}`;
}
