import { bookOf, type Book } from '@fieldledger/finance-rules';
import { demandPosition, isReplayed, Rejection, type ReadStore, type When } from '@fieldledger/kernel';
import { committeeOf } from '../asked-values.js';
import { bookAsked } from '../book-asked.js';
import { knownAt, knownFilings, type IncompleteFiling, type KnownFiling } from '../filings/known-filings.js';
import { amongFilings, leftAside } from '../filings/whole-filings.js';
import { byContribution, TELLING, tellingsInTurn, type KeptTelling, type Telling } from '../reconciliation/contribution-history.js';
import { contributionVersions } from '../reconciliation/contribution-versions.projection.js';
import type { ReportAnswer } from '../report.js';
import { sameMoment } from '../when-asked.js';
import { differenceOf, inOrder, totalsOf, type Difference, type DifferenceTotals } from './difference-rows.js';
import { filingRows } from './filing-rows.projection.js';
import { toldAt } from './told-version.js';

export interface AskedPositions {
  readonly committee?: string;
  readonly fromPosition?: string;
  readonly toPosition?: string;
  readonly book?: string;
}

export interface PositionsAnswer extends ReportAnswer<Difference, DifferenceTotals> {
  readonly book: Book;
  /** How many of the committee's contributions at either place are in another book. */
  readonly leftAside: Readonly<Partial<Record<Book, number>>>;
  /** Those of the committee of which not every row had come by the later place: nothing that they tell is counted. */
  readonly incompleteFilings: readonly IncompleteFiling[];
}

/** So many contributions are compared at a time. */
export const AT_ONCE = 5_000;

const COUNTED = `${tellingsInTurn('contribution_id = ANY($2::uuid[]) AND position <= $3')} SELECT ${TELLING} FROM told ORDER BY contribution_id, turn, position`;

const STANDING = `${tellingsInTurn('committee_id = $2 AND position <= $3')}
  SELECT filing_id IS NOT NULL AS filing, source, count(*)::int AS standing
  FROM (SELECT DISTINCT ON (contribution_id) type, filing_id, source FROM told WHERE type <> 'ContributionSighted' ORDER BY contribution_id, turn DESC, position DESC) AS last
  WHERE type <> 'ContributionWithdrawn' GROUP BY 1, source`;

const TOUCHED = `SELECT DISTINCT contribution_id AS id FROM {{table}} WHERE organization = $1 AND committee_id = $2 AND position > $3 AND position <= $4`;

const LISTED = `SELECT DISTINCT unnest(contribution_ids) AS id FROM {{table}} WHERE organization = $1 AND filing_id = ANY($2::uuid[])`;

/** In which order a book is taken where none is named, as for a schedule. */
const FIRST_OF = ['filed', 'own', 'published'] as const satisfies readonly Book[];

/**
 * What counts of a committee's contributions at one place in the log, and did not at another, in one book. What a filing
 * tells counts from when it is whole, so that its rows can come to count by its completion alone.
 * @throws Rejection `unknown-book`; or Rejection `committee-required`, `invalid-id`, `invalid-position`, `moments-contradict`, `positions-backwards`
 */
export async function betweenPositions(store: ReadStore, { committee: whose, fromPosition = '', toPosition, book: named }: AskedPositions, organization: string, when: When): Promise<PositionsAnswer> {
  if (whose === undefined) throw new Rejection('invalid', 'committee-required', 'Say whose contributions: committee, beside fromPosition and toPosition.');
  const committee = committeeOf(whose, 'committee');
  const asksFor = bookAsked(named);
  demandPosition(fromPosition, 'fromPosition');
  demandPosition(toPosition ?? '', 'toPosition');
  const { known, reflects } = await knownFilings(store, organization, isReplayed(when) || when.minPosition !== undefined ? when : { minPosition: toPosition });
  if (isReplayed(when) && toPosition !== undefined && toPosition > reflects.position) throw new Rejection('invalid', 'moments-contradict', 'toPosition is after the moment that is asked for.');
  const until = toPosition ?? reflects.position;
  if (fromPosition > until) throw new Rejection('invalid', 'positions-backwards', 'fromPosition is after toPosition. Exchange them.');
  const [then, now] = [knownAt(known, fromPosition), knownAt(known, until)];
  const asked = { projection: contributionVersions.name, organization, when: sameMoment(when, reflects) };

  const { query, incompleteFilings } = await amongFilings(store, contributionVersions, { ...asked, sql: STANDING, parameters: [committee, until] }, now);
  const { rows: standing, version } = await store.rows<{ filing: boolean; source: string | null; standing: number }>(query);
  const touched = await store.rows<{ id: string }>({ ...asked, sql: TOUCHED, parameters: [committee, fromPosition, until] });
  const listed = await store.rows<{ id: string }>({ ...asked, projection: filingRows.name, sql: LISTED, parameters: [countedOnce(then, now, committee)] });
  const ids = [...new Set([...touched.rows, ...listed.rows].map(({ id }) => id))];

  const countedAt = async (position: string, filings: readonly KnownFiling[]) => {
    const { query } = await amongFilings(store, contributionVersions, { ...asked, sql: COUNTED, parameters: [[], position] }, filings);
    return async (some: readonly string[]) => byContribution((await store.rows<KeptTelling>({ ...query, parameters: [some, ...query.parameters.slice(1)] })).rows);
  };
  const [tellThen, tellNow] = await Promise.all([countedAt(fromPosition, then), countedAt(until, now)]);
  const stoodFor = (tellings: readonly Telling[], position: string) => {
    const version = toldAt(tellings, position);
    return version?.values.committeeId === committee ? version : null;
  };
  const found: { readonly book: Book; readonly difference: Difference }[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const [toldThen, toldNow] = await Promise.all([tellThen(some), tellNow(some)]);
    for (const contributionId of some) {
      const [before, tellings] = [toldThen.get(contributionId) ?? [], toldNow.get(contributionId) ?? []];
      const pair = { before: stoodFor(before, fromPosition), after: stoodFor(tellings, until) };
      const known = pair.after ?? pair.before;
      const difference = known && differenceOf({ contributionId, tellings, ...pair, since: tellings.filter(({ position }) => position > fromPosition) });
      if (difference) found.push({ book: bookOf({ filing: known.values.filingId, source: known.values.source }), difference });
    }
  }
  const [stands, drops] = [
    (book: Book) => standing.reduce((sum, { filing, source, standing }) => (bookOf({ filing, source }) === book ? sum + standing : sum), 0),
    (of: Book) => found.filter(({ book, difference }) => book === of && difference.difference === 'dropped').length,
  ];
  const counts = new Map(FIRST_OF.map((each) => [each, stands(each) + drops(each)]));
  const book = asksFor ?? FIRST_OF.find((each) => counts.get(each)! > 0) ?? 'own';
  const rows = inOrder(found.flatMap((it) => (it.book === book ? it.difference : [])));
  const unchanged = stands(book) - rows.filter(({ difference }) => difference !== 'dropped').length;
  return {
    report: 'filing-differences', version, reflects, book, leftAside: Object.fromEntries([...counts].filter(([each, count]) => each !== book && count > 0)),
    incompleteFilings: incompleteFilings.filter((it) => it.committee === committee), rows, totals: totalsOf(rows, unchanged),
  };
}

/** The committee's filings of which something counts at one of two moments only. */
function countedOnce(then: readonly KnownFiling[], now: readonly KnownFiling[], committee: string): string[] {
  const counting = (known: readonly KnownFiling[]) => {
    const left = new Set(leftAside(known));
    return new Set(known.filter((it) => it.committee === committee && !left.has(it)).map(({ filingId }) => filingId));
  };
  const [before, after] = [counting(then), counting(now)];
  return [...[...before].filter((id) => !after.has(id)), ...[...after].filter((id) => !before.has(id))];
}
