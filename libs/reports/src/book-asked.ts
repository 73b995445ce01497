import { BOOKS, type Book } from '@fieldledger/finance-rules';
import type { Parameter } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';
import { wordOf } from './asked-values.js';

export const BOOK_TAKEN: Parameter = { name: 'book', schema: wordOf(BOOKS) };

/** The book that a request names; undefined leaves each committee the first of them that it has. @throws Rejection `unknown-book` */
export function bookAsked(name: string | undefined): Book | undefined {
  const book = BOOKS.find((it) => it === name);
  if (name !== undefined && !book) throw new Rejection('invalid', 'unknown-book', `book is one of ${BOOKS.join(', ')}; without it, each committee is counted in the first of them that it has.`);
  return book;
}
