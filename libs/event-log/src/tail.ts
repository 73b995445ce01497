import type { Position } from '@fieldledger/kernel';

/** Another process's append is noticed within this. */
const POLL_MILLISECONDS = 100;

/** Those who wait for the log to grow. Own appends wake them at once; one poll serves them all for everyone else's. */
export class Tail {
  private readonly waiters = new Set<{ readonly beyond: Position; readonly wake: () => void }>();
  private timer: NodeJS.Timeout | undefined;
  private known: Position = '';

  constructor(private readonly head: () => Promise<Position>) {}

  /** The log reaches this far: wakes whoever waited for it. */
  reached(position: Position): void {
    if (position > this.known) this.known = position;
    for (const waiter of this.waiters) if (position > waiter.beyond) waiter.wake();
  }

  /** Resolves when the log reaches beyond the position, after the time, or when the signal says so. */
  async beyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (position < this.known || signal?.aborted) return;
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
      this.timer ??= setTimeout(() => void this.poll(), 0);
    });
  }

  /** Lets everyone go. */
  close(): void {
    clearTimeout(this.timer);
    for (const waiter of this.waiters) waiter.wake();
  }

  private async poll(): Promise<void> {
    // A poll that fails says nothing; whoever reads next meets the same fault and reports it.
    await this.head().then((position) => this.reached(position), () => undefined);
    this.timer = this.waiters.size > 0 ? setTimeout(() => void this.poll(), POLL_MILLISECONDS) : undefined;
  }
}
