import { BEGINNING, type Clear, type EventLog, type Fact, type Position, type Unsealer } from '@fieldledger/kernel';
import { PERSON_ERASED, type ErasedSubjects } from './erasures.js';
import { isSealed } from './sealed.js';

/**
 * Opens events for whoever follows the log: what stands behind a person's erasure is not opened, even while the key may
 * still be about. So what follows depends on the log alone, and not on how fast a key was destroyed.
 */
export class ErasedFromHere implements Unsealer {
  private readonly erasedAt = new Map<string, Position>();
  private known: Position = BEGINNING;
  private learning: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: Pick<EventLog, 'readFacts'>,
    private readonly keys: Unsealer,
  ) {}

  async unseal(events: readonly Fact[]): Promise<readonly Clear[]> {
    if (events.length === 0) return [];
    const until = events.at(-1)!.position;
    const [clear] = await Promise.all([this.keys.unseal(events), this.learn(until)]);
    if (this.erasedAt.size === 0) return clear;
    return events.map((event, n) => this.without(event, clear[n]!));
  }

  private without({ organization, position, data }: Fact, clear: Clear): Clear {
    const erased = Object.keys(clear).filter((field) => {
      const sealed = (data as Record<string, unknown>)[field];
      return isSealed(sealed) && (this.erasedAt.get(`${organization} ${sealed.key}`) ?? position) < position;
    });
    return erased.length === 0 ? clear : { ...clear, ...Object.fromEntries(erased.map((field) => [field, null])) };
  }

  /** Each part of the log is looked through once, for all who follow it. */
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

const PAGE = 1_000;
