import { type Book, BOOKS } from '@fieldledger/finance-rules';
import { oneOf, TEXT, WHOLE } from '@fieldledger/http';
import { Rejection, type ReadStore } from '@fieldledger/kernel';
import type { FastifyReply } from 'fastify';
import { type Columns, DAY_OF, each } from '../columns.js';
import { contributorsOf } from '../contributors/contributors.query.js';
import { OF_FILINGS, type OfFilings } from '../filings/of-filings.js';
import { isPage, NEXT_OF_PAGE, pageOf } from '../pages.js';
import type { ReportAnswer } from '../report.js';
import { nameMoment, send } from '../send.js';
import { sameMoment } from '../when-asked.js';
import { committeeLines, type LinesFound } from './committee-lines.js';
import { fecRows, type FecColumn } from './fec-row.js';
import { conduitNames } from './conduit-names.js';
import type { Item } from './item.js';
import { LINE_TOTAL, type LineTotal, lineTotals } from './line-totals.js';
import { listedItems, type ListedItem, type Overdrawn } from './listed-items.js';
import type { Line } from './line.js';
import { NAMES, namedRow, type NamedRow } from './named-row.js';
import { placeOfItem } from './place-of-item.js';
import type { ScheduleAsked } from './schedule-asked.js';
import { SCHEDULE_COLUMNS, scheduleRow, type ScheduleRow } from './schedule-row.js';

/** What both schedules answer. Rows have names only for keys that may see persons. */
export interface ScheduleAnswer<T extends object> extends ReportAnswer<ScheduleRow | NamedRow, T>, OfFilings {
  readonly committee: string;
  readonly from: string;
  readonly to: string;
  /** The account that is told of the three. */
  readonly book: Book;
  /** How many contributions of the period the other accounts have; the same money is never added up twice. */
  readonly leftAside: Readonly<Partial<Record<Book, number>>>;
  /** The rule set that it was computed under. */
  readonly rules: string;
  /** The rule by which donors were told apart. */
  readonly donors: string;
  readonly lines: Readonly<Record<string, LineTotal>>;
  /** Of a page: to be asked for as `after` for the rows that follow; null when there are none. */
  readonly next?: string | null;
}

/** What both have beside rows and totals. */
export const SCHEDULE_HAS = {
  committee: TEXT, ...each(DAY_OF, 'from', 'to'), book: oneOf(...BOOKS), leftAside: { type: 'object', additionalProperties: WHOLE }, ...OF_FILINGS, ...each(TEXT, 'rules', 'donors'),
  lines: { type: 'object', additionalProperties: LINE_TOTAL }, ...NEXT_OF_PAGE,
} satisfies Columns<Omit<ScheduleAnswer<object>, keyof ReportAnswer | 'next'>>;

/** What was found of one schedule, before it is added up. */
export interface ScheduleFound {
  readonly found: LinesFound;
  readonly items: readonly ListedItem[];
  readonly orphans: readonly Line[];
  readonly overdrawn: readonly Overdrawn[];
}

export async function findSchedule(store: ReadStore, asked: ScheduleAsked, schedule: Item['schedule']): Promise<ScheduleFound> {
  const found = await committeeLines(store, asked);
  const { items, ...apart } = listedItems(found, asked.period, asked.rules);
  return { found, items: items.filter(({ item }) => item.schedule === schedule), ...apart };
}

export async function answerSchedule<T extends object>(store: ReadStore, report: string, asked: ScheduleAsked, { found, items }: ScheduleFound, totals: T, covers?: ReadonlyMap<string, bigint>): Promise<ScheduleAnswer<T>> {
  const { organization, committee, period, rules, donors, when, named } = asked;
  const { book, books, incompleteFilings, coverageOverlaps, reflects, version } = found;
  const { page, next } = pageOf(items, asked, placeOfItem);
  const rows = page.map(scheduleRow);
  const conduit = named ? await conduitNames(store, organization, sameMoment(when, reflects)) : undefined;
  const contributors = named ? await contributorsOf(store, organization, rows.map(({ contributionId }) => contributionId), sameMoment(when, reflects)) : undefined;
  return {
    report, version, reflects, committee, from: period.from, to: period.to, book,
    leftAside: Object.fromEntries(Object.entries(books).filter(([name, count]) => name !== book && count > 0)),
    incompleteFilings, coverageOverlaps, rules: rules.name, donors, rows: contributors && conduit ? rows.map((row, i) => namedRow(row, contributors, conduit(row.conduit), page[i]!.item.family.told.electionCode)) : rows, totals, lines: lineTotals(items, covers), ...(isPage(asked) && { next }),
  };
}

/** @throws Rejection `scope-missing`: the Commission's layout is nothing without names */
export function refuseNameless(format: string | undefined, seesPersons: boolean): void {
  if (format === 'fec' && !seesPersons) throw new Rejection('denied', 'scope-missing', 'This key does not have the scope personal, and the FEC’s layout is made of names. Ask your administrator for one that does.');
}

/** As JSON or CSV like any report; `format=fec` gives the Commission's own row layout. */
export function sendSchedule<T extends object>(answer: ScheduleAnswer<T>, asked: Readonly<Record<string, string>>, columns: readonly FecColumn[], named: boolean, reply: FastifyReply): ReportAnswer | string {
  if (asked.format !== 'fec') return send(answer, asked, reply, named ? { ...SCHEDULE_COLUMNS, ...NAMES } : SCHEDULE_COLUMNS);
  nameMoment(answer, reply);
  reply.header('content-type', 'text/plain; charset=utf-8');
  return fecRows(columns, answer.rows as readonly NamedRow[], answer.committee);
}
