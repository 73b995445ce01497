import { type Book, daysAfter, generalElection } from '@fieldledger/finance-rules';
import type { ReadStore, Reflects, When } from '@fieldledger/kernel';
import { DONOR_COLUMNS, type DonorRule } from '../donor-matching.js';
import { holdingFilings, type CoverageOverlap } from '../filings/corrected-coverage.js';
import { knownFilings, type IncompleteFiling } from '../filings/known-filings.js';
import type { OfFilings } from '../filings/of-filings.js';
import { amongFilings } from '../filings/whole-filings.js';
import { withLinks } from '../person-timeline/with-links.js';
import { sameMoment } from '../when-asked.js';
import type { GivenBefore } from './aggregates.js';
import { COMMITTEE_LINES } from './committee-lines.sql.js';
import { lineRead, type Line } from './line.js';
import type { CommitteeLines } from './listed-items.js';
import { overlaps, type Period } from './period.js';
import { scheduleLines } from './schedule-lines.projection.js';
import { underOneRule } from './under-one-rule.js';

/** What of a committee a schedule is computed from. */
export interface LinesAsked {
  readonly organization: string;
  readonly committee: string;
  readonly period: Period;
  readonly donors: DonorRule;
  /** Without one: filed where a filing covers a part of the period, else own, else published. */
  readonly book?: Book;
  readonly when: When;
}

export interface LinesFound extends CommitteeLines, OfFilings {
  readonly book: Book;
  /** How many contributions each book has of which something belongs to the period; only those of `book` are among the lines. */
  readonly books: Readonly<Record<Book, number>>;
  readonly reflects: Reflects;
  readonly version: number;
}

type Found = Line & { readonly chosenBook: Book; readonly cents: string | null } & Readonly<Record<Book, number>>;

/** Reads what the schedules of one committee and period need, and no more. */
export async function committeeLines(store: ReadStore, { organization, committee, period, donors, book, when }: LinesAsked): Promise<LinesFound> {
  const { known, reflects: knownAt } = await knownFilings(store, organization, when);
  // A filing of which no receipt is listed covers the period as well: all that came in may stand on its cover alone.
  const isFiled = holdingFilings(known).some((it) => it.committee === committee && overlaps(period, it));
  const parameters = [committee, period.from, period.to, book ?? (isFiled ? 'filed' : null), cycleStarts(period)];
  const asked = await underOneRule(store, committee, { projection: 'schedule_lines', organization, sql: COMMITTEE_LINES(DONOR_COLUMNS[donors]), parameters, when: sameMoment(when, knownAt) });
  const { query, incompleteFilings, coverageOverlaps } = await amongFilings(store, scheduleLines, asked, known);
  const { rows, reflects, version } = await store.rows<Found>(await withLinks(store, donors, query));
  const { chosenBook, own, filed, published } = rows[0]!;
  const [lines, before]: [Line[], GivenBefore[]] = [[], []];
  for (const row of rows) {
    if (row.cents !== null) before.push({ ...row, cents: BigInt(row.cents) });
    else if (row.contributionId !== null) lines.push(lineRead(row));
  }
  const isAsked = (it: IncompleteFiling | CoverageOverlap) => it.committee === committee && overlaps(period, it);
  return { lines, before, book: chosenBook, books: { own, filed, published }, incompleteFilings: incompleteFilings.filter(isAsked), coverageOverlaps: coverageOverlaps.filter(isAsked), reflects, version };
}

/** The days on which election cycles may begin: what was given between two of them, and in one year, is of one window whatever the committee is. */
function cycleStarts({ to }: Period): string[] {
  const last = Number(to.slice(0, 4));
  return Array.from({ length: YEARS_BACK }, (_, n) => daysAfter(generalElection(last - YEARS_BACK + 1 + n), 1));
}

const YEARS_BACK = 60;
