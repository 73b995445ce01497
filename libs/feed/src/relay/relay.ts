import { setTimeout as wait } from 'node:timers/promises';
import { BEGINNING, type Position } from '@fieldledger/kernel';
import { kafkaFault } from '../kafka-fault.js';
import { RelayNotes } from './relay-notes.js';
import { RelaySession, type RelaySessionOptions } from './relay-session.js';
import { unreadyKafka } from './unready-kafka.js';

export interface RelayOptions extends Omit<RelaySessionOptions, 'notes'> {
  /** The PostgreSQL of lease and notes. */
  readonly databaseUrl: string;
}

/** How the relay stands. */
export interface RelayStatus {
  /** Standby: another relay holds the lease. */
  readonly state: 'starting' | 'standby' | 'carrying' | 'retrying';
  readonly position: Position;
  /** Records sent since it started. */
  readonly sent: number;
  /** Why it does not get on, must leave a topic out, or could not take over; undefined while it does, need not and could. */
  readonly error: string | undefined;
  /** When it last failed, whether or not it gets on since: milliseconds. */
  readonly failedAt: number | undefined;
  /** When it last got on with every topic, or had nothing to do: milliseconds. */
  readonly progressedAt: number;
}

const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 5_000];
/** Whoever stands by asks for the lease, and looks whether there is a Kafka for it. */
const [ASK_FOR_LEASE_MS, LOOK_AT_KAFKA_MS] = [500, 30_000];

/**
 * Log to Kafka: at least once, in log order for each key, nothing lost. One relay is active, by a lease; whatever goes
 * wrong, it begins again from what the partitions themselves hold, so that a clean start repeats nothing.
 */
export class Relay {
  static start(options: RelayOptions): Relay {
    const relay = new Relay(options);
    relay.loop = relay.run();
    return relay;
  }

  private readonly stopping = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private now: RelayStatus = { state: 'starting', position: BEGINNING, sent: 0, error: undefined, failedAt: undefined, progressedAt: Date.now() };

  private constructor(private readonly options: RelayOptions) {}

  status(): RelayStatus {
    return this.now;
  }

  /** Ends after the page under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const before = this.now.sent;
      try {
        await this.holdLease();
      } catch (error) {
        if (signal.aborted) return;
        const message = kafkaFault(error as Error);
        if (this.now.error !== message) this.options.tell(`The relay will try again: ${message}`, 'warn');
        this.now = { ...this.now, state: 'retrying', error: message, failedAt: Date.now() };
        if (this.now.sent > before) pause = FIRST_PAUSE_MS;
        await wait(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Waits for the lease, then carries until it is lost, something is in the way, or all is to stop. */
  private async holdLease(): Promise<void> {
    const { databaseUrl, topics } = this.options;
    const notes = await RelayNotes.open(databaseUrl, topics.map(({ name }) => name).join(' '));
    try {
      for (let looked = -LOOK_AT_KAFKA_MS; !(await notes.takeLease()); ) {
        if (performance.now() - looked >= LOOK_AT_KAFKA_MS) {
          await this.standBy();
          looked = performance.now();
        }
        this.now = { ...this.now, progressedAt: Date.now() };
        await wait(ASK_FOR_LEASE_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
        if (this.stopping.signal.aborted) return;
      }
      await this.carry(notes);
      if (notes.signal.aborted) throw new Error('The connection to PostgreSQL was lost, and the lease of the relay with it.');
    } finally {
      await notes.close();
    }
  }

  /** Wrong settings are told while another relay leads, and not when this one is needed. */
  private async standBy(): Promise<void> {
    const { kafka, topics, settings, tell } = this.options;
    const why = await unreadyKafka(kafka, topics, settings);
    const error = why && `This relay stands by, and could not take over: ${why}`;
    if (error !== undefined && error !== this.now.error) tell(error, 'warn');
    this.now = { ...this.now, state: 'standby', error, failedAt: error === undefined ? this.now.failedAt : Date.now() };
  }

  private async carry(notes: RelayNotes): Promise<void> {
    const { tell } = this.options;
    const session = await RelaySession.open({ ...this.options, notes });
    const { refused } = session;
    try {
      await session.carry(AbortSignal.any([this.stopping.signal, notes.signal]), (sent) => {
        if (this.now.error !== refused) {
          if (refused === undefined) tell('The relay gets on again.');
          else tell(`The relay goes on with the other topics: ${refused}`, 'error');
        }
        const how = refused === undefined ? { error: undefined, progressedAt: Date.now() } : { error: refused, failedAt: Date.now() };
        this.now = { ...this.now, state: 'carrying', position: session.position, sent: this.now.sent + sent, ...how };
      });
    } finally {
      await session.close();
    }
  }
}
