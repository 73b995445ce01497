import type { RecordedEvent } from '@fieldledger/kernel';

/** A stream of an organization. */
interface Asked {
  readonly organization: string;
  readonly stream: string;
}

/** Fetches streams in one round trip. */
export type FetchStreams = (asked: readonly Asked[]) => Promise<RecordedEvent[]>;

interface Caller {
  readonly organization: string;
  readonly streams: readonly string[];
  readonly resolve: (found: Map<string, RecordedEvent[]>) => void;
  readonly reject: (reason: unknown) => void;
}

/** How many streams one fetch asks for. */
const STREAMS = 5_000;
/** With so many callers in one fetch there will be as many in the next, and it is worth waiting for them. */
const BUSY_CALLERS = 4;
const GATHERING_MS = 1;

/**
 * Makes one query of the reads of many callers: while a fetch is under way the next one gathers, as with appends. What
 * a caller gets was read after it asked. A stream that several ask for is fetched once.
 */
export class StreamReads {
  private waiting: Caller[] = [];
  private running = false;

  constructor(private readonly fetch: FetchStreams) {}

  read(organization: string, streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ organization, streams, resolve, reject });
      if (!this.running) void this.run();
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    // Everyone who asks in this turn of the event loop goes together.
    await new Promise(setImmediate);
    while (this.waiting.length > 0) {
      const callers = this.take();
      await this.serve(callers);
      if (callers.length >= BUSY_CALLERS) await new Promise((resolve) => setTimeout(resolve, GATHERING_MS));
    }
    this.running = false;
  }

  private take(): Caller[] {
    let streams = 0;
    const count = this.waiting.findIndex((caller) => (streams += caller.streams.length) > STREAMS);
    return this.waiting.splice(0, count < 0 ? this.waiting.length : Math.max(count, 1));
  }

  private async serve(callers: readonly Caller[]): Promise<void> {
    try {
      const asked = new Map(callers.flatMap(({ organization, streams }) => streams.map((stream) => [nameOf({ organization, stream }), { organization, stream }])));
      const known = new Map<string, RecordedEvent[]>();
      for (const event of await this.fetch([...asked.values()])) {
        const events = known.get(nameOf(event));
        if (events) events.push(event);
        else known.set(nameOf(event), [event]);
      }
      for (const { organization, streams, resolve } of callers) {
        resolve(new Map(streams.flatMap((stream) => {
          const events = known.get(nameOf({ organization, stream }));
          return events ? [[stream, [...events]]] : [];
        })));
      }
    } catch (error) {
      for (const { reject } of callers) reject(error);
    }
  }
}

function nameOf({ organization, stream }: Asked): string {
  return `${organization.toLowerCase()} ${stream}`;
}
