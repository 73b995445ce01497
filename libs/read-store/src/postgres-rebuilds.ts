import { Unavailable, type AnyProjection, type EventLog, type Position } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';
import { Jobs, type Job } from './jobs.js';
import type { ProjectionRun, Reached } from './projection-run.js';
import { ReplayReader } from './replay-reader.js';
import { ReplayTables, type ReplayTablesOptions } from './replay-tables.js';
import { schemaOf } from './report-table.js';
import { TableDifferences, type Difference } from './table-differences.js';
import { rolledBack, transaction } from './transaction.js';

/** The database is the one with the live tables. */
export interface RebuildsOptions extends ReplayTablesOptions {
  readonly log: EventLog;
  /** Events in one transaction. */
  readonly pageSize?: number;
}

/** What came of folding a table afresh. */
export interface Comparison {
  readonly projection: string;
  readonly version: number;
  /** Up to which the live table is folded, and the fresh one was. */
  readonly position: Position;
  /** Of the fresh table: its rows, and SHA-256 over them in the order of the key. */
  readonly rows: number;
  readonly digest: string;
  readonly equal: boolean;
  /** How many rows differ; at most a hundred are told of. */
  readonly differing: number;
  readonly differences: readonly Difference[];
}

/** How a rebuild stands. */
export interface RebuildStatus {
  readonly id: string;
  readonly report: string;
  readonly state: Exclude<Job<unknown>['state'], 'working'> | 'folding' | 'comparing';
  /** The table that is folded, how far it has come, and of where it ends for now. */
  readonly projection?: string;
  readonly position: Position;
  readonly of: Position;
  readonly startedAt: string;
  readonly error?: string;
  /** In the end: whether every row is as it was folded afresh. */
  readonly equal?: boolean;
  readonly tables?: readonly Comparison[];
}

/** Which report is folded afresh, how far that has come, and what came of the tables that are done. */
interface Rebuild {
  readonly report: string;
  at: Pick<RebuildStatus, 'projection' | 'position' | 'of'>;
  isComparing: boolean;
  readonly tables: Comparison[];
}

/** Folding on behind the live table, until what is left is folded while the projector waits. */
const PASSES = 3;
const PAGE = 4_000;

/** Folds an organization's rows of reports afresh, and compares them with the live tables row by row. Nothing is changed. */
export class PostgresRebuilds {
  static async open(options: RebuildsOptions): Promise<PostgresRebuilds> {
    return new PostgresRebuilds(options, await ReplayTables.open(options));
  }

  private readonly jobs = new Jobs<Rebuild>(1);

  private constructor(
    private readonly options: RebuildsOptions,
    private readonly tables: ReplayTables,
  ) {}

  /** Begins to fold these tables of a report afresh, one after the other. @returns under which id it goes on @throws Unavailable `overloaded` */
  start(organization: string, report: string, projections: readonly AnyProjection[]): string {
    const about: Rebuild = { report, at: { position: '', of: '' }, isComparing: false, tables: [] };
    return this.jobs.begin(organization, about, async (job) => {
      for (const projection of projections) about.tables.push(await this.compare(job, projection));
    }).id;
  }

  /** Undefined where this organization has no such rebuild. */
  status(organization: string, id: string): RebuildStatus | undefined {
    const job = this.jobs.of(organization).find((it) => it.id === id);
    return job && statusOf(job);
  }

  /** False where this organization has no such rebuild under way. */
  cancel(organization: string, id: string): Promise<boolean> {
    return this.jobs.cancel(organization, id);
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await this.jobs.close();
    await this.tables.close();
  }

  private async compare({ organization, about, signal }: Job<Rebuild>, projection: AnyProjection): Promise<Comparison> {
    const { log, pageSize } = this.options;
    const reader = new ReplayReader({ log, organization, times: { at: {} } });
    const line = { projection, organization };
    const made = await this.tables.create(line);
    try {
      const run = await this.tables.run(line, made, { log: reader, pageSize });
      const tell = ({ position: of }: Reached, isComparing: boolean) => Object.assign(about, { at: { projection: projection.name, position: run.position, of }, isComparing });
      for (let pass = 0; pass < PASSES; pass++) {
        const live = await liveCheckpoint(this.tables.pool, projection);
        reader.onPage = () => tell(live, false);
        await run.catchUp(signal, live);
        signal.throwIfAborted();
      }
      const rebuilt = this.tables.nameOf(line, made);
      const { live, differences } = await this.atOnePosition(projection, run, async (client, live) => {
        tell(live, true);
        return { live, differences: await TableDifferences.of(client, projection, { live: `${schemaOf(projection)}.${live.table}`, rebuilt }, organization) };
      });
      if (differences.differing > 0) await this.lookBehind(differences, projection, reader, live.position, signal);
      return { projection: projection.name, version: projection.version, position: live.position, ...(await run.digest()), equal: differences.differing === 0, differing: differences.differing, differences: differences.list() };
    } finally {
      await this.tables.drop(made.table).catch(() => undefined);
    }
  }

  /**
   * Holds the live table at its checkpoint for the moment that it takes to fold the last events and to see both tables; then
   * lets the projector go on, and compares what was seen.
   */
  private atOnePosition<T>(projection: AnyProjection, run: ProjectionRun, compare: (client: ClientBase, live: Live) => Promise<T>): Promise<T> {
    const { pool } = this.tables;
    return rolledBack(pool, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async (seeing) => {
      const live = await transaction(pool, async (holding) => {
        await holding.query(`SET LOCAL lock_timeout = '10s'`);
        const held = await liveCheckpoint(holding, projection, 'FOR UPDATE');
        await run.catchUp(undefined, held);
        // Its first statement is what fixes the moment that it sees.
        await liveCheckpoint(seeing, projection);
        return held;
      });
      return compare(seeing, live);
    });
  }

  /** Goes through the log once more, for what was recorded of the rows that differ. */
  private async lookBehind(differences: TableDifferences, projection: AnyProjection, reader: ReplayReader, until: Position, signal: AbortSignal): Promise<void> {
    reader.onPage = () => undefined;
    for (let from = ''; ; ) {
      signal.throwIfAborted();
      const events = await reader.readFacts(from, { limit: PAGE, types: Object.keys(projection.fold), until });
      differences.see(events);
      if (events.length < PAGE) return;
      from = events.at(-1)!.position;
    }
  }
}

type Live = Reached & { readonly table: string };

/** @throws Unavailable when there is no live table of these folds, or it stands still */
async function liveCheckpoint(client: Pick<ClientBase, 'query'> | Pool, { name, version }: AnyProjection, lock = ''): Promise<Live> {
  const { rows } = await (client as Pool).query<Live & { readonly version: number; readonly error: string | null }>(
    `SELECT table_name AS table, position, moment, version, error FROM read.checkpoints WHERE projection = $1 AND state = 'live' ${lock}`, [name],
  );
  const live = rows[0];
  if (!live || live.version !== version) throw new Unavailable('not-yet-visible', `${name} is ${live ? `live in version ${live.version}, and this program folds version ${version}` : 'not live yet'}. Ask again when the projector has built it.`, 30);
  if (live.error) throw new Unavailable('report-stopped', `This report has stopped and is not up to date: ${live.error}.`, 60);
  return live;
}

function statusOf({ id, startedAt, state, error, about: { report, at, isComparing, tables } }: Job<Rebuild>): RebuildStatus {
  const said = { id, report, state: state !== 'working' ? state : isComparing ? 'comparing' : 'folding', position: at.position, of: at.of, startedAt } as const;
  if (state === 'finished') return { ...said, equal: tables.every(({ equal }) => equal), tables };
  return { ...said, ...(at.projection !== undefined && { projection: at.projection }), ...(error !== undefined && { error }) };
}
