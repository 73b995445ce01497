import { type AnyProjection, BEGINNING, type EventLog, type Page, type Position, type Fact, type RecordedEvent, type Tracing, type Unsealer } from '@fieldledger/kernel';
import type { ClientBase, Pool } from 'pg';
import type { Checkpoint } from './checkpoint.js';
import { Poison } from './poison.js';
import { ReportTable, schemaOf, type PreparedPage } from './report-table.js';
import { makeViews } from './sql-views.js';
import { transaction } from './transaction.js';

/** How far a table has come. */
export interface Reached {
  readonly position: Position;
  readonly moment: string;
}

/** A schema, and the table that says how far each table of it has come: one with the columns of the checkpoints. */
export interface Place {
  readonly schema: string;
  readonly checkpoints: string;
}

export interface ProjectionRunOptions {
  readonly pool: Pool;
  readonly log: Pick<EventLog, 'horizon'> & { readFacts(after: Position, page: Page & { readonly until: Position }): Promise<Fact[]> };
  readonly projection: AnyProjection;
  /** Without its schema. */
  readonly table: string;
  /** Where it stands and is written down; among the live tables where nothing is said. */
  readonly place?: Place;
  /** For a projection that may see clear text. */
  readonly unsealer?: Unsealer;
  /** Follows events to where they are folded. */
  readonly tracing?: Tracing;
  /** Events in one transaction, 1 to 10,000. */
  readonly pageSize?: number;
}

/**
 * Three pages are in memory at once: one is read, one folded, one written. Of four times as many events what is alive no longer
 * fits where young objects are, and collecting it costs a third of the folding.
 */
const PAGE = 1_000;

/** Of so few events no plan is bad. */
const FEW = 2_000;

/** Carries one table along the log: each page's rows and the checkpoint in one transaction. */
export class ProjectionRun {
  /** Events stored since the database was last told to look at the table, and for how many it is told again. */
  private unseen = 0;
  private seen = FEW;
  /** How many events this run has folded and stored. */
  stored = 0;

  private constructor(
    private readonly options: ProjectionRunOptions & { readonly pageSize: number; readonly place: Place },
    private readonly table: ReportTable,
    private reached: Reached,
  ) {}

  /** Opens the table, or makes it and its checkpoint at the beginning of the log. */
  static async open(given: ProjectionRunOptions): Promise<ProjectionRun> {
    const options = { ...given, pageSize: given.pageSize ?? PAGE, place: given.place ?? { schema: schemaOf(given.projection), checkpoints: 'read.checkpoints' } };
    const { pool, projection, table, unsealer, place } = options;
    const name = `${place.schema}.${table}`;
    return transaction(pool, async (client) => {
      // Two processes may start at once; the second finds what the first has made.
      await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [name]);
      const { rows } = await client.query<Pick<Checkpoint, 'position' | 'moment'>>(`SELECT position, moment FROM ${place.checkpoints} WHERE table_name = $1`, [table]);
      const found = rows[0];
      if (found) return new ProjectionRun(options, await ReportTable.open(client, projection, name, unsealer), found);
      const made = await ReportTable.create(client, projection, name, unsealer);
      await client.query(`INSERT INTO ${place.checkpoints} (table_name, projection, version, state, personal) VALUES ($1, $2, $3, 'building', $4)`, [table, projection.name, projection.version, projection.personal ?? false]);
      return new ProjectionRun(options, made, { position: BEGINNING, moment: '' });
    });
  }

  get position(): Position {
    return this.reached.position;
  }

  /**
   * Folds everything up to where the log ends at this moment, or to an end that was given.
   * @throws Poison; whatever the log or the database throws when they cannot be reached
   */
  async catchUp(signal?: AbortSignal, until?: Reached): Promise<void> {
    const end = until ?? (await this.options.log.horizon());
    if (end.position < this.position) {
      throw new Error(`${this.table.name} has come to ${this.position}, beyond the end of this log: it was made from another.`);
    }
    while (this.position < end.position && !signal?.aborted) await this.carry(end, signal);
    if (this.unseen >= this.seen && !signal?.aborted) await this.lookAgain();
  }

  /**
   * Large reports are asked for right after an import, and joined as if they were small as long as the database has not
   * looked at them. Each look is worth twice the last. It is waited for, so that nobody closes the database meanwhile; where
   * it fails the database looks by itself.
   */
  private async lookAgain(): Promise<void> {
    [this.seen, this.unseen] = [this.unseen * 2, 0];
    await this.options.pool.query(`ANALYZE ${this.table.name}`).catch(() => undefined);
  }

  /** As `catchUp`, until another process is found to be ahead. A page is read and folded while the one before is written. */
  private async carry(end: Reached, signal?: AbortSignal): Promise<void> {
    const { log, pageSize } = this.options;
    const read = (after: Position) => heard(log.readFacts(after, { limit: pageSize, types: this.table.eventTypes, until: end.position }));
    let from = this.reached;
    let writing = Promise.resolve(true);
    try {
      for (let reading = read(from.position); from.position < end.position && !signal?.aborted; ) {
        const events = await reading;
        const last = events.length < pageSize;
        const to = last ? end : { position: events.at(-1)!.position, moment: events.at(-1)!.recordedAt };
        if (!last) reading = read(to.position);
        const page = await this.table.prepare(events);
        if (!(await writing)) break;
        const at = from;
        writing = heard(this.followed(events, () => this.commit(events, page, at, to)));
        from = to;
      }
    } finally {
      await writing.catch(() => undefined);
    }
    if (!(await writing)) await this.reload();
  }

  private followed<T>(events: readonly Fact[], work: () => Promise<T>): Promise<T> {
    const { tracing, projection } = this.options;
    return tracing && events.length > 0 ? tracing.around(`fold ${projection.name}`, events as readonly Partial<RecordedEvent>[], work) : work();
  }

  /** Takes up where the database says the table stands: another process may have carried it on, or a crash thrown it back. */
  async reload(): Promise<void> {
    const { rows } = await this.options.pool.query<Reached>(`SELECT position, moment FROM ${this.options.place.checkpoints} WHERE table_name = $1`, [this.options.table]);
    if (!rows[0]) throw new Error(`${this.table.name} is gone: another process has replaced it.`);
    this.reached = rows[0];
  }

  /** Makes this the table that answers, and drops the one that did. Queries see one or the other, never neither. */
  async goLive(): Promise<void> {
    const { pool, table, projection } = this.options;
    await transaction(pool, async (client) => {
      await client.query(`SET LOCAL lock_timeout = '5s'`);
      const { rows } = await client.query<{ table_name: string; personal: boolean }>(`SELECT table_name, personal FROM read.checkpoints WHERE projection = $1 AND table_name <> $2 AND (state = 'live' OR version < $3) FOR UPDATE`, [projection.name, table, projection.version]);
      for (const { table_name: old, personal } of rows) {
        await client.query('DELETE FROM read.checkpoints WHERE table_name = $1', [old]);
        // With the views over it, which are made anew below.
        await client.query(`DROP TABLE ${schemaOf({ personal })}.${old} CASCADE`);
      }
      await client.query(`UPDATE read.checkpoints SET state = 'live' WHERE table_name = $1`, [table]);
      await makeViews(client, projection.views ?? [], this.table.name);
    });
  }

  /** Makes the views over a table that is live already, where an earlier program did not know them. */
  async makeViews(): Promise<void> {
    const { pool, projection } = this.options;
    await transaction(pool, async (client) => {
      await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [this.table.name]);
      await makeViews(client, projection.views ?? [], this.table.name);
    });
  }

  /** Removes a table that was only built to be compared. */
  async discard(): Promise<void> {
    const { pool, table, place } = this.options;
    await transaction(pool, async (client) => {
      await client.query(`DELETE FROM ${place.checkpoints} WHERE table_name = $1`, [table]);
      await client.query(`DROP TABLE ${this.table.name}`);
    });
  }

  /** What the table holds, as a number. */
  async digest(): Promise<{ rows: number; digest: string }> {
    const client = await this.options.pool.connect();
    try {
      return await this.table.digest(client);
    } finally {
      client.release();
    }
  }

  /** @returns false when the table no longer stands where this page begins: somebody else was faster */
  private async commit(events: readonly Fact[], page: PreparedPage, from: Reached, to: Reached): Promise<boolean> {
    const stored = await transaction(this.options.pool, async (client) => {
      // First of all, because it locks: of two processes with the same page, one waits and then finds itself late.
      const { rowCount } = await client.query(`UPDATE ${this.options.place.checkpoints} SET position = $3, moment = $4 WHERE table_name = $1 AND position = $2`, [this.options.table, from.position, to.position, to.moment]);
      if (rowCount === 0) return false;
      try {
        await this.table.store(client, page);
      } catch (error) {
        throw (await this.blame(client, events, error)) ?? error;
      }
      return true;
    });
    if (stored) {
      this.reached = to;
      this.unseen += events.length;
      this.stored += events.length;
    }
    return stored;
  }

  /** Finds the event that the database refuses, by folding the page one by one; undefined when none is to blame. */
  private async blame(client: ClientBase, events: readonly Fact[], error: unknown): Promise<Poison | undefined> {
    // Class 22 (data) and 23 (constraints) speak of what was to be stored; anything else of the database itself.
    if (error instanceof Poison || !/^2[23]...$/.test(String((error as { code?: string }).code))) return undefined;
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    for (const event of events) {
      try {
        await this.table.fold(client, [event]);
      } catch (cause) {
        return new Poison(event, cause);
      }
    }
    return undefined;
  }
}

/** Unheard, a promise that fails before anyone waits for it would end the process. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
