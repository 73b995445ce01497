import { BEGINNING, type Clear, type EventLog, type Fact, type Position, type Unsealer } from '@fieldledger/kernel';
import { PERSON_ERASED, type ErasedSubjects } from './erasures.js';
import { isSealed } from './sealed.js';

const PAGE = 1_000;

/** Opens events, but not what the log says is to be forgotten, even while the key may still be about. */
export class Forgetting implements Unsealer {
  /**
   * For whoever follows the log: what stands behind a person's erasure is not opened. So what follows depends on the log
   * alone, and not on how fast a key was destroyed.
   */
  static following(log: Pick<EventLog, 'readFacts'>, keys: Unsealer): Forgetting {
    return new Forgetting(log, keys, async (events) => events.at(-1)!.position, (erasedAt, position) => erasedAt < position);
  }

  /** For whoever looks back: nothing is opened of a person whose erasure is recorded anywhere, also after what is looked at. */
  static lookingBack(log: Pick<EventLog, 'readFacts' | 'horizon'>, keys: Unsealer): Forgetting {
    return new Forgetting(log, keys, async () => (await log.horizon()).position, () => true);
  }

  /** By organization and subject. */
  private readonly erasedAt = new Map<string, Position>();
  private known: Position = BEGINNING;
  private learning: Promise<void> = Promise.resolve();

  private constructor(
    private readonly log: Pick<EventLog, 'readFacts'>,
    private readonly keys: Unsealer,
    /** How much of the log must be known before events are handed out. */
    private readonly until: (events: readonly Fact[]) => Promise<Position>,
    private readonly isHidden: (erasedAt: Position, position: Position) => boolean,
  ) {}

  async unseal(events: readonly Fact[]): Promise<readonly Clear[]> {
    if (events.length === 0) return [];
    const clear = await this.keys.unseal(events);
    // Afterwards: what is opened now and was erased meanwhile is not handed out.
    await this.learn(await this.until(events));
    return this.erasedAt.size === 0 ? clear : events.map((event, n) => this.without(event, clear[n]!));
  }

  private without({ organization, position, data }: Fact, clear: Clear): Clear {
    const hidden = Object.keys(clear).filter((field) => {
      const sealed = (data as Record<string, unknown>)[field];
      const erasedAt = isSealed(sealed) ? this.erasedAt.get(`${organization} ${sealed.key}`) : undefined;
      return erasedAt !== undefined && this.isHidden(erasedAt, position);
    });
    return hidden.length === 0 ? clear : { ...clear, ...Object.fromEntries(hidden.map((field) => [field, null])) };
  }

  /** Each part of the log is looked through once, for all who ask. */
  private learn(until: Position): Promise<void> {
    const learned = this.learning.then(() => this.learnUpTo(until));
    this.learning = learned.catch(() => undefined);
    return learned;
  }

  private async learnUpTo(until: Position): Promise<void> {
    while (this.known < until) {
      const page = await this.log.readFacts(this.known, { limit: PAGE, types: [PERSON_ERASED], until });
      for (const { organization, position, data } of page) {
        for (const subject of (data as ErasedSubjects).subjects) {
          const key = `${organization} ${subject}`;
          if (!this.erasedAt.has(key)) this.erasedAt.set(key, position);
        }
      }
      this.known = page.length < PAGE ? until : page.at(-1)!.position;
    }
  }
}
