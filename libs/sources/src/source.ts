import type { RecordAttempt } from '@fieldledger/contacts';

/** A row of a file as one format reads it: an attempt to send, or why there is none. */
export type RowReading =
  | { readonly attempt: Attempted }
  | { readonly skipped: string }
  | { readonly refused: string; readonly detail: string };

/** An attempt before it is told where it came from: the importer adds the file's hash and the row. */
export type Attempted = Omit<RecordAttempt, 'provenance' | 'device' | 'responses'>;

/** Reads one row: its cells, as many as the header has, and its number; the first row of data is 1. */
export type RowReader = (cells: readonly string[], row: number) => RowReading;

/** What the command line adds to a mapping: it fills what the mapping leaves open. */
export interface Defaults {
  readonly zone?: string;
  readonly campaign?: string;
}

/** A format with its settings, ready for a file. */
export interface Source {
  /** The system that knew it first: part of every attempt's id and of its provenance. */
  readonly name: string;
  /** As WHATWG and iconv name it; without one, UTF-8, or UTF-16 when a byte order mark says so. */
  readonly encoding?: string;
  /** The character between cells; a format that takes several chooses by the header. */
  readonly delimiter: string | readonly string[];
  /** Everything that decides what a row becomes, so that an import is resumed only under the same settings. */
  readonly settings: object;
  /** @throws Error that names the column which the file has not */
  readerFor(header: readonly string[]): RowReader;
}

/** A fault of one row: it is refused, and the rest of the file goes on. The message quotes no cell, since any may hold a name. */
export class RowFault extends Error {
  constructor(
    /** Stable and kebab-case, beside the server's own codes in the outcome file. */
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'RowFault';
  }
}
