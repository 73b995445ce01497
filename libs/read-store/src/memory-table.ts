import { canonical, columnOf, type AnyProjection, type Cell, type Clear, type Fact, type Row } from '@fieldledger/kernel';
import { groupName, refuseNewer, rowsConcerned } from './page-folds.js';

/**
 * A report's table without a database, for whoever checks one: the same folds, and rows as `readFigures` hands them out.
 * Of a large table a part of the keys can be held at a time.
 */
export class MemoryTable {
  /** By organization and key: the row as canonical JSON, which takes a third of what the object would. */
  private readonly rows = new Map<string, string>();

  constructor(
    private readonly projection: AnyProjection,
    /** Which of how many parts of the keys. */
    private readonly part = { n: 0, of: 1 },
  ) {}

  /** @param clear what is sealed in it, opened @throws Error when an event cannot be folded */
  fold(event: Fact, clear: Clear = NOTHING): void {
    const { projection } = this;
    if (!(event.type in projection.fold)) return;
    if (projection.among?.[event.type]) return this.foldAmong(event, clear);
    refuseNewer(projection, event);
    const key = projection.key(event);
    if (key === null) return;
    const name = groupName([event.organization, ...projection.keyColumns.map((column) => key[column]!)]);
    if (partOf(name, this.part.of) === this.part.n) this.foldInto(name, event, clear, { organization: event.organization, ...key });
  }

  /** Whether a row, as a line, is of the part that is held. */
  holds(line: string): boolean {
    return partOf(this.nameIn(line), this.part.of) === this.part.n;
  }

  /** What a line has otherwise than the row of its key, as that row has it and by the key's columns; undefined where there is no such row. */
  differences(line: string): { readonly key: Row; readonly has: Row; readonly folded: Row } | undefined {
    const text = this.rows.get(this.nameIn(line));
    if (text === undefined) return undefined;
    const [row, folded] = [JSON.parse(line) as Row, columns(JSON.parse(text) as Row)];
    const others = [...new Set([...Object.keys(row), ...Object.keys(folded)])].filter((column) => JSON.stringify(row[column]) !== JSON.stringify(folded[column]));
    const of = (it: Row, names: readonly string[]) => Object.fromEntries(names.filter((name) => name in it).map((name) => [name, it[name]!]));
    return { key: of(row, this.projection.keyColumns.map(columnOf)), has: of(row, others), folded: of(folded, others) };
  }

  /** In the order in which they were opened, with their keys. */
  opened(): Row[] {
    return [...this.rows.values()].map((row) => JSON.parse(row) as Row);
  }

  /** Each row as canonical JSON, its members the table's columns; in the order of the lines' bytes. */
  lines(): Buffer[] {
    return this.opened().map((row) => Buffer.from(canonical(columns(row)))).sort(Buffer.compare);
  }

  private nameIn(line: string): string {
    const row = JSON.parse(line) as Record<string, Cell>;
    return groupName([row.organization!, ...this.projection.keyColumns.map((column) => row[columnOf(column)]!)]);
  }

  private foldAmong(event: Fact, clear: Clear): void {
    const concerned = rowsConcerned(this.projection, event);
    for (const [name, text] of this.rows) {
      const row = JSON.parse(text) as Row;
      if (row.organization === event.organization && concerned.has(row)) this.foldInto(name, event, clear, row);
    }
  }

  private foldInto(name: string, event: Fact, clear: Clear, key: Row): void {
    const { projection } = this;
    const known = this.rows.get(name);
    const before = known === undefined ? projection.initial : valuesOf(JSON.parse(known) as Row, projection);
    const row = projection.fold[event.type]!(before, event, clear);
    if (row) this.rows.set(name, canonical({ ...keyOf(key, projection), ...nulled(row, projection) }));
    else this.rows.delete(name);
  }
}

/** What is sealed stays so. */
const NOTHING: Clear = {};

const keyOf = (row: Row, { keyColumns }: AnyProjection): Row => Object.fromEntries(['organization', ...keyColumns].map((member) => [member, row[member]!]));
const valuesOf = (row: Row, { initial }: AnyProjection): Row => Object.fromEntries(Object.keys(initial).map((member) => [member, row[member]!]));
const nulled = (row: Row, { initial }: AnyProjection): Row => Object.fromEntries(Object.keys(initial).map((member) => [member, row[member] ?? null]));
const columns = (row: Row): Row => Object.fromEntries(Object.entries(row).map(([member, cell]) => [columnOf(member), cell]));

/** FNV-1a: the same key is in the same part, and the parts are of about one size. */
function partOf(name: string, parts: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % parts;
}
