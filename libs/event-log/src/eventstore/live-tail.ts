import type { Position } from '@fieldledger/kernel';
import type { BatchOutcomes } from './batch-outcomes.js';
import { Waiters } from '../waiters.js';
import { Pauses } from './pauses.js';
import type { Store } from './store.js';

/** A subscription that says nothing is compared with the log after this long: it may have come to a stand without a word. */
const CHECK_MS = 10_000;

/**
 * Who waits for the log in EventStoreDB: own appends wake them at once; for everyone else's there is one subscription, which
 * is begun anew from the last event it told of whenever it ends, in whatever way: the client never does.
 */
export class LiveTail {
  private readonly waiters = new Waiters();
  private readonly closing = new AbortController();
  private following = new AbortController();
  private isRunning = false;

  /** @param horizon the end of the log */
  constructor(private readonly store: Store, private readonly outcomes: BatchOutcomes, private readonly horizon: () => Promise<Position>) {}

  /** The log reaches this far: wakes whoever waited for it. */
  reached(position: Position): void {
    this.waiters.reached(position);
  }

  /** Resolves when the log reaches beyond the position, after the time, or when the signal says so. */
  async beyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (this.closing.signal.aborted) return;
    await this.waiters.beyond(position, milliseconds, signal, () => void (this.isRunning || this.run()));
  }

  /** Lets everyone go. */
  close(): void {
    this.closing.abort();
    this.following.abort();
    this.waiters.release();
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    const watch = setInterval(() => void this.check(), CHECK_MS);
    const pauses = new Pauses();
    let after: Position | undefined;
    let isPlaced = false;
    while (!this.closing.signal.aborted) {
      try {
        if (!isPlaced) after = (await this.store.readBefore(undefined, 1)).last;
        isPlaced = true;
        this.reached(await this.horizon());
        this.following = new AbortController();
        await this.store.follow(after, async (position, record) => {
          const isThere = record && (!record.batch || (await this.outcomes.settle(record.batch)) === 'committed');
          if (isThere) this.reached(position);
          after = position;
          pauses.reset();
        }, this.following.signal);
      } catch {
        // Whoever reads next meets the same fault and reports it.
      }
      if (!this.closing.signal.aborted) await pauses.next();
    }
    clearInterval(watch);
  }

  private async check(): Promise<void> {
    const before = this.waiters.known;
    const position = await this.horizon().catch(() => '');
    if (position <= before || position <= this.waiters.known) return;
    this.reached(position);
    this.following.abort();
  }
}
