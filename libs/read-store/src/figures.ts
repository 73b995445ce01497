import type { Position } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import type { ReadDatabase } from './read-database.js';
import { liveTable } from './postgres-read-store.js';
import { rolledBack } from './transaction.js';

/** An organization's rows of a live table, and what they reflect. */
export interface Figures {
  readonly version: number;
  readonly position: Position;
  /** Each row as canonical JSON (RFC 8785), its members the table's columns; in the order of the lines' bytes. */
  readonly lines: AsyncIterable<string>;
}

/**
 * Hands out an organization's rows of a report's live table, all of one moment.
 * @throws Unavailable when the report has stopped, or is still being built
 */
export function readFigures<T>(database: ReadDatabase, projection: string, organization: string, use: (figures: Figures) => Promise<T>): Promise<T> {
  return rolledBack(database.folding, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
    const { table, version, position } = await liveTable(client, projection);
    return use({ version, position, lines: linesOf(client, table, organization) });
  });
}

async function* linesOf(client: ClientBase, table: string, organization: string): AsyncGenerator<string> {
  const [schema, name] = table.split('.');
  const { rows: columns } = await client.query<{ column: string }>('SELECT column_name AS column FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2 ORDER BY column_name COLLATE "C"', [schema, name]);
  // PostgreSQL writes texts and numbers in JSON as RFC 8785 asks; only the order of members is ours to see to.
  const members = columns.map(({ column }, i) => `'${i === 0 ? '{' : ','}"${column}":' || coalesce(to_json(${column})::text, 'null')`);
  await client.query(`DECLARE figure_lines CURSOR FOR SELECT line FROM (SELECT ${members.join(' || ')} || '}' AS line FROM ${table} WHERE organization = $1) AS lines ORDER BY line COLLATE "C"`, [organization]);
  for (;;) {
    const { rows } = await client.query<{ line: string }>('FETCH 2000 FROM figure_lines');
    if (rows.length === 0) return;
    for (const { line } of rows) yield line;
  }
}
