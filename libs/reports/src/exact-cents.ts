/**
 * A sum of cents, also as the database writes it, exactly. A member of an answer that ends in `Cents` is a JSON number as
 * long as a number holds it exactly (up to 2^53), and beyond that its decimal digits as a string.
 */
export function exactCents(sum: string | bigint): number | string {
  const number = Number(sum);
  return Number.isSafeInteger(number) ? number : String(sum);
}

/** A row of an answer with its sums as exact cents: every member that ends in `Cents` and is text. */
export function withExactCents<R extends object>(row: R): R {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name.endsWith('Cents') && typeof value === 'string' ? exactCents(value) : value])) as R;
}
