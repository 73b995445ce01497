import type { EventLog } from '@fieldledger/kernel';

/** What was done, and what this database's own administrator must do. */
export interface Scrubbed {
  /** The tables that were written anew, without what was deleted from them. */
  readonly tables: readonly string[];
  /** Segments of the write-ahead log that are gone. */
  readonly segments: number;
  /** Sentences; empty where all was done. */
  readonly left: readonly string[];
}

/** Leaves nothing on the disk of persons who were erased: neither in dead rows nor in the write-ahead log. */
export interface Scrubber {
  /** @param signal ends the wait for others @throws Unavailable `not-yet-visible` when the tables of persons do not come to the end of the log in time */
  scrub(log: EventLog, signal?: AbortSignal): Promise<Scrubbed>;
}
