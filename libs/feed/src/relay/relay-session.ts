import { setTimeout as wait } from 'node:timers/promises';
import { BEGINNING, roundMs, type EventLog, type Position, type RecordedEvent, type Tell, type Tracing } from '@fieldledger/kernel';
import type { Admin, Kafka, Producer } from 'kafkajs';
import { feedKey } from '../feed-record.js';
import { partitionOf } from '../partition-of.js';
import { makeMissingTopics, unfitTopics, UnfitTopic, type Topic, type TopicSettings } from '../topics.js';
import { emptyMadeAgain } from './made-again.js';
import { partitionEnds, partitionName, reached, type PartitionEnd } from './partition-ends.js';
import { PartitionWriter } from './partition-writer.js';
import type { Noted, RelayNotes } from './relay-notes.js';

export interface RelaySessionOptions {
  readonly log: EventLog;
  readonly kafka: Kafka;
  readonly topics: readonly Topic[];
  readonly settings: TopicSettings;
  readonly notes: RelayNotes;
  readonly tracing?: Tracing;
  readonly tell: Tell;
}

/** Events read from the log at once. */
const PAGE = 4_000;
/** The log has grown, or may have, after so long. */
const IDLE_MS = 5_000;
/** A page that is not full is followed by the next one so long after it, at the earliest: requests cost more than the records in them. */
const ROUND_MS = 50;

/** One time of writing, from the tails of the partitions on, until something goes wrong; then another begins. */
export class RelaySession {
  /** Makes or checks the topics, reads where each partition ends. @throws UnfitTopic when none may be written to; whatever Kafka, log or notes throw */
  static async open(options: RelaySessionOptions): Promise<RelaySession> {
    const { kafka, topics, settings, notes, tell } = options;
    const admin = kafka.admin({ retry: { retries: 2 } });
    try {
      await admin.connect();
      await makeMissingTopics(admin, topics, settings);
      const unfit = await unfitTopics(admin, topics, settings);
      const names = topics.map(({ name }) => name).filter((name) => !unfit.has(name));
      if (names.length === 0) throw new UnfitTopic([...unfit.values()].join(' '));
      const ends = await partitionEnds(kafka, admin, names, await notes.load(names), tell);
      await refuseForeign(options.log, ends);
      await emptyMadeAgain(admin, notes, ends, tell);
      const noted = await notes.load(names);
      // Several requests under way at once, but never two to one partition: its writer waits for each.
      const producer = kafka.producer({ idempotent: true, maxInFlightRequests: settings.partitions * topics.length, retry: { retries: 5 } });
      await producer.connect();
      const from = start(noted, ends);
      if (from < noted.position) tell('Kafka has lost records that were confirmed, or a topic was made again. They are sent again, from the log.', 'warn');
      return new RelaySession(options, admin, producer, writers(producer, noted, ends), unfit, from);
    } catch (error) {
      await admin.disconnect().catch(() => undefined);
      throw error;
    }
  }

  private readonly topicOf: ReadonlyMap<string, string>;
  /** Where it came to the first event of an unfit topic: once that is put right, another session begins here, and the other partitions know what they have. */
  private heldAt: Position | undefined;

  private constructor(
    private readonly options: RelaySessionOptions,
    private readonly admin: Admin,
    private readonly producer: Producer,
    private readonly writers: ReadonlyMap<string, PartitionWriter>,
    private readonly unfit: ReadonlyMap<string, string>,
    /** Everything at or before it is in those topics that may be written to. */
    private at: Position,
  ) {
    this.topicOf = new Map(options.topics.flatMap(({ name, eventTypes }) => eventTypes.map((type) => [type, name] as const)));
  }

  /** Everything at or before it is in Kafka. */
  get position(): Position {
    return this.heldAt ?? this.at;
  }

  /** Which topics it must not write to, and what to do; undefined where it may write to all. */
  get refused(): string | undefined {
    return this.unfit.size === 0 ? undefined : [...this.unfit.values()].join(' ');
  }

  /**
   * Copies the log until it is told to stop, or other topics may be written to than before. The next page is read while one is sent.
   * @param progressed after each page, and whenever there is nothing to send
   */
  async carry(signal: AbortSignal, progressed: (sent: number) => void): Promise<void> {
    const { log } = this.options;
    const read = (after: Position) => log.read(after, { limit: PAGE });
    let next: Promise<RecordedEvent[]> | undefined;
    while (!signal.aborted) {
      const began = performance.now();
      const page = await (next ?? read(this.at));
      next = undefined;
      if (await this.othersAreUnfit()) return;
      if (page.length === 0) {
        progressed(0);
        await log.waitBeyond(this.at, IDLE_MS, signal);
        continue;
      }
      if (page.length === PAGE) {
        next = read(page.at(-1)!.position);
        // Looked at when its turn comes; until then nobody else would.
        next.catch(() => undefined);
      }
      const { tracing } = this.options;
      progressed(await (tracing ? tracing.around('relay', page, () => this.send(page)) : this.send(page)));
      const rest = began + roundMs(page.length, ROUND_MS) - performance.now();
      if (next === undefined && rest > 0) await wait(rest, undefined, { signal }).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await this.producer.disconnect().catch(() => undefined);
    await this.admin.disconnect().catch(() => undefined);
  }

  /** Looked at before every page: a topic can be made again by somebody while this writes. */
  private async othersAreUnfit(): Promise<boolean> {
    const now = await unfitTopics(this.admin, this.options.topics, this.options.settings);
    return now.size !== this.unfit.size || [...now].some(([name, why]) => this.unfit.get(name) !== why);
  }

  /** One request for each partition, side by side; then it is noted how far this has come. */
  private async send(page: readonly RecordedEvent[]): Promise<number> {
    const { settings, notes } = this.options;
    const shares = new Map<PartitionWriter, RecordedEvent[]>();
    for (const [n, event] of page.entries()) {
      const topic = this.topicOf.get(event.type);
      if (topic === undefined) throw new UnfitTopic(`The event at ${event.position} is of type ${event.type}, which belongs to no topic that this relay knows. It was written by a newer Fieldledger: run that one's relay.`);
      if (this.unfit.has(topic)) {
        this.heldAt ??= n === 0 ? this.at : page[n - 1]!.position;
        continue;
      }
      const writer = this.writers.get(partitionName(topic, partitionOf(feedKey(event), settings.partitions)))!;
      const share = shares.get(writer);
      if (share) share.push(event);
      else shares.set(writer, [event]);
    }
    // All are waited for, also when one fails: what is still under way then would land behind the next session's look at the tails.
    const answers = await Promise.allSettled([...shares].map(([writer, events]) => writer.write(events)));
    const failed = answers.find((it) => it.status === 'rejected');
    if (failed) throw failed.reason as Error;
    this.at = page.at(-1)!.position;
    await notes.note({
      position: this.position,
      partitions: [...shares.keys()].flatMap((writer) => (writer.position === undefined ? [] : [{ topic: writer.topic, partition: writer.partition, position: writer.position, nextOffset: writer.nextOffset }])),
    });
    return answers.reduce((sum, it) => sum + (it.status === 'fulfilled' ? it.value : 0), 0);
  }
}

function writers(producer: Producer, { partitions }: Noted, ends: ReadonlyMap<string, PartitionEnd>): Map<string, PartitionWriter> {
  const noted = new Map(partitions.map((each) => [partitionName(each.topic, each.partition), each]));
  return new Map(
    [...ends].map(([name, end]) => {
      // Where retention has dropped every record the notes still know the last; where the topic was made again, or emptied, they know too much.
      const kept = noted.get(name);
      const empty = kept ? (kept.nextOffset <= end.nextOffset ? kept.position : BEGINNING) : end.nextOffset === 0n ? BEGINNING : undefined;
      const last = end.last?.position ?? empty;
      return [name, new PartitionWriter(producer, end.topic, end.partition, last, end.nextOffset)];
    }),
  );
}

/** Where to read the log from: what was noted, unless Kafka has less than was noted. */
function start({ position, partitions }: Noted, ends: ReadonlyMap<string, PartitionEnd>): Position {
  const lost = partitions.some((each) => {
    const end = ends.get(partitionName(each.topic, each.partition));
    return end !== undefined && end.nextOffset < each.nextOffset;
  });
  return lost ? BEGINNING : position;
}

/** A topic that holds another log's events is not written to. @throws UnfitTopic */
async function refuseForeign(log: EventLog, ends: ReadonlyMap<string, PartitionEnd>): Promise<void> {
  const furthest = [...ends.values()].sort((a, b) => (reached(a) < reached(b) ? 1 : -1))[0];
  if (!furthest?.last) return;
  const { organization, stream, id, position } = furthest.last;
  const found = (await log.readStream(organization, stream)).find((event) => event.id === id);
  if (found?.position === position) return;
  throw new UnfitTopic(
    `The topic ${furthest.topic} holds events of another log: its record at position ${position} is not in this one. ` +
      'Give the feed another KAFKA_TOPIC_PREFIX. Who follows it begins anew with empty tables: after a restore, positions are given out a second time.',
  );
}
