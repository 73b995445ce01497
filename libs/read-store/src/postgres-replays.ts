import { BEGINNING, Unavailable, type AnyEventTimes, type AnyProjection, type EventLog, type Fact, type Position, type ReadStore, type Reflects, type ReportQuery, type Tell } from '@fieldledger/kernel';
import type { ClientBase } from 'pg';
import { Jobs, type Job } from './jobs.js';
import { Poison } from './poison.js';
import { isUnreachable, UNDEFINED_TABLE, unreachable } from './postgres-read-store.js';
import { serves, statusOf, waitFor, type Replay, type ReplayStatus } from './replay-job.js';
import { ReplayMoments, type ReplayMoment } from './replay-moment.js';
import { ReplayReader } from './replay-reader.js';
import { ReplayTables, type ReplayLine, type ReplayTable, type ReplayTablesOptions } from './replay-tables.js';
import { SnapshotTrail } from './snapshot-trail.js';
import { rolledBack } from './transaction.js';

export interface ReplaysOptions extends ReplayTablesOptions {
  readonly log: EventLog;
  readonly projections: readonly AnyProjection[];
  readonly times: AnyEventTimes;
  /** Where it is told that a snapshot was not what it should be. */
  readonly tell: Tell;
  /** How long somebody who asks is kept waiting before they are told to ask again. */
  readonly patienceMs?: number;
  /** Events in one transaction. */
  readonly pageSize?: number;
  /** Of the snapshots that a replay leaves on its way, no two are nearer to each other than so many events. */
  readonly snapshotEvery?: number;
  /** So many events are folded into a snapshot and rolled back, rather than a table made for them. */
  readonly few?: number;
}

/** How many replays fold at once; the others wait for their turn. */
const AT_ONCE = 2;
/** These take a second or two. */
const FEW = 60_000;
/** How often a table may be thrown away between finding it and asking it. */
const TRIES = 5;
const SWEEP_EVERY_MS = 60_000;
const PAGE = 4_000;

type Rows<R> = { readonly rows: R[]; readonly reflects: Reflects; readonly version: number };

/**
 * Reports as they stood at a moment: the same folds as live, from the log, into tables that are thrown away. What is
 * folded stays for a while as a snapshot, from which later moments are folded on.
 */
export class PostgresReplays implements ReadStore {
  static async open(options: ReplaysOptions): Promise<PostgresReplays> {
    return new PostgresReplays(options, await ReplayTables.open(options));
  }

  private readonly closing = new AbortController();
  private readonly jobs = new Jobs<Replay>(AT_ONCE);
  private readonly moments: ReplayMoments;
  private readonly sweeping: NodeJS.Timeout;

  private constructor(
    private readonly options: ReplaysOptions,
    private readonly tables: ReplayTables,
  ) {
    this.moments = new ReplayMoments(options.log);
    this.sweeping = setInterval(() => void tables.sweep().catch(() => undefined), SWEEP_EVERY_MS).unref();
  }

  /**
   * @throws Unavailable `not-yet-visible` with how far the replay has come, while it goes on; `report-stopped` at an event that cannot be folded; `overloaded`
   * @throws Rejection when there is no such moment, or the replay was cancelled
   */
  async rows<R extends object>(query: ReportQuery): Promise<Rows<R>> {
    const projection = this.options.projections.find(({ name }) => name === query.projection);
    if (!projection) throw new Error(`Nobody folds ${query.projection}.`);
    const moment = await this.moments.find(query.organization, query.when ?? {});
    const deadline = performance.now() + (this.options.patienceMs ?? 4_000);
    for (let tries = 1; ; tries++) {
      try {
        return await this.answer<R>(query, { projection, organization: query.organization, occurredUntil: moment.occurredUntil }, moment, deadline);
      } catch (error) {
        if ((error as { code?: unknown }).code === UNDEFINED_TABLE && tries < TRIES) continue;
        if (error instanceof Poison) throw new Unavailable('report-stopped', `This report cannot be folded so far: ${error.message}.`, 60);
        throw isUnreachable(error) ? unreachable(error) : error;
      }
    }
  }

  /** The replays of an organization that this process has under way, and the last that are over. */
  list(organization: string): ReplayStatus[] {
    return this.jobs.of(organization).map(statusOf);
  }

  /** False where this organization has no such replay under way. */
  cancel(organization: string, id: string): Promise<boolean> {
    return this.jobs.cancel(organization, id);
  }

  /** To be called when a person is erased: drops everything that holds clear text, in every process. */
  forget(): Promise<void> {
    return this.tables.forget();
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    clearInterval(this.sweeping);
    this.closing.abort();
    await this.jobs.close();
    await this.tables.close();
  }

  private async answer<R extends object>(query: ReportQuery, line: ReplayLine, moment: ReplayMoment, deadline: number): Promise<Rows<R>> {
    for (;;) {
      const snapshot = await this.tables.nearest(line, moment.position, this.options.tell);
      if (snapshot?.position === moment.position) return this.ask<R>(query, line, moment, snapshot, []);
      const few = snapshot && (await this.reader(line).few(snapshot.position, { types: Object.keys(line.projection.fold), until: moment.position, most: this.options.few ?? FEW }));
      if (few) return this.ask<R>(query, line, moment, snapshot, few);
      const job = this.jobs.of(line.organization).find((it) => serves(it, line, moment.position)) ?? this.begin(line, moment, snapshot);
      await waitFor(job, Math.max(0, deadline - performance.now()));
    }
  }

  /** Asks a snapshot, with these events folded into it for as long as it is asked. */
  private ask<R extends object>({ organization, sql, parameters }: ReportQuery, line: ReplayLine, moment: ReplayMoment, snapshot: ReplayTable, events: readonly Fact[]): Promise<Rows<R>> {
    return rolledBack(this.tables.pool, events.length === 0 ? 'BEGIN READ ONLY' : 'BEGIN', async (client) => {
      await client.query(`SET LOCAL statement_timeout = '60s'`);
      if (events.length > 0) await this.foldInto(client, line, snapshot, events);
      const { rows } = await client.query<R>(sql.replaceAll('{{table}}', this.tables.nameOf(line, snapshot)), [organization, ...parameters]);
      return { rows, version: line.projection.version, reflects: { ...moment, ...(snapshot.empty && events.length === 0 && { note: noteOf(line, moment) }) } };
    });
  }

  private async foldInto(client: ClientBase, line: ReplayLine, snapshot: ReplayTable, events: readonly Fact[]): Promise<void> {
    await client.query('SELECT pg_advisory_xact_lock(hashtext($1))', [this.tables.nameOf(line, snapshot)]);
    const table = await this.tables.reportTable(client, line, snapshot);
    let storing = Promise.resolve();
    // A page is folded while the one before is stored.
    for (let at = 0; at < events.length; at += PAGE) {
      const page = await table.prepare(events.slice(at, at + PAGE));
      await storing;
      storing = table.store(client, page);
      storing.catch(() => undefined);
    }
    await storing;
  }

  private begin(line: ReplayLine, moment: ReplayMoment, from: ReplayTable | undefined): Job<Replay> {
    const progress = () => ({ position: from?.position ?? BEGINNING, events: 0 });
    return this.jobs.begin(line.organization, { line, moment, progress }, (job) => this.fold(job, from));
  }

  /** From the beginning, or on from a snapshot's copy; what is not folded to its end is dropped. */
  private async fold({ about, signal }: Job<Replay>, from: ReplayTable | undefined): Promise<void> {
    const { line, moment } = about;
    const { pageSize, snapshotEvery = 50_000 } = this.options;
    const reader = this.reader(line);
    const target = from ? await this.tables.withIndexes(line, await this.tables.copy(line, from)) : await this.tables.create(line);
    // Positions are only to be compared; as numbers they tell well enough how much of the way is behind.
    const way = (position: Position) => Number(position) / Number(moment.position);
    const trail = new SnapshotTrail(this.tables, line, target, snapshotEvery, way(from?.position ?? BEGINNING));
    try {
      const run = await this.tables.run(line, target, { log: reader, pageSize });
      about.progress = () => ({ position: run.position, events: run.stored });
      reader.onPage = () => trail.passed(reader.given, way(run.position));
      await run.catchUp(signal, moment);
      signal.throwIfAborted();
      await this.tables.finish(line, target, { empty: reader.given === 0 });
      void trail.end(this.closing.signal);
    } catch (error) {
      await trail.settled();
      await this.tables.drop(target.table).catch(() => undefined);
      throw error;
    }
  }

  private reader({ organization, occurredUntil }: ReplayLine): ReplayReader {
    return new ReplayReader({ log: this.options.log, organization, occurredUntil, times: this.options.times });
  }
}

function noteOf({ projection }: ReplayLine, { position, occurredUntil }: ReplayMoment): string {
  const until = occurredUntil === undefined ? 'was recorded' : `was recorded, or none that had happened until ${occurredUntil}`;
  return `There was nothing for this report yet: at position ${position} none of the events that ${projection.name} folds ${until}.`;
}
