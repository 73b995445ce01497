import type { AppendOutcome, AppendRequest, EventLog, Fact, Horizon, Page, Position, RecordedEvent, Tracing } from '@fieldledger/kernel';

/** A log whose appends are spans of the requests they are for, and whose facts say of which request they are. */
export class TracedLog implements EventLog {
  constructor(
    private readonly log: EventLog,
    private readonly tracing: Tracing,
  ) {}

  append(requests: readonly AppendRequest[], options?: { readonly atomic?: boolean }): Promise<AppendOutcome[]> {
    return this.tracing.around('append', requests.map(({ meta }) => meta), () => this.log.append(requests, options));
  }

  readStream(organization: string, stream: string): Promise<RecordedEvent[]> {
    return this.log.readStream(organization, stream);
  }

  readStreams(organization: string, streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    return this.log.readStreams(organization, streams);
  }

  read(after: Position, page: Page): Promise<RecordedEvent[]> {
    return this.log.read(after, page);
  }

  /** Whole events: facts alone do not say in answer to what they happened. */
  readFacts(after: Position, page: Page): Promise<Fact[]> {
    return this.log.read(after, page);
  }

  horizon(): Promise<Horizon> {
    return this.log.horizon();
  }

  positionAt(moment: string): Promise<Position> {
    return this.log.positionAt(moment);
  }

  horizonAt(position: Position): Promise<Horizon> {
    return this.log.horizonAt(position);
  }

  waitBeyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.log.waitBeyond(position, milliseconds, signal);
  }

  close(): Promise<void> {
    return this.log.close();
  }
}
