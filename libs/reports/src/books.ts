import type { Parameter } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';
import { wordOf } from './asked-values.js';

/** Three accounts of the same money: our own, what committees filed, what the FEC published. In the order of preference. */
export const BOOKS = ['own', 'filed', 'published'] as const;
export type Book = (typeof BOOKS)[number];

export const BOOK_TAKEN: Parameter = { name: 'book', schema: wordOf(BOOKS) };

/** The book of whoever told of a contribution (ADR 0010). */
export function bookOf({ filing, source }: { readonly filing?: unknown; readonly source: string | null }): Book {
  if (filing) return 'filed';
  return source === 'fec-bulk' ? 'published' : 'own';
}

/** The book that a request names; undefined leaves each committee the first of them that it has. @throws Rejection `unknown-book` */
export function bookAsked(name: string | undefined): Book | undefined {
  const book = BOOKS.find((it) => it === name);
  if (name !== undefined && !book) throw new Rejection('invalid', 'unknown-book', `book is one of ${BOOKS.join(', ')}; without it, each committee is counted in the first of them that it has.`);
  return book;
}
