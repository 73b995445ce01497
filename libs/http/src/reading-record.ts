/** Somebody has looked at what not everybody may look at. Of one minute, one key and one thing there is one line. */
export interface Reading {
  readonly organization: string;
  /** The key that asked, and the app that it was given to. */
  readonly keyId: string;
  readonly app: string;
  /** What was done: the ledger read, an export made or fetched, a report replayed or rebuilt, names seen in clear, or a report seen by an auditor. */
  readonly what: 'ledger' | 'export' | 'replay' | 'rebuild' | 'unsealed' | 'report' | 'readings';
  /** The path that was asked, without its parameters: they may name whatever somebody typed. Of a ledger's files, and of an export's, the part that they share. */
  readonly path: string;
  /** SHA-256 of the parameters, hexadecimal: who knows them can tell that it was these. */
  readonly parametersHash: string;
  /** Rows, of a rebuild those that were folded; of the feed and of an export's events, events; of the ledger and of files, bytes. */
  readonly amount: number;
}

/** As it is kept. */
export interface KeptReading extends Reading {
  /** The minute, an instant. */
  readonly at: string;
  /** How often in that minute. */
  readonly times: number;
}

/** Which lines of the record, the newest first. */
export interface ReadingsAsked {
  /** An instant. */
  readonly before?: string;
  /** The `next` of the answer before. */
  readonly after?: string;
  readonly limit: number;
}

export interface ReadingsPage {
  readonly readings: readonly KeptReading[];
  /** To be asked for as `after` for the lines that follow; null when there are none. */
  readonly next: string | null;
}

/** Who has looked at what, when, and how much of it. */
export interface ReadingRecord {
  /** Before the first byte is sent: what cannot be noted is not shown. */
  note(reading: Reading): Promise<void>;
  list(organization: string, asked: ReadingsAsked): Promise<ReadingsPage>;
}

/** Under this name an app provides its record. */
export const READING_RECORD = Symbol('ReadingRecord');
