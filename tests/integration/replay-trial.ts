import { EVENT_TIMES, REBUILDS, RebuildsModule, REPLAYS, ReplaysModule } from '@fieldledger/audit';
import { PostgresEventLog } from '@fieldledger/event-log';
import type { Scope } from '@fieldledger/http';
import { EVENT_LOG, nameUuid, READ_STORE, type AppendRequest, type EventLog, type Horizon, type ReadStore, type ReportQuery } from '@fieldledger/kernel';
import { PostgresReadStore, PostgresRebuilds, PostgresReplays, Projector, ReadDatabase, TimedReadStore, type ReplaysOptions } from '@fieldledger/read-store';
import { PROJECTIONS, REPORTS, ReportsModule, TablesAsked } from '@fieldledger/reports';
import { Openings } from '@fieldledger/process-lock';
import { markUnsealer, SEED, startTestPostgres } from '@fieldledger/testing';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { KeyedDoor, type Said } from './keyed-door.js';
import { mixedHistory } from './mixed-history.js';

/** As many as a history has where nothing is said. */
export const EVENTS = 2_400;
export const OURS = nameUuid('replay', 'ours');
export const THEIRS = nameUuid('replay', 'theirs');

/** A log with a history, reports as they stand, replays of how they stood, and one door for all of it. */
export class ReplayTrial {
  private readonly openings = new Openings();
  private door!: KeyedDoor;
  private fresh = 0;
  private everythings: string | undefined;
  private rest: readonly AppendRequest[] = [];
  readonly said: string[] = [];
  url = '';
  log!: PostgresEventLog;
  database!: ReadDatabase;
  replays!: PostgresReplays;
  rebuilds!: PostgresRebuilds;
  sql!: pg.Client;
  /** What answers at the door. */
  store!: ReadStore;
  live!: ReadStore;

  private constructor() {}

  /** For all tests of a suite, with about so many events of two organizations: knocks, money and shifts; of them so many requests at first. Says its seed. */
  static forSuite(events = EVENTS, first = events): ReplayTrial {
    const trial = new ReplayTrial();
    beforeAll(async () => {
      console.log(`SEED=${SEED}`);
      await trial.start({ pageSize: 300 });
      const history = mixedHistory({ seed: SEED, events, organizations: [OURS, THEIRS] });
      await trial.append(history.slice(0, first));
      trial.rest = history.slice(first);
    });
    afterAll(() => trial.close());
    return trial;
  }

  private async start(options: Partial<ReplaysOptions>): Promise<void> {
    const { openings } = this;
    const postgres = await openings.add(startTestPostgres(), (it) => it.stop());
    this.url = postgres.url;
    this.sql = new pg.Client({ connectionString: this.url });
    await openings.add(this.sql.connect(), () => this.sql.end());
    this.log = await openings.add(PostgresEventLog.open({ url: this.url }), (it) => it.close());
    this.database = await openings.add(ReadDatabase.open({ url: this.url }), (it) => it.close());
    this.live = new PostgresReadStore(this.database, this.log);
    await openings.add(this.reopen(options), () => this.replays.close());
    this.rebuilds = await openings.add(this.openRebuilds(this.log), () => this.rebuilds.close());
    const store = TablesAsked.noted({ rows: <R extends object>(query: ReportQuery) => this.store.rows<R>(query) });
    const parts = [
      { provide: EVENT_LOG, useValue: this.log },
      { provide: READ_STORE, useValue: store },
      { provide: REPLAYS, useValue: { list: (organization: string) => this.replays.list(organization), cancel: (organization: string, id: string) => this.replays.cancel(organization, id) } },
      { provide: REBUILDS, useValue: { start: (...of: Parameters<PostgresRebuilds['start']>) => this.rebuilds.start(...of), status: (...of: [string, string]) => this.rebuilds.status(...of), cancel: (...of: [string, string]) => this.rebuilds.cancel(...of) } },
    ];
    this.door = await openings.add(KeyedDoor.open([ReportsModule.of(REPORTS), ReplaysModule, RebuildsModule], parts), (it) => it.close());
  }

  get address(): string {
    return this.door.address;
  }

  /** Replays as another process would open them. */
  openReplays(options: Partial<ReplaysOptions> = {}): Promise<PostgresReplays> {
    return PostgresReplays.open({ url: this.url, log: this.log, projections: PROJECTIONS, times: EVENT_TIMES, unsealer: markUnsealer, secret: Buffer.alloc(32, 5), tell: (line) => this.said.push(line), ...options });
  }

  private openRebuilds(log: EventLog, pageSize?: number): Promise<PostgresRebuilds> {
    return PostgresRebuilds.open({ url: this.url, log, unsealer: markUnsealer, pageSize });
  }

  /** Rebuilds that read the log slowly, until what is returned is called. */
  async reopenRebuilds({ pauseMs, pageSize }: { readonly pauseMs: number; readonly pageSize: number }): Promise<() => Promise<void>> {
    const before = this.rebuilds;
    const slow = await this.openRebuilds(this.slowly(pauseMs), pageSize);
    this.rebuilds = slow;
    return async () => {
      this.rebuilds = before;
      await slow.close();
    };
  }

  /** A log that gives a page only now and then. */
  slowly(milliseconds: number): EventLog {
    return Object.assign(Object.create(this.log) as EventLog, {
      readFacts: async (after: string, page: Parameters<EventLog['readFacts']>[1]) => {
        if (page.limit > 1) await pause(milliseconds);
        return this.log.readFacts(after, page);
      },
    });
  }

  /** The replays of this door anew. */
  async reopen(options: Partial<ReplaysOptions> = {}): Promise<void> {
    this.replays = await this.openReplays(options);
    this.store = new TimedReadStore(this.live, this.replays);
  }

  /** Time goes on: what was left of the history is recorded too. */
  async later(): Promise<void> {
    await this.append(this.rest);
  }

  async append(requests: readonly AppendRequest[]): Promise<void> {
    for (let at = 0; at < requests.length; at += 500) {
      for (const { outcome } of await this.log.append(requests.slice(at, at + 500))) if (outcome !== 'appended') throw new Error(outcome);
    }
  }

  /** Starts a projector over everything there is; it ends with the trial, or before by what is returned. */
  async project(): Promise<() => Promise<void>> {
    const projector = await this.openings.add(Projector.start({ database: this.database, log: this.log, projections: PROJECTIONS, unsealer: markUnsealer, tell: (line) => this.said.push(line) }), (it) => it.stop());
    return () => projector.stop();
  }

  /** What a fresh installation answers that was only ever fed what was recorded up to a position. */
  async asFresh<T>(end: Horizon, work: () => Promise<T>): Promise<T> {
    const name = `fresh_${++this.fresh}`;
    await this.sql.query(`CREATE DATABASE ${name}`);
    const prefix: EventLog = Object.assign(Object.create(this.log) as EventLog, { horizon: async () => end, waitBeyond: (_after: string, ms: number, signal?: AbortSignal) => this.log.waitBeyond('9'.repeat(16), ms, signal) });
    const database = await ReadDatabase.open({ url: this.url.replace(/\/[^/?]*(\?|$)/, `/${name}$1`) });
    const projector = await Projector.start({ database, log: prefix, projections: PROJECTIONS, unsealer: markUnsealer, tell: () => undefined });
    const before = this.store;
    const standing = new PostgresReadStore(database, prefix);
    // Each answer is of the whole prefix, whatever else is asked of it.
    this.store = { rows: (query) => standing.rows({ ...query, when: { minPosition: end.position } }) };
    try {
      return await work();
    } finally {
      this.store = before;
      await projector.stop();
      await database.close();
      await this.sql.query(`DROP DATABASE ${name}`);
    }
  }

  keyOf(scopes: Scope[], organization = OURS): string {
    return this.door.keyOf(organization, scopes);
  }

  /** Who may look at everything of ours. */
  get key(): string {
    return (this.everythings ??= this.keyOf(['personal', 'audit']));
  }

  /** A question of `everyQuestion`, with parameters that say of which moment. */
  askFor(question: string, when: string, as = this.key): Promise<Said> {
    if (question.startsWith('POST ')) return this.ask(as, `/reports/reconciliation?${when}`, { payload: { items: [{ contributionId: question.split(' ')[2], amountCents: 1 }] } });
    return this.ask(as, `/reports/${question}${question.includes('?') ? '&' : '?'}${when}`);
  }

  positionOf(n: number): string {
    return String(n).padStart(16, '0');
  }

  ask(authorization: string, path: string, { method, payload }: { readonly method?: string; readonly payload?: unknown } = {}): Promise<Said> {
    return this.door.ask(authorization, path, payload, method);
  }

  close(): Promise<void> {
    return this.openings.closeAll();
  }
}
