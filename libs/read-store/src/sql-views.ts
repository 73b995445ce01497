import { createHash } from 'node:crypto';
import type { SqlView } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';

/** Whoever reads by SQL belongs to this role, and sees the views and nothing else. */
export const READERS = 'fieldledger_readers';
/** Roles are of the whole server: only one process at a time makes them. The number is ours alone, drawn once. */
const LOCK = 7_316_024_556;

/** The schema of the views, and who reads them for which organization. */
export async function makeReporting(client: ClientBase): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    await client.query(`
      CREATE SCHEMA IF NOT EXISTS reporting;
      COMMENT ON SCHEMA reporting IS 'For reporting by SQL: each role sees the rows of its organization. Columns are kept from version to version.';
      CREATE TABLE IF NOT EXISTS reporting.readers (role name PRIMARY KEY, organization uuid NOT NULL, made_at timestamptz NOT NULL DEFAULT now());
      CREATE OR REPLACE VIEW reporting.reflects AS SELECT projection, version, position, moment, error FROM read.checkpoints WHERE state = 'live';
      COMMENT ON VIEW reporting.reflects IS 'How far the tables behind the views have come: everything recorded up to the position is in them, and nothing after.';`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * The rows of whoever asks. Nothing that is asked of them gets below OFFSET: there the planner would guess how many rows there
 * are by what it knows of everybody's, and EXPLAIN would tell that to who asks for one value after the other.
 */
const OWN_ROWS = 'WHERE mine.organization = (SELECT organization FROM reporting.readers WHERE role = current_user) OFFSET 0';

/** Makes the views over a table where they are not these already, in the caller's transaction. */
export async function makeViews(client: ClientBase, views: readonly SqlView[], table: string): Promise<void> {
  for (const { name, sql } of views) {
    const { about, query, columns } = parsed(sql.replaceAll('{{table}}', table));
    const comment = `${about} [${table} ${createHash('sha256').update(sql + OWN_ROWS).digest('hex').slice(0, 8)}]`;
    const { rows } = await client.query<{ comment: string | null }>('SELECT obj_description(to_regclass($1)) AS comment', [`reporting.${name}`]);
    if (rows[0]?.comment === comment) continue;
    await client.query(`
      DROP VIEW IF EXISTS reporting.${name};
      CREATE VIEW reporting.${name} WITH (security_barrier) AS
        SELECT mine.* FROM (${query}) mine ${OWN_ROWS};
      COMMENT ON VIEW reporting.${name} IS ${literal(comment)};
      ${toReaders(name)}
      ${columns.map(([column, text]) => `COMMENT ON COLUMN reporting.${name}.${column} IS ${literal(text)};`).join('\n')}`);
  }
}

/** The role that all of them belong to, in the caller's transaction: made when the first comes, since not every owner of a database may make roles. */
export async function makeReaders(client: ClientBase): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [READERS]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${READERS} NOLOGIN`);
  await client.query(ALL_TO_READERS);
  await client.query(NO_PLACE_TO_WRITE);
}

/** A role may take back its transactions' being read-only, and everybody may do these; where we may not forbid it PostgreSQL only warns. */
const NO_PLACE_TO_WRITE = `
  DO $$
  DECLARE
    each record;
  BEGIN
    EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    REVOKE CONNECT ON DATABASE template1 FROM PUBLIC;
    FOR each IN SELECT oid::regprocedure AS name FROM pg_proc WHERE proname IN ('lo_creat', 'lo_create', 'lo_from_bytea', 'pg_logical_emit_message') LOOP
      EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', each.name);
    END LOOP;
  END $$;`;

/** Lets them see a view, where there is such a role. Of that view alone: several are made at once, each in a transaction of its own. */
const toReaders = (view: string) => `
  DO $$
  BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = '${READERS}') THEN
      GRANT SELECT ON reporting.${view} TO ${READERS};
    END IF;
  END $$;`;

/** Lets them see every view that there is. */
const ALL_TO_READERS = `
  GRANT USAGE ON SCHEMA reporting TO ${READERS};
  DO $$
  DECLARE
    each record;
  BEGIN
    FOR each IN SELECT viewname FROM pg_views WHERE schemaname = 'reporting' LOOP
      EXECUTE format('GRANT SELECT ON reporting.%I TO ${READERS}', each.viewname);
    END LOOP;
  END $$;`;

/** The comments at the head are the view's, those behind a column the column's. */
function parsed(sql: string): { readonly about: string; readonly query: string; readonly columns: readonly (readonly [string, string])[] } {
  const lines = sql.split('\n');
  const head = lines.findIndex((line) => !line.startsWith('--'));
  const columns = lines.flatMap((line) => {
    const [, column, text] = /(\w+),?\s+-- (.+)$/.exec(line) ?? [];
    return column && text ? [[column, text] as const] : [];
  });
  return { about: lines.slice(0, head).map((line) => line.slice(3)).join(' '), query: lines.slice(head).map((line) => line.replace(/\s+-- .*$/, '')).join('\n'), columns };
}

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;
