import type { Consumer } from 'kafkajs';
import type pg from 'pg';

/** kafkajs consumers stop now and then without a word (its issues 659 and 1593): one that is silent for so long is replaced. */
const SILENT_MS = 30_000;
const LOOK_EVERY_MS = 1_000;
/** Whether PostgreSQL answers at all is seen before a statement is given up. */
const [ASK_EVERY_MS, ANSWER_WITHIN_MS] = [5_000, 10_000];

export interface SessionWatchOptions {
  readonly consumer: Consumer;
  readonly pool: pg.Pool;
  /** The session is to end in order. */
  readonly stopping: AbortSignal;
  /** Kafka gave a sign. */
  readonly heard: () => void;
  /** Told at once: the end waits for the batches under way. */
  readonly failed: (error: Error) => void;
}

/** Ends a session when all is to stop, when PostgreSQL does not answer, when kafkajs gives up, and when it only seems to be there. */
export class SessionWatch {
  /** Fails with what the session failed with. */
  readonly ended: Promise<void>;
  private end!: () => void;
  private reject!: (error: Error) => void;
  private readonly timers: readonly NodeJS.Timeout[];
  private readonly deafen: readonly (() => void)[];
  private heardAt = Date.now();
  private hasFailed = false;

  constructor(private readonly options: SessionWatchOptions) {
    const { consumer, stopping } = options;
    this.ended = new Promise<void>((resolve, reject) => {
      this.end = () => resolve();
      this.reject = reject;
    });
    this.timers = [
      setInterval(() => Date.now() - this.heardAt > SILENT_MS && this.fail(new Error(`Kafka was silent for ${SILENT_MS / 1000} seconds.`)), LOOK_EVERY_MS),
      setInterval(() => void this.askDatabase().catch((error: Error) => this.fail(error)), ASK_EVERY_MS),
    ];
    const heard = () => this.hear();
    this.deafen = [consumer.on(consumer.events.HEARTBEAT, heard), consumer.on(consumer.events.FETCH, heard)];
    consumer.on(consumer.events.DISCONNECT, () => this.close());
    // A crash is told after the disconnection that it is the reason of.
    consumer.on(consumer.events.CRASH, ({ payload }) => this.fail(payload.error));
    if (stopping.aborted) this.end();
    else stopping.addEventListener('abort', this.end, { once: true });
  }

  /** A sign that the session gets on; none any more once it has failed. */
  hear(): void {
    if (this.hasFailed) return;
    this.heardAt = Date.now();
    this.options.heard();
  }

  /** Ends the session, if it has not failed before. */
  fail(error: Error): void {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.close();
    this.options.failed(error);
    this.reject(error);
  }

  private close(): void {
    this.timers.forEach((each) => clearInterval(each));
    for (const each of this.deafen) each();
    this.options.stopping.removeEventListener('abort', this.end);
  }

  /** @throws Error when it does not answer, whether or not there is a batch to store */
  private async askDatabase(): Promise<void> {
    const asked: pg.QueryConfig & { readonly query_timeout: number } = { text: 'SELECT', query_timeout: ANSWER_WITHIN_MS };
    await this.options.pool.query(asked).catch((cause: Error) => {
      throw new Error(`The PostgreSQL of its rows does not answer: ${cause.message}.`, { cause });
    });
  }
}
