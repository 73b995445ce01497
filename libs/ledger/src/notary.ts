import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog, Position, Tell } from '@fieldledger/kernel';
import pg from 'pg';
import { isOfDatabase } from './database-error.js';
import { Integrator } from './integrator.js';
import type { KeptCheckpoints } from './kept-checkpoints.js';
import { makeLedger } from './ledger-schema.js';
import { LedgerRows } from './ledger-rows.js';
import { Publisher } from './publisher.js';
import type { SigningKeys } from './signing-keys.js';
import type { WitnessSettings } from './witness.js';

export interface NotaryOptions {
  readonly log: Pick<EventLog, 'read' | 'append' | 'readStream' | 'waitBeyond'>;
  readonly databaseUrl: string;
  readonly originOf: (organization: string) => string;
  readonly keys: () => Promise<SigningKeys>;
  readonly witness?: WitnessSettings;
  /** Where there are none, a ledger that was put back is not told from one that grew. */
  readonly kept?: KeptCheckpoints;
  /** How often heads are signed at most, in milliseconds. */
  readonly everyMs?: number;
  readonly tell: Tell;
}

/** How the ledger stands. */
export interface NotaryStatus {
  /** `standby` while another process holds the lease. */
  readonly state: 'starting' | 'standby' | 'active';
  /** Everything up to here is in the trees, but for what is in the way below. */
  readonly position: Position;
  /** What is in the way of taking the log in; undefined where nothing is. */
  readonly error: string | undefined;
  /** By organization, why nothing of it is signed. */
  readonly unsigned: ReadonlyMap<string, string>;
  /** When it last got on, in milliseconds since 1970. */
  readonly progressedAt: number;
}

const LEASE = 7_316_024_558;
const [USUAL_EVERY_MS, STANDBY_MS, IDLE_MS, FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [1_000, 2_000, 1_000, 200, 5_000];

/** Takes the log into the ledger and signs its heads: one process at a time, by a lease on the connection over which it writes. */
export class Notary {
  static start(options: NotaryOptions): Notary {
    const notary = new Notary(options);
    notary.running = notary.run();
    return notary;
  }

  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private standing: NotaryStatus = { state: 'starting', position: '', error: undefined, unsigned: new Map(), progressedAt: Date.now() };

  private constructor(private readonly options: NotaryOptions) {}

  status(): NotaryStatus {
    return this.standing;
  }

  /** Ends after the transaction under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const started = Date.now();
      try {
        await this.session();
      } catch (error) {
        this.say((error as Error).message);
      }
      if (Date.now() - started > LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Over one connection: when it is lost, so is the lease, and nothing more is written by whoever held it. */
  private async session(): Promise<void> {
    const { databaseUrl, log, originOf } = this.options;
    const { signal } = this.stopping;
    const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, keepAlive: true, statement_timeout: 60_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await makeLedger(client);
      if (!(await this.lease(client))) return;
      const rows = new LedgerRows(client);
      const integrator = await Integrator.open(client, log, originOf);
      const publisher = new Publisher({ ...this.options, rows, stopping: signal, now: () => new Date().toISOString() });
      const due = new Due(this.options.everyMs ?? USUAL_EVERY_MS);
      const again = new Due(LONGEST_PAUSE_MS);
      while (!signal.aborted) {
        if (again.isDue()) await integrator.resume();
        await integrator.catchUp(signal, async () => {
          this.progressed(integrator.position);
          if (due.isDue()) await this.publish(rows, publisher, integrator.stopped);
        });
        if (due.isDue()) await this.publish(rows, publisher, integrator.stopped);
        this.progressed(integrator.position);
        // Once for each signing: a bundle of entries that is not full is written anew every time.
        await wait(due.inMs(), undefined, { signal }).catch(() => undefined);
        await log.waitBeyond(integrator.position, IDLE_MS, signal);
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async lease(client: pg.Client): Promise<boolean> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [LEASE]);
      if (rows[0]!.taken) return true;
      this.standing = { ...this.standing, state: 'standby', progressedAt: Date.now() };
      await wait(STANDBY_MS, undefined, { signal }).catch(() => undefined);
    }
    return false;
  }

  /** One organization whose head cannot be signed keeps no other from being signed. @param stopped organizations that have stopped, and why */
  private async publish(rows: LedgerRows, publisher: Publisher, stopped: ReadonlyMap<string, string>): Promise<void> {
    const unsigned = new Map(stopped);
    for (const { organization } of await rows.organizations()) {
      if (this.stopping.signal.aborted) return;
      try {
        await publisher.publish(organization);
      } catch (error) {
        // An error of the database is not one of this organization's.
        if (isOfDatabase(error)) throw error;
        unsigned.set(organization, (error as Error).message);
      }
    }
    for (const [organization, why] of unsigned) {
      if (this.standing.unsigned.get(organization) !== why) this.options.tell(`No checkpoint for ${organization}: ${why}`, 'error');
    }
    this.standing = { ...this.standing, unsigned };
  }

  private progressed(position: Position): void {
    this.standing = { ...this.standing, state: 'active', position, error: undefined, progressedAt: Date.now() };
  }

  private say(message: string): void {
    if (this.standing.error !== message) this.options.tell(`The ledger does not get on: ${message}`, 'warn');
    this.standing = { ...this.standing, error: message };
  }
}

/** Something that is due every so often. */
class Due {
  private last = -Infinity;

  constructor(private readonly everyMs: number) {}

  isDue(): boolean {
    if (this.inMs() > 0) return false;
    this.last = performance.now();
    return true;
  }

  inMs(): number {
    return Math.max(0, this.last + this.everyMs - performance.now());
  }
}
