import { randomBytes } from 'node:crypto';
import type { Clear, Fact, Unsealer } from '@fieldledger/kernel';
import type { KeyEncryptionKey } from './key-encryption-key.js';
import type { KeyRows } from './key-rows.js';
import { Lookups } from './lookups.js';
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
  private readonly known = new Map<string, PersonKey>();
  private readonly organizations = new Map<string, Promise<Lookups>>();

  private constructor(
    private readonly rows: KeyRows,
    private readonly kek: KeyEncryptionKey,
  ) {}

  /** @throws Error with a sentence when the key-encryption key is not the one that this installation's keys were wrapped with */
  static async open(rows: KeyRows, kek: KeyEncryptionKey): Promise<Vault> {
    const kept = await rows.check(kek.wrap(randomBytes(32), CHECK));
    try {
      kek.unwrap(kept, CHECK);
    } catch (cause) {
      throw new Error(`The key-encryption key in ${kek.origin} is not the one that this database's personal data was sealed with. Put back the right one; nothing was changed.`, { cause });
    }
    return new Vault(rows, kek);
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
      const drawn = new Map(strangers.map((subject) => [subject, randomBytes(32)]));
      const kept = await this.rows.add(organization, new Map([...drawn].map(([subject, key]) => [subject, this.kek.wrap(key, purposeOf(organization, subject))])));
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

  /** Opens the sealed members of events' data: null where the person's key was destroyed. */
  async unseal(events: readonly Fact[]): Promise<readonly Clear[]> {
    const wanted = new Map<string, Set<string>>();
    for (const { organization, data } of events) {
      for (const value of Object.values(data)) if (isSealed(value)) subjectsIn(wanted, organization).add(value.key);
    }
    const keys = new Map<string, Map<string, PersonKey>>();
    for (const [organization, subjects] of wanted) keys.set(organization, (await this.keysOf(organization, [...subjects])).keys);
    return events.map((event) => opened(event, (sealed) => keys.get(event.organization)?.get(sealed.key)));
  }

  /** Forgets a person: what was sealed with the key can be read no more, by anyone, and no byte of the log changes. */
  async destroy(organization: string, subject: string): Promise<boolean> {
    const destroyed = await this.rows.destroy(organization, subject);
    this.known.delete(`${organization} ${subject}`);
    return destroyed;
  }

  private async openLookups(organization: string): Promise<Lookups> {
    const purpose = `fieldledger/lookups/${organization}`;
    return new Lookups(this.kek.unwrap(await this.rows.organizationKey(organization, this.kek.wrap(randomBytes(32), purpose)), purpose));
  }

  private async keysOf(organization: string, subjects: readonly string[]): Promise<{ keys: Map<string, PersonKey>; destroyed: Set<string> }> {
    const keys = new Map<string, PersonKey>();
    const destroyed = new Set<string>();
    const unknown: string[] = [];
    for (const subject of subjects) {
      const key = this.known.get(`${organization} ${subject}`);
      if (key) keys.set(subject, key);
      else unknown.push(subject);
    }
    if (unknown.length === 0) return { keys, destroyed };
    for (const [subject, wrapped] of await this.rows.find(organization, unknown)) {
      if (wrapped === null) destroyed.add(subject);
      else keys.set(subject, this.remembered(organization, new PersonKey(subject, this.kek.unwrap(wrapped, purposeOf(organization, subject)))));
    }
    return { keys, destroyed };
  }

  private remembered(organization: string, key: PersonKey): PersonKey {
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(`${organization} ${key.subject}`, key);
    return key;
  }
}

/** About 20 MB of keys: an import meets the same donors again and again. */
const REMEMBERED = 50_000;
const CHECK = 'fieldledger/check';
const purposeOf = (organization: string, subject: string) => `fieldledger/person/${organization}/${subject}`;

function subjectsIn(wanted: Map<string, Set<string>>, organization: string): Set<string> {
  let subjects = wanted.get(organization);
  if (!subjects) wanted.set(organization, (subjects = new Set()));
  return subjects;
}

function opened({ id, data }: Fact, keyOf: (sealed: Sealed) => PersonKey | undefined): Clear {
  const clear: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(data)) {
    if (isSealed(value)) clear[field] = keyOf(value)?.open(value, { eventId: id, field }) ?? null;
  }
  return clear;
}
