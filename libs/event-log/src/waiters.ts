import type { Position } from '@fieldledger/kernel';

/** Those who wait for the log to grow beyond a position. */
export class Waiters {
  private readonly waiting = new Set<{ readonly beyond: Position; readonly wake: () => void }>();
  private furthest: Position = '';

  /** The furthest that anybody has told of. */
  get known(): Position {
    return this.furthest;
  }

  get areThere(): boolean {
    return this.waiting.size > 0;
  }

  /** The log reaches this far: wakes whoever waited for it. */
  reached(position: Position): void {
    if (position > this.furthest) this.furthest = position;
    for (const waiter of this.waiting) if (position > waiter.beyond) waiter.wake();
  }

  /**
   * Resolves when the log reaches beyond the position, after the time, or when the signal says so.
   * @param began told when somebody has begun to wait: there is a reason to look now
   */
  async beyond(position: Position, milliseconds: number, signal: AbortSignal | undefined, began: () => void): Promise<void> {
    if (position < this.furthest || signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.waiting.delete(waiter);
        clearTimeout(deadline);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const waiter = { beyond: position, wake };
      const deadline = setTimeout(wake, milliseconds);
      signal?.addEventListener('abort', wake, { once: true });
      this.waiting.add(waiter);
      began();
    });
  }

  /** Lets everyone go. */
  release(): void {
    for (const waiter of this.waiting) waiter.wake();
  }
}
