import { type Book, BOOKS, type RuleSet } from '@fieldledger/finance-rules';
import type { Parameter } from '@fieldledger/http';
import { Rejection, type When } from '@fieldledger/kernel';
import { COMMITTEE, committeeOf, DAY, wordOf } from '../asked-values.js';
import { donorRule, DONORS_TAKEN, type DonorRule } from '../donor-matching.js';
import { BOOK_TAKEN } from '../book-asked.js';
import { isPage, pageAsked, PAGES_TAKEN, type PageAsked } from '../pages.js';
import { rulesAsked, RULES_TAKEN } from '../rules-asked.js';
import { EVERY_REPORT_TAKES, FORMATS, whenAsked } from '../when-asked.js';
import { periodAsked, type Period } from './period.js';
import { PLACE_OF_ITEM } from './place-of-item.js';

/** The parameters of a schedule. */
export const SCHEDULES_TAKE: readonly Parameter[] = [
  { name: 'committee', schema: COMMITTEE.schema }, { name: 'from', schema: DAY.schema }, { name: 'to', schema: DAY.schema }, BOOK_TAKEN, RULES_TAKEN, DONORS_TAKEN, ...PAGES_TAKEN,
  ...EVERY_REPORT_TAKES.map((each) => (each.name === 'format' ? { name: 'format', schema: wordOf([...FORMATS, 'fec']) } : each)),
];

/** How a schedule is asked for. */
export interface ScheduleAsked extends PageAsked {
  readonly organization: string;
  readonly committee: string;
  readonly period: Period;
  readonly book?: Book;
  readonly rules: RuleSet;
  readonly donors: DonorRule;
  readonly when: When;
  /** With names, addresses and words in clear text. */
  readonly named: boolean;
}

/** @throws Rejection `committee-required`, `invalid-id`, `invalid-day`, `period-backwards`, `unknown-book`, `unknown-rules`, `unknown-donor-rule`, `invalid-parameter` */
export function scheduleAsked(asked: Readonly<Record<string, string>>, organization: string, named: boolean): ScheduleAsked {
  if (!asked.committee) throw new Rejection('invalid', 'committee-required', 'A schedule is of one committee: give committee, such as committee=C00999999.');
  const page = pageAsked(asked, PLACE_OF_ITEM);
  if (asked.format === 'fec' && isPage(page)) throw new Rejection('invalid', 'invalid-parameter', 'The FEC’s layout is given whole, since its items refer to each other. Ask for it without limit and after.');
  return { ...page, organization, committee: committeeOf(asked.committee, 'committee'), period: periodAsked(asked), book: bookIn(asked.book), rules: rulesAsked(asked.rules), donors: donorRule(asked.donors), when: whenAsked(asked), named };
}

function bookIn(name: string | undefined): Book | undefined {
  const book = BOOKS.find((it) => it === name);
  if (name !== undefined && !book) throw new Rejection('invalid', 'unknown-book', `book is one of ${BOOKS.join(', ')}; without it, what was filed counts where a filing covers a part of the period, else our own.`);
  return book;
}
