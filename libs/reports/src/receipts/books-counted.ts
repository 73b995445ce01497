import { type Book, BOOKS } from '@fieldledger/finance-rules';
import { listOf, objectOf, oneOf, WHOLE, TRUTH } from '@fieldledger/http';
import type { ReadStore, When } from '@fieldledger/kernel';
import { CENTS, type Columns, each } from '../columns.js';
import { withExactCents } from '../exact-cents.js';
import { withWholeFilings } from '../filings/whole-filings.js';
import { gifts } from './gifts.js';
import { receipts } from './receipts.projection.js';

/** How much of each book was counted, or left aside. */
export interface BookCount {
  readonly book: Book;
  readonly counted: boolean;
  readonly committees: number;
  readonly count: number;
  readonly grossCents: number | string;
}

const BOOK = { book: oneOf(...BOOKS), counted: TRUTH, ...each(WHOLE, 'committees', 'count'), grossCents: CENTS } satisfies Columns<BookCount>;

export const BOOKS_SHOWN = { books: listOf(objectOf(BOOK)) };

/** What there is in every book, and whether it was counted; beside the tables of `gifts`. */
export const BOOKS_COUNTED = `
  SELECT book, counted, count(*)::int AS committees, sum(gifts)::int AS count, sum(cents)::text AS "grossCents"
  FROM (
    SELECT committee_id, book, (committee_id, book) NOT IN (SELECT committee_id, book FROM aside) AS counted, count(*) AS gifts, coalesce(sum(amount_cents) FILTER (WHERE NOT memo), 0) AS cents
    FROM {{table}} WHERE organization = $1 AND kind = 'contribution' AND standing GROUP BY committee_id, book
  ) AS there GROUP BY book, counted ORDER BY counted DESC, book COLLATE "C" DESC`;

/** The same by itself, for an answer that was made at that moment. */
export async function booksCounted(store: ReadStore, organization: string, book: Book | undefined, when: When): Promise<BookCount[]> {
  const { query } = await withWholeFilings(store, receipts, { projection: 'receipts', organization, sql: `WITH ${gifts({ donors: 'name-zip-1', book })} ${BOOKS_COUNTED}`, parameters: [], when });
  const { rows } = await store.rows<BookCount>(query);
  return rows.map(withExactCents) as BookCount[];
}
