/** A row that filings tell, and what the ones before the last of them told. */
interface Told {
  readonly filingId: string | null;
  readonly earlier: readonly string[] | null;
}

/**
 * What other filings told of a row before this one, oldest first: each as the row was then, in JSON by column. Whether a
 * filing counts shows only when it is complete, so what it tells leaves what was told before it where it can be found.
 */
export function earlierTellings<R extends Told>(row: R, filingId: string | undefined): readonly string[] | null {
  const { earlier, ...then } = row;
  if (row.filingId === null || row.filingId === filingId) return earlier;
  return [...(earlier ?? []), JSON.stringify(Object.fromEntries(Object.entries(then).map(([member, value]) => [columnOf(member), value])))];
}

/** As tables name it. */
export const columnOf = (member: string): string => member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
