import { demandPosition, isReplayed, Rejection, type ReadStore, type When } from '@fieldledger/kernel';
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
}

export interface PositionsAnswer extends ReportAnswer<Difference, DifferenceTotals> {
  /** Those of the committee of which not every row had come by the later place: nothing that they tell is counted. */
  readonly incompleteFilings: readonly IncompleteFiling[];
}

/** So many contributions are compared at a time. */
export const AT_ONCE = 5_000;

const COUNTED = `${tellingsInTurn('contribution_id = ANY($2::uuid[]) AND position <= $3')} SELECT ${TELLING} FROM told ORDER BY contribution_id, turn, position`;

const STANDING = `${tellingsInTurn('committee_id = $2 AND position <= $3')}
  SELECT count(*)::int AS standing FROM (SELECT DISTINCT ON (contribution_id) type FROM told WHERE type <> 'ContributionSighted' ORDER BY contribution_id, turn DESC, position DESC) AS last
  WHERE type <> 'ContributionWithdrawn'`;

const TOUCHED = `SELECT DISTINCT contribution_id AS id FROM {{table}} WHERE organization = $1 AND committee_id = $2 AND position > $3 AND position <= $4`;

const LISTED = `SELECT DISTINCT unnest(contribution_ids) AS id FROM {{table}} WHERE organization = $1 AND filing_id = ANY($2::uuid[])`;

/**
 * What counts of a committee's contributions at one place in the log, and did not at another. What a filing tells counts
 * from when it is whole, so that its rows can come to count by its completion alone.
 * @throws Rejection `committee-required`, `invalid-position`, `moments-contradict`, `positions-backwards`
 */
export async function betweenPositions(store: ReadStore, { committee, fromPosition = '', toPosition }: AskedPositions, organization: string, when: When): Promise<PositionsAnswer> {
  if (committee === undefined) throw new Rejection('invalid', 'committee-required', 'Say whose contributions: committee, beside fromPosition and toPosition.');
  demandPosition(fromPosition, 'fromPosition');
  demandPosition(toPosition ?? '', 'toPosition');
  const { known, reflects } = await knownFilings(store, organization, isReplayed(when) || when.minPosition !== undefined ? when : { minPosition: toPosition });
  if (isReplayed(when) && toPosition !== undefined && toPosition > reflects.position) throw new Rejection('invalid', 'moments-contradict', 'toPosition is after the moment that is asked for.');
  const until = toPosition ?? reflects.position;
  if (fromPosition > until) throw new Rejection('invalid', 'positions-backwards', 'fromPosition is after toPosition. Exchange them.');
  const [then, now] = [knownAt(known, fromPosition), knownAt(known, until)];
  const asked = { projection: contributionVersions.name, organization, when: sameMoment(when, reflects) };

  const { query, incompleteFilings } = await amongFilings(store, contributionVersions, { ...asked, sql: STANDING, parameters: [committee, until] }, now);
  const { rows: [counted], version } = await store.rows<{ standing: number }>(query);
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
  const found: Difference[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) {
    const some = ids.slice(from, from + AT_ONCE);
    const [toldThen, toldNow] = await Promise.all([tellThen(some), tellNow(some)]);
    for (const contributionId of some) {
      const [before, tellings] = [toldThen.get(contributionId) ?? [], toldNow.get(contributionId) ?? []];
      const pair = { before: stoodFor(before, fromPosition), after: stoodFor(tellings, until) };
      if (pair.before || pair.after) found.push(...[differenceOf({ contributionId, tellings, ...pair, since: tellings.filter(({ position }) => position > fromPosition) })].filter((it) => it !== null));
    }
  }
  const rows = inOrder(found);
  const unchanged = (counted?.standing ?? 0) - rows.filter(({ difference }) => difference !== 'dropped').length;
  return { report: 'filing-differences', version, reflects, incompleteFilings: incompleteFilings.filter((it) => it.committee === committee), rows, totals: totalsOf(rows, unchanged) };
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
