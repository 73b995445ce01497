import { columnOf, type AnyProjection, type Cell, type Fact, type Row, type Unsealer } from '@fieldledger/kernel';
import { createHash } from 'node:crypto';
import { finished } from 'node:stream/promises';
import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { arrayLiteral } from './literals.js';
import { foldGroup, foldPage, groupName, rowsConcerned, type Folded, type FoldedPage, type Group, type Keyed, type Many } from './page-folds.js';
import { TableColumns, type NewRows } from './table-columns.js';

/** Where a projection's table stands: clear text of persons is kept apart. */
export const schemaOf = ({ personal }: { readonly personal?: boolean }): 'read' | 'personal' => (personal ? 'personal' : 'read');

/** From so many rows on it pays to try whether all of them are new. */
const MANY_ROWS = 200;
const LONGEST_WARINESS = 64;
const UNIQUE_VIOLATION = '23505';

/** A page that is ready to be stored. */
export interface PreparedPage extends FoldedPage {
  /** The fresh rows of the first step for COPY, when they are to be tried as if none were there yet. */
  readonly asNew: NewRows | undefined;
}

/** A projection's table: folds a page of events into it, in the caller's transaction. */
export class ReportTable {
  /** The types of the events it wants. */
  readonly eventTypes: readonly string[];
  /** So many more pages are not tried as if every row were new, because some lately was not. */
  private wary = 0;
  private wariness = 1;

  private constructor(
    private readonly projection: AnyProjection,
    /** With its schema, such as `read.contact_rates_v1`. */
    readonly name: string,
    private readonly columns: TableColumns,
    private readonly unsealer: Unsealer | undefined,
  ) {
    this.eventTypes = Object.keys(projection.fold);
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
    return new ReportTable(projection, name, await TableColumns.of(client, projection, name), projection.personal && unsealer);
  }

  /** Folds events, in order, in the caller's transaction. @throws Poison */
  async fold(client: ClientBase, events: readonly Fact[]): Promise<void> {
    await this.store(client, await this.prepare(events));
  }

  /** What needs no database. @throws Poison */
  async prepare(events: readonly Fact[]): Promise<PreparedPage> {
    const { steps } = await foldPage(this.projection, events, this.unsealer);
    const [first] = steps;
    const fresh = first && 'fresh' in first ? first.fresh : [];
    return { steps, asNew: fresh.length >= MANY_ROWS && this.wary-- <= 0 ? this.columns.newRows(fresh) : undefined };
  }

  /** @throws Poison */
  async store(client: ClientBase, { steps, asNew }: PreparedPage): Promise<void> {
    for (const [n, step] of steps.entries()) {
      if ('among' in step) await this.foldAmong(client, step);
      else if (n === 0) await this.storeFirst(client, step, asNew);
      // The transaction has rows of its own by now: none can be told to be new.
      else await this.foldOver(client, [...step.fresh.map(({ group }) => group), ...step.unclear]);
    }
  }

  private async storeFirst(client: ClientBase, { fresh, unclear }: Keyed, asNew: NewRows | undefined): Promise<void> {
    const over = [...unclear];
    if (fresh.length > 0 && !(asNew !== undefined && (await this.storeAsNew(client, asNew)))) {
      const { rowCount } = await client.query(`${this.columns.insertion} ON CONFLICT DO NOTHING`, [this.columns.rows(fresh)]);
      if (rowCount! < fresh.length) {
        const groups = fresh.map(({ group }) => group);
        const older = await this.older(client, groups);
        for (const group of groups) if (older.has(group.name)) over.push(group);
      }
    }
    if (over.length > 0) await this.foldOver(client, over);
  }

  /**
   * Stores rows without asking for each whether it is there, by COPY, which costs half as much where none is: in a rebuild
   * of facts that seldom change. After a page that was wrong about it, more and more pages are stored with care.
   */
  private async storeAsNew(client: ClientBase, { columns, text }: NewRows): Promise<boolean> {
    try {
      // In one message: each would be another wait for the database.
      await finished(client.query(copyFrom(`SAVEPOINT as_new; COPY ${this.name} (${columns}) FROM STDIN; RELEASE SAVEPOINT as_new`)).end(text));
      this.wary = 0;
      this.wariness = 1;
      return true;
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
      // Released too, so that what follows is of the transaction itself again, as `older` needs it.
      await client.query('ROLLBACK TO SAVEPOINT as_new; RELEASE SAVEPOINT as_new');
      this.wary = this.wariness;
      this.wariness = Math.min(this.wariness * 2, LONGEST_WARINESS);
      return false;
    }
  }

  /** SHA-256 over every row in the order of the key: two tables with equal rows have equal digests. */
  async digest(client: ClientBase): Promise<{ rows: number; digest: string }> {
    const hash = createHash('sha256');
    let rows = 0;
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    try {
      const { names, keyOrder } = this.columns;
      await client.query(`DECLARE digest_rows CURSOR FOR SELECT to_json(ROW(${names}))::text AS line FROM ${this.name} ORDER BY ${keyOrder}`);
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

  /** The names of those groups whose row is not of this transaction. */
  private async older(client: ClientBase, groups: readonly Group[]): Promise<Set<string>> {
    const { rows } = await client.query<Cell[]>({
      text: `SELECT ${this.columns.keyNames} FROM ${this.name} WHERE ${this.columns.keyGiven} AND xmin <> pg_current_xact_id()::xid`,
      values: this.columns.keys(groups),
      rowMode: 'array',
    } as never);
    return new Set((rows as unknown as Cell[][]).map(groupName));
  }

  private async foldOver(client: ClientBase, groups: readonly Group[]): Promise<void> {
    const known = await this.load(client, groups);
    const kept: Folded[] = [];
    const gone: Group[] = [];
    for (const group of groups) {
      const old = known.get(group.name);
      const row = foldGroup(this.projection, group, old ?? this.projection.initial);
      if (row) kept.push({ group, row });
      else if (old) gone.push(group);
    }
    await this.write(client, kept, gone);
  }

  /** Folds events of which each concerns many rows. They are few, and all rows are looked through once for those of an organization. @throws Poison */
  private async foldAmong(client: ClientBase, { among: told }: Many): Promise<void> {
    const { projection } = this;
    const asked = told.map((each) => ({ each, rows: rowsConcerned(projection, each.event) }));
    for (const organization of new Set(told.map(({ event }) => event.organization))) {
      const here = asked.filter(({ each }) => each.event.organization === organization);
      const members = [...new Set(here.flatMap(({ rows }) => rows.members))];
      const found = await this.select(client, `organization = $1 AND (${members.map((member) => `${columnOf(member)} && $2::text[]`).join(' OR ')})`, [organization, arrayLiteral(here.flatMap(({ rows }) => rows.values))]);
      const kept: Folded[] = [];
      const gone: Group[] = [];
      for (const { cells, row: before } of found) {
        let row: Row | null = before;
        const group = { name: groupName(cells), cells, events: [] };
        for (const { each, rows } of here) {
          if (row && rows.has(row)) row = foldGroup(projection, { ...group, events: [each] }, row);
        }
        if (row) kept.push({ group, row });
        else gone.push(group);
      }
      await this.write(client, kept, gone);
    }
  }

  private async write(client: ClientBase, kept: readonly Folded[], gone: readonly Group[]): Promise<void> {
    const { columns } = this;
    if (kept.length > 0) await client.query(`${columns.insertion} ${columns.overwriting}`, [columns.rows(kept)]);
    if (gone.length > 0) await client.query(`DELETE FROM ${this.name} WHERE ${columns.keyGiven}`, columns.keys(gone));
  }

  private async load(client: ClientBase, groups: readonly Group[]): Promise<Map<string, Row>> {
    const found = await this.select(client, this.columns.keyGiven, this.columns.keys(groups));
    return new Map(found.map(({ cells, row }) => [groupName(cells), row]));
  }

  /** Rows with their keys, the organization first. */
  private async select(client: ClientBase, where: string, values: readonly string[]): Promise<{ readonly cells: readonly Cell[]; readonly row: Row }[]> {
    const { rows } = await client.query<Cell[]>({ text: `SELECT ${this.columns.names} FROM ${this.name} WHERE ${where}`, values, rowMode: 'array' } as never);
    return (rows as unknown as Cell[][]).map((cells) => this.columns.parted(cells));
  }
}
