import { columnOf, type AnyProjection, type Cell, type Fact, type Position, type Row } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import { rowsConcerned } from './page-folds.js';

/** A row that is not in both tables, or not the same. */
export interface Difference {
  /** Without the organization. */
  readonly key: Readonly<Record<string, unknown>>;
  /** The columns that differ; all where the row is in one table only. */
  readonly columns: readonly string[];
  /** Null where the table has no such row; neither is told of a table with clear text of persons. */
  readonly live?: Readonly<Record<string, unknown>> | null;
  readonly rebuilt?: Readonly<Record<string, unknown>> | null;
  /** The live table has a row of this key before it: no primary key kept it out. */
  readonly again?: true;
  /** Everything that was recorded of the row, the first ones of it where there is more. */
  readonly events: readonly { readonly position: Position; readonly id: string; readonly type: string }[];
}

type Found = { readonly live: Readonly<Record<string, unknown>> | null; readonly rebuilt: Readonly<Record<string, unknown>> | null; readonly again: boolean };

/** So many differing rows are told of, each with so many of its events. */
const [MOST, MOST_EVENTS] = [100, 50];

/** The rows in which an organization's rows of a live table differ from a table rebuilt for it, and what is behind them. */
export class TableDifferences {
  /** Compares every column of every row, at the one moment that the caller's transaction sees. */
  static async of(client: ClientBase, projection: AnyProjection, tables: { readonly live: string; readonly rebuilt: string }, organization: string): Promise<TableDifferences> {
    const keys = ['organization', ...projection.keyColumns].map(columnOf);
    const columns = [...keys, ...Object.keys(projection.initial).map(columnOf)];
    const of = (table: string) => `(${columns.map((column) => `${table}.${column}`).join(', ')})`;
    const { rows } = await client.query<Found & { readonly differing: string }>(
      `SELECT to_json(live) AS live, to_json(rebuilt) AS rebuilt, coalesce(live.nth > 1, false) AS again, count(*) OVER () AS differing
      FROM (SELECT ${columns.join(', ')}, row_number() OVER (PARTITION BY ${keys.join(', ')}) AS nth FROM ${tables.live} WHERE organization = $1) AS live
        FULL JOIN (SELECT ${columns.join(', ')}, 1 AS nth FROM ${tables.rebuilt}) AS rebuilt ON ${[...keys, 'nth'].map((key) => `live.${key} = rebuilt.${key}`).join(' AND ')}
      WHERE ${of('live')} IS DISTINCT FROM ${of('rebuilt')}
      ORDER BY ${keys.map((key) => `coalesce(live.${key}, rebuilt.${key})::text COLLATE "C"`).join(', ')} LIMIT ${MOST}`,
      [organization],
    );
    return new TableDifferences(projection, Number(rows[0]?.differing ?? 0), rows.map((row) => ({ ...row, live: uncounted(row.live), rebuilt: uncounted(row.rebuilt) })));
  }

  private readonly events: Difference['events'][number][][];
  private readonly byKey = new Map<string, number[]>();

  private constructor(
    private readonly projection: AnyProjection,
    /** How many rows differ; only the first hundred are told of. */
    readonly differing: number,
    private readonly found: readonly Found[],
  ) {
    this.events = found.map(() => []);
    for (const [n, { live, rebuilt }] of found.entries()) {
      const name = nameOf(projection.keyColumns.map((column) => (live ?? rebuilt)![columnOf(column)]));
      this.byKey.set(name, [...(this.byKey.get(name) ?? []), n]);
    }
  }

  /** Takes note of what concerns a row that differs. */
  see(events: readonly Fact[]): void {
    for (const event of events) for (const n of this.concerned(event)) if (this.events[n]!.length < MOST_EVENTS) this.events[n]!.push({ position: event.position, id: event.id, type: event.type });
  }

  list(): Difference[] {
    return this.found.map((row, n) => {
      const { live, rebuilt, again } = row;
      const { organization: _organization, ...all } = (live ?? rebuilt)!;
      const key = Object.fromEntries(this.projection.keyColumns.map(columnOf).map((column) => [column, all[column]]));
      const columns = Object.keys(all).filter((column) => !(column in key) && JSON.stringify(live?.[column]) !== JSON.stringify(rebuilt?.[column]));
      return { key, columns, ...(!this.projection.personal && { live, rebuilt }), ...(again && { again }), events: this.events[n]! };
    });
  }

  private concerned(event: Fact): number[] {
    if (this.projection.among?.[event.type]) {
      const concerned = rowsConcerned(this.projection, event);
      const has = (row: Found['live']) => Boolean(row && concerned.has(Object.fromEntries(concerned.members.map((member) => [member, row[columnOf(member)] as Cell]))));
      return this.found.flatMap(({ live, rebuilt }, n) => (has(live) || has(rebuilt) ? [n] : []));
    }
    const key: Row | null = this.projection.key(event);
    return (key && this.byKey.get(nameOf(this.projection.keyColumns.map((column) => key[column])))) ?? [];
  }
}

function uncounted(row: Found['live']): Found['live'] {
  if (!row) return null;
  const { nth: _nth, ...columns } = row;
  return columns;
}

const nameOf = (cells: readonly unknown[]): string => cells.map(String).join('\u0000');
