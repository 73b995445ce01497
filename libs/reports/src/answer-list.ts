import type { ReadStore, When } from '@fieldledger/kernel';
import type { ReportAnswer } from './report.js';

/** So many rows of a list are answered at once. */
const MOST = 1_000;

/** What a number counts, line by line. */
export interface ListQuestion {
  readonly report: string;
  readonly projection: string;
  readonly organization: string;
  /** `WITH …`, ending in `listed`: the lines, each with a `place` that is its own and that they are in the order of. */
  readonly lines: string;
  /** Of the lines, from $2. */
  readonly parameters: readonly (string | null)[];
  readonly when: When;
  /** The `next` of the answer before. */
  readonly after?: string;
}

export interface ListAnswer<R extends object = object> extends ReportAnswer<R> {
  /** To be asked for as `after` for the rows that follow; null when there are none. */
  readonly next: string | null;
}

/** At most a thousand rows of a list; what is counted in `totals`, under the name `counts`, is all of it all the same. */
export async function answerList<R extends object>(store: ReadStore, { report, projection, organization, lines, parameters, when, after }: ListQuestion, counts: string): Promise<ListAnswer<R>> {
  const from = `$${parameters.length + 2}::text`;
  const sql = `${lines}
    SELECT (SELECT count(*)::int FROM listed) AS total, (
      SELECT coalesce(json_agg(page ORDER BY place COLLATE "C"), '[]')
      FROM (SELECT * FROM listed WHERE ${from} IS NULL OR place COLLATE "C" > ${from} ORDER BY place COLLATE "C" LIMIT ${MOST + 1}) AS page
    ) AS found`;
  const { rows: [list], reflects, version } = await store.rows<{ total: number; found: (R & { place: string })[] }>({ projection, organization, sql, parameters: [...parameters, after ?? null], when });
  const { total, found } = list!;
  const next = found.length > MOST ? found[MOST - 1]!.place : null;
  return { report, version, reflects, next, rows: found.slice(0, MOST).map(({ place: _place, ...row }) => row as unknown as R), totals: { [counts]: total } };
}
