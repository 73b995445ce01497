import type { InputFile } from './input-file.js';
import type { Door, PostBody } from './item-outcome.js';
import type { RowCounts } from './row-status.js';

/** One thing that a row says, and the door that takes it. */
export interface RowItem {
  readonly door: Door;
  /** The item's own id: the outcome file shows that of a row's first item. */
  readonly id: string;
  /** The command before it is told where it came from: the importer adds `provenance` with the file's hash and the row. */
  readonly item: object;
}

/**
 * A row of a file as one format reads it: what to send for it, in this order, or why there is nothing. What follows on
 * an item at another door is sent when that item was taken, so a refund comes after its contribution. `leftOut` are the faults of
 * parts that cannot be used, such as one shift of an event: the rest goes without them.
 */
export type RowReading =
  | { readonly items: readonly [RowItem, ...RowItem[]]; readonly leftOut?: readonly RowFault[] }
  | { readonly skipped: string }
  | { readonly refused: string; readonly detail: string };

/** A row's number and what it says; the first row of data is 1. */
export interface ReadRow {
  readonly row: number;
  readonly reading: RowReading;
}

/** What the command line adds to a mapping: it fills what the mapping leaves open. */
export interface Defaults {
  readonly zone?: string;
  readonly campaign?: string;
}

/** A format with its settings, ready for a file. */
export interface Source {
  /** The system that knew it first: part of every item's id and of its provenance. */
  readonly name: string;
  /** Everything that decides what a row becomes, so that an import is resumed only under the same settings. */
  readonly settings: object;
  /**
   * Looks at a file before anything of it is sent. A format whose file counts as a whole reads all of it here, and refuses it here.
   * @throws FileFault that says why nothing of the file can be imported
   */
  open(input: InputFile): Promise<OpenedFile>;
}

/** A file as its source reads it. */
export interface OpenedFile {
  /**
   * Its rows one after the other, in constant memory. Rows up to `done` were imported before: they are counted and not
   * handed on. `onBytes` is told how far into the file this is.
   * @throws FileFault that names the row or byte at fault; what came before it was handed on
   */
  rows(done: number, onBytes: (bytes: number) => void): AsyncGenerator<ReadRow>;
  /** Before the first row, also when an import goes on: what it posts must be safe to repeat. */
  begin?(post: PostBody): Promise<void>;
  /** After the last row, told what became of all of them; `tellAgain` sends every row once more. A sentence that it returns stands in the summary. */
  finish?(post: PostBody, counts: RowCounts, tellAgain: () => Promise<void>): Promise<string | void>;
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

/** What a row says, or its fault as a refusal. */
export function readingOf(read: () => RowReading): RowReading {
  try {
    return read();
  } catch (error) {
    if (error instanceof RowFault) return { refused: error.code, detail: error.message };
    throw error;
  }
}
