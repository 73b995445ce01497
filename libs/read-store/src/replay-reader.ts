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
      for (const event of events) {
        const left = this.left(event, page.types);
        if (left && kept.length < page.limit) kept.push(left);
      }
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
    for (let [from, read] = [after, 0]; ; ) {
      const events = await this.options.log.readFacts(from, { limit: Math.min(PAGE, most + 1), types, until, organization: this.options.organization });
      read += events.length;
      if (read > most) return undefined;
      for (const event of events) {
        const left = this.left(event, types);
        if (left) kept.push(left);
      }
      if (events.length < Math.min(PAGE, most + 1)) return kept;
      from = events.at(-1)!.position;
    }
  }

  /** The event, or what is left of it when it moves something to after the instant; undefined for what happened after it. */
  private left(event: Fact, types: readonly string[] | undefined): Fact | undefined {
    if (this.until === Infinity) return event;
    const { at, moved } = this.options.times;
    const time = at[event.type] ? at[event.type]!(event) : event.occurredAt;
    if (time === null || Date.parse(time) <= this.until) return event;
    const rest = moved?.[event.type]?.(event);
    return rest && (types?.includes(rest.type) ?? true) ? rest : undefined;
  }
}
