import { BEGINNING, type EventLog, type Page, type Position, type Fact } from '@fieldledger/kernel';

/** How many of the last events are held, and how many are fetched at once. */
const [HELD, FETCHED] = [10_000, 2_000];

/**
 * The last stretch of the log, fetched once for all reports: those that keep up all want the same events at the same
 * time, each of other types. Whoever is further behind reads the log itself.
 */
export class RecentEvents {
  /** Everything after this and up to `through`, of every type, is held. */
  private after: Position = BEGINNING;
  private through: Position = BEGINNING;
  private events: Fact[] = [];
  private fetching: Promise<void> = Promise.resolve();

  constructor(private readonly log: Pick<EventLog, 'readFacts'>) {}

  /** As the log's own `read`, of what lies up to `until`, which the log has reached. */
  async read(after: Position, page: Page & { readonly until: Position }): Promise<Fact[]> {
    const { limit, types, until } = page;
    if (after < this.after) return this.log.readFacts(after, page);
    const found: Fact[] = [];
    for (let from = after; from < until; from = this.through) {
      if (from >= this.through) await this.extend(from, until);
      // Others may have moved the stretch meanwhile, away from where we stand.
      if (from < this.after || from >= this.through) return [...found, ...(await this.log.readFacts(from, { ...page, limit: limit - found.length }))];
      for (let i = this.firstAfter(from); i < this.events.length && this.events[i]!.position <= until; i++) {
        const event = this.events[i]!;
        if (types === undefined || types.includes(event.type)) found.push(event);
        if (found.length === limit) return found;
      }
    }
    return found;
  }

  /** Fetches on, one fetch at a time: who waited finds what the other has fetched. */
  private extend(from: Position, until: Position): Promise<void> {
    const fetch = async () => {
      if (from < this.through) return;
      if (from > this.through) [this.after, this.events] = [from, []];
      const events = await this.log.readFacts(from, { limit: FETCHED, until });
      this.events = [...this.events, ...events];
      this.through = events.length < FETCHED ? until : events.at(-1)!.position;
      if (this.events.length > HELD) {
        const dropped = this.events.splice(0, this.events.length - HELD / 2);
        this.after = dropped.at(-1)!.position;
      }
    };
    const fetched = this.fetching.then(fetch);
    this.fetching = fetched.catch(() => undefined);
    return fetched;
  }

  /** The index of the first event after a position. */
  private firstAfter(position: Position): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.events[middle]!.position <= position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
