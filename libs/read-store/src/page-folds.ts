import type { AnyProjection, Cell, Clear, Fact, Row, Unsealer } from '@fieldledger/kernel';
import { Poison } from './poison.js';

/** A page of events, folded as far as that goes without the rows that the table has. */
export interface FoldedPage {
  /** Rows as they are if the table has none for them yet. */
  readonly fresh: readonly Folded[];
  /** What needs the older row: nothing came of it alone. */
  readonly unclear: readonly Group[];
  /** Events that concern rows of which no key tells, where the page has any, and what comes after them. */
  readonly then?: { readonly among: readonly Told[]; readonly rest: FoldedPage };
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
  const clear = unsealer && (await unsealer.unseal(events));
  return foldTold(projection, events.map((event, n) => ({ event, clear: clear?.[n] ?? NOTHING })));
}

/** Up to the first event that concerns many rows; then such events; then the rest. */
async function foldTold(projection: AnyProjection, told: readonly Told[]): Promise<FoldedPage> {
  const isKeyed = ({ event }: Told) => projection.among?.[event.type] === undefined;
  const from = projection.among ? told.findIndex((it) => !isKeyed(it)) : -1;
  if (from < 0) return foldKeyed(projection, told);
  const after = told.findIndex((it, n) => n > from && isKeyed(it));
  const until = after < 0 ? told.length : after;
  return { ...(await foldKeyed(projection, told.slice(0, from))), then: { among: told.slice(from, until), rest: await foldTold(projection, told.slice(until)) } };
}

async function foldKeyed(projection: AnyProjection, told: readonly Told[]): Promise<FoldedPage> {
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
