import { Rejection } from './rejection.js';

/**
 * An event is a fact that has happened: a type in the past tense and the data that every reader needs,
 * complete enough that none has to look anything up. Ids only; never a name, a phone number or free text.
 */
export interface Event<Type extends string = string, Data extends object = object> {
  readonly type: Type;
  readonly data: Data;
}

/** Where a fact came from when it did not come from an app's own request: file import, webhook, bulk transfer. */
export interface Provenance {
  /** The system that knew it first, such as `canvass-csv` or `van`. */
  readonly sourceSystem: string;
  /** SHA-256 of the file, hexadecimal; never its name, which may hold a person's. */
  readonly fileHash?: string;
  /** The row in that file; the first row of data is 1. */
  readonly row?: number;
}

/** Who acted, through what, and in answer to what. Built once at the door, then passed as an argument. */
export interface Meta {
  /** The organization the credential is bound to (a UUID), never one named in a body. */
  readonly organization: string;
  /** Who acted: the id of a key or of a person, never a name. */
  readonly actor: string;
  /** The app that sent it. */
  readonly app: string;
  readonly correlationId: string;
  /** The event or request this one answers, if any. */
  readonly causationId: string | null;
  /** When the door opened for it, an instant: the only clock that rules may use. */
  readonly receivedAt: string;
  readonly provenance: Provenance | null;
}

/**
 * A place in the log. Opaque, and sortable as a string: a later event has a greater position.
 * The only thing a caller may do with two positions is compare them.
 */
export type Position = string;

/** Sorts before every event; "read after this" reads the whole log. */
export const BEGINNING: Position = '';

/** An event's position: every log writes sixteen digits, so that text sorts as numbers do. */
export const POSITION = /^[0-9]{16}$/;

export const isPosition = (text: string): boolean => POSITION.test(text);

/** @throws Rejection `invalid-position` for what is neither a position nor the beginning */
export function demandPosition(given: string, name = 'A position'): void {
  if (given !== BEGINNING && !isPosition(given)) throw new Rejection('invalid', 'invalid-position', `${name} is sixteen digits, as an earlier answer gave it.`);
}

/** An event as the log holds it: the envelope of the design, with its payload as it was hashed. */
export interface RecordedEvent<E extends Event = Event> {
  /** A UUID made from the organization, the stream and the producer's own id: the same request makes the same id. */
  readonly id: string;
  readonly type: E['type'];
  readonly schemaVersion: number;
  readonly organization: string;
  readonly stream: string;
  /** Place in its stream; the first event has 0, and there is no gap. */
  readonly revision: number;
  readonly position: Position;
  readonly actor: string;
  readonly app: string;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly provenance: Provenance | null;
  /** The producer's claim of when it happened, an instant. */
  readonly occurredAt: string;
  /** When the log took it, an instant with microseconds; never decreases with position. */
  readonly recordedAt: string;
  /** The exact canonical JSON (RFC 8785) whose UTF-8 bytes were hashed. Never made again from `data`. */
  readonly payload: string;
  /** SHA-256 of those bytes, hexadecimal. */
  readonly payloadHash: string;
  /** SHA-256 of the request that caused it, hexadecimal: how a repeat is told from another request under the same id. */
  readonly digest: string;
  /** The payload, parsed. */
  readonly data: E['data'];
}

/** An event as reports are told of it: what happened, when, and where in the log; not who brought it, nor what proves it. */
export type Fact<E extends Event = Event> = Omit<RecordedEvent<E>, 'actor' | 'app' | 'correlationId' | 'causationId' | 'provenance' | 'payload' | 'payloadHash' | 'digest'>;

/**
 * When what events tell of happened, by type: for whoever asks what happened until an instant. The envelope's `occurredAt`
 * holds for a type that is not named. A correction is no happening: it belongs to when what it corrects happened. Null is
 * for what has no time, and always counts: definitions, links, what does not say when that happened which it is about.
 */
export interface EventTimes<E extends Event = Event> {
  readonly at: { readonly [T in E['type']]?: (event: Extract<FactOf<E>, { type: T }>) => string | null };
  /**
   * By type: what is left of a correction that moves what it corrects to after that instant. For whoever asks it did not
   * happen; where nothing is said, such a correction is left out.
   */
  readonly moved?: { readonly [T in E['type']]?: (event: Extract<FactOf<E>, { type: T }>) => Fact };
}

/** Those of any events, for whoever has them all; each function is given only events of its type. */
export interface AnyEventTimes {
  readonly at: Readonly<Record<string, AnyTimes['at'] | undefined>>;
  readonly moved?: Readonly<Record<string, AnyTimes['moved'] | undefined>>;
}

interface AnyTimes {
  at(event: Fact): string | null;
  moved(event: Fact): Fact;
}

/** The fact of each event of a union, so that a switch on `type` narrows `data`. */
export type FactOf<E extends Event> = E extends Event ? Fact<E> : never;
