import { randomBytes, randomUUID } from 'node:crypto';
import { Unavailable, type AnyProjection, type EventLog, type Position, type Unsealer } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';
import { ProjectionRun, transaction, type Reached } from './projection-run.js';
import { foldingPool } from './read-database.js';
import { ReplayReader } from './replay-reader.js';
import { ReplayTables } from './replay-tables.js';
import { schemaOf } from './report-table.js';
import { TableDifferences, type Difference } from './table-differences.js';
import { Turns } from './turns.js';

export interface RebuildsOptions {
  /** Of the database with the live tables. */
  readonly url: string;
  readonly log: EventLog;
  /** For reports that may see clear text. */
  readonly unsealer?: Unsealer;
  readonly tell: (line: string) => void;
  /** The clock, milliseconds. */
  readonly now?: () => number;
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
  readonly state: 'waiting' | 'folding' | 'comparing' | 'finished' | 'cancelled' | 'failed';
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

/** A rebuild in this process. */
interface Rebuild {
  readonly organization: string;
  readonly stopping: AbortController;
  readonly ended: Promise<void>;
  status: RebuildStatus;
}

const REMEMBERED = 100;
/** Folding on behind the live table, until what is left is folded while the projector waits. */
const PASSES = 3;
const PAGE = 4_000;

/** Folds an organization's rows of reports afresh, and compares them with the live tables row by row. Nothing is changed. */
export class PostgresRebuilds {
  static async open(options: RebuildsOptions): Promise<PostgresRebuilds> {
    const madeBy = `fieldledger-rebuilds-${randomBytes(6).toString('hex')}`;
    const pool = foldingPool(options.url, { application_name: madeBy, idleTimeoutMillis: 0 });
    try {
      return new PostgresRebuilds(options, pool, await ReplayTables.open(pool, { ...options, madeBy }));
    } catch (error) {
      await pool.end();
      throw error;
    }
  }

  private readonly rebuilds = new Map<string, Rebuild>();
  private readonly turns = new Turns(1);

  private constructor(
    private readonly options: RebuildsOptions,
    private readonly pool: Pool,
    private readonly tables: ReplayTables,
  ) {}

  /** Begins to fold these tables of a report afresh, one after the other. @returns under which id it goes on */
  start(organization: string, report: string, projections: readonly AnyProjection[]): string {
    for (const [old, { status }] of this.rebuilds) if (this.rebuilds.size > REMEMBERED && isOver(status)) this.rebuilds.delete(old);
    const id = randomUUID();
    const stopping = new AbortController();
    const startedAt = new Date((this.options.now ?? Date.now)()).toISOString();
    const status: RebuildStatus = { id, report, state: 'waiting', position: '', of: '', startedAt };
    const rebuild: Rebuild = { organization, stopping, status, ended: Promise.resolve().then(() => this.run(rebuild, projections)) };
    this.rebuilds.set(id, rebuild);
    return id;
  }

  /** Undefined where this organization has no such rebuild. */
  status(organization: string, id: string): RebuildStatus | undefined {
    const rebuild = this.rebuilds.get(id);
    return rebuild?.organization === organization ? rebuild.status : undefined;
  }

  /** False where this organization has no such rebuild under way. */
  async cancel(organization: string, id: string): Promise<boolean> {
    const rebuild = this.rebuilds.get(id);
    if (rebuild?.organization !== organization || isOver(rebuild.status)) return false;
    rebuild.stopping.abort();
    await rebuild.ended;
    return true;
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    for (const { stopping } of this.rebuilds.values()) stopping.abort();
    await Promise.all([...this.rebuilds.values()].map(({ ended }) => ended));
    await this.pool.end();
  }

  private async run(rebuild: Rebuild, projections: readonly AnyProjection[]): Promise<void> {
    const { signal } = rebuild.stopping;
    const isMine = await this.turns.take(signal);
    try {
      const tables: Comparison[] = [];
      for (const projection of projections) if (!signal.aborted) tables.push(await this.compare(rebuild, projection));
      const { projection: _projection, ...status } = rebuild.status;
      rebuild.status = signal.aborted ? { ...status, state: 'cancelled' } : { ...status, state: 'finished', equal: tables.every(({ equal }) => equal), tables };
    } catch (error) {
      rebuild.status = signal.aborted ? { ...rebuild.status, state: 'cancelled' } : { ...rebuild.status, state: 'failed', error: (error as Error).message };
    } finally {
      if (isMine) this.turns.give();
    }
  }

  private async compare(rebuild: Rebuild, projection: AnyProjection): Promise<Comparison> {
    const { organization, stopping: { signal } } = rebuild;
    const { log, unsealer, pageSize } = this.options;
    const reader = new ReplayReader({ log, organization, times: { at: {} } });
    const line = { projection, organization };
    const made = await this.tables.create(line);
    try {
      const run = await ProjectionRun.open({ pool: this.pool, log: reader, projection, table: made.table, place: this.tables.placeOf(projection), unsealer, pageSize });
      const tell = (state: RebuildStatus['state'], of: Position) => (rebuild.status = { ...rebuild.status, state, projection: projection.name, position: run.position, of });
      for (let pass = 0; pass < PASSES && !signal.aborted; pass++) {
        const live = await liveCheckpoint(this.pool, projection);
        reader.onPage = () => tell('folding', live.position);
        await run.catchUp(signal, live);
      }
      signal.throwIfAborted();
      const rebuilt = this.tables.nameOf(line, made);
      const { live, differences } = await this.atOnePosition(projection, run, async (client, live) => {
        tell('comparing', live.position);
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
  private async atOnePosition<T>(projection: AnyProjection, run: ProjectionRun, compare: (client: ClientBase, live: Live) => Promise<T>): Promise<T> {
    const seeing = await this.pool.connect();
    let broken: Error | undefined;
    try {
      const live = await transaction(this.pool, async (holding) => {
        await holding.query(`SET LOCAL lock_timeout = '10s'`);
        const held = await liveCheckpoint(holding, projection, 'FOR UPDATE');
        await run.catchUp(undefined, held);
        await seeing.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        // The first statement is what fixes the moment.
        await liveCheckpoint(seeing, projection);
        return held;
      });
      return await compare(seeing, live);
    } finally {
      await seeing.query('ROLLBACK').catch((cause: Error) => (broken = cause));
      seeing.release(broken);
    }
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

const isOver = ({ state }: RebuildStatus): boolean => state === 'finished' || state === 'cancelled' || state === 'failed';
