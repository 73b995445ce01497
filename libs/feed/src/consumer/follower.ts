import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, Kafka } from 'kafkajs';
import pg from 'pg';
import type { Tell } from '@fieldledger/kernel';
import { kafkaFault } from '../kafka-fault.js';
import type { FeedHistory } from './feed-history.js';
import { allReached, groupOf, makePositions, type Reached } from './follower-positions.js';
import { FeedGap, PartitionFollower, PoisonRecord, SkippedAhead, type Apply } from './partition-follower.js';
import { SessionWatch } from './session-watch.js';

export interface FollowerOptions {
  readonly kafka: Kafka;
  readonly topics: readonly string[];
  /** Its name: the key of its positions, and the first part of its group in Kafka. Another name begins from the beginning. */
  readonly name: string;
  /** Where its rows are; the positions are kept beside them. */
  readonly databaseUrl: string;
  /** Makes rows of events in the transaction it is given. */
  readonly apply: Apply;
  /** Only this organization's events; all that the topics hold where nothing is said. */
  readonly organization?: string;
  /** For what Kafka has no more: a consumer that comes late gets all history. Give the organization of its key besides. */
  readonly history?: FeedHistory;
  /** After so long without a sign another process of this name takes over its partitions; 20 seconds where nothing is said. */
  readonly sessionTimeoutMs?: number;
  /** A statement that is not answered for so long is given up, with its transaction; five minutes where nothing is said. */
  readonly statementTimeoutMs?: number;
  readonly tell: Tell;
}

/** How a consumer stands. */
export interface FollowerStatus {
  /** Stopped: it met a record that cannot be taken, or a gap that nothing fills. */
  readonly state: 'starting' | 'following' | 'retrying' | 'stopped';
  readonly error: string | undefined;
  /** By `topic/partition`. */
  readonly reached: ReadonlyMap<string, Reached>;
  /** When Kafka last gave a sign, in milliseconds. */
  readonly heardAt: number;
}

/** The same kind of topic under another prefix is another feed: its first events are in the rows already, or never were. */
export class AnotherFeed extends Error {
  constructor(name: string, before: string, topic: string) {
    super(`The rows of ${name} were made of ${before}, and it is to follow ${topic}: events would be in them twice. Empty its tables and its rows in feed.positions, or give it another name and other tables.`);
    this.name = 'AnotherFeed';
  }
}

const [FIRST_PAUSE_MS, LONGEST_PAUSE_MS] = [100, 5_000];
/** Long enough for whatever a service does with a batch; one that is frozen, or whose machine is gone without a word, would keep us for ever. */
const STATEMENT_MS = 300_000;
/** Whoever else takes a partition over waits for the lock of one that went away in the middle. */
const SESSION = '-c idle_in_transaction_session_timeout=60s';
const FILLED_WITHIN_MS = 15_000;
const PARTITIONS_AT_ONCE = 3;

/**
 * Turns the feed into rows, each event once: positions and rows are stored in one transaction, so that a crash at any
 * moment loses nothing and doubles nothing; Kafka's own offsets are a hint only.
 */
export class Follower {
  /** @throws Error when PostgreSQL does not answer */
  static async start(options: FollowerOptions): Promise<Follower> {
    const { databaseUrl, statementTimeoutMs = STATEMENT_MS } = options;
    const pool = new pg.Pool({ connectionString: databaseUrl, max: PARTITIONS_AT_ONCE + 3, connectionTimeoutMillis: 5_000, query_timeout: statementTimeoutMs, options: SESSION, keepAlive: true });
    // A connection that is lost while idle says so here; the pool replaces it.
    pool.on('error', () => undefined);
    // One that is lost in a transaction says so to the query under way.
    pool.on('connect', (client) => client.on('error', () => undefined));
    try {
      const client = await pool.connect();
      await makePositions(client).finally(() => client.release());
    } catch (error) {
      await pool.end();
      throw error;
    }
    const follower = new Follower(options, pool);
    follower.loop = follower.run();
    return follower;
  }

  private readonly stopping = new AbortController();
  private readonly reached = new Map<string, Reached>();
  /** In milliseconds. */
  private emptySince: number | undefined;
  private loop: Promise<void> = Promise.resolve();
  private state: FollowerStatus['state'] = 'starting';
  private error: string | undefined;
  private heardAt = Date.now();

  private constructor(
    private readonly options: FollowerOptions,
    private readonly pool: pg.Pool,
  ) {}

  status(): FollowerStatus {
    return { state: this.state, error: this.error, reached: this.reached, heardAt: this.heardAt };
  }

  /** Ends after the transactions under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.pool.end();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let pause = FIRST_PAUSE_MS; !signal.aborted; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      const started = Date.now();
      try {
        await this.session();
      } catch (error) {
        this.failed(error as Error);
        if (this.state === 'stopped') return;
        if (Date.now() - started > LONGEST_PAUSE_MS) pause = FIRST_PAUSE_MS;
        await wait(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** One consumer of kafkajs, from join to end. */
  private async session(): Promise<void> {
    const { kafka, topics, name, tell, sessionTimeoutMs = 20_000 } = this.options;
    const begins = await this.beginnings();
    await this.loadReached();
    // Before it joins its group: whoever leaves that in the middle of joining keeps it for the length of a session.
    if (!this.options.history) this.waitToBeFilled(begins);
    const consumer = kafka.consumer({ groupId: await groupOf(this.pool, name), maxWaitTimeInMs: 200, sessionTimeout: sessionTimeoutMs, heartbeatInterval: Math.min(3_000, sessionTimeoutMs / 4), retry: { retries: 3, restartOnFailure: async () => false } });
    const followers = new Map<string, PartitionFollower>();
    const followerOf = (topic: string, partition: number) => {
      const key = `${topic}/${partition}`;
      let follower = followers.get(key);
      if (!follower) {
        const { organization, history, apply } = this.options;
        const of = begins.get(topic)!;
        follower = new PartitionFollower({ pool: this.pool, consumer: name, topic, partition, partitions: of.size, beginsAt: of.get(partition)!.low, organization, history, apply, tell });
        followers.set(key, follower);
      }
      return follower;
    };
    try {
      await consumer.connect();
      await consumer.subscribe({ topics: [...topics], fromBeginning: true });
      const watch = new SessionWatch({ consumer, pool: this.pool, stopping: this.stopping.signal, heard: () => this.progressed(), failed: (error) => this.failed(error) });
      consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) => {
        this.seekReached(consumer, memberAssignment, begins);
        this.takeDropped(followerOf, memberAssignment, begins).catch((error: Error) => watch.fail(error));
      });
      consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatchAutoResolve: false,
        eachBatch: async ({ batch: { topic, partition, messages }, resolveOffset, heartbeat }) => {
          if (this.stopping.signal.aborted) return;
          try {
            const reached = await followerOf(topic, partition).take(messages);
            this.reached.set(`${topic}/${partition}`, reached);
            watch.hear();
            resolveOffset(messages.at(-1)!.offset);
            await heartbeat();
          } catch (error) {
            if (error instanceof SkippedAhead) return consumer.seek({ topic, partition, offset: String(error.offset) });
            watch.fail(error as Error);
          }
        },
      }).catch((error: Error) => watch.fail(error));
      await watch.ended;
    } finally {
      await consumer.disconnect().catch(() => undefined);
    }
  }

  private failed(error: Error): void {
    const { name, tell, history } = this.options;
    const message = kafkaFault(error);
    const ends = error instanceof PoisonRecord || error instanceof AnotherFeed || (error instanceof FeedGap && !history);
    if (this.error !== message && !this.stopping.signal.aborted) tell(`${name} ${ends ? 'STOPPED' : 'will try again'}: ${message}`, ends ? 'error' : 'warn');
    [this.state, this.error] = [ends ? 'stopped' : 'retrying', message];
  }

  private progressed(): void {
    if (this.error !== undefined) this.options.tell(`${this.options.name} gets on again.`);
    [this.state, this.error, this.heardAt] = ['following', undefined, Date.now()];
  }

  private seekReached(consumer: Consumer, assignment: Readonly<Record<string, readonly number[]>>, begins: Beginnings): void {
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        const reached = this.reached.get(`${topic}/${partition}`);
        const first = begins.get(topic)?.get(partition)?.low ?? 0n;
        if (reached) consumer.seek({ topic, partition, offset: String(reached.nextOffset > first ? reached.nextOffset : first) });
      }
    }
  }

  /** Where Kafka holds nothing any more no record comes that would show the gap. @throws what the partition's follower throws */
  private async takeDropped(followerOf: (topic: string, partition: number) => PartitionFollower, assignment: Readonly<Record<string, readonly number[]>>, begins: Beginnings): Promise<void> {
    for (const [topic, partitions] of Object.entries(assignment)) {
      for (const partition of partitions) {
        if (this.isDropped(topic, partition, begins)) this.reached.set(`${topic}/${partition}`, await followerOf(topic, partition).takeDropped());
      }
    }
  }

  private isDropped(topic: string, partition: number, begins: Beginnings): boolean {
    const { low, high } = begins.get(topic)?.get(partition) ?? NOTHING;
    return low >= high && low > (this.reached.get(`${topic}/${partition}`)?.nextOffset ?? 0n);
  }

  /** The relay empties a topic that was made again, and fills it from the log at once. @throws Error while that may be so */
  private waitToBeFilled(begins: Beginnings): void {
    const emptied = [...begins].flatMap(([topic, partitions]) => [...partitions.keys()].filter((partition) => this.isDropped(topic, partition, begins)).map((partition) => `${topic}, partition ${partition}`));
    this.emptySince = emptied.length === 0 ? undefined : (this.emptySince ?? Date.now());
    if (this.emptySince !== undefined && Date.now() - this.emptySince < FILLED_WITHIN_MS) throw new Error(`Kafka holds nothing any more of ${emptied[0]}. The relay may be about to fill it.`);
  }

  private async loadReached(): Promise<void> {
    const stored = await allReached(this.pool, this.options.name);
    this.refuseAnotherFeed([...stored.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
    for (const [key, reached] of stored) this.reached.set(key, reached);
  }

  /** @throws AnotherFeed */
  private refuseAnotherFeed(begun: readonly string[]): void {
    const { name, topics } = this.options;
    const kind = (topic: string) => topic.slice(topic.lastIndexOf('.') + 1);
    for (const topic of topics) {
      const before = begun.includes(topic) ? undefined : begun.find((it) => kind(it) === kind(topic));
      if (before !== undefined) throw new AnotherFeed(name, before, topic);
    }
  }

  /** What Kafka still has of every partition. */
  private async beginnings(): Promise<Beginnings> {
    const admin = this.options.kafka.admin({ retry: { retries: 2 } });
    const begins = new Map<string, Map<number, Held>>();
    try {
      await admin.connect();
      for (const topic of this.options.topics) begins.set(topic, new Map((await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => [partition, { low: BigInt(low), high: BigInt(high) }])));
      return begins;
    } finally {
      await admin.disconnect().catch(() => undefined);
    }
  }
}

/** The first offset that Kafka still has, and the one that comes next. */
interface Held {
  readonly low: bigint;
  readonly high: bigint;
}

const NOTHING: Held = { low: 0n, high: 0n };

/** By topic and partition. */
type Beginnings = ReadonlyMap<string, ReadonlyMap<number, Held>>;
