import type { KeyRows } from './key-rows.js';

/** Wrapped keys in memory, for a vault that is gone when the process is. */
export class MemoryKeyRows implements KeyRows {
  private checked: Buffer | undefined;
  private readonly organizations = new Map<string, Buffer>();
  private readonly persons = new Map<string, Buffer | null>();

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

  async destroy(organization: string, subject: string): Promise<boolean> {
    const had = Boolean(this.persons.get(`${organization} ${subject}`));
    if (had) this.persons.set(`${organization} ${subject}`, null);
    return had;
  }
}
