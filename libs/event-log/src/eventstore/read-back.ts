import type { Position } from '@fieldledger/kernel';
import type { Store } from './store.js';
import type { StoredRecord } from './stored-record.js';

interface Asker {
  readonly position: Position;
  readonly resolve: (record: StoredRecord | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

const PAGE = 1_000;
/** Room for what others wrote between. */
const SPARE = 8;

/**
 * Finds the events that were just appended: the answer to an append tells neither when the server took it, nor whether it
 * took it now or long ago. Those that many callers wrote at once lie beside each other, and one read finds them all.
 */
export class ReadBack {
  private waiting: Asker[] = [];
  private isRunning = false;

  constructor(private readonly store: Store) {}

  /** The event at a position; nothing when it is not one of ours. @throws Unavailable */
  at(position: Position): Promise<StoredRecord | undefined> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ position, resolve, reject });
      if (!this.isRunning) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.isRunning = true;
    // Everyone who asks in this turn of the event loop goes together.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) await this.serve(this.waiting.splice(0));
    this.isRunning = false;
  }

  private async serve(askers: readonly Asker[]): Promise<void> {
    const inOrder = [...askers].sort((a, b) => (a.position < b.position ? -1 : 1));
    try {
      for (let next = 0; next < inOrder.length; ) {
        const { records, last } = await this.store.readFrom(inOrder[next]!.position, Math.min(inOrder.length - next + SPARE, PAGE));
        const byPosition = new Map(records.map((record) => [record.position, record]));
        do inOrder[next]!.resolve(byPosition.get(inOrder[next]!.position));
        while (++next < inOrder.length && last !== undefined && inOrder[next]!.position <= last);
      }
    } catch (error) {
      // Who was answered before does not hear of it.
      for (const { reject } of inOrder) reject(error);
    }
  }
}
