/** The kinds of no, and what each is over HTTP: 400, 403, 404, 409. */
export type RejectionKind = 'invalid' | 'denied' | 'missing' | 'conflict';

/** One fault in what was asked: where it is, what is wrong, what would be right. */
export interface Fault {
  /** JSON pointer into the body, such as `/items/3/voter/id`; empty for the whole. */
  readonly field: string;
  readonly problem: string;
  /** For clients that switch on the kind of fault; most need none. */
  readonly code?: string;
}

/** A rule that says no to an intention. The message tells what to do next and holds nothing personal. */
export class Rejection extends Error {
  constructor(
    readonly kind: RejectionKind,
    /** Stable and kebab-case: clients switch on it. */
    readonly slug: string,
    message: string,
    /** Further members of the answer: `faults`, `differs`, `serverTime` and the like. */
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = 'Rejection';
  }
}

/**
 * Nothing is wrong with what was asked; it cannot be served now. `unknown` says that a write may or may not have
 * been stored: the same request again, with the same ids, finds out. Over HTTP 503 with Retry-After.
 */
export class Unavailable extends Error {
  constructor(
    readonly slug: 'overloaded' | 'write-unknown' | 'log-unreachable' | 'not-yet-visible' | 'report-stopped' | 'took-too-long' | 'receipt-unsigned' | 'stopping',
    message: string,
    readonly retryAfterSeconds: number = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Unavailable';
  }
}
