import type { Parameter } from '@fieldledger/http';
import { Rejection } from '@fieldledger/kernel';
import { NEXT } from './answer-receipt/answers-at.js';
import { UUID } from './asked-values.js';
import type { Columns } from './columns.js';

/** At most so many rows of an answer, and only those that come after a place; totals are of all rows all the same. */
export interface PageAsked {
  readonly limit?: number;
  /** The `next` of the answer before. */
  readonly after?: string;
}

export const PAGES_TAKEN: readonly Parameter[] = [{ name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 99_999 } }, { name: 'after' }];

/** What a part of a place may be: of `any`, in which there may be tabs, it has one at most, so that no text takes long to be read. */
export const PART = { day: '\\d{4}-\\d\\d-\\d\\d', id: UUID, word: '[^\\t]*', any: '.*' } as const;

/** What the places of a list are like, part by part. */
export const placeLike = (...parts: readonly string[]): RegExp => new RegExp(`^${parts.join('\t')}$`, 's');

/** The place that a list is to go on after; whatever else it is, all or none of the rows would follow it. @throws Rejection `invalid-after` */
export function afterAsked(after: string | undefined, place: RegExp): string | undefined {
  if (after && !place.test(after)) throw new Rejection('invalid', 'invalid-after', 'after is the next of the answer before, whole, as it was told: in an address a tab is written %09. Leave it out to begin at the beginning.');
  return after;
}

/** @param place what the places of the rows are like @throws Rejection `invalid-parameter`, `invalid-after` */
export function pageAsked({ limit, after }: Readonly<Record<string, string>>, place: RegExp): PageAsked {
  if (limit !== undefined && !/^[1-9]\d{0,4}$/.test(limit)) throw new Rejection('invalid', 'invalid-parameter', 'limit is how many rows to list, from 1 to 99999.');
  return { limit: limit === undefined ? undefined : Number(limit), after: afterAsked(after, place) };
}

export const isPage = ({ limit, after }: PageAsked): boolean => limit !== undefined || after !== undefined;

/** Where more rows follow, of an answer that is whole unless a page of it is asked for. */
export const NEXT_OF_PAGE: Columns = { 'next?': NEXT.next! };

/**
 * The rows of a page, and the place of its last where more follow. A row that is gone meanwhile leaves its place.
 * @param rows in the order of their places
 * @param placeOf a text of its own for each row; its parts are told apart by a tab, which sorts before whatever may be in them
 */
export function pageOf<Row>(rows: readonly Row[], { limit, after }: PageAsked, placeOf: (row: Row) => string): { readonly page: readonly Row[]; readonly next: string | null } {
  const rest = after === undefined ? rows : rows.filter((row) => placeOf(row) > after);
  const page = limit === undefined ? rest : rest.slice(0, limit);
  return { page, next: page.length < rest.length ? placeOf(page.at(-1)!) : null };
}
