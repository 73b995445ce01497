import { asMade, holdingAmong, type KnownFiling } from './known-filings.js';

/** An amendment that says other days than the report it amends. */
export interface CoverageOverlap {
  readonly committee: string;
  /** What counts. */
  readonly filingId: string;
  readonly coverageFrom: string;
  readonly coverageThrough: string;
  /** What counts no more, though by its days it is another report. */
  readonly replaces: string;
  readonly reportReplaced: string;
  readonly warning: string;
}

/**
 * A report is known by its days, so that an amendment which corrects them is a report of its own. Of two reports of one
 * committee, form and report code whose days overlap, and of which one is an amendment, the one made later counts: a
 * filing does not say its own number, by which the amendment calls the original.
 */
export function coverageOverlaps(known: readonly KnownFiling[]): CoverageOverlap[] {
  const holding = holdingOfEach(known).sort(asMade);
  return holding.flatMap((replaced, i) => {
    const by = holding.slice(i + 1).filter((later) => areOfOneReport(replaced, later)).at(-1);
    return by ? [{ committee: by.committee, filingId: by.filingId, coverageFrom: by.coverageFrom, coverageThrough: by.coverageThrough, replaces: replaced.filingId, reportReplaced: replaced.reportId, warning: LOOK }] : [];
  });
}

/** What totals are of: of each report the version that holds, where no amendment of other days replaced it. */
export function holdingFilings(known: readonly KnownFiling[]): KnownFiling[] {
  const replaced = coverageOverlaps(known).map(({ replaces }) => replaces);
  return holdingOfEach(known).filter(({ filingId }) => !replaced.includes(filingId));
}

const holdingOfEach = (known: readonly KnownFiling[]): KnownFiling[] => [...new Set(known.map(({ reportId }) => reportId))].flatMap((reportId) => holdingAmong(known, reportId) ?? []);

const LOOK = 'An amendment covers other days than the report it amends, and counts in its place. Look whether both are of one report.';

function areOfOneReport(one: KnownFiling, other: KnownFiling): boolean {
  return one.committee === other.committee && one.form === other.form && one.reportCode === other.reportCode && one.reportCode !== 'NONE' && other.amends !== null
    && (one.amends === null || one.amends === other.amends) && one.coverageFrom <= other.coverageThrough && other.coverageFrom <= one.coverageThrough;
}
