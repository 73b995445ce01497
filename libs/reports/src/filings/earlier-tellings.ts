import type { InFiling } from '@fieldledger/donations';
import { columnOf } from '@fieldledger/kernel';

/** A row that filings tell, and what others than the last of them told. */
interface Told {
  readonly filingId: string | null;
  readonly amendmentNumber: number | null;
  readonly earlier: readonly string[] | null;
}

/**
 * What other filings told of a row before this one, oldest first: each as the row was then, in JSON by column. Whether a
 * filing counts shows only when it is complete, so what it tells leaves what was told before it where it can be found.
 */
export function earlierTellings<R extends Told>(row: R, filing: InFiling | undefined): readonly string[] | null {
  return row.filingId === null || row.filingId === filing?.filingId ? row.earlier : besides(row, row);
}

/** A row of which an older version tells after a later one did. @param then as it is if the later one never comes to be whole */
export function alsoTold<R extends Told>(row: R, then: R): R {
  return { ...row, earlier: besides(row, then) };
}

/** A row that a filing has no more, or of which its source says so: what later versions tell of it stands. */
export function noMoreTold<R extends Told & { readonly standing: boolean }>(row: R, filing: Pick<InFiling, 'amendmentNumber'> | undefined): R {
  const isGone = (number: number | null | undefined) => filing === undefined || (number ?? 0) <= filing.amendmentNumber;
  const goneFrom = (telling: string) => {
    const then = JSON.parse(telling) as { readonly amendment_number?: number };
    return isGone(then.amendment_number) ? JSON.stringify({ ...then, standing: false }) : telling;
  };
  return { ...row, standing: row.standing && !isGone(row.amendmentNumber), earlier: row.earlier?.map(goneFrom) ?? null };
}

function besides({ earlier }: Told, { earlier: _earlier, ...then }: Told): string[] {
  return [...(earlier ?? []), JSON.stringify(Object.fromEntries(Object.entries(then).map(([member, value]) => [columnOf(member), value])))];
}
