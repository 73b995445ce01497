import { columnOf, type AnyProjection, type Cell, type Row } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import { arrayLiteral, copyText, rowsLiteral } from './literals.js';
import type { Folded, Group } from './page-folds.js';

/** One column as PostgreSQL has it. */
interface Column {
  readonly name: string;
  /** The member of the projection's key or row that it holds. */
  readonly member: string;
  readonly type: string;
}

/** Where a column of a row's type finds its cell: in the row, or at a place in the key. */
interface Place {
  readonly name: string;
  readonly member: string;
  readonly keyAt: number;
}

/** Rows for COPY, and the columns that are in them. */
export interface NewRows {
  readonly columns: string;
  readonly text: string;
}

/** The columns of a projection's table, and its keys and rows as SQL has them. The organization is the first of the key. */
export class TableColumns {
  private constructor(
    private readonly table: string,
    private readonly keyColumns: readonly Column[],
    private readonly rowColumns: readonly Column[],
    /** The members in the order of the table's columns, as its row type has them. */
    private readonly places: readonly Place[],
  ) {}

  /** @throws Error when they are not those of the projection's key and row */
  static async of(client: ClientBase, projection: AnyProjection, table: string): Promise<TableColumns> {
    const members = ['organization', ...projection.keyColumns, ...Object.keys(projection.initial)];
    const { rows } = await client.query<{ name: string; type: string }>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
      [table],
    );
    const found = new Map(rows.map((row) => [row.name, row.type]));
    const columns = members.map((member) => ({ name: columnOf(member), member, type: found.get(columnOf(member)) ?? '' }));
    const missing = columns.filter(({ type }) => type === '').map((column) => column.name);
    const left = [...found.keys()].filter((column) => !columns.some(({ name: known }) => known === column));
    if (missing.length + left.length > 0) {
      throw new Error(`Table ${table} does not fit its projection: it lacks ${missing.join(', ') || 'nothing'}, and nothing fills ${left.join(', ') || 'no column'}.`);
    }
    const keyWidth = projection.keyColumns.length + 1;
    const places = rows.map((row) => {
      const at = columns.findIndex((column) => column.name === row.name);
      return { name: row.name, member: columns[at]!.member, keyAt: at < keyWidth ? at : -1 };
    });
    return new TableColumns(table, columns.slice(0, keyWidth), columns.slice(keyWidth), places);
  }

  /** Of the key, then of the row. */
  get names(): string {
    return namesOf([...this.keyColumns, ...this.rowColumns]);
  }

  get keyNames(): string {
    return namesOf(this.keyColumns);
  }

  /** The order of the key, the same in every database. */
  get keyOrder(): string {
    return this.keyColumns.map(({ name, type }) => (type === 'text' ? `${name} COLLATE "C"` : name)).join(', ');
  }

  /** That a row's key is among `keys`, a parameter for each column of the key. */
  get keyGiven(): string {
    return `(${this.keyNames}) IN (SELECT * FROM unnest(${this.keyColumns.map(({ type }, i) => `$${i + 1}::${type}[]`).join(', ')}))`;
  }

  keys(groups: readonly Group[]): string[] {
    return this.keyColumns.map((_, i) => arrayLiteral(groups.map(({ cells }) => cells[i]!)));
  }

  /** Of `rows`. They travel as one array of the table's own row type: an array for each column costs PostgreSQL a sixth more. */
  get insertion(): string {
    return `INSERT INTO ${this.table} (${this.names}) SELECT ${this.names} FROM unnest($1::${this.table}[])`;
  }

  /** What an insertion does to a row that is there already. */
  get overwriting(): string {
    return `ON CONFLICT (${this.keyNames}) DO UPDATE SET ${this.rowColumns.map(({ name }) => `${name} = excluded.${name}`).join(', ')}`;
  }

  rows(folded: readonly Folded[]): string {
    return rowsLiteral(cellsOf(folded, this.places));
  }

  /** Without the columns of which every row has nothing: of a table for several kinds of rows those are half of them. */
  newRows(folded: readonly Folded[]): NewRows {
    const filled = this.places.filter(({ member, keyAt }) => keyAt >= 0 || folded.some(({ row }) => (row[member] ?? null) !== null));
    return { columns: namesOf(filled), text: copyText(cellsOf(folded, filled)) };
  }

  /** Of the cells of all columns, in the order of `names`. */
  parted(cells: readonly Cell[]): { readonly cells: readonly Cell[]; readonly row: Row } {
    const keyWidth = this.keyColumns.length;
    return { cells: cells.slice(0, keyWidth), row: Object.fromEntries(this.rowColumns.map(({ member, type }, i) => [member, loaded(cells[keyWidth + i]!, type)])) };
  }
}

const namesOf = (columns: readonly { readonly name: string }[]): string => columns.map(({ name }) => name).join(', ');

function cellsOf(folded: readonly Folded[], places: readonly Place[]): Cell[][] {
  return folded.map(({ group, row }) => places.map(({ member, keyAt }) => (keyAt < 0 ? (row[member] ?? null) : group.cells[keyAt]!)));
}

/** Our bigint columns hold cents, which are capped far below what a number holds exactly; the driver gives them as text. */
function loaded(cell: Cell, type: string): Cell {
  return type === 'bigint' && cell !== null ? Number(cell) : cell;
}
