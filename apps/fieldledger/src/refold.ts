import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Fact } from '@fieldledger/kernel';
import { leavesIn, tilePath, TILE_WIDTH } from '@fieldledger/ledger';
import { MemoryTable } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';

/** The rows of a table, in a bundle that was found unchanged. */
export interface ListedFigure {
  readonly projection: string;
  readonly version: number;
  readonly position: string;
  readonly rows: number;
}

/** What became of one figure: undefined where folding the events again gave the same rows. */
export interface Refolded {
  readonly figure: ListedFigure;
  readonly differs?: string;
  /** Why it could not be folded. */
  readonly unchecked?: string;
}

/** Keys are held in parts, so that a bundle of any size fits into memory. */
const EVENTS_IN_PART = 200_000;

/** Folds a bundle's events again, and compares with the figures in it. @param onPart before each passage through the events */
export async function refold(directory: string, size: number, figures: readonly ListedFigure[], onPart: (n: number, of: number) => void): Promise<Refolded[]> {
  const known = figures.map((figure) => ({ figure, projection: PROJECTIONS.find(({ name, version }) => name === figure.projection && version === figure.version) }));
  const differs = new Map<string, string>();
  const parts = Math.ceil(size / EVENTS_IN_PART);
  for (let n = 0; n < parts; n++) {
    onPart(n, parts);
    const tables = known.flatMap(({ figure, projection }) => (projection && !differs.has(figure.projection) ? [{ figure, table: new MemoryTable(projection, { n, of: parts }) }] : []));
    for await (const event of eventsIn(directory, size)) {
      for (const { figure, table } of tables) if (event.position <= figure.position) table.fold(event);
    }
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

/** Every event of a bundle, as its folds are told of it. */
async function* eventsIn(directory: string, size: number): AsyncGenerator<Fact> {
  for (let first = 0, index = 0; first < size; first += 65_536) {
    let leaves: string[] = [];
    for await (const payload of createInterface({ input: createReadStream(join(directory, 'events', `${String(first).padStart(12, '0')}.jsonl`)), crlfDelay: Infinity })) {
      if (index % TILE_WIDTH === 0) {
        const n = index / TILE_WIDTH;
        leaves = leavesIn(await readFile(join(directory, 'ledger', tilePath('entries', n, Math.min(TILE_WIDTH, size - index)))));
      }
      const { id, type, schemaVersion, organization, stream, revision, position, occurredAt, recordedAt } = JSON.parse(leaves[index % TILE_WIDTH]!) as Fact;
      yield { id, type, schemaVersion, organization, stream, revision, position, occurredAt, recordedAt, data: JSON.parse(payload) as object };
      index++;
    }
  }
}
