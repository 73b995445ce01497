import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { MemoryTable } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { verifyBundle, type Figure, type Verification } from '@fieldledger/verifier';

/** What became of one figure: neither of the two where folding the events again gave the same rows. */
export interface Refolded {
  readonly figure: Figure;
  readonly differs?: string;
  /** Why it could not be folded. */
  readonly unchecked?: string;
}

/** Keys are held in parts, so that a bundle of any size fits into memory. */
const EVENTS_IN_PART = 200_000;

/**
 * Folds the events of a bundle that was found unchanged, and compares with the figures in it.
 * @param onPart before each passage through the events
 */
export async function refold(directory: string, keys: readonly string[], { size, figures }: Verification, onPart: (n: number, of: number) => void): Promise<Refolded[]> {
  const known = figures.map((figure) => ({ figure, projection: PROJECTIONS.find(({ name, version }) => name === figure.projection && version === figure.version) }));
  const differs = new Map<string, string>();
  const parts = Math.ceil(size / EVENTS_IN_PART);
  for (let n = 0; n < parts; n++) {
    onPart(n, parts);
    const tables = known.flatMap(({ figure, projection }) => (projection && !differs.has(figure.projection) ? [{ figure, table: new MemoryTable(projection, { n, of: parts }) }] : []));
    await verifyBundle(directory, {
      keys,
      onEvent({ envelope, payload }) {
        const event = { ...envelope, data: JSON.parse(payload) as object };
        for (const { figure, table } of tables) if (event.position <= figure.position) table.fold(event);
      },
    });
    for (const { figure, table } of tables) {
      const difference = await compare(join(directory, 'figures', `${figure.projection}.jsonl`), table);
      if (difference !== undefined) differs.set(figure.projection, difference);
    }
  }
  return known.map(({ figure, projection }) => ({
    figure, differs: differs.get(figure.projection),
    unchecked: projection ? undefined : `it was folded by version ${figure.version} of its folds, which this program does not have`,
  }));
}

/** @returns the first line that the other has not */
async function compare(file: string, table: MemoryTable): Promise<string | undefined> {
  const made = table.lines();
  let at = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (!table.holds(line)) continue;
    if (!made[at]?.equals(Buffer.from(line))) return `the figure has ${line.slice(0, 300)}, and folding gives ${made[at]?.toString().slice(0, 300) ?? 'no such row'}`;
    at++;
  }
  return at === made.length ? undefined : `folding gives a row that the figure lacks: ${made[at]!.toString().slice(0, 300)}`;
}
