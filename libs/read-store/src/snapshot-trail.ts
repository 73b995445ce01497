import type { ReplayLine, ReplayTable, ReplayTables } from './replay-tables.js';

/** At most such a share of the time something is being copied beside. */
const SHARE = 1 / 4;
/** A snapshot is left after such a part of the way: what is copied in all is then some four times the whole table. */
const STEP = 1 / 8;

/** The snapshots that a long replay leaves on its way, so that moments in between need not be folded from the beginning. */
export class SnapshotTrail {
  private readonly started = performance.now();
  private spentMs = 0;
  private last: { readonly events: number; readonly way: number };
  private readonly left: Pick<ReplayTable, 'table'>[] = [];
  private copying: Promise<void> | undefined;

  constructor(
    private readonly tables: ReplayTables,
    private readonly line: ReplayLine,
    private readonly source: Pick<ReplayTable, 'table'>,
    /** No two are nearer to each other than this. */
    private readonly leastEvents: number,
    /** The part of the way that was behind when it began. */
    begun: number,
  ) {
    this.last = { events: 0, way: begun };
  }

  /** The replay has come so far, which is about such a part of its way; it goes on while a snapshot is copied. */
  passed(events: number, way: number): void {
    if (this.line.projection.personal || this.copying || events - this.last.events < this.leastEvents || way - this.last.way < STEP) return;
    if (this.spentMs > SHARE * (performance.now() - this.started)) return;
    this.last = { events, way };
    // A snapshot that could not be made is one fewer: nothing is wrong with the replay.
    this.copying = this.copy().catch(() => undefined).finally(() => (this.copying = undefined));
  }

  /** Until no snapshot is being copied: that holds the table that is folded into. */
  async settled(): Promise<void> {
    await this.copying;
  }

  /** The replay is over: nobody waits any more, and copies get what they need to be asked at once. */
  async end(signal: AbortSignal): Promise<void> {
    await this.settled();
    for (const copy of this.left) if (!signal.aborted) await this.tables.withIndexes(this.line, copy).catch(() => undefined);
  }

  private async copy(): Promise<void> {
    const began = performance.now();
    const copy = await this.tables.copy(this.line, this.source);
    try {
      await this.tables.finish(this.line, copy, { empty: false, isCopy: true });
    } catch (error) {
      await this.tables.drop(copy.table);
      throw error;
    }
    this.left.push(copy);
    this.spentMs += performance.now() - began;
  }
}
