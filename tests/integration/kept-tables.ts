import type pg from 'pg';

/** The tables that an alteration may touch, and by what a row of each is known. */
const KEPT: Readonly<Record<string, string>> = {
  'log.events': 'position', 'log.head': 'id', 'ledger.stopped': 'organization', 'ledger.progress': 'only_row', 'ledger.trees': 'organization', 'ledger.tiles': 'organization, level, n', 'ledger.entries': 'organization, n',
  'ledger.heads': 'organization, size', 'ledger.keys': 'organization, from_size',
};

/** Makes the rows of one table those of another. */
function copied(from: string, to: string, key: string): string {
  const alike = (a: string, b: string) => `(${key.replace(/\w+/g, `${a}.$&`)}) = (${key.replace(/\w+/g, `${b}.$&`)})`;
  return `DELETE FROM ${to} t WHERE NOT EXISTS (SELECT FROM ${from} f WHERE ${alike('f', 't')} AND ROW(f.*) IS NOT DISTINCT FROM ROW(t.*));
    INSERT INTO ${to} SELECT * FROM ${from} f WHERE NOT EXISTS (SELECT FROM ${to} t WHERE ${alike('f', 't')});`;
}

const asideOf = (table: string) => `aside.${table.replace('.', '_')}`;

/** How the tables stood that an alteration may touch, so that it can be undone: only the rows that differ are written. */
export class KeptTables {
  private constructor(private readonly sql: pg.Client) {}

  /** For the superuser, whose triggers are switched off, and who waits for no disk. */
  static async beside(sql: pg.Client): Promise<KeptTables> {
    await sql.query(`SET session_replication_role = replica; SET synchronous_commit = off; CREATE SCHEMA aside; ${Object.keys(KEPT).map((table) => `CREATE TABLE ${asideOf(table)} AS TABLE ${table} WITH NO DATA`).join(';')}`);
    return new KeptTables(sql);
  }

  /** What is in the tables whose name begins so is what they are brought back to. */
  async remember(schema = ''): Promise<void> {
    await this.sql.query(tablesOf(schema).map((table) => copied(table, asideOf(table), KEPT[table]!)).join('\n'));
  }

  async restore(schema = ''): Promise<void> {
    await this.sql.query(tablesOf(schema).map((table) => copied(asideOf(table), table, KEPT[table]!)).join('\n'));
  }
}

const tablesOf = (schema: string) => Object.keys(KEPT).filter((table) => table.startsWith(schema));
