import { randomBytes } from 'node:crypto';
import { Unopened, type Clear, type Fact, type Unsealer } from '@fieldledger/kernel';
import type { KeyEncryptionKey } from './key-encryption-key.js';
import { Erasures } from './erasures.js';
import { MemoryErasureJournal, type ErasureJournal } from './erasure-journal.js';
import { purposeOf } from './key-purposes.js';
import type { KeyRows } from './key-rows.js';
import { Lookups } from './lookups.js';
import { rewrap } from './rewrap.js';
import { isSealed, PersonKey, type Sealed } from './sealed.js';
import { Sealing } from './sealing.js';

/** Under this name an app provides its vault. */
export const VAULT = Symbol('Vault');

/** What is to be sealed of one event. */
export interface ToSeal {
  readonly subject: string;
  readonly eventId: string;
  readonly members: Readonly<Record<string, unknown>>;
}

/** The keys of persons: made at first sight, kept wrapped, destroyed when a person is to be forgotten. */
export class Vault implements Unsealer {
  /** What the log says of persons who are to be forgotten. */
  readonly erasures: Erasures;
  private readonly known = new Map<string, { readonly key: PersonKey; until: number }>();
  private readonly organizations = new Map<string, Promise<Lookups>>();

  private constructor(
    private readonly rows: KeyRows,
    private readonly kek: KeyEncryptionKey,
    journal: ErasureJournal,
  ) {
    this.erasures = new Erasures(rows, journal, (organization, subjects) => this.destroy(organization, subjects));
  }

  /** @throws Error with a sentence when the key-encryption key is not the one that this installation's keys were wrapped with */
  static async open(rows: KeyRows, kek: KeyEncryptionKey, journal: ErasureJournal = new MemoryErasureJournal()): Promise<Vault> {
    const kept = await rows.check(kek.wrap(randomBytes(32), purposeOf({})));
    try {
      kek.unwrap(kept, purposeOf({}));
    } catch (cause) {
      throw new Error(`The key-encryption key in ${kek.origin} is not the one that this database's personal data was sealed with. Put back the right one; nothing was changed.`, { cause });
    }
    return new Vault(rows, kek, journal);
  }

  /** A secret outside the database, for something that need not outlive the key-encryption key. */
  secretFor(purpose: string): Buffer {
    return this.kek.secretFor(purpose);
  }

  /** The organization's tokens. */
  lookups(organization: string): Promise<Lookups> {
    let lookups = this.organizations.get(organization);
    if (!lookups) {
      lookups = this.openLookups(organization);
      lookups.catch(() => this.organizations.delete(organization));
      this.organizations.set(organization, lookups);
    }
    return lookups;
  }

  /** The keys of these persons, made where there are none; a destroyed one is missing from the answer. */
  async keysFor(organization: string, subjects: Iterable<string>): Promise<ReadonlyMap<string, PersonKey>> {
    // In order, so that two batches that meet new persons at once never wait for each other in a circle.
    const wanted = [...new Set(subjects)].sort();
    const found = await this.keysOf(organization, wanted);
    for (let strangers = wanted.filter((subject) => !found.keys.has(subject) && !found.destroyed.has(subject)); strangers.length > 0; ) {
      const fresh = randomBytes(KEY_BYTES * strangers.length);
      const drawn = new Map(strangers.map((subject, i) => [subject, fresh.subarray(KEY_BYTES * i, KEY_BYTES * (i + 1))]));
      const kept = await this.rows.add(organization, new Map([...drawn].map(([subject, key]) => [subject, this.kek.wrap(key, purposeOf({ organization, subject }))])));
      for (const subject of kept) found.keys.set(subject, this.remembered(organization, new PersonKey(subject, drawn.get(subject)!)));
      // Somebody else met the others at the same moment.
      const others = await this.keysOf(organization, strangers.filter((subject) => !kept.has(subject)));
      for (const [subject, key] of others.keys) found.keys.set(subject, key);
      strangers = strangers.filter((subject) => !kept.has(subject) && !others.keys.has(subject) && !others.destroyed.has(subject));
    }
    return found.keys;
  }

  /**
   * Seals members of events to come, each with its person's key; undefined members are left out.
   * @returns in the same order; undefined where the person was forgotten and must not be recorded again
   */
  async seal(organization: string, wanted: readonly ToSeal[]): Promise<(Readonly<Record<string, Sealed>> | undefined)[]> {
    const sealings = await this.prepare(organization, wanted);
    return sealings.map((sealing, i) => sealing?.sealFor(wanted[i]!.eventId));
  }

  /** As `seal`, for events whose ids are not known yet. */
  async prepare(organization: string, wanted: readonly Omit<ToSeal, 'eventId'>[]): Promise<(Sealing | undefined)[]> {
    const keys = await this.keysFor(organization, wanted.map(({ subject }) => subject));
    return wanted.map(({ subject, members }) => {
      const key = keys.get(subject);
      return key && new Sealing(key, members);
    });
  }

  /** Opens the sealed members of events' data: null where the person's key was destroyed. @throws Unopened */
  async unseal(events: readonly Fact[]): Promise<readonly Clear[]> {
    const wanted = new Map<string, Set<string>>();
    for (const { organization, data } of events) {
      for (const value of Object.values(data)) if (isSealed(value)) subjectsIn(wanted, organization).add(value.key);
    }
    const keys = new Map<string, ReadonlyMap<string, PersonKey>>();
    for (const [organization, subjects] of wanted) {
      const found = await this.keysOf(organization, [...subjects]).catch((error) => Promise.reject(error instanceof KeyAltered ? ofAltered(events, organization, error) : error));
      keys.set(organization, found.keys);
    }
    return events.map((event) => opened(event, (sealed) => keys.get(event.organization)?.get(sealed.key)));
  }

  /**
   * Forgets persons: what was sealed with their keys can be read no more, by anyone, and no byte of the log changes. Other
   * processes know within two seconds.
   * @returns how many of them had a key
   */
  async destroy(organization: string, subjects: readonly string[]): Promise<number> {
    const destroyed = await this.rows.destroy(organization, subjects);
    for (const subject of subjects) this.known.delete(`${organization} ${subject}`);
    return destroyed;
  }

  /** Which of these persons were forgotten. */
  async forgotten(organization: string, subjects: readonly string[]): Promise<ReadonlySet<string>> {
    return (await this.keysOf(organization, subjects)).destroyed;
  }

  /** Which of these tokens are of somebody who was forgotten and must not be recorded again. */
  suppressed(organization: string, tokens: readonly string[]): Promise<ReadonlySet<string>> {
    return tokens.length === 0 ? Promise.resolve(new Set<string>()) : this.rows.suppressed(organization, tokens);
  }

  /**
   * Wraps every key anew where the key-encryption key replaces another; then the one before it is of no more use.
   * @returns how many were; undefined where there is nothing to replace
   */
  async rewrap(signal: AbortSignal): Promise<number | undefined> {
    return this.kek.isReplacing ? rewrap(this.rows, this.kek, signal) : undefined;
  }

  private async openLookups(organization: string): Promise<Lookups> {
    const purpose = purposeOf({ organization });
    return new Lookups(this.kek.unwrap(await this.rows.organizationKey(organization, this.kek.wrap(randomBytes(32), purpose)), purpose));
  }

  private async keysOf(organization: string, subjects: readonly string[]): Promise<{ keys: Map<string, PersonKey>; destroyed: Set<string> }> {
    const keys = new Map<string, PersonKey>();
    const destroyed = new Set<string>();
    const unknown: string[] = [];
    const now = performance.now();
    for (const subject of subjects) {
      const known = this.known.get(`${organization} ${subject}`);
      if (known && known.until > now) keys.set(subject, known.key);
      else unknown.push(subject);
    }
    if (unknown.length === 0) return { keys, destroyed };
    for (const [subject, wrapped] of await this.rows.find(organization, unknown)) {
      if (wrapped === null) {
        destroyed.add(subject);
        this.known.delete(`${organization} ${subject}`);
      } else {
        // Unwrapped once; afterwards it is only asked whether it is there.
        const known = this.known.get(`${organization} ${subject}`)?.key;
        keys.set(subject, this.remembered(organization, known ?? new PersonKey(subject, this.unwrapped(organization, subject, wrapped))));
      }
    }
    return { keys, destroyed };
  }

  private unwrapped(organization: string, subject: string, wrapped: Buffer): Buffer {
    try {
      return this.kek.unwrap(wrapped, purposeOf({ organization, subject }));
    } catch (cause) {
      throw new KeyAltered(subject, { cause });
    }
  }

  /** Who was met longest ago makes room. */
  private remembered(organization: string, key: PersonKey): PersonKey {
    const name = `${organization} ${key.subject}`;
    if (!this.known.delete(name) && this.known.size >= REMEMBERED) this.known.delete(this.known.keys().next().value!);
    this.known.set(name, { key, until: performance.now() + TRUSTED_MS });
    return key;
  }
}

/** About 20 MB of keys: an import meets the same donors again and again. */
const REMEMBERED = 50_000;
/** So soon every process has noticed that a key was destroyed by another. */
const TRUSTED_MS = 2_000;
const KEY_BYTES = 32;

/** What is kept as a person's key is not what was wrapped for them. */
class KeyAltered extends Error {
  constructor(
    readonly subject: string,
    options: ErrorOptions,
  ) {
    super(`The key of ${subject} in privacy.person_keys was changed: it does not open any more. Put it back from a backup.`, options);
  }
}

/** The first event in which something is sealed with that key. */
function ofAltered(events: readonly Fact[], organization: string, cause: KeyAltered): Unopened {
  const sealedIn = ({ data }: Fact) => Object.entries(data).find(([, value]) => isSealed(value) && value.key === cause.subject)?.[0];
  const event = events.find((each) => each.organization === organization && sealedIn(each) !== undefined)!;
  return new Unopened(event, sealedIn(event)!, cause.subject, { cause });
}

function subjectsIn(wanted: Map<string, Set<string>>, organization: string): Set<string> {
  let subjects = wanted.get(organization);
  if (!subjects) wanted.set(organization, (subjects = new Set()));
  return subjects;
}

function opened(event: Fact, keyOf: (sealed: Sealed) => PersonKey | undefined): Clear {
  const clear: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(event.data)) {
    if (!isSealed(value)) continue;
    try {
      clear[field] = keyOf(value)?.open(value, { eventId: event.id, field }) ?? null;
    } catch (cause) {
      throw new Unopened(event, field, value.key, { cause });
    }
  }
  return clear;
}
