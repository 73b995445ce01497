/** Three accounts of the same money: our own, what committees filed, what the FEC published. In the order of preference. */
export const BOOKS = ['own', 'filed', 'published'] as const;
export type Book = (typeof BOOKS)[number];

/** The book of whoever told of a contribution (ADR 0010). */
export function bookOf({ filing, source }: { readonly filing?: unknown; readonly source: string | null }): Book {
  if (filing) return 'filed';
  return source === 'fec-bulk' ? 'published' : 'own';
}
