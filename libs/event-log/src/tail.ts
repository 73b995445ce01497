import type { Position } from '@fieldledger/kernel';
import { Waiters } from './waiters.js';

/** Another process's append is noticed within this. */
const POLL_MILLISECONDS = 100;

/** Who waits for the log in PostgreSQL: own appends wake them at once; one poll serves them all for everyone else's. */
export class Tail {
  private readonly waiters = new Waiters();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly head: () => Promise<Position>) {}

  /** The log reaches this far: wakes whoever waited for it. */
  reached(position: Position): void {
    this.waiters.reached(position);
  }

  /** Resolves when the log reaches beyond the position, after the time, or when the signal says so. */
  beyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.waiters.beyond(position, milliseconds, signal, () => (this.timer ??= setTimeout(() => void this.poll(), 0)));
  }

  /** Lets everyone go. */
  close(): void {
    clearTimeout(this.timer);
    this.waiters.release();
  }

  private async poll(): Promise<void> {
    // A poll that fails says nothing; whoever reads next meets the same fault and reports it.
    await this.head().then((position) => this.reached(position), () => undefined);
    this.timer = this.waiters.areThere ? setTimeout(() => void this.poll(), POLL_MILLISECONDS) : undefined;
  }
}
