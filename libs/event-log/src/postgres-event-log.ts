import { BEGINNING, isDatabaseGone, Rejection, type AppendOutcome, type AppendRequest, type EventLog, type Fact, type Horizon, type Page, type Position, type RecordedEvent } from '@fieldledger/kernel';
import pg from 'pg';
import { isGivenUp, NEVER_GIVEN_UP, READ_GIVEN_UP_MS, readerConfig, unreachable } from './connection.js';
import { GroupCommit, type Send } from './group-commit.js';
import { NEVER, normalInstant, recordedInstant } from './instant.js';
import { migrate } from './migrate.js';
import { fromPosition, toPosition } from './position.js';
import { prepareRequest } from './prepared-request.js';
import { statement } from './statement.js';
import { StoredEvent, type EventRow } from './stored-event.js';
import { StreamReads } from './stream-reads.js';
import { Tail } from './tail.js';
import { Writer } from './writer.js';

const READ = statement('read');
const READ_STREAMS = statement('read-streams');
const HEAD = 'select position, recorded_at from log.head where id = 1';
const HEAD_AT = 'select position, recorded_at from log.events where position <= $1 order by position desc limit 1';
const POSITION_AT = 'select log.position_at($1)';
/** So many events are looked through by one statement: PostgreSQL gives up one that takes a minute. */
const STRETCH = 200_000;

/** Where the log is, and how many connections may read at once. */
export interface PostgresEventLogOptions {
  readonly url: string;
  /** 6 when absent. One more connection appends. */
  readonly pool?: number;
  /** Stands in for the writer; only the test that proves the checker can fail gives one. */
  readonly send?: Send;
}

/** The event log in PostgreSQL: one table, one head row, one function that appends. */
export class PostgresEventLog implements EventLog {
  /** Makes the schema where it is missing. @throws Unavailable when the database does not answer; Error when it is newer */
  static async open({ url, pool = 6, send }: PostgresEventLogOptions): Promise<PostgresEventLog> {
    await migrate(url);
    return new PostgresEventLog(url, pool, send);
  }

  private readonly readers: pg.Pool;
  private readonly writer: Writer;
  private readonly commits: GroupCommit;
  private readonly reads = new StreamReads(async (asked) => {
    const lists = [asked.map(({ organization }) => organization).join('\n'), asked.map(({ stream }) => stream).join('\n')];
    return (await this.rows<EventRow>('read-streams', READ_STREAMS, lists)).map((row) => new StoredEvent(row));
  });
  private readonly tail = new Tail(async () => (await this.horizon()).position);

  private constructor(url: string, pool: number, send?: Send) {
    this.readers = new pg.Pool({ ...readerConfig(url), max: pool });
    // A connection that is lost while idle says so here; the pool replaces it.
    this.readers.on('error', () => undefined);
    this.writer = new Writer(url);
    this.commits = new GroupCommit(send ?? ((batch) => this.writer.append(batch)));
  }

  async append(requests: readonly AppendRequest[], { atomic = false } = {}): Promise<AppendOutcome[]> {
    const outcomes = await this.commits.append(requests.map(prepareRequest), atomic);
    for (const it of outcomes) if (it.outcome === 'appended') this.tail.reached(it.receipt.position);
    return outcomes;
  }

  async readStream(organization: string, stream: string): Promise<RecordedEvent[]> {
    return (await this.readStreams(organization, [stream])).get(stream) ?? [];
  }

  async readStreams(organization: string, streams: readonly string[]): Promise<Map<string, RecordedEvent[]>> {
    return streams.length === 0 ? new Map<string, RecordedEvent[]>() : this.reads.read(organization, streams);
  }

  read(after: Position, page: Page): Promise<RecordedEvent[]> {
    return this.page('read', ', meta, payload_hash, digest', after, page);
  }

  readFacts(after: Position, page: Page): Promise<Fact[]> {
    return this.page('read-facts', '', after, page);
  }

  async horizon(): Promise<Horizon> {
    const [head] = await this.rows<[string, string]>('head', HEAD, []);
    return { position: toPosition(head![0]), moment: recordedInstant(head![1]) };
  }

  async positionAt(moment: string): Promise<Position> {
    const [row] = await this.rows<[string]>('position-at', POSITION_AT, [normalInstant(moment)]);
    return toPosition(row![0]);
  }

  async horizonAt(position: Position): Promise<Horizon> {
    const [head] = await this.rows<[string, string]>('head-at', HEAD_AT, [fromPosition(position)]);
    return head ? { position: toPosition(head[0]), moment: recordedInstant(head[1]) } : { position: BEGINNING, moment: NEVER };
  }

  waitBeyond(position: Position, milliseconds: number, signal?: AbortSignal): Promise<void> {
    return this.tail.beyond(position, milliseconds, signal);
  }

  async close(): Promise<void> {
    this.tail.close();
    await this.commits.close();
    await this.writer.close();
    await this.readers.end();
  }

  /** A page with `more` columns than those of the fact, gathered stretch by stretch: what is rare may be nowhere in the whole log. */
  private async page(kind: string, more: string, after: Position, { until, ...page }: Page): Promise<StoredEvent[]> {
    if (!Number.isInteger(page.limit) || page.limit < 1 || page.limit > 10_000) {
      throw new Rejection('invalid', 'invalid-limit', 'A page holds 1 to 10,000 events.');
    }
    const from = fromPosition(after);
    const isNarrowed = page.types !== undefined || page.organization !== undefined;
    const last = until === undefined ? Infinity : fromPosition(until);
    if (!isNarrowed || last <= from + STRETCH) return this.stretch(kind, more, from, page, until === undefined ? undefined : last);
    // Known before anything is read: what is appended meanwhile is of the next page.
    const end = Math.min(last, fromPosition((await this.horizon()).position));
    const found: StoredEvent[] = [];
    for (let at = from; at < end && found.length < page.limit; at += STRETCH) {
      found.push(...(await this.stretch(kind, more, at, { ...page, limit: page.limit - found.length }, Math.min(at + STRETCH, end))));
    }
    return found;
  }

  private async stretch(kind: string, more: string, after: number, { limit, types, organization }: Page, until: number | undefined): Promise<StoredEvent[]> {
    const values: unknown[] = [after, limit];
    let name = kind;
    let filters = '';
    const narrow = (word: string, condition: string, value: unknown) => {
      name += `-${word}`;
      filters += ` and ${condition.replace('?', `$${values.push(value)}`)}`;
    };
    if (types) narrow('types', 'type = any(?)', types);
    if (organization !== undefined) narrow('organization', 'organization = ?', organization);
    if (until !== undefined) narrow('until', 'position <= ?', until);
    // Whoever follows the log waits as long as it takes; and a timer that knows of a page keeps its rows alive for long.
    const rows = await this.rows<EventRow>(name, READ.replace('{{more}}', more).replace('{{filters}}', filters), values, NEVER_GIVEN_UP);
    return rows.map((row) => new StoredEvent(row));
  }

  /** Runs a prepared statement; each name always has the same text. */
  private async rows<Row>(name: string, text: string, values: unknown[], query_timeout = READ_GIVEN_UP_MS): Promise<Row[]> {
    try {
      const asked: pg.QueryArrayConfig & { readonly query_timeout: number } = { name, text, values, rowMode: 'array', query_timeout };
      const { rows } = await this.readers.query(asked);
      return rows as Row[];
    } catch (error) {
      throw isDatabaseGone(error) || isGivenUp(error) ? unreachable(error) : error;
    }
  }
}
