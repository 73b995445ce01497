import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { AnyProjection } from '@fieldledger/kernel';
import { MemoryTable } from '@fieldledger/read-store';
import { PROJECTIONS } from '@fieldledger/reports';
import { verifyBundle, type Figure, type Verification } from '@fieldledger/verifier';

/** What became of one figure. */
export interface Refolded {
  readonly projection: string;
  /** Rows that were held against those that folding gives; nothing where it could not be folded. */
  readonly rows?: number;
  readonly differs?: string;
  /** What of it was not compared, and why. */
  readonly unchecked?: string;
}

/** Keys are held in parts, so that a bundle of any size fits into memory. */
const EVENTS_IN_PART = 200_000;

/** A figure on its way through the events. */
interface Folding {
  readonly figure: Figure;
  readonly projection: AnyProjection;
  /** Events of the bundle that its folds count: up to its position, and after it. */
  within: number;
  after: number;
  rows: number;
  differs?: string;
}

/**
 * Folds the events of a bundle that was found unchanged, and compares with the figures in it; and names the tables of this
 * program that are not in it.
 * @param onPart before each passage through the events
 */
export async function refold(directory: string, keys: readonly string[], { size, figures }: Verification, onPart: (n: number, of: number) => void): Promise<Refolded[]> {
  const foldings = figures.flatMap((figure): Folding[] => {
    const projection = PROJECTIONS.find(({ name, version }) => name === figure.projection && version === figure.version);
    return projection ? [{ figure, projection, within: 0, after: 0, rows: 0 }] : [];
  });
  // Of no events there is one part too: a figure must then be empty.
  const parts = Math.max(1, Math.ceil(size / EVENTS_IN_PART));
  for (let n = 0; n < parts; n++) {
    onPart(n, parts);
    const tables = foldings.flatMap((folding) => (folding.differs === undefined ? [{ folding, table: new MemoryTable(folding.projection, { n, of: parts }) }] : []));
    await verifyBundle(directory, {
      keys,
      onEvent({ envelope, payload }) {
        const event = { ...envelope, data: JSON.parse(payload) as object };
        for (const { folding, table } of tables) {
          const isWithin = event.position <= folding.figure.position;
          if (n === 0 && event.type in folding.projection.fold) folding[isWithin ? 'within' : 'after']++;
          if (isWithin) table.fold(event);
        }
      },
    });
    for (const { folding, table } of tables) await compare(join(directory, 'figures', `${folding.figure.projection}.jsonl`), table, folding);
  }
  const unknown = figures.filter((figure) => !foldings.some((folding) => folding.figure === figure));
  const missing = PROJECTIONS.filter(({ name }) => !figures.some(({ projection }) => projection === name));
  return [
    ...foldings.map(became),
    ...unknown.map(({ projection, version }) => ({ projection, unchecked: `it was folded by version ${version} of its folds, which this program does not have` })),
    ...missing.map(({ name, personal }) => ({ projection: name, unchecked: personal ? 'they hold names in clear, which are sealed in a bundle' : 'the bundle does not have them' })),
  ];
}

function became({ figure: { projection, position }, within, after, rows, differs }: Folding): Refolded {
  if (after === 0) return { projection, rows, differs };
  const unchecked = `they end at position ${JSON.stringify(position)}, before ${after} of the ${within + after} events that they count`;
  // What counts no event was held against nothing.
  return { projection, rows: within > 0 ? rows : undefined, differs, unchecked };
}

/** Says of the first line that is in one of them only. */
async function compare(file: string, table: MemoryTable, folding: Folding): Promise<void> {
  const made = table.lines();
  let at = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (!table.holds(line)) continue;
    if (!made[at]?.equals(Buffer.from(line))) {
      folding.differs = differenceOf(line, table, made, at);
      return;
    }
    at++;
  }
  folding.rows += at;
  if (at < made.length) folding.differs = lacking(made[at]!);
}

/** @param at which row would be due */
function differenceOf(line: string, table: MemoryTable, made: readonly Buffer[], at: number): string {
  const differences = table.differences(line);
  if (!differences) return `the figure has ${shown(line)}, and folding gives no such row`;
  const { key, has, folded } = differences;
  if (made[at - 1]?.equals(Buffer.from(line))) return `the figure has ${shown(line)} once more`;
  if (Object.keys({ ...has, ...folded }).length === 0) return lacking(made[at]!);
  return `of the row ${JSON.stringify(key)} the figure has ${shown(JSON.stringify(has))}, and folding gives ${shown(JSON.stringify(folded))}`;
}

const lacking = (row: Buffer): string => `folding gives a row that the figure lacks: ${shown(row.toString())}`;
const shown = (text: string): string => text.slice(0, 300);
