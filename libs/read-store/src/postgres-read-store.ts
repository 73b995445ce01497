import { isDatabaseGone, isReplayed, LATEST, Rejection, Unavailable, type EventLog, type Position, type ReadStore, type Reflects, type ReportQuery } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import type { Checkpoint } from './checkpoint.js';
import { ASKING, type ReadDatabase } from './read-database.js';
import { rolledBack } from './transaction.js';
import { Turns } from './turns.js';

type Standing = Pick<Checkpoint, 'table' | 'version' | 'state' | 'position' | 'moment' | 'error'>;

/** The live table with its schema, or the one being built where there is none yet; an error of either is the report's. */
const STANDING = `
  SELECT CASE WHEN personal THEN 'personal.' ELSE 'read.' END || table_name AS table, version, state, position, moment,
    (SELECT error FROM read.checkpoints WHERE projection = $1 AND error IS NOT NULL LIMIT 1) AS error
  FROM read.checkpoints WHERE projection = $1 ORDER BY state = 'live' DESC, version DESC LIMIT 1`;
const [WAIT_MS, LOOK_EVERY_MS] = [5_000, 15];
/** How often a table may be replaced between finding it and asking it. */
const TRIES = 3;
/** How many answers are made at once, and how long others wait for their turn: as long as an answer may take. */
const [AT_ONCE, PATIENCE_MS] = [ASKING - 2, 30_000];

/** Reports' rows out of PostgreSQL; rows and what they reflect come from one snapshot. */
export class PostgresReadStore implements ReadStore {
  private readonly turns = new Turns(AT_ONCE);

  constructor(
    private readonly database: ReadDatabase,
    private readonly log: Pick<EventLog, 'horizon'>,
  ) {}

  async rows<R extends object>(query: ReportQuery): Promise<{ rows: R[]; reflects: Reflects; version: number }> {
    const { when = {} } = query;
    if (isReplayed(when)) throw new Rejection('invalid', 'moment-elsewhere', 'Here reports are answered as they stand. How they stood at a moment is answered by the audit app, which usually listens on port 3005.');
    const minPosition = when.minPosition === LATEST ? (await this.log.horizon()).position : when.minPosition;
    if (minPosition) await waitFor(this.database, query.projection, minPosition);
    for (let tries = 1; ; tries++) {
      try {
        return await this.snapshot<R>(query);
      } catch (error) {
        if ((error as { code?: unknown }).code === UNDEFINED_TABLE && tries < TRIES) continue;
        throw isUnreachable(error) ? unreachable(error) : error;
      }
    }
  }

  private async snapshot<R extends object>({ projection, organization, sql, parameters }: ReportQuery): Promise<{ rows: R[]; reflects: Reflects; version: number }> {
    if (!(await this.turns.take(AbortSignal.timeout(PATIENCE_MS)))) {
      throw new Unavailable('overloaded', 'Others ask for reports that take long, and this one had no turn for half a minute. Ask again shortly.', 5);
    }
    return rolledBack(this.database.asking, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (client) => {
      const { table, version, position, moment } = await liveTable(client, projection);
      const { rows } = await client.query<R>(sql.replaceAll('{{table}}', table), [organization, ...parameters]);
      return { rows, reflects: { position, moment }, version };
    }).finally(() => this.turns.give());
  }
}

/**
 * Waits until a report has come so far, a bounded time.
 * @throws Unavailable `not-yet-visible`
 */
export async function waitFor(database: ReadDatabase, projection: string, minPosition: Position): Promise<void> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const { rows } = await database.asking.query<Standing>(STANDING, [projection]).catch((error: unknown) => {
      throw isUnreachable(error) ? unreachable(error) : error;
    });
    const live = rows[0];
    if (live && (live.error !== null || (live.state === 'live' && live.position >= minPosition))) return;
    if (Date.now() >= deadline) {
      throw new Unavailable('not-yet-visible', `The report has come to ${live?.position || 'no position yet'}, not to ${minPosition}. Ask again shortly.`, 2);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** @throws Unavailable when the report has stopped, or is still being built for the first time */
export async function liveTable(client: ClientBase, projection: string): Promise<Standing> {
  const { rows } = await client.query<Standing>(STANDING, [projection]);
  const standing = rows[0];
  if (standing?.error) throw new Unavailable('report-stopped', `This report has stopped and is not up to date: ${standing.error}.`, 60);
  if (standing?.state !== 'live') throw new Unavailable('not-yet-visible', 'This report is being built. Ask again shortly.', 5);
  return standing;
}

export const UNDEFINED_TABLE = '42P01';
const QUERY_CANCELED = '57014';

/** What whoever asks is told of an error that `isUnreachable`. */
export function unreachable(cause: unknown): Unavailable {
  if ((cause as { code?: unknown }).code !== QUERY_CANCELED) return new Unavailable('log-unreachable', 'The reports cannot be reached at the moment.', 1, { cause });
  return new Unavailable('took-too-long', 'This answer takes longer than an answer may. Ask for less: fewer groups, fewer days, one campaign or committee; or ask again when less is going on.', 30, { cause });
}

/** Besides a database that is gone, one that is going or full, and a column that is not there yet: the table of the new version is still being built. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof Unavailable || error instanceof Rejection) return false;
  return isDatabaseGone(error) || /^(?:57...|53...|42P01|42703)$/.test(String((error as { code?: unknown }).code));
}
