import { BEGINNING, type Position } from '@fieldledger/kernel';
import type { DueErasure, ErasureProgress, KeyRows, Rewrapped, WrappedKey } from './key-rows.js';

/** Wrapped keys in memory, for a vault that is gone when the process is. */
export class MemoryKeyRows implements KeyRows {
  private checked: Buffer | undefined;
  private readonly organizations = new Map<string, Buffer>();
  private readonly persons = new Map<string, Buffer | null>();
  private readonly tokens = new Set<string>();
  private readonly postponed = new Map<string, DueErasure & { readonly until: string }>();
  private reached: ErasureProgress = { appliedUntil: BEGINNING, erasedUntil: BEGINNING, scrubbedUntil: BEGINNING };

  async check(offered: Buffer): Promise<Buffer> {
    return (this.checked ??= offered);
  }

  async isUsed(): Promise<boolean> {
    return this.checked !== undefined;
  }

  async organizationKey(organization: string, offered: Buffer): Promise<Buffer> {
    const kept = this.organizations.get(organization) ?? offered;
    this.organizations.set(organization, kept);
    return kept;
  }

  async find(organization: string, subjects: readonly string[]): Promise<Map<string, Buffer | null>> {
    const found = new Map<string, Buffer | null>();
    for (const subject of subjects) {
      const wrapped = this.persons.get(`${organization} ${subject}`);
      if (wrapped !== undefined) found.set(subject, wrapped);
    }
    return found;
  }

  async add(organization: string, offered: ReadonlyMap<string, Buffer>): Promise<ReadonlySet<string>> {
    const strangers = [...offered].filter(([subject]) => !this.persons.has(`${organization} ${subject}`));
    for (const [subject, wrapped] of strangers) this.persons.set(`${organization} ${subject}`, wrapped);
    return new Set(strangers.map(([subject]) => subject));
  }

  async wrappedForAll(): Promise<readonly WrappedKey[]> {
    const ofOrganizations = [...this.organizations].map(([organization, wrapped]) => ({ organization, wrapped }));
    return this.checked ? [{ wrapped: this.checked }, ...ofOrganizations] : ofOrganizations;
  }

  async wrappedForPersons(last: WrappedKey | undefined, limit: number): Promise<readonly WrappedKey[]> {
    const after = last && `${last.organization} ${last.subject}`;
    const names = [...this.persons.keys()].filter((name) => after === undefined || name > after).sort();
    return names.flatMap((name) => {
      const [organization, subject] = name.split(' ');
      const wrapped = this.persons.get(name);
      return wrapped ? [{ organization: organization!, subject: subject!, wrapped }] : [];
    }).slice(0, limit);
  }

  async exchange(changes: readonly Rewrapped[]): Promise<void> {
    for (const { key: { organization, subject, wrapped }, anew } of changes) {
      const name = `${organization} ${subject}`;
      if (organization === undefined) {
        if (this.checked?.equals(wrapped)) this.checked = anew;
      } else if (subject === undefined) {
        if (this.organizations.get(organization)?.equals(wrapped)) this.organizations.set(organization, anew);
      } else if (this.persons.get(name)?.equals(wrapped)) this.persons.set(name, anew);
    }
  }

  async destroy(organization: string, subjects: readonly string[]): Promise<number> {
    const keys = [...new Set(subjects)].map((subject) => `${organization} ${subject}`);
    const had = keys.filter((key) => this.persons.get(key)).length;
    for (const key of keys) this.persons.set(key, null);
    return had;
  }

  async dropCopies(): Promise<void> {}

  async suppress(organization: string, tokens: readonly string[]): Promise<void> {
    for (const token of tokens) this.tokens.add(`${organization} ${token}`);
  }

  async suppressed(organization: string, tokens: readonly string[]): Promise<ReadonlySet<string>> {
    return new Set(tokens.filter((token) => this.tokens.has(`${organization} ${token}`)));
  }

  async postpone(organization: string, erasureId: string, until: string): Promise<void> {
    this.postponed.set(`${organization} ${erasureId}`, { organization, erasureId, until });
  }

  async settle(organization: string, erasureIds: readonly string[]): Promise<void> {
    for (const erasureId of erasureIds) this.postponed.delete(`${organization} ${erasureId}`);
  }

  async due(day: string): Promise<readonly DueErasure[]> {
    return [...this.postponed.values()].filter(({ until }) => until <= day).map(({ organization, erasureId }) => ({ organization, erasureId }));
  }

  async progress(): Promise<ErasureProgress> {
    return this.reached;
  }

  async applied(until: Position, lastErasure: Position = this.reached.erasedUntil): Promise<void> {
    this.reached = { ...this.reached, appliedUntil: until, erasedUntil: lastErasure };
  }

  async scrubbed(until: Position): Promise<void> {
    this.reached = { ...this.reached, scrubbedUntil: until };
  }
}
