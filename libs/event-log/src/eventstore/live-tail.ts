import type { Position } from '@fieldledger/kernel';
import type { BatchOutcomes } from './batch-outcomes.js';
import { Pauses } from './pauses.js';
import type { Store } from './store.js';

/** A subscription that says nothing is compared with the log after this long: it may have come to a stand without a word. */
const CHECK_MS = 10_000;

/**
 * Those who wait for the log to grow. Own appends wake them at once; for everyone else's there is one subscription, which
 * is begun anew from the last event it told of whenever it ends, in whatever way: the client never does.
 */
export class LiveTail {
  private readonly waiters = new Set<{ readonly beyond: Position; readonly wake: () => void }>();
  private readonly closing = new AbortController();
  private following = new AbortController();
  private known: Position = '';
  private isRunning = false;

  /** @param horizon the end of the log */
  constructor(private readonly store: Store, private readonly outcomes: BatchOutcomes, private readonly horizon: () => Promise<Position>) {}

  /** The log reaches this far: wakes whoever waited for it. */
  reached(position: Position): void {
    if (position > this.known) this.known = position;
    for (const waiter of this.waiters) if (position > waiter.beyond) waiter.wake();
  }

  /** Resolves when the log reaches beyond the position, after the time, or when the signal says so. */
  async beyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (position < this.known || signal?.aborted || this.closing.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.waiters.delete(waiter);
        clearTimeout(deadline);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { beyond: position, wake };
      const deadline = setTimeout(wake, milliseconds);
      signal?.addEventListener('abort', wake, { once: true });
      this.waiters.add(waiter);
      if (!this.isRunning) void this.run();
    });
  }

  /** Lets everyone go. */
  close(): void {
    this.closing.abort();
    this.following.abort();
    for (const waiter of this.waiters) waiter.wake();
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
    const before = this.known;
    const position = await this.horizon().catch(() => '');
    if (position <= before || position <= this.known) return;
    this.reached(position);
    this.following.abort();
  }
}
