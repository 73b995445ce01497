import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { roundMs, Unopened, type AnyProjection, type EventLog, type Position, type Tell, type Tracing, type Unsealer } from '@fieldledger/kernel';
import { ProjectionRun, type ProjectionRunOptions } from './projection-run.js';
import type { ReadDatabase } from './read-database.js';
import { RecentEvents } from './recent-events.js';
import { Poison } from './poison.js';

export interface ProjectorOptions {
  readonly database: ReadDatabase;
  readonly log: EventLog;
  readonly projections: readonly AnyProjection[];
  /** Where what happens is told: a rebuild and its progress, a report that stands still. */
  readonly tell: Tell;
  /** Events in one transaction. */
  readonly pageSize?: number;
  /** For reports that may see clear text. */
  readonly unsealer?: Unsealer;
  readonly tracing?: Tracing;
}

/** How one report stands. */
export interface ProjectionStatus {
  readonly projection: string;
  readonly table: string;
  readonly state: 'building' | 'live' | 'stopped' | 'retrying';
  readonly position: Position;
  readonly error?: string;
}

const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 5_000];
/** How long a wait for the next event lasts before the log is asked again. */
const IDLE_MS = 5_000;
/** No report comes along more often: a transaction for each event of many that come one by one costs more than to fold them all. */
const ROUND_MS = 100;
const TELL_EVERY_MS = 5_000;

/**
 * Carries every report along the log, each at its own pace. A report with new folds is built beside the live table and
 * swapped in when it is there. One that meets an event it cannot fold stops, says so, and holds up no other.
 */
export class Projector {
  private readonly stopping = new AbortController();
  private readonly statuses = new Map<string, ProjectionStatus>();
  /** The live end of the log, read once for all. */
  private readonly recent: RecentEvents;
  private loops: Promise<void>[] = [];

  /** @throws Error when a report's table was made by newer folds than these */
  static async start(options: ProjectorOptions): Promise<Projector> {
    for (const { name, version } of options.projections) {
      const newer = (await options.database.checkpoints(name)).find((it) => it.version > version);
      if (newer) throw new Error(`The report ${name} is kept in version ${newer.version}; this program knows version ${version}. Run the newer Fieldledger.`);
    }
    const projector = new Projector(options);
    projector.loops = options.projections.map((projection) => projector.carry(projection));
    return projector;
  }

  private constructor(private readonly options: ProjectorOptions) {
    // Every report waits for the same signal; Node takes more than ten for a leak.
    setMaxListeners(0, this.stopping.signal);
    this.recent = new RecentEvents(options.log);
  }

  status(): ProjectionStatus[] {
    return [...this.statuses.values()];
  }

  /** Ends after the transactions under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.loops);
  }

  private async carry(projection: AnyProjection): Promise<void> {
    const { signal } = this.stopping;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const started = performance.now();
      try {
        await this.run(projection);
      } catch (error) {
        if (error instanceof Poison) await this.halt(projection, error);
        else this.say(projection, 'retrying', error as Error);
        // A fold stays as it is while this program runs; a key may be put back, or go with its person.
        if (error instanceof Poison && !(error.cause instanceof Unopened)) return;
        if (performance.now() - started > LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
        await sleep(pause, signal);
      }
    }
  }

  /** Goes on until it is stopped or something is in the way. */
  private async run(projection: AnyProjection): Promise<void> {
    const { database, log, pageSize, unsealer, tracing } = this.options;
    const { signal } = this.stopping;
    const checkpoints = await database.checkpoints(projection.name);
    const own = checkpoints.filter((it) => it.version === projection.version);
    const { table, state } = own.find((it) => it.state === 'live') ?? own[0] ?? { table: `${projection.name}_v${projection.version}`, state: 'building' as const };
    const open = (from: ProjectionRunOptions['log']) => ProjectionRun.open({ pool: database.folding, log: from, projection, table, pageSize, unsealer, tracing });
    const behind = await open(log);
    await database.note(projection.name, projection.version, null);
    if (state === 'building') {
      await this.build(projection, behind, checkpoints.some((it) => it.state === 'live'));
      if (signal.aborted) return;
      await behind.goLive();
    } else {
      await behind.makeViews();
      await behind.catchUp(signal);
    }
    const run = await open({ horizon: () => log.horizon(), readFacts: (after, page) => this.recent.read(after, page) });
    while (!signal.aborted) {
      const [began, stored] = [performance.now(), run.stored];
      await run.catchUp(signal);
      const nextRound = began + roundMs(run.stored - stored, ROUND_MS);
      this.statuses.set(projection.name, { projection: projection.name, table, state: 'live', position: run.position });
      await log.waitBeyond(run.position, IDLE_MS, signal);
      await sleep(nextRound - performance.now(), signal);
    }
  }

  private async build(projection: AnyProjection, run: ProjectionRun, replaces: boolean): Promise<void> {
    const { log, tell } = this.options;
    const { position: end } = await log.horizon();
    const table = `${projection.name}_v${projection.version}`;
    const say = () => {
      this.statuses.set(projection.name, { projection: projection.name, table, state: 'building', position: run.position });
      tell(`${projection.name}: building version ${projection.version}, at ${run.position || 'the beginning'} of ${end}.`);
    };
    const worthTelling = run.position < end;
    if (worthTelling) say();
    const timer = setInterval(say, TELL_EVERY_MS);
    try {
      await run.catchUp(this.stopping.signal);
    } finally {
      clearInterval(timer);
    }
    if (worthTelling && !this.stopping.signal.aborted) tell(`${projection.name}: version ${projection.version} is built${replaces ? ' and replaces the one before' : ''}.`);
  }

  private async halt(projection: AnyProjection, poison: Poison): Promise<void> {
    this.say(projection, 'stopped', poison);
    await this.options.database.note(projection.name, projection.version, poison.message).catch((error: Error) => this.options.tell(`${projection.name}: ${error.message}`, 'warn'));
  }

  private say({ name, version }: AnyProjection, state: 'stopped' | 'retrying', error: Error): void {
    const before = this.statuses.get(name);
    this.statuses.set(name, { projection: name, table: before?.table ?? `${name}_v${version}`, state, position: before?.position ?? '', error: error.message });
    if (before?.error !== error.message) this.options.tell(`${name}: ${state === 'stopped' ? 'STOPPED' : 'will try again'}: ${error.message}`, state === 'stopped' ? 'error' : 'warn');
  }
}

/** Ends early, without an error, when the signal comes. */
async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds > 0) await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
