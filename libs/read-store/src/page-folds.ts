import { Unopened, type Among, type AnyProjection, type Cell, type Clear, type Fact, type Row, type Unsealer } from '@fieldledger/kernel';
import { Poison } from './poison.js';

/** A page of events, folded as far as that goes without the rows that the table has. */
export interface FoldedPage {
  /** To be stored one after the other: most pages are one. */
  readonly steps: readonly Step[];
}

export type Step = Keyed | Many;

/** Events in a row of which each belongs to the one row that its key tells. */
export interface Keyed {
  /** Rows as they are if the table has none for them yet. */
  readonly fresh: readonly Folded[];
  /** What needs the older row: nothing came of it alone. */
  readonly unclear: readonly Group[];
}

/** Events in a row of which each concerns many rows, and no key tells which. */
export interface Many {
  readonly among: readonly Told[];
}

/** The events of one page that belong to one row. */
export interface Group {
  readonly name: string;
  /** Organization and key, in the order of the columns. */
  readonly cells: readonly Cell[];
  readonly events: Told[];
}

export interface Folded {
  readonly group: Group;
  readonly row: Row;
}

/** An event, and what was opened of it. */
export interface Told {
  readonly event: Fact;
  readonly clear: Clear;
}

const NOTHING: Clear = {};

/** After so many events the event loop gets a turn. */
const TURN = 100;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/**
 * The part of folding that needs no database. Most events open a row of their own, so rows are folded from nothing
 * and will be offered; only where the table has a row already, or nothing came of it, is the old row fetched.
 * It lets others have their turn in between: the page before is being written, and requests are being answered.
 * @throws Poison
 */
export async function foldPage(projection: AnyProjection, events: readonly Fact[], unsealer: Unsealer | undefined): Promise<FoldedPage> {
  const clear = unsealer && (await unsealer.unseal(events).catch((error) => Promise.reject(error instanceof Unopened ? new Poison(error.event, error) : error)));
  const told = events.map((event, n) => ({ event, clear: clear?.[n] ?? NOTHING }));
  const steps: Step[] = [];
  for (let from = 0, until = 0; from < told.length; from = until) {
    const among = concernsMany(projection, told[from]!);
    while (until < told.length && concernsMany(projection, told[until]!) === among) until++;
    const stretch = told.slice(from, until);
    steps.push(among ? { among: stretch } : await foldKeyed(projection, stretch));
  }
  return { steps };
}

const concernsMany = (projection: AnyProjection, { event }: Told): boolean => projection.among?.[event.type] !== undefined;

async function foldKeyed(projection: AnyProjection, told: readonly Told[]): Promise<Keyed> {
  const groups = new Map<string, Group>();
  for (const [n, each] of told.entries()) {
    enter(projection, groups, each);
    if (n % TURN === TURN - 1) await turn();
  }
  const fresh: Folded[] = [];
  const unclear: Group[] = [];
  for (const group of groups.values()) {
    const row = foldFromNothing(projection, group);
    if (row) fresh.push({ group, row });
    else unclear.push(group);
    if (fresh.length % TURN === TURN - 1) await turn();
  }
  return { fresh, unclear };
}

/** Which rows of its organization an event concerns of which no key tells. @throws Poison when it is newer than the folds */
export function rowsConcerned(projection: AnyProjection, event: Fact): Among & { readonly has: (row: Row) => boolean } {
  refuseNewer(projection, event);
  const { members, values } = projection.among![event.type]!(event);
  const wanted = new Set(values);
  return { members, values, has: (row) => members.some((member) => (row[member] as readonly string[]).some((value) => wanted.has(value))) };
}

/** @throws Poison */
export function foldGroup(projection: AnyProjection, { events }: Group, from: Row): Row | null {
  let row: Row | null = from;
  for (const { event, clear } of events) {
    try {
      row = projection.fold[event.type]!(row ?? projection.initial, event, clear);
    } catch (cause) {
      throw new Poison(event, cause);
    }
  }
  return row;
}

/** The name of the group that a key, with its organization, belongs to. */
export function groupName(cells: readonly Cell[]): string {
  return cells.join('\u0000');
}

function enter(projection: AnyProjection, groups: Map<string, Group>, told: Told): void {
  const { event } = told;
  refuseNewer(projection, event);
  let key: Row | null;
  try {
    key = projection.key(event);
  } catch (cause) {
    throw new Poison(event, cause);
  }
  if (key === null) return;
  const cells: Cell[] = [event.organization];
  for (const column of projection.keyColumns) cells.push(key[column]!);
  const name = groupName(cells);
  const group = groups.get(name);
  if (group) group.events.push(told);
  else groups.set(name, { name, cells, events: [told] });
}

/** @throws Poison */
export function refuseNewer(projection: AnyProjection, event: Fact): void {
  const known = projection.schemaVersions?.[event.type] ?? 1;
  if (event.schemaVersion > known) throw new Poison(event, new Error(`its schema version is ${event.schemaVersion}, and this program knows up to ${known}. Run the newer Fieldledger`));
}

/** The row if there is none yet. A fold that cannot do without an older row is tried again with it. */
function foldFromNothing(projection: AnyProjection, group: Group): Row | null {
  try {
    return foldGroup(projection, group, projection.initial);
  } catch {
    return null;
  }
}
