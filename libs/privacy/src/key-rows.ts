import type { Position } from '@fieldledger/kernel';
import type { WrappedFor } from './key-purposes.js';

/** Where wrapped keys are kept. Nothing in it can be used without the key-encryption key. */
export interface KeyRows {
  /** What proves that a key-encryption key is the one of this installation; the offered one is kept where there is none yet. */
  check(offered: Buffer): Promise<Buffer>;
  /** Whether a key-encryption key was ever used here. */
  isUsed(): Promise<boolean>;
  /** An organization's lookup key, wrapped; the offered one is kept where there is none yet. */
  organizationKey(organization: string, offered: Buffer): Promise<Buffer>;
  /** The wrapped keys of these persons; null for a destroyed one; persons without a key are not listed. */
  find(organization: string, subjects: readonly string[]): Promise<Map<string, Buffer | null>>;
  /** Keeps the keys of persons who have none yet, durably, before it returns; a person who has one keeps it. @returns whose were kept */
  add(organization: string, offered: ReadonlyMap<string, Buffer>): Promise<ReadonlySet<string>>;
  /** The check and the keys of organizations. */
  wrappedForAll(): Promise<readonly WrappedKey[]>;
  /** The keys of persons that are not destroyed, so many after the last of the page before. */
  wrappedForPersons(last: WrappedKey | undefined, limit: number): Promise<readonly WrappedKey[]>;
  /** Keeps another wrapping of the same keys. One that was destroyed or exchanged since it was read stays as it is. */
  exchange(changes: readonly Rewrapped[]): Promise<void>;
  /** Destroys keys for good; a person who has none will never have one. @returns how many there were */
  destroy(organization: string, subjects: readonly string[]): Promise<number>;
  /** Drops throw-away copies of what was opened: reports as they stood at some moment. */
  dropCopies(): Promise<void>;
  /** Keeps tokens by which somebody is known again who must not be recorded. */
  suppress(organization: string, tokens: readonly string[]): Promise<void>;
  /** Which of these tokens are kept so. */
  suppressed(organization: string, tokens: readonly string[]): Promise<ReadonlySet<string>>;
  /** Notes on which day an erasure is due that was postponed. */
  postpone(organization: string, erasureId: string, until: string): Promise<void>;
  /** Notes that these are due no more. */
  settle(organization: string, erasureIds: readonly string[]): Promise<void>;
  /** Those due on this day or before. */
  due(day: string): Promise<readonly DueErasure[]>;
  /** How far the log's erasures are carried out. */
  progress(): Promise<ErasureProgress>;
  /** Notes up to where they are, and where the last of them stands. */
  applied(until: Position, lastErasure: Position | undefined): Promise<void>;
  /** Notes that nothing is left on the disk of those up to here. */
  scrubbed(until: Position): Promise<void>;
}

export interface WrappedKey extends WrappedFor {
  readonly wrapped: Buffer;
}

export interface Rewrapped {
  /** As it was read. */
  readonly key: WrappedKey;
  readonly anew: Buffer;
}

export interface ErasureProgress {
  /** Everything that the log says up to here is carried out. */
  readonly appliedUntil: Position;
  /** Where the last erasure stands that was. */
  readonly erasedUntil: Position;
  readonly scrubbedUntil: Position;
}

/** An erasure whose day has come. */
export interface DueErasure {
  readonly organization: string;
  readonly erasureId: string;
}
