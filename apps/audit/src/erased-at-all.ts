import { BEGINNING, type Clear, type EventLog, type Fact, type Position, type Unsealer } from '@fieldledger/kernel';
import { isSealed, PERSON_ERASED } from '@fieldledger/privacy';

const PAGE = 1_000;

/**
 * Opens events for whoever looks back: nothing of a person is opened whose erasure is recorded anywhere in the log, also
 * after the moment that is looked at, and also while the key is still about to be destroyed.
 */
export class ErasedAtAll implements Unsealer {
  private readonly erased = new Set<string>();
  private known: Position = BEGINNING;
  private learning: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: Pick<EventLog, 'horizon' | 'readFacts'>,
    private readonly keys: Unsealer,
  ) {}

  async unseal(events: readonly Fact[]): Promise<readonly Clear[]> {
    if (events.length === 0) return [];
    const clear = await this.keys.unseal(events);
    // Afterwards: what is opened now and was erased meanwhile is not handed out.
    await this.learn();
    if (this.erased.size === 0) return clear;
    return events.map(({ organization, data }, n) =>
      Object.fromEntries(Object.entries(clear[n]!).map(([field, value]) => {
        const sealed = (data as Record<string, unknown>)[field];
        return [field, isSealed(sealed) && this.erased.has(`${organization} ${sealed.key}`) ? null : value];
      })),
    );
  }

  /** Each part of the log is looked through once. */
  private learn(): Promise<void> {
    const learned = this.learning.then(() => this.learnOn());
    this.learning = learned.catch(() => undefined);
    return learned;
  }

  private async learnOn(): Promise<void> {
    const { position: until } = await this.log.horizon();
    while (this.known < until) {
      const page = await this.log.readFacts(this.known, { limit: PAGE, types: [PERSON_ERASED], until });
      for (const { organization, data } of page) for (const subject of (data as { readonly subjects: readonly string[] }).subjects) this.erased.add(`${organization} ${subject}`);
      this.known = page.length < PAGE ? until : page.at(-1)!.position;
    }
  }
}
