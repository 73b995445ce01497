import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { Rejection, type SqlDoor, type SqlReader } from '@fieldledger/kernel';
import type { ReadDatabase } from './read-database.js';
import { makeReaders, READERS } from './sql-views.js';
import { transaction } from './transaction.js';

const FORBIDDEN = '42501';

/** Roles that read an organization's rows through the views of schema `reporting`. */
export class PostgresSqlDoor implements SqlDoor {
  constructor(
    private readonly database: ReadDatabase,
    /** Of the database, with whatever password it needs: only host, port and name are told on. */
    private readonly url: string,
  ) {}

  async addReader(organization: string): Promise<SqlReader> {
    const role = `fieldledger_reader_${randomBytes(6).toString('hex')}`;
    const password = randomBytes(24).toString('base64url');
    await transaction(this.database.folding, async (client) => {
      await makeReaders(client);
      // Neither can be a parameter; both are drawn above and hold no quote. Who made a role may end its sessions only as a member of it.
      await client.query(`
        CREATE ROLE ${role} LOGIN PASSWORD '${verifierOf(password)}' CONNECTION LIMIT 5 IN ROLE ${READERS};
        ALTER ROLE ${role} SET default_transaction_read_only = on;
        ALTER ROLE ${role} SET statement_timeout = '60s';
        ALTER ROLE ${role} SET idle_in_transaction_session_timeout = '60s';
        ALTER ROLE ${role} SET max_parallel_workers_per_gather = 0;
        ALTER ROLE ${role} SET enable_nestloop = off; -- the planner knows too little of what a view gives: it would look through one of two for each row of the other
        ALTER ROLE ${role} SET search_path = reporting;
        GRANT ${role} TO CURRENT_USER WITH INHERIT TRUE;
        INSERT INTO reporting.readers (role, organization) VALUES ('${role}', '${organization}'::uuid);
        ${bounded(role)}`);
    }).catch((error: Error & { code?: unknown }) => {
      if (error.code !== FORBIDDEN) throw error;
      throw new Rejection('denied', 'roles-forbidden', "The PostgreSQL user of this installation may not make roles. Let the database's administrator allow it: ALTER ROLE … CREATEROLE; then ask again.");
    });
    const { hostname, port, pathname } = new URL(this.url);
    return { role, url: `postgres://${role}:${password}@${hostname}:${port || 5432}${pathname}` };
  }

  async removeReader(organization: string, role: string): Promise<boolean> {
    const { rowCount } = await this.database.folding.query('DELETE FROM reporting.readers WHERE organization = $1 AND role = $2', [organization, role]);
    // Without its row it sees nothing; the role goes after, with whatever it is doing.
    if (rowCount === 1) {
      await this.database.folding.query(`ALTER ROLE ${role} NOLOGIN`);
      await this.database.folding.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1', [role]);
      await this.database.folding.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
    return rowCount === 1;
  }
}

/** What PostgreSQL keeps of a password (RFC 5803): a server may write statements into its log, and shows them to whoever watches it. */
function verifierOf(password: string): string {
  const [salt, iterations] = [randomBytes(16), 4_096];
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyOf = (name: string) => createHmac('sha256', salted).update(name).digest();
  const stored = createHash('sha256').update(keyOf('Client Key')).digest();
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored.toString('base64')}:${keyOf('Server Key').toString('base64')}`;
}

/** What its sorts and joins may write to the disk that the log is on, and that its faults and notices write nothing to it; the role cannot raise them, and not everybody may set them. */
const bounded = (role: string) =>
  Object.entries({ temp_file_limit: '2GB', log_min_messages: 'fatal' }).map(([name, value]) => `
  DO $$
  BEGIN
    IF has_parameter_privilege('${name}', 'SET') THEN
      ALTER ROLE ${role} SET ${name} = '${value}';
    END IF;
  END $$;`).join('');
