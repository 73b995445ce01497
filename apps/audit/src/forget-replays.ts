import { setTimeout as wait } from 'node:timers/promises';
import type { EventLog } from '@fieldledger/kernel';
import { PERSON_ERASED } from '@fieldledger/privacy';
import type { PostgresReplays } from '@fieldledger/read-store';

/** How long a wait for the next event lasts, and the pause between two looks. */
const [IDLE_MS, PAUSE_MS] = [5_000, 250];

/** Follows the log, and drops what replays hold of persons in clear as soon as one of them is erased, by whomever. */
export class ForgetfulReplays {
  /** What was dropped too late before this process began is dropped first. */
  static async start(log: EventLog, replays: Pick<PostgresReplays, 'forget'>): Promise<ForgetfulReplays> {
    const { position } = await log.horizon();
    await replays.forget();
    return new ForgetfulReplays(log, replays, position);
  }

  private readonly stopping = new AbortController();
  private readonly following: Promise<void>;

  private constructor(
    private readonly log: EventLog,
    private readonly replays: Pick<PostgresReplays, 'forget'>,
    private seen: string,
  ) {
    this.following = this.follow();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.following;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      // A log that stumbles, or a table that is just being asked: it is looked at again soon.
      await this.look().catch(() => undefined);
      await wait(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  private async look(): Promise<void> {
    const { log, replays, stopping: { signal } } = this;
    await log.waitBeyond(this.seen, IDLE_MS, signal);
    const { position } = await log.horizon();
    if (position <= this.seen || signal.aborted) return;
    const [erased] = await log.readFacts(this.seen, { limit: 1, types: [PERSON_ERASED], until: position });
    if (erased) await replays.forget();
    this.seen = position;
  }
}
