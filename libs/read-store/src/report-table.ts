import type { AnyProjection, Cell, Clear, Event, RecordedEvent, Row, Unsealer } from '@fieldledger/kernel';
import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';

/** One column as PostgreSQL has it. */
interface Column {
  readonly name: string;
  /** The member of the projection's key or row that it holds. */
  readonly member: string;
  readonly type: string;
}

/** The first event that a report cannot fold, and why. */
export class Poison extends Error {
  constructor(
    readonly event: Pick<RecordedEvent, 'id' | 'type' | 'position'>,
    cause: unknown,
  ) {
    super(`event ${event.id} (${event.type}, position ${event.position}) cannot be folded: ${(cause as Error).message}`, { cause });
    this.name = 'Poison';
  }
}

/** Where a projection's table stands: clear text of persons is kept apart. */
export const schemaOf = ({ personal }: { readonly personal?: boolean }): 'read' | 'personal' => (personal ? 'personal' : 'read');

const NOTHING: Clear = {};

/** After so many events the event loop gets a turn. */
const TURN = 100;
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A projection's table: folds a page of events into it, in the caller's transaction. */
export class ReportTable {
  private readonly keyWidth: number;
  private readonly types: readonly string[];

  private constructor(
    private readonly projection: AnyProjection,
    /** With its schema, such as `read.contact_rates_v1`. */
    readonly name: string,
    private readonly columns: readonly Column[],
    private readonly unsealer: Unsealer | undefined,
  ) {
    this.keyWidth = projection.keyColumns.length + 1;
    this.types = Object.keys(projection.fold);
  }

  /** Makes the table, empty. @throws Error when its columns are not those of the projection's key and row */
  static async create(client: ClientBase, projection: AnyProjection, name: string, unsealer?: Unsealer): Promise<ReportTable> {
    await client.query(projection.table.replaceAll('{{table}}', name));
    if (projection.personal) await client.query(`COMMENT ON TABLE ${name} IS 'Personal: clear text of persons.'`);
    return ReportTable.open(client, projection, name, unsealer);
  }

  /** @throws Error when its columns are not those of the projection's key and row, or nobody opens what it must see */
  static async open(client: ClientBase, projection: AnyProjection, name: string, unsealer?: Unsealer): Promise<ReportTable> {
    if (projection.personal && !unsealer) throw new Error(`Table ${name} holds clear text of persons, and this process has no keys to open it with.`);
    const members = ['organization', ...projection.keyColumns, ...Object.keys(projection.initial)];
    const { rows } = await client.query<{ name: string; type: string }>(
      `SELECT attname AS name, format_type(atttypid, atttypmod) AS type FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped`,
      [name],
    );
    const found = new Map(rows.map((row) => [row.name, row.type]));
    const columns = members.map((member) => ({ name: snakeCase(member), member, type: found.get(snakeCase(member)) ?? '' }));
    const missing = columns.filter(({ type }) => type === '').map((column) => column.name);
    const left = [...found.keys()].filter((column) => !columns.some(({ name: known }) => known === column));
    if (missing.length + left.length > 0) {
      throw new Error(`Table ${name} does not fit its projection: it lacks ${missing.join(', ') || 'nothing'}, and nothing fills ${left.join(', ') || 'no column'}.`);
    }
    return new ReportTable(projection, name, columns, projection.personal && unsealer);
  }

  /** The types of the events it wants. */
  get eventTypes(): readonly string[] {
    return this.types;
  }

  /** Folds events, in order, in the caller's transaction. @throws Poison */
  async fold(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    await this.store(client, await this.prepare(events));
  }

  /**
   * The part of folding that needs no database. Most events open a row of their own, so rows are folded from nothing
   * and will be offered; only where the table has a row already, or nothing came of it, is the old row fetched.
   * It lets others have their turn in between: the page before is being written, and requests are being answered.
   * @throws Poison
   */
  async prepare(events: readonly RecordedEvent[]): Promise<PreparedPage> {
    const groups = new Map<string, Group>();
    const clear = this.unsealer && (await this.unsealer.unseal(events));
    for (const [n, event] of events.entries()) {
      this.enter(groups, { event, clear: clear?.[n] ?? NOTHING });
      if (n % TURN === TURN - 1) await turn();
    }
    const fresh: Folded[] = [];
    const unclear: Group[] = [];
    for (const group of groups.values()) {
      const row = this.foldFromNothing(group);
      if (row) fresh.push({ group, row });
      else unclear.push(group);
      if (fresh.length % TURN === TURN - 1) await turn();
    }
    return { fresh: fresh.map(({ group }) => group), values: this.values(fresh), unclear };
  }

  /** @throws Poison */
  async store(client: ClientBase, { fresh, values, unclear }: PreparedPage): Promise<void> {
    const over = [...unclear];
    if (fresh.length > 0) {
      const { rowCount } = await client.query(`${this.insertion()} ON CONFLICT DO NOTHING`, [...values]);
      if (rowCount! < fresh.length) {
        const older = await this.older(client, fresh);
        for (const group of fresh) if (older.has(group.name)) over.push(group);
      }
    }
    if (over.length > 0) await this.foldOver(client, over);
  }

  /** SHA-256 over every row in the order of the key: two tables with equal rows have equal digests. */
  async digest(client: ClientBase): Promise<{ rows: number; digest: string }> {
    const hash = createHash('sha256');
    let rows = 0;
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const names = this.columns.map(({ name }) => name);
      const order = names.slice(0, this.keyWidth).map((name, i) => (this.columns[i]!.type === 'text' ? `${name} COLLATE "C"` : name));
      await client.query(`DECLARE digest_rows CURSOR FOR SELECT to_json(ROW(${names.join(', ')}))::text AS line FROM ${this.name} ORDER BY ${order.join(', ')}`);
      for (;;) {
        const page = await client.query<{ line: string }>('FETCH 5000 FROM digest_rows');
        if (page.rows.length === 0) return { rows, digest: hash.digest('hex') };
        for (const { line } of page.rows) hash.update(`${line}\n`);
        rows += page.rows.length;
      }
    } finally {
      await client.query('ROLLBACK');
    }
  }

  private enter(groups: Map<string, Group>, told: Told): void {
    const { event } = told;
    const known = this.projection.schemaVersions?.[event.type] ?? 1;
    if (event.schemaVersion > known) throw new Poison(event, new Error(`its schema version is ${event.schemaVersion}, and this program knows up to ${known}. Run the newer Fieldledger`));
    let key: Row | null;
    try {
      key = this.projection.key(event) as Row | null;
    } catch (cause) {
      throw new Poison(event, cause);
    }
    if (key === null) return;
    const cells: Cell[] = [event.organization];
    for (const column of this.projection.keyColumns) cells.push(key[column as string]!);
    const name = nameOf(cells);
    const group = groups.get(name);
    if (group) group.events.push(told);
    else groups.set(name, { name, cells, events: [told] });
  }

  /** The row if there is none yet. A fold that cannot do without an older row is tried again with it. */
  private foldFromNothing(group: Group): Row | null {
    try {
      return this.foldGroup(group, this.projection.initial as Row);
    } catch {
      return null;
    }
  }

  private foldGroup({ events }: Group, from: Row): Row | null {
    let row: Row | null = from;
    for (const { event, clear } of events) {
      try {
        row = this.projection.fold[event.type as Event['type']]!(row ?? this.projection.initial, event, clear) as Row | null;
      } catch (cause) {
        throw new Poison(event, cause);
      }
    }
    return row;
  }

  /** The names of those groups whose row is not of this transaction. */
  private async older(client: ClientBase, groups: readonly Group[]): Promise<Set<string>> {
    const { rows } = await client.query<Cell[]>({
      text: `SELECT ${this.keyNames()} FROM ${this.name} WHERE (${this.keyNames()}) IN (SELECT * FROM ${this.unnest(this.keyWidth)}) AND xmin <> pg_current_xact_id()::xid`,
      values: this.keys(groups),
      rowMode: 'array',
    } as never);
    return new Set((rows as unknown as Cell[][]).map(nameOf));
  }

  private async foldOver(client: ClientBase, groups: readonly Group[]): Promise<void> {
    const known = await this.load(client, groups);
    const kept: Folded[] = [];
    const gone: Group[] = [];
    for (const group of groups) {
      const old = known.get(group.name);
      const row = this.foldGroup(group, old ?? (this.projection.initial as Row));
      if (row) kept.push({ group, row });
      else if (old) gone.push(group);
    }
    if (kept.length > 0) {
      const values = this.columns.slice(this.keyWidth).map(({ name }) => `${name} = excluded.${name}`);
      await client.query(`${this.insertion()} ON CONFLICT (${this.keyNames()}) DO UPDATE SET ${values.join(', ')}`, this.values(kept));
    }
    if (gone.length > 0) await client.query(`DELETE FROM ${this.name} WHERE (${this.keyNames()}) IN (SELECT * FROM ${this.unnest(this.keyWidth)})`, this.keys(gone));
  }

  private async load(client: ClientBase, groups: readonly Group[]): Promise<Map<string, Row>> {
    const names = this.columns.map(({ name }) => name).join(', ');
    const { rows } = await client.query<Cell[]>({
      text: `SELECT ${names} FROM ${this.name} WHERE (${this.keyNames()}) IN (SELECT * FROM ${this.unnest(this.keyWidth)})`,
      values: this.keys(groups),
      rowMode: 'array',
    } as never);
    return new Map(
      (rows as unknown as Cell[][]).map((cells) => [
        nameOf(cells.slice(0, this.keyWidth)),
        Object.fromEntries(this.columns.slice(this.keyWidth).map(({ member, type }, i) => [member, loaded(cells[this.keyWidth + i]!, type)])),
      ]),
    );
  }

  private insertion(): string {
    const selected = this.columns.map(({ type }, i) => (type.endsWith('[]') ? `c${i}::${type}` : `c${i}`));
    const aliases = this.columns.map((_, i) => `c${i}`);
    return `INSERT INTO ${this.name} (${this.columns.map(({ name }) => name).join(', ')}) SELECT ${selected.join(', ')} FROM ${this.unnest(this.columns.length)} AS offered (${aliases.join(', ')})`;
  }

  /** A parameter for each of the first columns. A list cannot hold lists of different lengths, so these travel as text. */
  private unnest(width: number): string {
    return `unnest(${this.columns.slice(0, width).map(({ type }, i) => `$${i + 1}::${type.endsWith('[]') ? 'text' : type}[]`).join(', ')})`;
  }

  private keyNames(): string {
    return this.columns.slice(0, this.keyWidth).map(({ name }) => name).join(', ');
  }

  private keys(groups: readonly Group[]): string[] {
    return Array.from({ length: this.keyWidth }, (_, i) => arrayLiteral(groups.map(({ cells }) => cells[i]!)));
  }

  private values(rows: readonly Folded[]): string[] {
    const values = this.columns.slice(this.keyWidth).map(({ member }) => arrayLiteral(rows.map(({ row }) => row[member] ?? null)));
    return [...this.keys(rows.map(({ group }) => group)), ...values];
  }
}

/** A page that is ready to be stored. */
export interface PreparedPage {
  readonly fresh: readonly Group[];
  /** The parameters that offer the fresh rows. */
  readonly values: readonly string[];
  readonly unclear: readonly Group[];
}

function nameOf(cells: readonly Cell[]): string {
  return cells.join('\u0000');
}

/** The events of one page that belong to one row. */
interface Group {
  readonly name: string;
  /** Organization and key, in the order of the columns. */
  readonly cells: readonly Cell[];
  readonly events: Told[];
}

/** An event, and what was opened of it. */
interface Told {
  readonly event: RecordedEvent;
  readonly clear: Clear;
}

interface Folded {
  readonly group: Group;
  readonly row: Row;
}

/** Our bigint columns hold cents, which are capped far below what a number holds exactly; the driver gives them as text. */
function loaded(cell: Cell, type: string): Cell {
  return type === 'bigint' && cell !== null ? Number(cell) : cell;
}

/** PostgreSQL's text of an array; a list within it becomes the text of a list. */
function arrayLiteral(cells: readonly Cell[]): string {
  return `{${cells.map(cellLiteral).join(',')}}`;
}

function cellLiteral(cell: Cell): string {
  if (cell === null) return 'NULL';
  if (typeof cell === 'string') return quoted(cell);
  return Array.isArray(cell) ? quoted(arrayLiteral(cell as readonly string[])) : String(cell as number | boolean);
}

function quoted(text: string): string {
  return `"${/["\\]/.test(text) ? text.replace(/["\\]/g, '\\$&') : text}"`;
}

function snakeCase(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
