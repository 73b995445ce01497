import type { Event, Fact, Meta, Position, RecordedEvent } from './event.js';

/** An event on its way into the log. */
export interface NewEvent extends Event {
  readonly id: string;
  readonly schemaVersion: number;
  readonly occurredAt: string;
}

/** What a stream must look like for an append to be taken: empty, at exactly this revision, or anyhow. */
export type Expected = 'none' | 'any' | number;

/** One decision's events for one stream: stored whole or not at all. */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: Expected;
  /** At least one. */
  readonly events: readonly NewEvent[];
  readonly meta: Meta;
  /** SHA-256 of the request that caused them: the same ids with another digest are a conflict, not a repeat. */
  readonly digest: string;
}

/** Where the last event of a request stands. The same request gets the same receipt for ever. */
export interface Receipt {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: string;
}

/** What became of one request. No outcome burns a position except `appended`. */
export type AppendOutcome =
  | { readonly outcome: 'appended'; readonly receipt: Receipt }
  /** The same ids with the same digest were stored before. */
  | { readonly outcome: 'same'; readonly receipt: Receipt }
  /** One of the ids is taken: by another request, or in another stream. */
  | { readonly outcome: 'conflict'; readonly eventId: string }
  /** The stream is not as expected; `actual` is its last revision, -1 when it is empty. */
  | { readonly outcome: 'wrong-revision'; readonly actual: number }
  /** All or nothing was asked, and another request of the same call was not taken. */
  | { readonly outcome: 'abandoned' };

export interface Page {
  /** At most this many events, 1 to 10,000. */
  readonly limit: number;
  /** Only these types; all when absent. */
  readonly types?: readonly string[];
  readonly organization?: string;
  /** Nothing after this position. */
  readonly until?: Position;
}

/** How far the log reaches: everything at or before `position` was recorded by `moment`, and will never change. */
export interface Horizon {
  readonly position: Position;
  readonly moment: string;
}

/**
 * The ordered, append-only record of everything. Positions are total and gapless in order of commit: whoever has seen
 * position p will never find anything new at or before p. One contract suite (`libs/testing`) holds for every adapter.
 * Every call throws `Unavailable` when the log cannot be reached.
 */
export interface EventLog {
  /**
   * Takes many requests, to many streams, and gives each its own outcome, in order. Requests of one call that name the
   * same stream are taken one after the other. With `atomic`, either every request is appended (or the same again) or
   * none is; two requests to one stream are then a mistake of the caller.
   * @throws Unavailable `overloaded` before anything was sent; `write-unknown` when the answer was lost.
   */
  append(requests: readonly AppendRequest[], options?: { readonly atomic?: boolean }): Promise<AppendOutcome[]>;

  /** The events of a stream in order; empty for a stream that nobody wrote. */
  readStream(organization: string, stream: string): Promise<RecordedEvent[]>;

  /** The streams that exist among these, each with its events in order: one round trip. */
  readStreams(organization: string, streams: readonly string[]): Promise<Map<string, RecordedEvent[]>>;

  /** The next events after a position, in order; empty at the end. */
  read(after: Position, page: Page): Promise<RecordedEvent[]>;

  /** The same events as facts, for reports: a tenth less to carry. */
  readFacts(after: Position, page: Page): Promise<Fact[]>;

  /** The end of the log now. */
  horizon(): Promise<Horizon>;

  /** The last position recorded at or before an instant. */
  positionAt(moment: string): Promise<Position>;

  /** The end of the log as it was at a position: the last event at or before it. @throws Rejection `invalid-position` */
  horizonAt(position: Position): Promise<Horizon>;

  /** Waits until there is something after this position or the wait is over; for a live tail. */
  waitBeyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void>;

  close(): Promise<void>;
}

/** Under this name an app provides the log it chose to whatever handles commands. */
export const EVENT_LOG = Symbol('EventLog');
