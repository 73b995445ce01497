import type { AnyEventTimes, EventLog, Fact, Page, Position } from '@fieldledger/kernel';

const PAGE = 4_000;

export interface ReplayReaderOptions {
  readonly log: Pick<EventLog, 'horizon' | 'readFacts'>;
  readonly organization: string;
  /** An instant; everything where there is none. */
  readonly occurredUntil?: string;
  readonly times: AnyEventTimes;
}

/** The events of one organization as a replay reads them: those that happened until an instant, and what corrects them. */
export class ReplayReader {
  /** How many events were given out; whoever wants to know is told after each page. */
  given = 0;
  onPage: () => void = () => undefined;
  private readonly until: number;

  constructor(private readonly options: ReplayReaderOptions) {
    this.until = options.occurredUntil === undefined ? Infinity : Date.parse(options.occurredUntil);
  }

  horizon(): ReturnType<EventLog['horizon']> {
    return this.options.log.horizon();
  }

  /** As the log's own, but a page is shorter than its limit only at the end. */
  async readFacts(after: Position, page: Page & { readonly until: Position }): Promise<Fact[]> {
    const { log, organization } = this.options;
    const kept: Fact[] = [];
    for (let from = after; ; ) {
      const events = await log.readFacts(from, { ...page, organization });
      kept.push(...this.left(events, page.types).slice(0, page.limit - kept.length));
      if (kept.length === page.limit || events.length < page.limit) break;
      from = events.at(-1)!.position;
    }
    this.given += kept.length;
    this.onPage();
    return kept;
  }

  /** All there is between two positions, where that is no more than so many to read; else undefined. */
  async few(after: Position, { types, until, most }: { readonly types: readonly string[]; readonly until: Position; readonly most: number }): Promise<Fact[] | undefined> {
    const kept: Fact[] = [];
    const limit = Math.min(PAGE, most + 1);
    for (let [from, read] = [after, 0]; ; ) {
      const events = await this.options.log.readFacts(from, { limit, types, until, organization: this.options.organization });
      read += events.length;
      if (read > most) return undefined;
      kept.push(...this.left(events, types));
      if (events.length < limit) return kept;
      from = events.at(-1)!.position;
    }
  }

  /** Without what happened after the instant; of what moves something to after it, what is left. */
  private left(events: readonly Fact[], types: readonly string[] | undefined): readonly Fact[] {
    if (this.until === Infinity) return events;
    const { at, moved } = this.options.times;
    return events.flatMap((event) => {
      const time = at[event.type] ? at[event.type]!(event) : event.occurredAt;
      if (time === null || Date.parse(time) <= this.until) return [event];
      const rest = moved?.[event.type]?.(event);
      return rest && (types?.includes(rest.type) ?? true) ? [rest] : [];
    });
  }
}
