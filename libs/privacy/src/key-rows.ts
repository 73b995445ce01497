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
  /** Destroys a key for good. True when there was one. */
  destroy(organization: string, subject: string): Promise<boolean>;
}
