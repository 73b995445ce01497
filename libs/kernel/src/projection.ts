import type { Event, Fact, FactOf, Position, RecordedEvent } from './event.js';

/** The sealed members of an event's data as clear text, by name; null for one whose key was destroyed. Empty where nothing was opened. */
export type Clear = Readonly<Record<string, unknown>>;

/** What is sealed in an event does not open, though its key was not destroyed: one of them was changed. */
export class Unopened extends Error {
  constructor(
    readonly event: Pick<Fact, 'id' | 'type' | 'position'>,
    field: string,
    subject: string,
    options: ErrorOptions,
  ) {
    super(`its ${field} does not open with the key of ${subject}: the event or the key was changed`, options);
    this.name = 'Unopened';
  }
}

/** Opens what is sealed in events, for the projections that may see clear text. */
export interface Unsealer {
  /** For each event, in order. @throws Unopened */
  unseal(events: readonly Fact[]): Promise<readonly Clear[]>;
}

/** A value that a column holds. Instants are ISO 8601 strings, positions and large integers strings. */
export type Cell = string | number | boolean | null | readonly string[];
export type Row = Readonly<Record<string, Cell>>;

/**
 * A report's table as pure folds. The key says which row an event belongs to; the folds say what it does to the row, and
 * are the filter of what is read. No clock, no randomness, no look-up: the same log makes the same bytes.
 */
export interface Projection<E extends Event = Event, Key extends Row = Row, Value extends Row = Row> {
  /** Snake case; the table's name. */
  readonly name: string;
  /** Raise it when anything about the table or its folds changes: it is rebuilt beside the old one, then swapped. */
  readonly version: number;
  /** The DDL with `{{table}}` for the table's name; columns are the snake case of key and value, after `organization`. */
  readonly table: string;
  /** Members of the key, in the order of the primary key (after `organization`). */
  readonly keyColumns: readonly (keyof Key & string)[];
  /** The row an event belongs to, in its own organization; null when the event is no concern of this report. */
  readonly key: (event: FactOf<E>) => Key | null;
  readonly initial: Value;
  /** The table holds clear text of persons: it is kept apart, and its folds are given what is sealed, opened. */
  readonly personal?: true;
  /** What reporting services see of the table by SQL. */
  readonly views?: readonly SqlView[];
  /** By event type: an event that concerns many rows, of which no key tells. The key is not asked of it. */
  readonly among?: { readonly [T in E['type']]?: (event: Extract<FactOf<E>, { type: T }>) => Among };
  /** The newest schema version of each event type that the folds know; 1 where nothing is said. A newer one stops the report. */
  readonly schemaVersions?: Partial<Readonly<Record<E['type'], number>>>;
  /** By event type: the row after the event. Null removes the row. */
  readonly fold: { readonly [T in E['type']]: (row: Value, event: Extract<FactOf<E>, { type: T }>, clear: Clear) => Value | null };
}

/** The rows, of an event's organization, that have one of the values in one of the members, which are lists of text. */
export interface Among {
  readonly members: readonly string[];
  readonly values: readonly string[];
}

/**
 * Any of them, for whoever carries them all. Key and folds are methods here, whose parameters TypeScript lets be narrower:
 * each is given only events of the types that it names, and rows that it made.
 */
export interface AnyProjection extends Omit<Projection, 'keyColumns' | 'key' | 'initial' | 'among' | 'schemaVersions' | 'fold'> {
  readonly keyColumns: readonly string[];
  key(event: Fact): Row | null;
  readonly initial: Row;
  readonly among?: Readonly<Record<string, AnyFold['among'] | undefined>>;
  readonly schemaVersions?: Readonly<Record<string, number | undefined>>;
  readonly fold: Readonly<Record<string, AnyFold['fold']>>;
}

interface AnyFold {
  among(event: Fact): Among;
  fold(row: Row, event: Fact, clear: Clear): Row | null;
}

/** The column of a projection's table that holds a member of its key or row. */
export function columnOf(member: string): string {
  return member.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A view for whoever reads by SQL; its columns are kept from version to version. */
export interface SqlView {
  /** Snake case; its name in the schema `reporting`. */
  readonly name: string;
  /**
   * A SELECT over `{{table}}` with `organization` among its columns; rows of others are kept from the reader outside of it.
   * Comments at its head and behind its columns become the view's.
   */
  readonly sql: string;
}

/** Who may read an organization's rows by SQL. */
export interface SqlReader {
  readonly role: string;
  /** With the password, this once. */
  readonly url: string;
}

/** The door for reporting by SQL. */
export interface SqlDoor {
  /** Makes a role that sees the rows of this organization in every view, and nothing else. */
  addReader(organization: string): Promise<SqlReader>;
  /** False where this organization has no such role. */
  removeReader(organization: string, role: string): Promise<boolean>;
}

/** Under this name an app provides it. */
export const SQL_DOOR = Symbol('SqlDoor');

/** What a report's answer reflects: everything recorded up to here. */
export interface Reflects {
  readonly position: Position;
  readonly moment: string;
  /** The known time that was asked for: what was recorded by then is reflected. */
  readonly asOf?: string;
  /** The event time that was asked for: of what was recorded, only what happened until then is reflected. */
  readonly occurredUntil?: string;
  /** What is to be said of such an answer besides: that there was nothing yet. */
  readonly note?: string;
}

/** The moment for which a report is asked. Without any of it, the report as it stands. */
export interface When {
  /** The answer counts everything up to here; `latest` stands for the end of the log at the moment of asking. Not together with the next two. */
  readonly minPosition?: Position | typeof LATEST;
  /** As it stood when the log had come to here. */
  readonly atPosition?: Position;
  /** Known time: as it stood at that instant, with what was recorded by then. */
  readonly asOf?: string;
  /** Event time: only what happened until that instant. */
  readonly occurredUntil?: string;
}

/** Whether a moment of the past is meant, which no live table can tell. */
export const isReplayed = ({ atPosition, asOf, occurredUntil }: When): boolean => atPosition !== undefined || asOf !== undefined || occurredUntil !== undefined;

/** Rows of one report's own table, for its query, in one organization. */
export interface ReadStore {
  /**
   * Runs a report's SQL against its live table: `{{table}}` stands for its name, $1 is the organization, the
   * parameters follow from $2. Waits for `minPosition` first, a bounded time; of a moment of the past, for its replay.
   * @throws Unavailable `not-yet-visible` when the projection did not get there in time; Rejection when there is no such moment
   */
  rows<R extends object>(query: ReportQuery): Promise<{ readonly rows: R[]; readonly reflects: Reflects; readonly version: number }>;
}

export interface ReportQuery {
  readonly projection: string;
  readonly organization: string;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** As it stands where nothing is said. */
  readonly when?: When;
}

/** Asked for instead of a position: everything that is recorded by now. */
export const LATEST = 'latest';

/** Under this name an app provides the read store it chose to the reports' queries. */
export const READ_STORE = Symbol('ReadStore');

/** A report's totals without and with a change. */
export interface Effect {
  readonly report: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** Shows what events would do to every report of an organization, and leaves no trace. */
export interface WhatIf {
  /**
   * @param types what such events can be: reports that fold none of them are not asked
   * @param at the position from which the events were made up: no report is asked before it has come there
   * @throws Unavailable `not-yet-visible`
   */
  effectOf(events: readonly RecordedEvent[], types: readonly string[], organization: string, at: Position): Promise<Effect[]>;
}

/** Under this name an app provides the what-if it chose. */
export const WHAT_IF = Symbol('WhatIf');
